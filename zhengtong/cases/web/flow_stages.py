"""Building the line of stages: what is done, where the case is, what comes (流程的编成)."""

import datetime as dt

from zhengtong.cases.models import StepResult
from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.queries.record_parts import StepRecord
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.web.pages import FlowNode, FlowStage, NodeLook
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import OWN_ORGANISATION, Node, NodeKind
from zhengtong.foundation.web.dates import short_day_text
from zhengtong.kernel.local_time import local

AT_INTAKE = frozenset({CaseState.RECEIVED, CaseState.CORRECTION_NOTICED})
ON_ITS_WAY = frozenset({CaseState.DRAFT, CaseState.SUBMITTED, CaseState.PRE_REVIEW}) | AT_INTAKE
MOST_NAMED = 2


def flow_stages(record: CaseRecord, *, today: dt.date) -> tuple[FlowStage, ...]:
    """Return the stages in the order of the flow; none where a case runs on no flow (流程).

    Ways that the case did not take are left out once it cannot take them any more.
    """
    if record.flow is None or _is_from_elsewhere(record):
        return ()
    graph = record.flow.graph
    latest = {step.node: step for step in record.steps}
    shown = [
        node
        for node in graph.nodes
        if node.is_work and (node.key in latest or _is_ahead(record, graph, node))
    ]
    stages: list[FlowStage] = []
    forks: dict[str, dict[int, list[FlowNode]]] = {}
    for node in shown:
        built = _node(record, node, latest.get(node.key), today=today)
        branch = graph.blocks.branch_of.get(node.key, ())
        if not branch:
            stages.append(FlowStage(branches=((built,),)))
            continue
        # A fork inside a fork is drawn within the branch of the outer one.
        fork, number = branch[0]
        if fork not in forks:
            forks[fork] = {}
            stages.append(FlowStage(branches=()))
        forks[fork].setdefault(number, []).append(built)
    return _with_forks(stages, forks)


def _with_forks(
    stages: list[FlowStage], forks: dict[str, dict[int, list[FlowNode]]]
) -> tuple[FlowStage, ...]:
    branches = iter(forks.values())
    return tuple(
        stage
        if stage.branches
        else FlowStage(branches=tuple(tuple(nodes) for _, nodes in sorted(next(branches).items())))
        for stage in stages
    )


def _is_from_elsewhere(record: CaseRecord) -> bool:
    """Tell whether the case was handled in another system, without steps here."""
    return bool(record.head.source) and not record.steps


def _is_ahead(record: CaseRecord, graph: FlowGraph, node: Node) -> bool:
    if not record.steps:
        return record.head.state in ON_ITS_WAY or record.head.state is CaseState.ACCEPTED
    open_nodes = [step.node for step in record.steps if step.result is None]
    return any(node.key in graph.later_than[key] for key in open_nodes)


def _node(record: CaseRecord, node: Node, step: StepRecord | None, *, today: dt.date) -> FlowNode:
    if step is not None and step.result is None:
        return _live(record, node, step, today=today)
    if step is not None and step.result is StepResult.STOPPED:
        return FlowNode(name=node.name_zh, look=NodeLook.TODO, remark="未办，办件已结束")
    if step is not None and step.result is not None and not step.is_redone:
        at = local(step.closed_at or step.opened_at)
        moment = f"{short_day_text(at.date(), today=today)} {at.hour}:{at.minute:02d}"
        return FlowNode(name=node.name_zh, look=NodeLook.DONE, people=step.handler, remark=moment)
    if step is None and node.kind is NodeKind.INTAKE:
        return _intake(record, node)
    return FlowNode(
        name=node.name_zh,
        look=NodeLook.TODO,
        people=_body(record, node.organisation_code),
        remark=_what_to_know(record, node),
    )


def _intake(record: CaseRecord, node: Node) -> FlowNode:
    match record.head.state:
        case CaseState.ACCEPTED:
            return FlowNode(name=node.name_zh, look=NodeLook.DONE)
        case state if state in AT_INTAKE:
            return FlowNode(name=node.name_zh, look=NodeLook.LIVE)
    return FlowNode(name=node.name_zh, look=NodeLook.TODO)


def _live(record: CaseRecord, node: Node, step: StepRecord, *, today: dt.date) -> FlowNode:
    blocked = blocked_reason(record) if node.kind is NodeKind.CERTIFICATE else ""
    remark = blocked
    if not remark and step.due_on is not None:
        remark = f"本步 {short_day_text(step.due_on, today=today)} 前"
    if (todo := record.todo_at(step)) != step.name:
        remark = "，".join(part for part in (f"先{todo}", remark) if part)
    body = _body(record, step.organisation_code)
    people = _holders(record, step)
    return FlowNode(
        name=node.name_zh,
        look=NodeLook.STOPPED if blocked else NodeLook.LIVE,
        people="　".join(part for part in (body, people) if part),
        remark=remark,
    )


def blocked_reason(record: CaseRecord) -> str:
    """Return why the certificate cannot be made now, empty where it can (制证受阻)."""
    is_due = record.head.state in (CaseState.GRANTED, CaseState.CERT_MAKING)
    found = record.certificate
    if not is_due or found is None or found.ready:
        return ""
    return found.reason_zh


def _holders(record: CaseRecord, step: StepRecord) -> str:
    names = record.people_at(step)
    if not names:
        return "没有在岗人员" if step.post else ""
    more = f"等 {len(names)} 人" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _body(record: CaseRecord, code: str) -> str:
    """Return the name of another body that works a step; the case's own goes without saying."""
    if code in ("", OWN_ORGANISATION, record.head.organisation_code):
        return ""
    return record.organisation_names.get(code, code)


def _what_to_know(record: CaseRecord, node: Node) -> str:
    if node.kind is NodeKind.CERTIFICATE and record.certificate is not None:
        found = record.certificate
        return "证照类型已就绪" if found.ready else found.reason_zh
    if node.kind is NodeKind.DELIVERY:
        return f"决定后 {record.terms.delivery_limit.label}内"
    return ""
