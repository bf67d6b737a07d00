"""What a case waits for where it rests, in words (当前待办)."""

from zhengtong.cases.rules.states import CaseAction, CaseState
from zhengtong.flows.rules.nodes import NodeKind


def awaits_proposal(*, state: CaseState, kind: str, is_on_the_spot: bool) -> bool:
    """Tell whether a case at its decision node must first get a draft (是否待提出拟办意见).

    The flow opens the decision when the last review is passed; the case is still in review until
    somebody proposes. An on-the-spot case is decided without a draft.

    Source:
        Domain rules 3: IN_REVIEW, propose → DECISION_DRAFTED; then grant or refuse.
    """
    return state is CaseState.IN_REVIEW and kind == NodeKind.DECISION and not is_on_the_spot


def todo_at(*, name: str, state: CaseState, kind: str, is_on_the_spot: bool) -> str:
    """Return what is to be done at a node where a case rests (环节待办)."""
    if awaits_proposal(state=state, kind=kind, is_on_the_spot=is_on_the_spot):
        return CaseAction.PROPOSE_DECISION.label
    return name
