"""Fixtures of the tests of cases."""

import pytest

from zhengtong.cases.tests.factories import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    """A department with a promised-time licence without certificate."""
    return make_office()
