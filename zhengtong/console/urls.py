"""Addresses of the workplace (工作台的地址)."""

from django.urls import path

from zhengtong.console.web.home import home

urlpatterns = [path("", home, name="home")]
