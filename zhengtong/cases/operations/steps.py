"""Where a case rests in its flow: rows are opened and closed as the token game says (环节流转)."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.cases.models import Case, Step, StepResult
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.queries.items import flow_of
from zhengtong.cases.queries.staffing import holders_of_posts
from zhengtong.flows.rules import tokens
from zhengtong.flows.rules.facts import CaseFacts
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import OWN_ORGANISATION, Node, NodeKind
from zhengtong.flows.rules.tokens import Move, Position
from zhengtong.foundation.bulk_rows import insert_statement, update_statement
from zhengtong.foundation.one_write import write_together
from zhengtong.foundation.statements import Statement
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.limits import working_days
from zhengtong.kernel.local_time import local_day
from zhengtong.places.queries import organisation, work_calendar

PLEDGE_SITUATION = "pledge"


class NobodyHolds(DomainError):
    """The next node has nobody who could act, so the case would be stranded (环节无人在岗)."""

    code: ClassVar[str] = "nobody_holds_post"


class NoFlow(DomainError):
    """The item has no published flow, so there is nowhere to dispatch the case to (没有流程)."""

    code: ClassVar[str] = "no_flow"


@dataclass(slots=True, kw_only=True)
class Route:
    """A case on its flow, with its open rows (办件流转)."""

    case: Case
    graph: FlowGraph
    open_rows: list[Step]

    @property
    def live(self) -> frozenset[Position]:
        """Return the positions of the token game (当前位置)."""
        return frozenset(Position(row.node, row.branch) for row in self.open_rows)

    def at_kind(self, *kinds: NodeKind) -> list[Step]:
        """Return the open rows at nodes of some kinds (按类型取当前环节)."""
        return [row for row in self.open_rows if row.kind in kinds]

    def is_only_at(self, kind: NodeKind) -> bool:
        """Tell whether all that is open is one node of this kind (是否只在该环节)."""
        return len(self.open_rows) == 1 and self.open_rows[0].kind == kind


def route_of(case: Case) -> Route:
    """Return the route of a locked case (取流转).

    Raises:
        NoFlow: the item has no published flow.
    """
    if not case.flow_code:
        raise NoFlow("该事项还没有发布办理流程，无法分派；请事项管理员先发布流程")
    rows = _OPEN_ROWS.all(region_code=case.region_code, case_id=case.id)
    return Route(case=case, graph=flow_of(case), open_rows=rows)


_OPEN_ROWS = Statement(
    lambda region_code, case_id: Step.objects.filter(
        region_code=region_code, case_id=case_id, closed_at__isnull=True
    ).order_by("ordinal"),
    region_code=str,
    case_id=uuid.UUID,
)


def enter_flow(case: Case, *, at: ActTime) -> Route:
    """Put an accepted case behind the intake node of its flow (进入流程).

    Raises:
        NoFlow: the item has no published flow.
        NobodyHolds: a first node has nobody who could act.
    """
    route = route_of(case)
    graph = route.graph
    first = tokens.begin(graph=graph).opened[0]
    intake = _row(route, first, ordinal=1, at=at)
    assert case.accepted_at is not None
    intake.opened_at = case.received_at or case.accepted_at
    intake.closed_at = case.accepted_at
    intake.handler = case.intake_staff
    intake.result = StepResult.PASSED
    move = tokens.pass_node(
        graph=graph, live=frozenset({first}), node=first.node, facts=facts_of(case)
    )
    rows = _rows(route, move.opened, after=intake.ordinal, at=at)
    write_together([insert_statement(row) for row in (intake, *rows)])
    route.open_rows += rows
    return route


def pass_node(
    route: Route, *, node: str, by_code: str, at: ActTime, decision: str = ""
) -> tuple[str, ...]:
    """Finish a node and open what follows; return the keys of the opened work nodes (通过环节).

    Raises:
        NodeNotLive, NodeUnknown, FactMissing: see `flows.rules.tokens`.
        NobodyHolds: a node that follows has nobody who could act.
    """
    facts = facts_of(route.case, decision=decision)
    move = tokens.pass_node(graph=route.graph, live=route.live, node=node, facts=facts)
    return _write_move(route, move, acted=node, result=StepResult.PASSED, by_code=by_code, at=at)


def send_back(route: Route, *, node: str, target: str, by_code: str, at: ActTime) -> Move:
    """Send the case back to an earlier node; what was done from there on is redone (退回环节).

    Raises:
        NodeNotLive, NodeUnknown, SendBackRefused: see `flows.rules.tokens`.
        NobodyHolds: the earlier node has nobody who could act.
    """
    move = tokens.send_back(graph=route.graph, live=route.live, node=node, target=target)
    _write_move(route, move, acted=node, result=StepResult.SENT_BACK, by_code=by_code, at=at)
    Step.objects.filter(
        region_code=route.case.region_code,
        case_id=route.case.id,
        node__in=move.redo,
        closed_at__isnull=False,
    ).update(is_redone=True)
    return move


def stop_steps(case: Case, *, at: ActTime) -> None:
    """Close every open row of a case that ends (终止环节)."""
    Step.objects.filter(
        region_code=case.region_code, case_id=case.id, closed_at__isnull=True
    ).update(closed_at=at.occurred_at, result=StepResult.STOPPED)


def reviewers_of(case: Case) -> frozenset[str]:
    """Return the staff whose review of the case counts (审查人)."""
    found = _REVIEWERS.all(region_code=case.region_code, case_id=case.id)
    return frozenset(handler for (handler,) in found)


_REVIEWERS = Statement(
    lambda region_code, case_id: Step.objects.filter(
        region_code=region_code,
        case_id=case_id,
        kind__in=(NodeKind.REVIEW, NodeKind.COUNTERSIGN),
        result=StepResult.PASSED,
        is_redone=False,
    ).values_list("handler"),
    region_code=str,
    case_id=uuid.UUID,
)


def deciders_of(route: Route, *, at: ActTime) -> frozenset[str]:
    """Return the staff who could decide the case today (可作决定的人员)."""
    places = {
        (organisation_at(route.case, node), str(node.post))
        for node in route.graph.of_kind(NodeKind.DECISION)
    }
    held = holders_of_posts(places=places, on=at.today)
    return frozenset(code for codes in held.values() for code in codes)


def organisation_at(case: Case, node: Node) -> str:
    """Return the organisation that works a node of a case (办理机构)."""
    if node.organisation_code == OWN_ORGANISATION:
        return case.organisation_code
    return node.organisation_code


def facts_of(case: Case, *, decision: str = "") -> CaseFacts:
    """Return what the guards of a flow may ask of a case (分支信息)."""
    kept = case.flow_facts
    # A flow may lead what is pledged straight to the decision.
    pledged = {PLEDGE_SITUATION} if case.is_on_pledge else set()
    facts: dict[str, str | int | bool | frozenset[str]] = {
        "applicant_kind": case.applicant_kind,
        "channel": case.channel,
        "situations": frozenset(kept.get("situations", ())) | pledged,
    }
    for name in ("amount_fen", "needs_site_check"):
        if name in kept:
            facts[name] = kept[name]
    if case.proposal:
        facts["proposal"] = case.proposal
    if decision:
        facts["decision"] = decision
    return facts


def check_held(rows: Collection[Step], *, at: ActTime) -> None:
    """Refuse open rows whose post nobody holds today (检查岗位在岗).

    Raises:
        NobodyHolds: the case would be stranded there.
    """
    places = {(row.organisation_code, row.post) for row in rows}
    if not places:
        return
    held = holders_of_posts(places=places, on=at.today)
    for row in rows:
        if not held[row.organisation_code, row.post]:
            body = organisation(row.organisation_code).name
            raise NobodyHolds(
                f"下一环节“{row.node_name}”在{body}没有在岗人员，办件会被搁置；"
                "请部门管理员先安排人员"
            )


def _write_move(
    route: Route, move: Move, *, acted: str, result: StepResult, by_code: str, at: ActTime
) -> tuple[str, ...]:
    """Close and open rows as the token game says, in one write; return the opened work nodes."""
    left = {(position.node, position.branch) for position in move.closed}
    closed = [row for row in route.open_rows if (row.node, row.branch) in left]
    # A move that leaves the flow running opens rows, so the newest row of all is an open one.
    opened = _rows(route, move.opened, after=route.open_rows[-1].ordinal, at=at)
    for row in closed:
        is_acted = row.node == acted
        row.closed_at = at.occurred_at
        row.result = result if is_acted else StepResult.ARRIVED
        row.handler = by_code if is_acted else ""
    write_together(
        [update_statement(row, ("closed_at", "result", "handler")) for row in closed]
        + [insert_statement(row) for row in opened]
    )
    route.open_rows[:] = [row for row in route.open_rows if row not in closed] + opened
    return tuple(row.node for row in opened if row.post)


def _rows(route: Route, positions: Sequence[Position], *, after: int, at: ActTime) -> list[Step]:
    """Return the new rows of positions, once somebody holds the post of each (新环节)."""
    rows = [
        _row(route, position, ordinal=ordinal, at=at)
        for ordinal, position in enumerate(positions, start=after + 1)
    ]
    check_held([row for row in rows if row.post], at=at)
    return rows


def _row(route: Route, position: Position, *, ordinal: int, at: ActTime) -> Step:
    node = route.graph.node(position.node)
    limit = node.limit_working_days
    body = organisation_at(route.case, node) if node.is_work else ""
    return Step(
        region_code=route.case.region_code,
        case_id=route.case.id,
        ordinal=ordinal,
        node=node.key,
        node_name=node.name_zh,
        kind=node.kind.value,
        branch=position.branch,
        post=node.post.value if node.is_work and node.post else "",
        organisation_code=body,
        is_elsewhere=body not in ("", route.case.organisation_code),
        limit_working_days=limit,
        due_on=due_on(
            started_on=local_day(at.occurred_at),
            limit=working_days(limit),
            calendar=work_calendar(route.case.region_code),
        )
        if limit
        else None,
        opened_at=at.occurred_at,
    )
