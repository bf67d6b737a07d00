"""A case under way is put on another version of its flow; its state stays (移到流程新版).

It is no transition, so it stands beside the table of states.
"""

from zhengtong.cases.rules.states import CaseState

MOVE_FLOW = "move_flow"
MOVE_FLOW_LABEL = "移到流程新版"
# Before acceptance the version is not fixed yet; once the result is ready only delivery is left.
ON_A_FLOW: frozenset[CaseState] = frozenset(
    {
        CaseState.ACCEPTED,
        CaseState.IN_REVIEW,
        CaseState.SUSPENDED,
        CaseState.DECISION_DRAFTED,
        CaseState.GRANTED,
        CaseState.DENIED,
        CaseState.CERT_MAKING,
        CaseState.TO_DELIVER,
    }
)
