"""What happens next with a case, in words (下一步)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from zhengtong.cases.rules.states import CLOSED, CaseState

BLOCKED = "certificate_blocked"
# Where the state alone says it; a verb first.
TITLES: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.DRAFT: "等申请人提交",
        CaseState.SUBMITTED: "预审",
        CaseState.PRE_REVIEW: "预审",
        CaseState.RECEIVED: "受理，或一次告知补正",
        CaseState.CORRECTION_NOTICED: "等申请人补正",
        CaseState.ACCEPTED: "开始审查",
        CaseState.SUSPENDED: "等特别程序的结果",
        CaseState.DECISION_DRAFTED: "作出决定",
        CaseState.DENIED: "办结，写明理由和救济途径",
        CaseState.CERT_MAKING: "制好证照，办结",
        CaseState.TO_DELIVER: "送达",
        CaseState.DELIVERED: "已经送达，没有下一步",
        CaseState.RELAYED: "上级办理，本级没有下一步",
        CaseState.FILED: "调查（检查），登记结果",
        CaseState.HANDLED: "提出处理意见",
        CaseState.PROPOSED: "作出处理决定",
        CaseState.DECIDED: "执行决定，结案",
        CaseState.DECIDED_AGAINST: "结案",
    }
)
ENDED = "已经结束，没有下一步"
UNDER_REVIEW = "审查"


def next_step_title(
    *,
    state: CaseState,
    is_corrected: bool,
    source: str,
    nodes: Sequence[str],
    needs_certificate: bool,
    blocked: str,
) -> str:
    """Return what to do next, its verb first (下一步).

    Args:
        is_corrected: everything that a correction notice asked for has come in.
        source: system that the case is handled in; empty where it is handled here.
        nodes: what is to be done at each node where the case waits for somebody.
        blocked: why its certificate cannot be made; empty otherwise.
    """
    if source and not nodes and state not in CLOSED:
        return "等来源系统送来进展"
    if blocked:
        return f"补齐证照类型：{blocked}"
    if state is CaseState.CORRECTION_NOTICED and is_corrected:
        return "受理"
    if state is CaseState.GRANTED:
        return "制证" if needs_certificate else "办结"
    if state is CaseState.IN_REVIEW:
        return "、".join(nodes) or UNDER_REVIEW
    return TITLES.get(state, ENDED if state in CLOSED else state.label)


def state_shown(*, state: CaseState, blocked: str) -> str:
    """Return the code by which a page marks the state (状态标记)."""
    return BLOCKED if blocked else state.value
