"""A condition over a list of any length that is still one statement (所列的值)."""

import json
from collections.abc import Collection

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL


def is_listed(column: str, values: Collection[str]) -> RawSQL:
    """Return the condition that a column has one of the values, in one parameter (在列)."""
    wanted = sorted(values)
    # The column is named by our own code, never by what came in.
    if connection.vendor == "sqlite":
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return RawSQL(sql, [json.dumps(wanted)], output_field=BooleanField())  # noqa: S611
    return RawSQL(f"{column} = ANY(%s)", [wanted], output_field=BooleanField())  # noqa: S611
