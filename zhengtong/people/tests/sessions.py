"""Real sessions at once, on either engine, for tests with `django_db(transaction=True)`."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

PATIENCE_SECONDS = 30


def in_sessions(folder: Path, *works: Callable[[], None]) -> None:
    """Run each work in a thread with a database connection of its own.

    PostgreSQL: the test database. SQLite: a file in `folder`, filled from the in-memory
    database before the first run, with the settings of the embedded installation.
    """
    file = folder / "sessions.sqlite3"
    if connection.vendor == "sqlite" and not file.exists():
        with closing(sqlite3.connect(file)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            # As `migrate` leaves it: two sessions that both switch a fresh file collide.
            copy.execute("PRAGMA journal_mode=WAL")
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        if connection.vendor == "sqlite":
            settings = {**connection.settings_dict, "NAME": file}
            connections["default"] = type(connections["default"])(settings, alias="default")
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 (told below)
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    if faults:
        raise faults[0]
