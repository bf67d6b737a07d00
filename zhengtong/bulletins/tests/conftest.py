"""Fixtures of the bulletins."""

from datetime import date

import pytest

from zhengtong.bulletins.tests.ledger import WATER, accept, complete, make_district


@pytest.fixture
def district():
    """Fucheng with a few cases of February 2018."""
    make_district()
    for number in range(1, 5):
        complete(accept(number, day=date(2018, 2, number)), day=date(2018, 2, 9))
    accept(5, code=WATER, item_type="levy", day=date(2018, 1, 9))
