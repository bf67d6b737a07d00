"""What the applicant undertook is written down, supplied, or runs out (容缺受理与告知承诺)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.cases.events import CaseReturnedAfterAcceptance, ToleratedSupplied
from zhengtong.cases.models import Case, CaseMaterial, CollectWay, Undertaking
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.materials import collect_materials
from zhengtong.cases.operations.recording import ActText, lock_case, record_act, record_note
from zhengtong.cases.operations.steps import stop_steps
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.counter_acts import CounterAct, check_may_stand
from zhengtong.cases.rules.guards.closing import ReturnGround
from zhengtong.cases.rules.guards.undertakings import (
    check_overdue_supply,
    check_pledge,
    check_supply,
    check_supply_day,
    check_tolerance,
)
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.cases.rules.terms import ItemTerms, MaterialTerms
from zhengtong.cases.rules.undertakings import (
    Pledge,
    Tolerance,
    UndertakingKind,
    UndertakingResult,
    latest_supply_day,
)
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.local_time import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertakings:
    """What an application is accepted on besides its materials (受理所依的承诺)."""

    tolerance: Tolerance | None = None
    pledge: Pledge | None = None

    @property
    def materials(self) -> frozenset[str]:
        """Return the materials that acceptance need not wait for (不必等待的材料)."""
        given = [one.materials for one in (self.tolerance, self.pledge) if one is not None]
        return frozenset(name for names in given for name in names)

    def words(self, *, supply_by: dt.date | None) -> str:
        """Return what was undertaken, for the time line (承诺内容)."""
        said = []
        if self.tolerance is not None:
            missing, paper = "、".join(self.tolerance.materials), self.tolerance.reference.strip()
            said.append(f"容缺受理：{missing}，承诺 {supply_by} 以前补齐（{paper}）")
        if self.pledge is not None:
            what = "、".join(self.pledge.materials)
            stands = f"，替代{what}" if what else ""
            said.append(f"告知承诺{stands}（{self.pledge.reference.strip()}）")
        return "；".join(said)


NOTHING_UNDERTAKEN = Undertakings()


def check_undertakings(case: Case, undertakings: Undertakings, *, terms: ItemTerms) -> None:
    """Refuse undertakings that the item does not take (检查承诺).

    Raises:
        MaterialNotTolerable, PledgeNotAllowed, UndertakingIncomplete: see the guards.
    """
    if undertakings == NOTHING_UNDERTAKEN:
        return
    asked = {material.name: material for material in terms.materials}
    rows = _materials(case).filter(is_collected=False)
    lacking = set(rows.values_list("name", flat=True))
    if undertakings.tolerance is not None:
        check_tolerance(tolerance=undertakings.tolerance, asked=asked, lacking=lacking)
        lacking -= set(undertakings.tolerance.materials)
    if undertakings.pledge is not None:
        check_pledge(pledge=undertakings.pledge, terms=terms, asked=asked, lacking=lacking)


def put_undertakings(
    case: Case,
    undertakings: Undertakings,
    *,
    terms: ItemTerms,
    at: ActTime,
    calendar: WorkCalendar,
) -> tuple[str, ...]:
    """Note in a case being accepted what it is accepted on; return the changed fields (填入承诺).

    Its clocks have been projected, so the promise is known.

    Raises:
        SupplyTooLate: the day undertaken lies beyond what item and promise allow.
    """
    tolerance, pledge = undertakings.tolerance, undertakings.pledge
    changed: tuple[str, ...] = ()
    if tolerance is not None:
        asked = {material.name: material for material in terms.materials}
        case.supply_due_on = _supply_day(case, tolerance, asked, at=at, calendar=calendar)
        changed += ("supply_due_on",)
    if pledge is not None:
        case.is_on_pledge = True
        changed += ("is_on_pledge",)
    return changed


def write_undertakings(case: Case, undertakings: Undertakings, *, at: ActTime) -> None:
    """Keep the undertakings of a case that was accepted on them (登记承诺书)."""
    rows = _materials(case)
    if undertakings.tolerance is not None:
        _write(case, UndertakingKind.TOLERANCE, undertakings.tolerance, at, case.supply_due_on)
        rows.filter(name__in=undertakings.tolerance.materials).update(
            supply_due_on=case.supply_due_on
        )
    if undertakings.pledge is not None:
        _write(case, UndertakingKind.PLEDGE, undertakings.pledge, at, None)
        rows.filter(name__in=undertakings.pledge.materials).update(is_pledged=True)


@transaction.atomic
def supply_tolerated(*, case_number: str, materials: Sequence[str], by: Actor, at: ActTime) -> Case:
    """Take in materials that acceptance did not wait for (容缺材料补齐).

    Raises:
        SupplyRefused: nothing is awaited, it is something else, or the day has passed.
        ActionNotAllowed: the case is closed or was never accepted.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.SUPPLY_TOLERATED,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    state = CaseState(case.state)
    check_may_stand(state=state, action=CounterAct.SUPPLY_TOLERATED)
    awaited = list(_awaited(case).values_list("name", flat=True))
    check_supply(
        names=materials,
        awaited=awaited,
        supply_due_on=case.supply_due_on,
        today=at.day,
        is_decided=case.decided_at is not None,
    )
    lacking = [name for name in awaited if name not in materials]
    if not lacking:
        case.supply_due_on = None
    record_note(
        case,
        action=CounterAct.SUPPLY_TOLERATED,
        event=ToleratedSupplied(
            case_number=case.number,
            implementation_code=case.implementation_code,
            lacking=len(lacking),
        ),
        by=by,
        at=at,
        text=ActText(opinion=_supplied_words(materials, lacking)),
        changed=("supply_due_on",),
        not_before=case.accepted_at,
    )
    collect_materials(case, names=materials, way=CollectWay.PAPER, at=at)
    if not lacking:
        _undertakings(case, UndertakingKind.TOLERANCE).update(
            settled_at=at.occurred_at, result=UndertakingResult.SUPPLIED.value
        )
    return case


@transaction.atomic
def return_unsupplied(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Return an accepted application whose tolerated materials never came (容缺逾期退件).

    The undertaking and the notice given with it stand for demand and warning, so nobody has to
    decide: the case goes back by rule and counts as completed. Once decided it goes back no more;
    its result is then not handed over.

    Raises:
        SupplyRefused: nothing is awaited, or the day has not passed.
        ActionNotAllowed: the case is decided or closed.

    Source:
        Domain rules 3 (容缺): overdue → return; glossary 4.1, close code 5.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.RETURN_UNSUPPLIED,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    next_state(CaseState(case.state), CaseAction.RETURN_ACCEPTED)
    check_overdue_supply(supply_due_on=case.supply_due_on, today=at.day)
    awaited = "、".join(_awaited(case).values_list("name", flat=True))
    ground = ReturnGround.NOT_SUPPLIED
    case.close_reason = f"{ground.label}：容缺受理承诺 {case.supply_due_on} 前补齐{awaited}"
    case.completed_at = at.occurred_at
    record_act(
        case,
        action=CaseAction.RETURN_ACCEPTED,
        event=CaseReturnedAfterAcceptance(
            case_number=case.number,
            implementation_code=case.implementation_code,
            ground=ground.value,
        ),
        by=by,
        at=at,
        changed=("close_reason", "completed_at"),
        text=ActText(opinion=case.close_reason),
    )
    stop_steps(case, at=at)
    end_open_procedure(case, result=ground.label, at=at)
    return case


def _supplied_words(materials: Sequence[str], lacking: Sequence[str]) -> str:
    still = f"；尚缺：{'、'.join(lacking)}" if lacking else ""
    return "、".join(materials) + still


def _supply_day(
    case: Case,
    tolerance: Tolerance,
    asked: Mapping[str, MaterialTerms],
    *,
    at: ActTime,
    calendar: WorkCalendar,
) -> dt.date:
    assert case.accepted_at is not None
    latest = latest_supply_day(
        materials=[asked[name] for name in tolerance.materials],
        accepted_at=case.accepted_at,
        promised_due_at=case.promised_due_at,
        calendar=calendar,
    )
    # The acceptance may take effect earlier; what is undertaken today is not due before today.
    done_on = local_day(at.done_at)
    supply_by = tolerance.supply_by or latest or done_on
    check_supply_day(supply_by=supply_by, today=done_on, latest=latest)
    return supply_by


def _write(
    case: Case,
    kind: UndertakingKind,
    undertaking: Tolerance | Pledge,
    at: ActTime,
    due_on: dt.date | None,
) -> None:
    Undertaking(
        region_code=case.region_code,
        case_id=case.id,
        kind=kind.value,
        organisation_code=case.organisation_code,
        reference=undertaking.reference.strip(),
        # He was told and undertook when it was done, however early the acceptance takes effect.
        undertaken_at=at.done_at,
        told_at=at.done_at,
        due_on=due_on,
    ).save()


def _awaited(case: Case) -> QuerySet[CaseMaterial]:
    rows = _materials(case).filter(supply_due_on__isnull=False, is_collected=False)
    return rows.order_by("ordinal")


def _materials(case: Case) -> QuerySet[CaseMaterial]:
    return CaseMaterial.objects.filter(region_code=case.region_code, case_id=case.id)


def _undertakings(case: Case, kind: UndertakingKind) -> QuerySet[Undertaking]:
    return Undertaking.objects.filter(
        region_code=case.region_code, case_id=case.id, kind=kind.value
    )
