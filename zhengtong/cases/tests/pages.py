"""Looking at the pages of cases as a signed-in person."""

import re

from django.http import HttpResponse
from django.test import Client

from zhengtong.cases.web.pages import CasePage
from zhengtong.people.models import User

LIST = "/desk/cases"


def signed_in(client: Client, *, staff_code: str) -> Client:
    """Sign a staff member in."""
    client.force_login(User.objects.create(username=staff_code, staff_code=staff_code))
    return client


def text_of(response: HttpResponse, status: int = 200) -> str:
    """Return what a page says, line ends evened out."""
    assert response.status_code == status
    return re.sub(r"\s*\n\s*", "\n", response.content.decode())


def page_of(client: Client, number: str) -> CasePage:
    """Return what the page of a case was made from."""
    response = client.get(f"{LIST}/{number}")
    assert response.status_code == 200
    return response.context["page"]


def cells(page: CasePage) -> str:
    """Return the day ruler of a page, a dash for each plain cell."""
    assert page.ruler is not None
    return " ".join(cell or "-" for cell in page.ruler.cells)
