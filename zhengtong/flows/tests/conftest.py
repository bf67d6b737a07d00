"""Fixtures of the tests of flows."""

import pytest

from zhengtong.flows.tests.factories import make_holders
from zhengtong.foundation.actors import Actor
from zhengtong.people.rules.duties import Post
from zhengtong.places.queries import OrganisationInfo
from zhengtong.places.tests.factories import make_organisation


@pytest.fixture
def body() -> OrganisationInfo:
    """Return a department without anybody in a post."""
    return make_organisation()


@pytest.fixture
def manned(body: OrganisationInfo) -> dict[Post, Actor]:
    """Return one person for each post of the department."""
    return make_holders()
