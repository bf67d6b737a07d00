"""Writing and cutting rows of duty and post periods; the database has the last word (任期记录)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, TypeVar

from django.db import IntegrityError, transaction

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import checked_text
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff
from zhengtong.people.operations.staffing import DatesRefused
from zhengtong.people.rules.duties import Duty, Post, exclude_each_other
from zhengtong.people.rules.tenures import Tenure, first_gap

PeriodRow = TypeVar("PeriodRow", DutyPeriod, PostPeriod)


class SupervisorConflict(DomainError):
    """A supervisor would hold another duty in the same period (监察员兼任其他职责)."""

    code: ClassVar[str] = "supervisor_conflict"
    clause: ClassVar[str] = "监察员与其他三类职责分离"


class AlreadyHeld(DomainError):
    """The person holds just this in an overlapping period (任期重叠)."""

    code: ClassVar[str] = "already_held"


class NotHeld(DomainError):
    """There is nothing to end: the person does not hold it after that day (并未担任)."""

    code: ClassVar[str] = "not_held"


def tenure_of(row: DutyPeriod | PostPeriod) -> Tenure:
    """Return the days of a row (任期)."""
    return Tenure(row.starts_on, row.ends_on)


def insert_duty(row: DutyPeriod, *, staff: Staff) -> None:
    """Insert a duty period that clashes with no other of the person (写入职责任期).

    Raises:
        SupervisorConflict, AlreadyHeld: by what is there, or by what another session wrote.
    """
    duty = Duty(row.duty)
    for held in DutyPeriod.objects.filter(staff_id=staff.staff_code):
        if not tenure_of(held).overlaps(tenure_of(row)):
            continue
        if exclude_each_other(duty, Duty(held.duty)):
            raise _conflict(staff, duty, held)
        if (held.organisation_code, held.duty) == (row.organisation_code, row.duty):
            raise _already(staff, duty.label, held)
    _insert(row, staff)


def insert_post(row: PostPeriod, *, staff: Staff) -> None:
    """Insert a post period that overlaps no other of the person in that post (写入岗位任期).

    Raises:
        AlreadyHeld: it does.
    """
    same = PostPeriod.objects.filter(
        staff_id=staff.staff_code, organisation_code=row.organisation_code, post=row.post
    )
    for held in same:
        if tenure_of(held).overlaps(tenure_of(row)):
            raise _already(staff, Post(row.post).label, held)
    _insert(row, staff)


def _insert(row: DutyPeriod | PostPeriod, staff: Staff) -> None:
    """Insert; a session that was quicker makes the constraint or trigger speak."""
    checked_text(row.successor_code, limit=32, name="接任人工号")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        said = str(error)
        if "people_supervisor_alone" in said or "监察员" in said:
            raise SupervisorConflict(
                f"{staff.name}（{staff.staff_code}）同期任监察员和其他职责，两者不得兼任"
            ) from error
        if "_held_once" in said or "任期重叠" in said:
            raise AlreadyHeld(
                f"{staff.name}（{staff.staff_code}）在该机构同期已担任，任期不能重叠"
            ) from error
        raise


def _conflict(staff: Staff, duty: Duty, held: DutyPeriod) -> SupervisorConflict:
    return SupervisorConflict(
        f"{staff.name}（{staff.staff_code}）自 {held.starts_on} 起在 {held.organisation_code} "
        f"任{Duty(held.duty).label}，同期不能再任{duty.label}（含受委托）"
    )


def _already(staff: Staff, label: str, held: DutyPeriod | PostPeriod) -> AlreadyHeld:
    until = held.ends_on or "今"
    return AlreadyHeld(
        f"{staff.name}（{staff.staff_code}）在 {held.organisation_code} "
        f"已任{label}（{held.starts_on} 至 {until}），任期不能重叠"
    )


def running_after(rows: Iterable[PeriodRow], last_day: date) -> list[PeriodRow]:
    """Return the rows that still run after a day (其后仍在任的)."""
    return [row for row in rows if tenure_of(row).last_day > last_day]


def cut(rows: Sequence[PeriodRow], *, last_day: date, request: Request) -> None:
    """End rows with a day; one that has not begun is taken back whole (终止任期).

    What was planned and never in force leaves no row; its acts and entries stay.

    Raises:
        DatesRefused: one that began today would be undone.
    """
    for row in rows:
        if row.starts_on <= last_day:
            row.ends_on = last_day
            row.save(update_fields=["ends_on"])
        elif row.starts_on > request.today:
            row.delete()
        else:
            raise DatesRefused(f"任期从 {row.starts_on} 开始，最后一日不能早于这一天")


def posts_without_duty(*, staff_code: str, organisation_code: str) -> dict[int, date]:
    """Return the first day without the duty of case handler, by post row (失去依托的岗位)."""
    duties = [
        tenure_of(row)
        for row in DutyPeriod.objects.filter(
            staff_id=staff_code,
            organisation_code=organisation_code,
            duty=Duty.CASE_HANDLER.value,
        )
    ]
    gaps = {
        row.pk: first_gap(duties, within=tenure_of(row))
        for row in PostPeriod.objects.filter(
            staff_id=staff_code, organisation_code=organisation_code
        )
    }
    return {key: gap for key, gap in gaps.items() if gap is not None}
