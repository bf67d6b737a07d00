"""Fixtures of the whole suite."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase

from tests.scale.query_guard import guard
from zhengtong.foundation import work
from zhengtong.foundation.database_guards import lifted_guards


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guards() -> Iterator[None]:
    """Lift SQLite's append-only triggers only while a transactional test is flushed."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: TransactionTestCase) -> None:
        with lifted_guards():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(autouse=True)
def _forget_what_was_followed() -> None:
    """The worker remembers positions of a database that the next test does not have."""
    work._REGISTER.followed.clear()


@pytest.fixture(autouse=True, scope="session")
def _watch_queries(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Hold every connection to PostgreSQL, of every thread, to the scale rules."""

    def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
        if connection.vendor == "postgresql" and guard not in connection.execute_wrappers:
            connection.execute_wrappers.append(guard)

    connection_created.connect(watch)
    watch(connection)
    yield
    connection_created.disconnect(watch)
