"""Leases of processes that were killed, or whose connection was lost while they held one."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError

from zhengtong.foundation.ledger import delivery
from zhengtong.foundation.ledger.lease_holders import has_died, let_go, new_holder
from zhengtong.foundation.tests.ledger_subject import NOON, REGION

HANDLER = "somebody.handlers.react"


def test_it_knows_who_is_gone():
    node = os.uname().nodename[:20]
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert has_died(f"{node}:{ended.pid}:ab")
    assert not has_died(f"{node}:1:ab")
    assert not has_died(f"another-machine:{ended.pid}:ab")
    assert not has_died("")


def test_it_knows_which_of_its_own_leases_are_still_worked_under():
    holder = new_holder()
    assert not has_died(holder)
    let_go(holder)
    assert has_died(holder)


@pytest.mark.django_db
def test_it_takes_its_own_lease_again_that_a_lost_connection_kept_it_from_releasing(monkeypatch):
    cursor = delivery._lease(HANDLER, region_code=REGION, now=NOON)
    assert cursor is not None
    assert delivery._lease(HANDLER, region_code=REGION, now=NOON) is None
    with monkeypatch.context() as lost:
        lost.setattr("django.db.models.query.QuerySet.update", raise_lost)
        with pytest.raises(OperationalError):
            delivery._release(cursor)
    again = delivery._lease(HANDLER, region_code=REGION, now=NOON)
    assert again is not None
    delivery._release(again)


def raise_lost(*_: object, **__: object) -> int:
    raise OperationalError("the connection is closed")
