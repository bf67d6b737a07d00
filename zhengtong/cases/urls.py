"""Addresses of the cases (办件的地址)."""

from django.urls import path

from zhengtong.cases.web.cases import case_detail, case_list

urlpatterns = [
    path("desk/cases", case_list, name="case-list"),
    path("desk/cases/<str:number>", case_detail, name="case-detail"),
]
