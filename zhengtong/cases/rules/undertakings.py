"""What an applicant undertakes at acceptance, as plain values (申请人的承诺)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.cases.rules.terms import MaterialTerms
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.deadlines import due_at, due_on
from zhengtong.kernel.limits import LimitUnit
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.texts import checked_text

LONGEST_REFERENCE = 200


class UndertakingKind(StrEnum):
    """What the applicant undertakes (承诺种类)."""

    TOLERANCE = "tolerance"
    PLEDGE = "pledge"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return "容缺受理" if self is UndertakingKind.TOLERANCE else "告知承诺"


class UndertakingResult(StrEnum):
    """What became of an undertaking (承诺结果)."""

    SUPPLIED = "supplied"
    PASSED = "passed"
    FALSE = "false"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return RESULT_LABELS[self]


RESULT_LABELS: Mapping[UndertakingResult, str] = MappingProxyType(
    {
        UndertakingResult.SUPPLIED: "已补齐",
        UndertakingResult.PASSED: "核查属实",
        UndertakingResult.FALSE: "承诺不实",
        UndertakingResult.LAPSED: "随办件终结",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Materials that are lacking and will be supplied by a day (容缺承诺).

    Args:
        reference: number or file name of the applicant's signed undertaking.
        is_applicant_told: materials, day and consequence have been told in writing.
        supply_by: the last day; None for the last that item and promise allow.

    Raises:
        TextRefused: the reference is too long or cannot be shown.
    """

    materials: tuple[str, ...]
    reference: str
    is_applicant_told: bool
    supply_by: dt.date | None = None

    def __post_init__(self) -> None:
        checked_text(self.reference, limit=LONGEST_REFERENCE, name="容缺承诺书")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """That the applicant meets the conditions, in the place of proof (告知承诺).

    Args:
        reference: number or file name of the signed pledge.
        is_applicant_told: conditions, check and consequence have been told in writing.
        materials: those that the pledge stands for; none where it is about conditions alone.

    Raises:
        TextRefused: the reference is too long or cannot be shown.
    """

    reference: str
    is_applicant_told: bool
    materials: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_text(self.reference, limit=LONGEST_REFERENCE, name="告知承诺书")


def latest_supply_day(
    *,
    materials: Iterable[MaterialTerms],
    accepted_at: dt.datetime,
    promised_due_at: dt.datetime | None,
    calendar: WorkCalendar,
) -> dt.date | None:
    """Return the last day on which tolerated materials may be supplied, None where none is set.

    It is the earliest of each material's own limit, counted from acceptance, and the promise.

    Raises:
        OutsideCalendar: a limit ends in a year that is not loaded.

    Source:
        Domain rules 3 (容缺): due date not beyond the promised limit.
    """
    days = [local_day(promised_due_at)] if promised_due_at else []
    for limit in [one.supply_limit for one in materials if one.supply_limit]:
        if limit.unit is LimitUnit.HOUR:
            days.append(local_day(due_at(started_at=accepted_at, limit=limit, calendar=calendar)))
        else:
            days.append(due_on(started_on=local_day(accepted_at), limit=limit, calendar=calendar))
    return min(days, default=None)
