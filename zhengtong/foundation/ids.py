"""Identifiers made by the application before a row is saved."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a UUIDv7: unique, roughly in order of time, never to be relied on for order."""
    return uuid7()
