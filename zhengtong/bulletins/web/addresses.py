"""Addresses of the bulletin pages (通报的地址)."""

from django.urls import reverse

from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.rules.levels import Edition
from zhengtong.foundation.web.parts import Figure


def bulletin_url(*, region_code: str, edition: Edition) -> str:
    """Return the address of a bulletin's page (通报页)."""
    return reverse("bulletin", args=[region_code, edition.text])


def freezing_url(*, region_code: str, edition: Edition) -> str:
    """Return the address that freezes a bulletin on POST (冻结)."""
    return reverse("bulletin-freezing", args=[region_code, edition.text])


def download_url(*, region_code: str, edition: Edition, form: str) -> str:
    """Return the address of a bulletin as a file, `csv` or `json` (下载)."""
    return reverse("bulletin-download", args=[region_code, edition.text, form])


def figure_url(*, bulletin: Bulletin, row: str, column: str) -> str:
    """Return the address of the cases behind a figure (下钻)."""
    inputs = bulletin.inputs
    return reverse("bulletin-figure", args=[inputs.region_code, inputs.edition.text, row, column])


def figure(*, bulletin: Bulletin, row: str, column: str, count: int, name: str) -> Figure:
    """Return a figure that opens to its cases; a zero is plain text (可下钻的数字)."""
    url = figure_url(bulletin=bulletin, row=row, column=column) if count else ""
    return Figure(count=count, name=name, url=url)


def case_url(number: str) -> str:
    """Return the address of a case's page (办件页)."""
    return reverse("case-detail", args=[number])
