"""Addresses that the tests of the page shell know: no cases yet, so no link to them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _blank(request: HttpRequest, **names: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", _blank, name="home"),
    path("sign-in", _blank, name="sign-in"),
    path("sign-out", _blank, name="sign-out"),
    path("bulletins/", _blank, name="bulletin-index"),
    path("bulletins/<str:region>/<str:period>", _blank, name="bulletin-detail"),
    path("", include("zhengtong.foundation.web.urls")),
]
