"""What a row must satisfy by itself and against the register, field by field (办件记录检查)."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from zhengtong.cases.rules.applicants import read_id_number
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.guards.closing import check_close_reason
from zhengtong.exchange.rules.records import FIELD_LABELS, TIMES, CaseRecord
from zhengtong.exchange.rules.results import BY_A_PERSON
from zhengtong.kernel.calendars import OutsideCalendar, WorkCalendar
from zhengtong.kernel.codes import Strictness
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local, local_day

WHOLE_ROW = "整行"
LOAD_CALENDAR = "年度放假安排用 load-calendar 载入"
DECISIONS = (CloseResult.GRANTED, CloseResult.DENIED)
_FIELD_BY_CODE = {
    "applicant_refused": "applicant_id_number",
    "close_reason_missing": "close_reason",
    "code_refused": "applicant_id_number",
    "completion_before_acceptance": "completed_at",
    "outside_calendar": "accepted_at",
}


@dataclass(frozen=True, slots=True)
class FieldRefusal:
    """What is wrong with one field of a row, or with all of it (字段错误).

    Args:
        field: empty for the whole row.
    """

    field: str
    message: str

    @property
    def field_zh(self) -> str:
        """Return the column in Chinese (字段名称)."""
        return FIELD_LABELS.get(self.field, WHOLE_ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTerms:
    """What rows are checked against, the same for the whole file (检查依据).

    Args:
        region_code: the region that the command names.
        now: the moment of the import.
    """

    region_code: str
    calendar: WorkCalendar
    strictness: Strictness
    now: dt.datetime


def normalised(record: CaseRecord, *, strictness: Strictness) -> CaseRecord:
    """Return the record with its number of paper in the form that is kept (规范证件号码).

    Raises:
        CodeRefused, ApplicantRefused: the number cannot be one.
    """
    number = read_id_number(
        id_type=record.applicant_id_type,
        number=record.applicant_id_number,
        strictness=strictness,
    )
    if number == record.applicant_id_number:
        return record
    return replace(record, applicant_id_number=number)


def refusals_of(record: CaseRecord, *, terms: CheckTerms) -> Iterator[FieldRefusal]:
    """Find everything that a row alone shows to be wrong (检查一行).

    Source:
        《行政许可法》（2019年修正）第三十二条至第四十四条: receipt, acceptance, decision and
        delivery follow one another; the order of the columns is that order.
    """
    if record.region_code and record.region_code != terms.region_code:
        yield FieldRefusal("region_code", f"应为本次导入的区划 {terms.region_code}，不导入他处办件")
    if record.township_code and not record.township_code.startswith(terms.region_code):
        yield FieldRefusal("township_code", f"不在区划 {terms.region_code} 之内")
    yield from _refused(
        "applicant_id_number", lambda: normalised(record, strictness=terms.strictness)
    )
    yield from _order(record)
    yield from _days(record, terms)
    yield from _ending(record)


def _order(record: CaseRecord) -> Iterator[FieldRefusal]:
    """Each time must not lie before one that comes earlier in a case's life."""
    latest_name, latest = "", None
    moments = record.moments
    for name, moment in moments.items():
        if latest is not None and moment < latest:
            yield FieldRefusal(name, f"早于{TIMES[latest_name]}（{_shown(latest)}），请核对")
        if latest is None or moment >= latest:
            latest_name, latest = name, moment
    entered = record.source_recorded_at
    # Some sources keep the day alone, so the two are compared by days.
    newest = max(moments.values())
    if entered is not None and entered < newest and local_day(entered) < local_day(newest):
        yield FieldRefusal("source_recorded_at", f"早于它登记的最近一项办理（{_shown(newest)}）")


def _days(record: CaseRecord, terms: CheckTerms) -> Iterator[FieldRefusal]:
    """No time may lie in the future or outside the loaded calendar."""
    moments = record.moments
    if record.source_recorded_at is not None:
        moments["source_recorded_at"] = record.source_recorded_at
    for name, moment in moments.items():
        if moment > terms.now:
            yield FieldRefusal(name, f"{_shown(moment)} 晚于现在，请核对")
            continue
        if name in TIMES:
            yield from _year(name, local_day(moment).year, terms.calendar)


def _year(name: str, year: int, calendar: WorkCalendar) -> Iterator[FieldRefusal]:
    try:
        calendar.require_year(year)
    except OutsideCalendar as refusal:
        yield FieldRefusal(name, f"{refusal.message}；{LOAD_CALENDAR}")


def _ending(record: CaseRecord) -> Iterator[FieldRefusal]:
    """Result, decision, completion and acceptance must fit together.

    A source that takes a case back may leave all its times as they were.
    """
    result = record.result
    if result is not None and result in BY_A_PERSON:
        yield from _reason(record, result)
        return
    if record.delivered_at is not None and record.completed_at is None:
        yield FieldRefusal("completed_at", "已送达的办件要有办结时间")
    if result is None:
        if record.decided_at is not None or record.completed_at is not None:
            yield FieldRefusal("result", "已决定或办结的办件要有办结结果")
    else:
        yield from _result(record, result)
    if record.accepted_at is None:
        yield from _without_acceptance(record)


def _result(record: CaseRecord, result: CloseResult) -> Iterator[FieldRefusal]:
    is_decision = result in DECISIONS
    if record.completed_at is None and not (is_decision and record.decided_at is not None):
        yield FieldRefusal("completed_at", "有办结结果的要有办结时间")
    if not is_decision:
        for name in ("decided_at", "delivered_at"):
            if getattr(record, name) is not None:
                yield FieldRefusal(name, f"结果是“{result.label}”的不应有{TIMES[name]}")
    if result is CloseResult.NOT_ACCEPTED and record.accepted_at is not None:
        yield FieldRefusal("result", "已受理的办件不能以“不予受理”结束")
    yield from _reason(record, result)


def _reason(record: CaseRecord, result: CloseResult) -> Iterator[FieldRefusal]:
    yield from _refused(
        "close_reason", lambda: check_close_reason(result=result, reason=record.close_reason)
    )


def _without_acceptance(record: CaseRecord) -> Iterator[FieldRefusal]:
    if record.result in (*DECISIONS, CloseResult.RELAYED) or record.decided_at is not None:
        yield FieldRefusal("accepted_at", "已决定、转报或办结的办件要有受理时间")
    elif record.received_at is None and (
        record.channel is Channel.WINDOW or record.completed_at is not None
    ):
        yield FieldRefusal("received_at", "窗口收件或已结束的办件要有收件时间")


def refusal_by(error: DomainError) -> FieldRefusal:
    """Return the field that a refusal of the domain of cases speaks of (拒绝对应的字段)."""
    field = _FIELD_BY_CODE.get(error.code, "")
    hint = f"；{LOAD_CALENDAR}" if isinstance(error, OutsideCalendar) else ""
    return FieldRefusal(field, f"{error.message}{hint}")


def _refused(field: str, check: Callable[[], object]) -> Iterator[FieldRefusal]:
    try:
        check()
    except DomainError as refusal:
        yield FieldRefusal(field, refusal.message)


def _shown(moment: dt.datetime) -> str:
    return local(moment).strftime("%Y-%m-%d %H:%M")
