"""Importing this makes Django ready, in a process that is no command of the platform."""

import os

import django
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def limit_pages(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let SQLite's file grow to so many pages and no further."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count={int(os.environ['FAULT_MOST_PAGES'])}")


if "FAULT_MOST_PAGES" in os.environ:
    connection_created.connect(limit_pages)
django.setup()
