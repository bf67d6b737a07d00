"""The rows that belong to a case, as plain values (办件所属记录)."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zhengtong.cases.models import (
    Case,
    CaseAct,
    CaseLink,
    CaseMaterial,
    CollectWay,
    CorrectionNotice,
    CorrectionPoint,
    Extension,
    LinkRole,
    Step,
    StepResult,
    Suspension,
)
from zhengtong.cases.models.acts import ACTION_CHOICES
from zhengtong.cases.rules.deadlines import Approver
from zhengtong.foundation.actors import ActorKind, actor_words
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.special_procedures import SpecialProcedure

ACTION_LABELS: Mapping[str, str] = dict(ACTION_CHOICES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecord:
    """One act on the time line (办理行为).

    Args:
        people: who did it, in words.
        node: name of the node where it was done; empty off the flow.
        entry_reason: why it was entered late; empty for a live act.
    """

    act_no: int
    action: str
    label: str
    people: str
    node: str
    opinion: str
    entry_reason: str
    origin: Origin
    occurred_at: dt.datetime
    recorded_at: dt.datetime

    @property
    def is_late_entry(self) -> bool:
        """Tell whether it was entered in a later minute than it happened (是否事后录入)."""
        return self.recorded_at - self.occurred_at >= dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One stay at a node of the flow (环节).

    Args:
        result: None while it is open.
        handler: name of who did it; empty while it is open.
        claimed_by: name of who took it up; empty where the whole post may act.
    """

    node: str
    name: str
    kind: str
    branch: str
    post: str
    organisation_code: str
    due_on: dt.date | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    handler: str
    claimed_by: str
    result: StepResult | None
    is_redone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRecord:
    """One special procedure (特别程序)."""

    kind: SpecialProcedure
    reason: str
    started_on: dt.date
    planned_until: dt.date
    ended_on: dt.date | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRecord:
    """The extension (延长期限)."""

    added: TimeLimit
    reason: str
    basis: str
    approver: Approver
    approved_by: str
    extended_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRecord:
    """One thing that the notice asked for (补正内容)."""

    what: str
    ground: str
    material: str
    supplied_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """The one correction notice (补正告知)."""

    noticed_at: dt.datetime
    due_on: dt.date
    points: tuple[PointRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRecord:
    """One material (材料). The name of its file may be personal and is left out.

    Args:
        supply_due_on: it was tolerated until then; None for others.
    """

    name: str
    is_required: bool
    is_collected: bool
    way: CollectWay | None
    copies: int
    collected_at: dt.datetime | None
    supply_due_on: dt.date | None
    is_pledged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """Another case that belongs to this one (关联办件)."""

    role: LinkRole
    other_number: str


@dataclass(slots=True, kw_only=True)
class CaseRows:
    """Everything of a case that was read from the database, before names are known."""

    acts: list[CaseAct]
    steps: list[Step]
    suspensions: list[Suspension]
    extension: Extension | None
    notice: CorrectionNotice | None
    points: list[CorrectionPoint]
    materials: list[CaseMaterial]
    links: list[CaseLink]

    def staff_codes(self) -> set[str]:
        """Return every staff code that the rows name (涉及人员)."""
        codes = {act.actor_code for act in self.acts if act.actor_kind == ActorKind.STAFF}
        codes |= {code for step in self.steps for code in (step.handler, step.claimed_by)}
        if self.extension is not None:
            codes.add(self.extension.approved_by)
        return codes - {""}


def rows_of(case: Case) -> CaseRows:
    """Read what belongs to a case, one query a table (取办件所属记录)."""
    own = {"region_code": case.region_code, "case_id": case.id}
    notice = CorrectionNotice.objects.filter(**own).first()
    points = CorrectionPoint.objects.filter(
        region_code=case.region_code, notice_id__in=[notice.id] if notice else []
    )
    return CaseRows(
        acts=list(CaseAct.objects.filter(**own).order_by("act_no")),
        steps=list(Step.objects.filter(**own).order_by("ordinal")),
        suspensions=list(Suspension.objects.filter(**own).order_by("started_on", "id")),
        extension=Extension.objects.filter(**own).first(),
        notice=notice,
        points=list(points.order_by("ordinal")),
        materials=list(CaseMaterial.objects.filter(**own).order_by("ordinal")),
        links=list(CaseLink.objects.filter(**own).order_by("role", "other_number")),
    )


def act_records(rows: CaseRows, *, names: Mapping[str, str]) -> tuple[ActRecord, ...]:
    """Return the acts, oldest first (办理经过)."""
    node_names = {step.node: step.node_name for step in rows.steps}
    return tuple(
        ActRecord(
            act_no=act.act_no,
            action=act.action,
            label=ACTION_LABELS[act.action],
            people=actor_words(kind=act.actor_kind, code=act.actor_code, names=names),
            node=node_names.get(act.node, act.node),
            opinion=act.opinion,
            entry_reason=act.entry_reason,
            origin=Origin(act.origin),
            occurred_at=act.occurred_at,
            recorded_at=act.recorded_at,
        )
        for act in rows.acts
    )


def step_records(rows: Collection[Step], *, names: Mapping[str, str]) -> tuple[StepRecord, ...]:
    """Return the steps, oldest first (办理环节)."""
    return tuple(
        StepRecord(
            node=step.node,
            name=step.node_name,
            kind=step.kind,
            branch=step.branch,
            post=step.post,
            organisation_code=step.organisation_code,
            due_on=step.due_on,
            opened_at=step.opened_at,
            closed_at=step.closed_at,
            handler=names.get(step.handler, step.handler),
            claimed_by=names.get(step.claimed_by, step.claimed_by),
            result=StepResult(step.result) if step.result else None,
            is_redone=step.is_redone,
        )
        for step in rows
    )


def suspension_records(rows: CaseRows) -> tuple[SuspensionRecord, ...]:
    """Return the special procedures, oldest first (特别程序)."""
    return tuple(
        SuspensionRecord(
            kind=SpecialProcedure(row.kind),
            reason=row.reason,
            started_on=row.started_on,
            planned_until=row.planned_until,
            ended_on=row.ended_on,
            result=row.result,
        )
        for row in rows.suspensions
    )


def extension_record(rows: CaseRows, *, names: Mapping[str, str]) -> ExtensionRecord | None:
    """Return the extension (延长期限)."""
    row = rows.extension
    if row is None:
        return None
    return ExtensionRecord(
        added=TimeLimit(row.count, LimitUnit(row.unit)),
        reason=row.reason,
        basis=row.basis,
        approver=Approver(row.approver),
        approved_by=names.get(row.approved_by, row.approved_by),
        extended_on=row.extended_on,
    )


def notice_record(rows: CaseRows) -> NoticeRecord | None:
    """Return the correction notice (补正告知)."""
    if rows.notice is None:
        return None
    return NoticeRecord(
        noticed_at=rows.notice.noticed_at,
        due_on=rows.notice.due_on,
        points=tuple(
            PointRecord(
                what=point.what,
                ground=point.ground,
                material=point.material,
                supplied_at=point.supplied_at,
            )
            for point in rows.points
        ),
    )


def material_records(rows: CaseRows) -> tuple[MaterialRecord, ...]:
    """Return the materials in order (办件材料)."""
    return tuple(
        MaterialRecord(
            name=row.name,
            is_required=row.is_required,
            is_collected=row.is_collected,
            way=CollectWay(row.way) if row.way else None,
            copies=row.copies,
            collected_at=row.collected_at,
            supply_due_on=row.supply_due_on,
            is_pledged=row.is_pledged,
        )
        for row in rows.materials
    )


def link_records(rows: CaseRows) -> tuple[LinkRecord, ...]:
    """Return the cases that belong to this one (关联办件)."""
    return tuple(
        LinkRecord(role=LinkRole(row.role), other_number=row.other_number) for row in rows.links
    )
