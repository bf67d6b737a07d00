"""What becomes of each row of an import (行结果)."""

from dataclasses import dataclass
from enum import StrEnum

from zhengtong.exchange.operations.judging import SourceRow
from zhengtong.exchange.rules.checks import FieldRefusal
from zhengtong.kernel.origins import Origin


class RowResult(StrEnum):
    """What became of a row (行结果); the values are the counts of a run."""

    CREATED = "created"
    ADVANCED = "advanced"
    UNCHANGED = "unchanged"
    OLDER = "older"
    PUT_ASIDE = "put_aside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of one row, and why (行结果).

    Args:
        refusals: for a refused row, field by field.
        sentences: for a contradiction that waits for a person.
        origin: for a row that brought the case further.
    """

    row: SourceRow
    result: RowResult
    refusals: tuple[FieldRefusal, ...] = ()
    sentences: tuple[str, ...] = ()
    origin: Origin | None = None


def refused(row: SourceRow, *refusals: FieldRefusal) -> RowOutcome:
    """Return the outcome of a row that changes nothing (有误行)."""
    return RowOutcome(row=row, result=RowResult.REFUSED, refusals=refusals)
