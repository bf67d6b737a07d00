"""The worker numbers, follows and makes its rounds; one failure does not stop the rest."""

from datetime import UTC, datetime, timedelta

import pytest

from zhengtong.foundation import work
from zhengtong.foundation.ledger.delivery import Delivered
from zhengtong.foundation.ledger.models import Position
from zhengtong.foundation.tests.ledger_subject import REGION, write_note

NOW = datetime(2018, 2, 28, 10, 0, tzinfo=UTC)


@pytest.fixture
def register(monkeypatch):
    register = work._Register()
    monkeypatch.setattr(work, "_REGISTER", register)
    # Within the transaction of a test it would close the test's own connection.
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    return register


@pytest.mark.django_db
def test_it_numbers_and_follows_a_region_once_per_news(register):
    followed = []
    work.register_follower("notes", lambda region, now: followed.append((region, now)))
    write_note(number=1)
    assert work.work_once(now=NOW) == 1
    assert work.work_once(now=NOW) == 0
    assert followed == [(REGION, NOW)]
    assert Position.objects.get(region_code=REGION).position == 1


@pytest.mark.django_db
def test_it_tries_a_failed_follower_again_and_runs_the_others(register, caplog):
    followed = []

    def fail_once(region, now):
        if not followed:
            raise ValueError("not yet")

    work.register_follower("failing", fail_once)
    work.register_follower("notes", lambda region, now: followed.append(region))
    write_note(number=1)
    work.work_once(now=NOW)
    work.work_once(now=NOW)
    work.work_once(now=NOW)
    assert followed == [REGION, REGION]
    assert "background work failing failed" in caplog.text


def test_it_makes_a_round_when_its_time_has_come(register):
    made = []
    work.register_round("sweep", made.append, every=timedelta(hours=1))
    for minutes in (0, 30, 61):
        work.due_rounds(now=NOW + timedelta(minutes=minutes))
    assert made == [NOW, NOW + timedelta(minutes=61)]


@pytest.mark.django_db
def test_it_numbers_a_region_although_another_one_cannot_be(register, caplog, monkeypatch):
    write_note(number=1)
    write_note(number=1, region_code="510704")
    real = work.number_pending

    def refuse_one(*, region_code):
        if region_code == REGION:
            raise ValueError("spoiled")
        return real(region_code=region_code)

    monkeypatch.setattr(work, "number_pending", refuse_one)
    assert work.work_once(now=NOW) == 1
    assert Position.objects.get().region_code == "510704"
    assert f"background work numbering of {REGION} failed" in caplog.text


@pytest.mark.django_db
def test_it_tries_delivery_again_that_could_not_be_done(register, monkeypatch):
    write_note(number=1)
    calls = []

    def deliver(*, region_code, now):
        calls.append(region_code)
        if len(calls) == 1:
            raise ValueError("not yet")
        return Delivered(calls=0, is_complete=True)

    monkeypatch.setattr(work, "deliver_pending", deliver)
    for _ in range(3):
        work.work_once(now=NOW)
    assert calls == [REGION, REGION]
