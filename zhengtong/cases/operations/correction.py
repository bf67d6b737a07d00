"""The one correction notice, what comes in upon it, and the end when nothing comes (补正)."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.cases.events import CaseReturned, CorrectionNoticed, CorrectionSupplied
from zhengtong.cases.models import Case, CollectWay, CorrectionNotice, CorrectionPoint
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.materials import collect_materials
from zhengtong.cases.operations.recording import (
    ActText,
    check_own_matter,
    lock_case,
    record_act,
)
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.rules.guards.acceptance import (
    check_correction_notice,
    check_return_uncorrected,
    check_supply,
)
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.local_time import end_of_day, local_day
from zhengtong.kernel.texts import checked_text
from zhengtong.places.queries import work_calendar

NOT_CORRECTED = "逾期未补正"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to correct (补正内容).

    Args:
        ground: the law or guide that asks for it.
        material: name of the material concerned; ticked off when the point is supplied.

    Raises:
        TextRefused: one of them is too long or cannot be shown.
    """

    what: str
    ground: str = ""
    material: str = ""

    def __post_init__(self) -> None:
        checked_text(self.what, limit=500, name="补正内容")
        checked_text(self.ground, limit=500, name="补正依据")
        checked_text(self.material, limit=200, name="材料名称")


@transaction.atomic
def notify_correction(*, case_number: str, points: Sequence[Point], by: Actor, at: ActTime) -> Case:
    """Tell once, within five working days, everything that is to be corrected (一次性告知补正).

    Raises:
        MaterialsAskedAgain, NoticeRepeated, NoticeEmpty, NoticeTooLate: see the guard.
        ActionNotAllowed: the case is not waiting for acceptance.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第四项.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.NOTIFY_CORRECTION,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    next_state(CaseState(case.state), CaseAction.NOTIFY_CORRECTION)
    assert case.received_at is not None
    calendar = work_calendar(case.region_code)
    check_correction_notice(
        points=[point.what for point in points],
        notices_before=_notices(case).count(),
        received_on=local_day(case.received_at),
        noticed_on=at.day,
        calendar=calendar,
        came_from_below=case.came_from_below,
    )
    last_day = due_on(started_on=at.day, limit=terms_of(case).correction_limit, calendar=calendar)
    case.correction_due_at = end_of_day(last_day)
    _write_notice(case, points=points, due_on=last_day, at=at)
    record_act(
        case,
        action=CaseAction.NOTIFY_CORRECTION,
        event=CorrectionNoticed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            points=len(points),
            due_on=last_day,
        ),
        by=by,
        at=at,
        changed=("correction_due_at",),
        text=ActText(opinion="；".join(point.what for point in points)),
    )
    return case


@transaction.atomic
def supply_correction(
    *,
    case_number: str,
    lacking: Collection[str] = (),
    by: Actor,
    at: ActTime,
    query_code: str = "",
) -> Case:
    """Take in corrected materials; the case still waits for acceptance (补正材料).

    Args:
        lacking: what is still lacking, in the words of the notice; empty when all came.
        query_code: an applicant proves by it that the case is his.

    Raises:
        NewFaultAfterNotice: something is asked that the notice did not name.
        ActionNotAllowed: no correction is awaited.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.SUPPLY_CORRECTION,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    check_own_matter(case, by=by, query_code=query_code)
    next_state(CaseState(case.state), CaseAction.SUPPLY_CORRECTION)
    notice = _notices(case).get()
    points = list(_points(notice).filter(supplied_at=None))
    check_supply(lacking=lacking, told=[point.what for point in _points(notice)])
    supplied = [point for point in points if point.what not in lacking]
    is_full = len(supplied) == len(points)
    if is_full and case.corrected_at is None:
        case.corrected_at = at.occurred_at
    record_act(
        case,
        action=CaseAction.SUPPLY_CORRECTION,
        event=CorrectionSupplied(
            case_number=case.number,
            implementation_code=case.implementation_code,
            lacking=len(points) - len(supplied),
        ),
        by=by,
        at=at,
        changed=("corrected_at",),
        text=ActText(opinion="尚缺：" + "；".join(lacking) if lacking else "已补齐"),
    )
    _tick_off(case, notice, supplied, at=at)
    return case


@transaction.atomic
def return_uncorrected(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Return a case whose applicant let the correction period pass (逾期未补正退件).

    Raises:
        CorrectionSuppliedInFull: the full set is in.
        CorrectionStillOpen: the period runs.
        ActionNotAllowed: no correction is awaited.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.RETURN_UNCORRECTED,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    next_state(CaseState(case.state), CaseAction.RETURN_UNCORRECTED)
    assert case.correction_due_at is not None
    check_return_uncorrected(
        correction_due_on=local_day(case.correction_due_at),
        is_corrected=case.corrected_at is not None,
        today=at.day,
    )
    case.close_reason = NOT_CORRECTED
    event = CaseReturned(case_number=case.number, implementation_code=case.implementation_code)
    record_act(
        case,
        action=CaseAction.RETURN_UNCORRECTED,
        event=event,
        by=by,
        at=at,
        changed=("close_reason",),
        text=ActText(opinion=NOT_CORRECTED),
    )
    return case


def outstanding_corrections(case: Case) -> tuple[str, ...]:
    """Return what a notice asked for and has not come in (尚待补正的内容)."""
    if case.state != CaseState.CORRECTION_NOTICED or case.corrected_at is not None:
        return ()
    rows = _points(_notices(case).get()).filter(supplied_at=None)
    return tuple(rows.values_list("what", flat=True))


def _write_notice(case: Case, *, points: Sequence[Point], due_on: dt.date, at: ActTime) -> None:
    notice = CorrectionNotice(
        region_code=case.region_code, case_id=case.id, noticed_at=at.occurred_at, due_on=due_on
    )
    notice.save()
    CorrectionPoint.objects.bulk_create(
        [
            CorrectionPoint(
                region_code=case.region_code,
                notice_id=notice.id,
                ordinal=ordinal,
                what=point.what,
                ground=point.ground,
                material=point.material,
            )
            for ordinal, point in enumerate(points, start=1)
        ]
    )


def _tick_off(
    case: Case, notice: CorrectionNotice, supplied: Sequence[CorrectionPoint], *, at: ActTime
) -> None:
    rows = CorrectionPoint.objects.filter(region_code=case.region_code, notice_id=notice.id)
    rows.filter(id__in=[point.id for point in supplied]).update(supplied_at=at.occurred_at)
    names = [point.material for point in supplied if point.material]
    collect_materials(case, names=names, way=CollectWay.PAPER, at=at)


def _notices(case: Case) -> QuerySet[CorrectionNotice]:
    return CorrectionNotice.objects.filter(region_code=case.region_code, case_id=case.id)


def _points(notice: CorrectionNotice) -> QuerySet[CorrectionPoint]:
    return CorrectionPoint.objects.filter(
        region_code=notice.region_code, notice_id=notice.id
    ).order_by("ordinal")
