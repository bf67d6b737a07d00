"""Fixtures of the tests of cases."""

from collections.abc import Callable

import pytest
from django.test import Client

from zhengtong.cases.tests.factories import Office, make_office, moment
from zhengtong.cases.tests.pages import signed_in
from zhengtong.people.models import User


@pytest.fixture
def office(db: None) -> Office:
    """A department with a promised-time licence without certificate."""
    return make_office()


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, client: Client) -> Callable[[str], None]:
    """Let it be Friday 2 March 2018; a test may turn the clock on, and signs in again."""
    set_now = "2018-03-02 15:00"

    def turn_to(text: str) -> None:
        nonlocal set_now
        set_now = text
        client.force_login(User.objects.get())

    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(set_now))
    return turn_to


@pytest.fixture
def reader(client: Client, office: Office) -> Client:
    """The reviewer of the office, signed in."""
    return signed_in(client, staff_code=office.reviewer.code)
