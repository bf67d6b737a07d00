"""Several rows written by one statement (一次写入).

On PostgreSQL the pieces are one data-modifying WITH, so they cost one round trip; SQLite has none,
so there the same pieces run one by one, in order.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

Piece = tuple[str, list[Any]]


def write_together(pieces: Sequence[Piece]) -> int:
    """Write the pieces and return how many rows the first one touched (一次写入).

    No piece sees what another one writes, and no two may touch the same row.
    """
    (first, values), *rest = pieces
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and rest:
            steps = [f"touched AS ({first} RETURNING 1)"]
            for number, (sql, more) in enumerate(rest):
                steps.append(f"step{number} AS ({sql})")
                values = [*values, *more]
            cursor.execute(f"WITH {', '.join(steps)} SELECT count(*) FROM touched", values)
            return int(cursor.fetchone()[0])
        cursor.execute(first, values)
        touched = int(cursor.rowcount)
        for sql, values in rest:
            cursor.execute(sql, values)
        return touched
