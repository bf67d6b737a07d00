"""Everything about one case as pages and commands show it, personal data masked (办件全卷)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhengtong.cases.models import (
    Case,
    CaseAct,
    CaseLink,
    CaseMaterial,
    CorrectionNotice,
    CorrectionPoint,
    Step,
)
from zhengtong.cases.models import Extension as ExtensionRow
from zhengtong.cases.models import Suspension as SuspensionRow
from zhengtong.cases.models.acts import ACTION_CHOICES
from zhengtong.cases.models.links import LinkRole
from zhengtong.cases.models.steps import StepResult
from zhengtong.cases.queries.certificates import certificate_readiness
from zhengtong.cases.queries.clocks import ClockRecords, clocks_of
from zhengtong.cases.queries.items import flow_of
from zhengtong.cases.queries.lookup import find_case
from zhengtong.cases.queries.people import MaskedPeople, masked_people
from zhengtong.cases.rules.deadlines import CaseClocks, Extension, Suspension
from zhengtong.cases.rules.states import CaseState, CloseResult
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.foundation.actors import ActorKind
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.local_time import local
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.people.queries import staff_by_code
from zhengtong.places.queries import organisations

_ACTIONS = dict(ACTION_CHOICES)
_ACTOR_WORDS = {ActorKind.SYSTEM: "系统", ActorKind.APPLICANT: "申请人"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecord:
    """One act of a case (办理行为).

    Args:
        actor: who did it, by name where that is known.
    """

    act_no: int
    action: str
    label: str
    from_state: str
    to_state: str
    node: str
    actor: str
    opinion: str
    document_number: str
    origin: Origin
    occurred_at: dt.datetime
    recorded_at: dt.datetime

    @property
    def is_late(self) -> bool:
        """Tell whether it was entered after it happened (是否事后录入)."""
        return self.recorded_at > self.occurred_at


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One stay at a node (环节)."""

    node: str
    name: str
    kind: str
    branch: str
    post: str
    organisation: str
    handler: str
    result: str
    is_redone: bool
    due_on: dt.date | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRecord:
    """One material (材料)."""

    name: str
    is_required: bool
    is_collected: bool
    way: str
    collected_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """The correction notice: what it told, and what is still out (补正告知)."""

    noticed_at: dt.datetime
    due_on: dt.date
    points: tuple[str, ...]
    outstanding: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRecord:
    """A special procedure (特别程序)."""

    kind: SpecialProcedure
    reason: str
    started_on: dt.date
    planned_until: dt.date
    ended_on: dt.date | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """When what happened, in local time (各项时间)."""

    submitted_at: dt.datetime | None
    received_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    completed_at: dt.datetime | None
    delivered_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case with all its records (办件全卷).

    Args:
        clocks: None before acceptance, and where its year is not loaded (`clock_problem` says so).
        has_promise: the item promises something shorter than the law.
        graph: None where the case runs on no flow.
        blocked: why the certificate cannot be made; empty unless the case waits for that.
        links: relation and number of cases that belong to this one.
        organisation_codes: bodies that have to do with the case.
    """

    number: str
    region_code: str
    national_case_code: str
    implementation_code: str
    item_name: str
    item_type: ItemType
    item_version: int
    organisation_code: str
    organisation: str
    organisation_codes: frozenset[str]
    people: MaskedPeople
    channel: str
    origin: Origin
    state: CaseState
    close_result: CloseResult | None
    close_reason: str
    is_deemed_accepted: bool
    times: CaseTimes
    due_at: dt.datetime | None
    handler: str
    certificate_number: str
    source: str
    source_number: str
    data_version: int
    entry_count: int
    clocks: CaseClocks | None
    clock_problem: str
    has_promise: bool
    suspensions: tuple[SuspensionRecord, ...]
    is_extended: bool
    flow_version: int
    graph: FlowGraph | None
    needs_certificate: bool
    blocked: str
    notice: NoticeRecord | None
    materials: tuple[MaterialRecord, ...]
    steps: tuple[StepRecord, ...]
    acts: tuple[ActRecord, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Names of staff and bodies that a case mentions."""

    staff: Mapping[str, str]
    bodies: Mapping[str, str]


def case_file(case_number: str) -> CaseFile:
    """Return one case with all its records; the number of queries is fixed (办件全卷).

    Raises:
        CaseNumberRefused, CaseUnknown: there is no such case.
    """
    case = find_case(case_number)
    of_case = {"region_code": case.region_code, "case_id": case.id}
    acts = list(CaseAct.objects.filter(**of_case).order_by("act_no"))
    steps = list(Step.objects.filter(**of_case).order_by("ordinal"))
    suspensions = list(SuspensionRow.objects.filter(**of_case).order_by("started_on", "id"))
    extension = ExtensionRow.objects.filter(**of_case).first()
    names = _names(case, acts, steps)
    clocks, problem = _clocks(case, suspensions, extension)
    is_waiting = case.state == CaseState.GRANTED and case.needs_certificate
    return CaseFile(
        number=case.number,
        region_code=case.region_code,
        national_case_code=case.national_case_code,
        implementation_code=case.implementation_code,
        item_name=case.item_name,
        item_type=ItemType(case.item_type),
        item_version=case.item_version,
        organisation_code=case.organisation_code,
        organisation=names.bodies.get(case.organisation_code, case.organisation_code),
        organisation_codes=frozenset({case.organisation_code, *_bodies_of(steps)}),
        people=masked_people(case),
        channel=case.channel,
        origin=Origin(case.origin),
        state=CaseState(case.state),
        close_result=CloseResult(case.close_result) if case.close_result else None,
        close_reason=case.close_reason,
        is_deemed_accepted=case.deemed_accepted,
        times=_times(case),
        due_at=_local(case.due_at),
        handler=names.staff.get(case.handler, case.handler),
        certificate_number=case.certificate_number,
        source=case.source,
        source_number=case.source_number,
        data_version=case.data_version,
        entry_count=case.entry_count,
        clocks=clocks,
        clock_problem=problem,
        has_promise=case.promised_limit is not None,
        suspensions=tuple(_suspension(row) for row in suspensions),
        is_extended=extension is not None,
        flow_version=case.flow_version,
        graph=flow_of(case) if case.flow_code else None,
        needs_certificate=case.needs_certificate,
        blocked=certificate_readiness(case).reason_zh if is_waiting else "",
        notice=_notice(case),
        materials=_materials(case),
        steps=tuple(_step(row, names) for row in steps),
        acts=tuple(_act(row, names) for row in acts),
        links=_links(case),
    )


def _names(case: Case, acts: Iterable[CaseAct], steps: Iterable[Step]) -> _Names:
    codes = {act.actor_code for act in acts if act.actor_kind == ActorKind.STAFF}
    codes |= {step.handler for step in steps} | {case.handler}
    bodies = organisations({case.organisation_code, *_bodies_of(steps)})
    return _Names(
        staff={code: found.name for code, found in staff_by_code(codes - {""}).items()},
        bodies={code: found.short_name or found.name for code, found in bodies.items()},
    )


def _bodies_of(steps: Iterable[Step]) -> set[str]:
    return {step.organisation_code for step in steps if step.organisation_code}


def _clocks(
    case: Case, suspensions: Iterable[SuspensionRow], extension: ExtensionRow | None
) -> tuple[CaseClocks | None, str]:
    records = ClockRecords(
        suspensions=tuple(
            Suspension(SpecialProcedure(row.kind), row.started_on, row.ended_on)
            for row in suspensions
        ),
        extension=Extension(extension.count, extension.basis) if extension else None,
        extends_promise=extension.extends_promise if extension else True,
    )
    try:
        return clocks_of(case, records=records), ""
    except DomainError as refusal:
        return None, refusal.message


def _times(case: Case) -> CaseTimes:
    return CaseTimes(
        submitted_at=_local(case.submitted_at),
        received_at=_local(case.received_at),
        accepted_at=_local(case.accepted_at),
        decided_at=_local(case.decided_at),
        completed_at=_local(case.completed_at),
        delivered_at=_local(case.delivered_at),
    )


def _suspension(row: SuspensionRow) -> SuspensionRecord:
    return SuspensionRecord(
        kind=SpecialProcedure(row.kind),
        reason=row.reason,
        started_on=row.started_on,
        planned_until=row.planned_until,
        ended_on=row.ended_on,
        result=row.result,
    )


def _notice(case: Case) -> NoticeRecord | None:
    row = CorrectionNotice.objects.filter(region_code=case.region_code, case_id=case.id).first()
    if row is None:
        return None
    points = CorrectionPoint.objects.filter(region_code=row.region_code, notice_id=row.id)
    told = list(points.order_by("ordinal").values_list("what", "supplied_at"))
    return NoticeRecord(
        noticed_at=local(row.noticed_at),
        due_on=row.due_on,
        points=tuple(what for what, _ in told),
        outstanding=tuple(what for what, supplied_at in told if supplied_at is None),
    )


def _materials(case: Case) -> tuple[MaterialRecord, ...]:
    rows = CaseMaterial.objects.filter(region_code=case.region_code, case_id=case.id)
    return tuple(
        MaterialRecord(
            name=row.name,
            is_required=row.is_required,
            is_collected=row.is_collected,
            way=row.get_way_display() if row.way else "",
            collected_at=_local(row.collected_at),
        )
        for row in rows.order_by("ordinal")
    )


def _step(row: Step, names: _Names) -> StepRecord:
    return StepRecord(
        node=row.node,
        name=row.node_name,
        kind=row.kind,
        branch=row.branch,
        post=row.post,
        organisation=names.bodies.get(row.organisation_code, row.organisation_code),
        handler=names.staff.get(row.handler, row.handler),
        result=StepResult(row.result).label if row.result else "",
        is_redone=row.is_redone,
        due_on=row.due_on,
        opened_at=local(row.opened_at),
        closed_at=_local(row.closed_at),
    )


def _act(row: CaseAct, names: _Names) -> ActRecord:
    return ActRecord(
        act_no=row.act_no,
        action=row.action,
        label=_ACTIONS[row.action],
        from_state=row.from_state,
        to_state=row.to_state,
        node=row.node,
        actor=_actor_words(row, names),
        opinion=row.opinion,
        document_number=row.document_number,
        origin=Origin(row.origin),
        occurred_at=local(row.occurred_at),
        recorded_at=local(row.recorded_at),
    )


def _actor_words(row: CaseAct, names: _Names) -> str:
    kind = ActorKind(row.actor_kind)
    if kind is ActorKind.SOURCE:
        return f"来源系统“{row.actor_code}”"
    return _ACTOR_WORDS.get(kind) or names.staff.get(row.actor_code, row.actor_code)


def _links(case: Case) -> tuple[tuple[str, str], ...]:
    rows = CaseLink.objects.filter(region_code=case.region_code, case_id=case.id)
    return tuple((str(LinkRole(row.role).label), row.other_number) for row in rows.order_by("role"))


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    return local(moment) if moment else None
