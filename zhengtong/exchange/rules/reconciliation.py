"""A source's own counts and cases held against ours (对账).

Pure comparison: what differs, by day, item and body, and case by case. What is done with a
difference is for `operations.reconciling`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.kernel.periods import Period

NONE = "无"
TAKEN_OUT = (CloseResult.VOIDED, CloseResult.DELETED)


class Measure(StrEnum):
    """What is counted (口径)."""

    ACCEPTED = "accepted"
    COMPLETED = "completed"

    @property
    def label(self) -> str:
        """Return the Chinese name (中文名称)."""
        return "受理" if self is Measure.ACCEPTED else "办结"


class DifferenceKind(StrEnum):
    """How the two books are at odds (差异类别)."""

    COUNT = "count"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    OTHER_DAY = "other_day"
    OTHER_STATE = "other_state"
    OTHER_BODY = "other_body"

    @property
    def label(self) -> str:
        """Return the Chinese name (中文名称)."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[DifferenceKind, str] = MappingProxyType(
    {
        DifferenceKind.COUNT: "件数不符",
        DifferenceKind.MISSING_HERE: "平台缺件",
        DifferenceKind.MISSING_THERE: "来源缺件",
        DifferenceKind.OTHER_DAY: "日期不符",
        DifferenceKind.OTHER_STATE: "状态不符",
        DifferenceKind.OTHER_BODY: "事项或机构不符",
    }
)


class DifferenceState(StrEnum):
    """Where a difference stands (差异状态)."""

    OPEN = "open"
    EXPLAINED = "explained"
    GONE = "gone"

    @property
    def label(self) -> str:
        """Return the Chinese name (中文名称)."""
        return {"open": "待说明", "explained": "已说明", "gone": "已消除"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class CountCell:
    """What one number counts (对账单元)."""

    day: dt.date
    implementation_code: str
    organisation_code: str
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirCase:
    """A case as the source's list has it (来源办件)."""

    source_number: str
    implementation_code: str
    organisation_code: str
    accepted_on: dt.date
    completed_on: dt.date | None = None
    result: CloseResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OurCase:
    """The same case here (平台办件).

    Args:
        is_taken_out: voided or deleted, so in no figure.
    """

    source_number: str
    case_number: str
    implementation_code: str
    organisation_code: str
    accepted_on: dt.date | None
    completed_on: dt.date | None
    result: str
    is_taken_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference (差异).

    Args:
        day: the day in the source's book, ours where the source has none; of a case that one book
            lacks, the first of its days in the period.
        other_day: our day where it is another one; of a case that one book lacks, the day of its
            completion.
        measure: empty where the whole case is concerned.
        theirs, ours: what each book says, as people read it.
    """

    kind: DifferenceKind
    day: dt.date
    implementation_code: str
    organisation_code: str
    measure: str = ""
    source_number: str = ""
    case_number: str = ""
    other_day: dt.date | None = None
    theirs: str
    ours: str

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same difference in a later run, whatever the values (同一差异)."""
        if self.kind is DifferenceKind.COUNT:
            return (
                self.kind.value,
                self.day.isoformat(),
                self.implementation_code,
                self.organisation_code,
                self.measure,
            )
        return self.kind.value, self.source_number, self.measure

    @property
    def content(self) -> tuple[object, ...]:
        """What an explanation was about (差异内容)."""
        return self.day, self.other_day, self.theirs, self.ours


def compare_counts(
    *, theirs: Mapping[CountCell, int], ours: Mapping[CountCell, int]
) -> Iterator[Finding]:
    """Find the numbers that differ; a number that a book does not have is 0 (件数对账)."""
    for cell in sorted(theirs.keys() | ours.keys()):
        there, here = theirs.get(cell, 0), ours.get(cell, 0)
        if there != here:
            yield Finding(
                kind=DifferenceKind.COUNT,
                day=cell.day,
                implementation_code=cell.implementation_code,
                organisation_code=cell.organisation_code,
                measure=cell.measure.value,
                theirs=str(there),
                ours=str(here),
            )


def compare_cases(
    *,
    theirs: Iterable[TheirCase],
    ours: Mapping[str, OurCase],
    counted: Iterable[str],
    period: Period,
    on_other_days: Collection[tuple[str, str]] = (),
) -> Iterator[Finding]:
    """Find the cases that differ (逐件对账).

    The books are held against each other as they stood on the last day of the period: a list may
    be of that day or of today, and what was completed since is for the next period. A case that
    the source took out and that never came here is in neither figure.

    Args:
        ours: by source number, every case that is asked about or counted.
        counted: source numbers of the cases that our figures count in the period.
        on_other_days: source number and measure of what our figures count in the period and the
            source's list of another period has, as found then; it is not missing there.
    """
    listed: set[str] = set()
    for their in theirs:
        listed.add(their.source_number)
        our = ours.get(their.source_number)
        if our is not None:
            yield from _compared(_stood_there(their, period), _stood_here(our, period))
        elif their.result not in TAKEN_OUT:
            yield _missing_here(_stood_there(their, period), period)
    for number in counted:
        if number not in listed and not _is_elsewhere(ours[number], period, on_other_days):
            yield _missing_there(_stood_here(ours[number], period), period)


def _stood_there(their: TheirCase, period: Period) -> TheirCase:
    """Return a case without the completion that came after the period."""
    is_later = their.completed_on is not None and their.completed_on > period.last_day
    if not is_later or their.result in TAKEN_OUT:
        return their
    return replace(their, completed_on=None, result=None)


def _stood_here(our: OurCase, period: Period) -> OurCase:
    """Return a case without the completion that came after the period."""
    is_later = our.completed_on is not None and our.completed_on > period.last_day
    if not is_later or our.is_taken_out:
        return our
    return replace(our, completed_on=None, result="")


def _is_elsewhere(our: OurCase, period: Period, on_other_days: Collection[tuple[str, str]]) -> bool:
    """Tell whether all that counts in the period stands on other days in the source's book."""
    days = ((Measure.ACCEPTED, our.accepted_on), (Measure.COMPLETED, our.completed_on))
    counts = [measure for measure, day in days if day is not None and day in period]
    return bool(counts) and all(
        (our.source_number, measure.value) in on_other_days for measure in counts
    )


def _first_within(
    period: Period, accepted_on: dt.date | None, completed_on: dt.date | None
) -> dt.date:
    days = [day for day in (accepted_on, completed_on) if day is not None]
    return next((day for day in days if day in period), days[0])


def _missing_here(their: TheirCase, period: Period) -> Finding:
    return Finding(
        kind=DifferenceKind.MISSING_HERE,
        day=_first_within(period, their.accepted_on, their.completed_on),
        implementation_code=their.implementation_code,
        organisation_code=their.organisation_code,
        source_number=their.source_number,
        other_day=their.completed_on,
        theirs=_said(their.accepted_on, their.completed_on),
        ours=NONE,
    )


def _missing_there(our: OurCase, period: Period) -> Finding:
    return Finding(
        kind=DifferenceKind.MISSING_THERE,
        day=_first_within(period, our.accepted_on, our.completed_on),
        implementation_code=our.implementation_code,
        organisation_code=our.organisation_code,
        source_number=our.source_number,
        case_number=our.case_number,
        other_day=our.completed_on,
        theirs=NONE,
        ours=_said(our.accepted_on, our.completed_on),
    )


def _compared(their: TheirCase, our: OurCase) -> Iterator[Finding]:
    if _body(their) != _body(our):
        yield _of_case(DifferenceKind.OTHER_BODY, their, our, theirs=_body(their), ours=_body(our))
    days = (
        (Measure.ACCEPTED, their.accepted_on, our.accepted_on),
        (Measure.COMPLETED, their.completed_on, our.completed_on),
    )
    for measure, there, here in days:
        if there and here and there != here:
            yield _of_case(
                DifferenceKind.OTHER_DAY,
                their,
                our,
                theirs=f"{there} {measure.label}",
                ours=f"{here} {measure.label}",
                day=there,
                other_day=here,
                measure=measure.value,
            )
    if not _is_same_state(their, our):
        yield _of_case(
            DifferenceKind.OTHER_STATE,
            their,
            our,
            theirs=_state(their),
            ours=_our_state(our),
            # The books part on the day of completion, where either has one.
            day=their.completed_on or our.completed_on,
        )


def _of_case(
    kind: DifferenceKind,
    their: TheirCase,
    our: OurCase,
    *,
    theirs: str,
    ours: str,
    day: dt.date | None = None,
    other_day: dt.date | None = None,
    measure: str = "",
) -> Finding:
    return Finding(
        kind=kind,
        day=day or their.accepted_on,
        other_day=other_day,
        measure=measure,
        implementation_code=their.implementation_code,
        organisation_code=their.organisation_code,
        source_number=our.source_number,
        case_number=our.case_number,
        theirs=theirs,
        ours=ours,
    )


def _body(case: TheirCase | OurCase) -> str:
    return f"{case.implementation_code} {case.organisation_code}"


def _is_same_state(their: TheirCase, our: OurCase) -> bool:
    """A list without results can only say whether a case is completed."""
    if their.completed_on is not None and their.result is None:
        return our.completed_on is not None and not our.is_taken_out
    return _state(their) == _our_state(our)


def _state(their: TheirCase) -> str:
    if their.result in TAKEN_OUT:
        return their.result.label
    if their.completed_on is None:
        return "已受理"
    return their.result.label if their.result else "已办结"


def _our_state(our: OurCase) -> str:
    if our.is_taken_out:
        return CloseResult(our.result).label
    if our.accepted_on is None:
        return "未受理"
    if our.completed_on is None:
        return "已受理"
    return CloseResult(our.result).label


def _said(accepted_on: dt.date | None, completed_on: dt.date | None) -> str:
    parts = [f"{accepted_on} 受理"] if accepted_on else []
    parts += [f"{completed_on} 办结"] if completed_on else []
    return "，".join(parts) or "未受理"
