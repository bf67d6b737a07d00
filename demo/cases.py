"""Rows of the cases of January and February 2018, as a source system sends them (办件数据)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from operator import attrgetter

from demo.applicants import FIRMS, PERSONS, Applicant, firm, person
from demo.draws import Draws
from demo.items import DemoItem
from demo.office_days import OFFICE_MINUTES, office_moment
from demo.organisations import department_code
from demo.schedule import FEBRUARY, ScheduledCase, scheduled_cases
from zhengtong.kernel.item_types import ItemGroup

SOURCE_NAME = "演示-部门业务系统"
_SEED = 20180228
_INTAKE_MINUTES = 10  # handing in, receipt and acceptance fit into this
_DECISION_MINUTES = 40
_CLOSING_MINUTES = 20  # completion, delivery and the entry in the source
_DENIED_SHARE = 0.02
_ONLINE_SHARE = 0.2
_DENIAL_REASONS = (
    "演示原因：申请人不具备该事项规定的条件",
    "演示原因：申请材料反映的情况与现场核查结果不符",
    "演示原因：申请的内容不符合有关技术规范",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One row of cases.csv: one version of one case (办件记录).

    A case that is completed on a later day than it was accepted has two versions, each entered
    in its source on the day of what it adds; so no row is late.

    Args:
        source_number: the case's number in its source; the same in all its versions.
        data_version: 1, then 2.
        result: `granted`, `denied`, or empty while the case is open.
        source_recorded_at: when the source itself took the row in.
    """

    source_number: str
    data_version: int
    implementation_code: str
    organisation_code: str
    item_name: str
    applicant_kind: str
    applicant_name: str
    applicant_id_type: str
    applicant_id_number: str
    contact_mobile: str
    channel: str
    submitted_at: datetime
    received_at: datetime
    accepted_at: datetime
    decided_at: datetime | None
    completed_at: datetime | None
    delivered_at: datetime | None
    result: str
    close_reason: str
    source_recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intake:
    """What is known of a case on the day of its acceptance."""

    item: DemoItem
    applicant: Applicant
    channel: str
    submitted_at: datetime
    received_at: datetime
    accepted_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """What is known of a case on the day of its completion."""

    decided_at: datetime
    completed_at: datetime
    delivered_at: datetime | None
    result: str
    close_reason: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _DemoCase:
    intake: _Intake
    ending: _Ending | None

    @property
    def accepted_at(self) -> datetime:
        return self.intake.accepted_at


def case_rows() -> Iterator[CaseRow]:
    """Walk through all versions of all cases in the order of their entry (全部办件记录).

    The same rows in the same order every time: the numbers come from one seed, no clock is read.
    """
    draws = Draws(seed=_SEED)
    cases = [_fill_in(case=case, draws=draws) for case in scheduled_cases(draws=draws)]
    cases.sort(key=attrgetter("accepted_at"))
    rows = [row for number, case in _numbered(cases) for row in _versions(case, number)]
    rows.sort(key=attrgetter("source_recorded_at", "source_number", "data_version"))
    yield from rows


def _numbered(cases: list[_DemoCase]) -> Iterator[tuple[str, _DemoCase]]:
    """Number the cases of each department and day in the order of acceptance."""
    running: dict[tuple[int, date], Iterator[int]] = {}
    for case in cases:
        department, day = case.intake.item.department, case.accepted_at.date()
        number = next(running.setdefault((department, day), count(1)))
        yield f"FC-D{department:02d}-{day:%Y%m%d}-{number:04d}", case


def _versions(case: _DemoCase, number: str) -> Iterator[CaseRow]:
    intake, ending = case.intake, case.ending
    if ending is None:
        yield _row(number=number, version=1, intake=intake, ending=None)
    elif ending.completed_at.date() == intake.accepted_at.date():
        yield _row(number=number, version=1, intake=intake, ending=ending)
    else:
        yield _row(number=number, version=1, intake=intake, ending=None)
        yield _row(number=number, version=2, intake=intake, ending=ending)


def _row(*, number: str, version: int, intake: _Intake, ending: _Ending | None) -> CaseRow:
    return CaseRow(
        source_number=number,
        data_version=version,
        implementation_code=intake.item.implementation_code,
        organisation_code=department_code(intake.item.department),
        item_name=intake.item.name,
        applicant_kind=intake.applicant.kind,
        applicant_name=intake.applicant.name,
        applicant_id_type=intake.applicant.id_type,
        applicant_id_number=intake.applicant.id_number,
        contact_mobile=intake.applicant.mobile,
        channel=intake.channel,
        submitted_at=intake.submitted_at,
        received_at=intake.received_at,
        accepted_at=intake.accepted_at,
        decided_at=ending.decided_at if ending else None,
        completed_at=ending.completed_at if ending else None,
        delivered_at=ending.delivered_at if ending else None,
        result=ending.result if ending else "",
        close_reason=ending.close_reason if ending else "",
        source_recorded_at=ending.recorded_at if ending else intake.recorded_at,
    )


def _fill_in(*, case: ScheduledCase, draws: Draws) -> _DemoCase:
    last_start = OFFICE_MINUTES - _INTAKE_MINUTES - _DECISION_MINUTES - _CLOSING_MINUTES
    start = draws.below(last_start)
    intake = _intake(case=case, start=start, draws=draws)
    if case.completed_on is None:
        return _DemoCase(intake=intake, ending=None)
    if case.completed_on == case.accepted_on:
        decided = start + _INTAKE_MINUTES + draws.below(_DECISION_MINUTES)
    else:
        decided = draws.below(OFFICE_MINUTES - _CLOSING_MINUTES)
    ending = _ending(case=case, day=case.completed_on, decided=decided, draws=draws)
    return _DemoCase(intake=intake, ending=ending)


def _intake(*, case: ScheduledCase, start: int, draws: Draws) -> _Intake:
    def moment(minute: int) -> datetime:
        return office_moment(day=case.accepted_on, minute=minute, second=draws.below(60))

    takes_firms = case.item.service_target == "legal"
    is_online = takes_firms and draws.share() < _ONLINE_SHARE
    return _Intake(
        item=case.item,
        applicant=(
            firm(1 + draws.below(FIRMS)) if takes_firms else person(1 + draws.below(PERSONS))
        ),
        channel="pc" if is_online else "window",
        submitted_at=moment(start),
        received_at=moment(start + 1 + draws.below(2)),
        accepted_at=moment(start + 3 + draws.below(4)),
        recorded_at=moment(start + 7 + draws.below(3)),
    )


def _ending(*, case: ScheduledCase, day: date, decided: int, draws: Draws) -> _Ending:
    def moment(minute: int) -> datetime:
        return office_moment(day=day, minute=minute, second=draws.below(60))

    may_be_denied = not case.item.is_on_the_spot and case.item.group is not ItemGroup.PUBLIC_SERVICE
    is_denied = may_be_denied and draws.share() < _DENIED_SHARE
    # What was completed on the last day after more than a day's work still waits for delivery.
    is_delivered = day < FEBRUARY[-1] or case.accepted_on == day
    return _Ending(
        decided_at=moment(decided),
        completed_at=moment(decided + 1 + draws.below(6)),
        delivered_at=moment(decided + 7 + draws.below(6)) if is_delivered else None,
        result="denied" if is_denied else "granted",
        close_reason=_DENIAL_REASONS[draws.below(len(_DENIAL_REASONS))] if is_denied else "",
        recorded_at=moment(decided + 13 + draws.below(6)),
    )
