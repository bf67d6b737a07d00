"""Addresses of the bulletins (通报的地址)."""

from django.urls import path

from zhengtong.bulletins.web.bulletins import bulletin_detail, bulletin_download, bulletin_index
from zhengtong.bulletins.web.figures import bulletin_figure
from zhengtong.bulletins.web.freezing import bulletin_freezing
from zhengtong.bulletins.web.opening import bulletin_opening

_ONE = "bulletins/<str:region_code>/<str:period>"

urlpatterns = [
    path("bulletins/", bulletin_index, name="bulletin-index"),
    path("bulletins/opening", bulletin_opening, name="bulletin-opening"),
    path(_ONE, bulletin_detail, name="bulletin"),
    path(f"{_ONE}/freezing", bulletin_freezing, name="bulletin-freezing"),
    path(f"{_ONE}/download/<str:form>", bulletin_download, name="bulletin-download"),
    path(f"{_ONE}/figures/<str:row>/<str:column>", bulletin_figure, name="bulletin-figure"),
]
