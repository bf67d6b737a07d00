"""Addresses of the page shell (页面外壳的地址)."""

from django.urls import path

from zhengtong.foundation.web.preferences import preferences

urlpatterns = [path("preferences", preferences, name="preferences")]
