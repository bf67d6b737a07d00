"""Who may work an open step: asked when it is claimed, handed over and worked (环节办理人)."""

import datetime as dt
from typing import Any

from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.steps import Route, deciders_of, reviewers_of
from zhengtong.cases.queries.staffing import holders_of_posts, is_contract_worker
from zhengtong.cases.rules.guards.holding import StepTaken, check_of_the_post
from zhengtong.cases.rules.guards.separation import check_decider, check_handler, check_reviewer
from zhengtong.cases.rules.states import CaseState
from zhengtong.flows.rules.nodes import REVIEW_KINDS, NodeKind
from zhengtong.flows.rules.tokens import NodeNotLive
from zhengtong.foundation.actors import Actor
from zhengtong.people.queries import staff_by_code


def open_row(route: Route, node: str) -> Step:
    """Return the open row at a node where somebody works (取当前环节).

    Raises:
        NodeUnknown: the flow has no such node.
        NodeNotLive: the case is not there now.
    """
    name = route.graph.node(node).name_zh
    row = next((row for row in route.open_rows if row.node == node and row.post), None)
    if row is None:
        raise NodeNotLive(f"办件当前不在“{name}”环节，请刷新后再办理")
    return row


def check_claim(row: Step, *, by: Actor, at: ActTime) -> None:
    """Refuse to work what somebody else has taken up, while he still holds the post (检查认领).

    Raises:
        StepTaken: it is with another.
    """
    if row.claimed_by in ("", by.code) or row.claimed_by not in holders_of(row, at=at):
        return
    found = staff_by_code([row.claimed_by])
    name = found[row.claimed_by].name if row.claimed_by in found else row.claimed_by
    raise StepTaken(f"“{row.node_name}”环节已由{name}认领，请其办理、退回或转办")


def check_could_work(route: Route, row: Step, *, staff_code: str, at: ActTime) -> None:
    """Refuse to give a step to whom the post or the separation of duties bars (检查可否办理).

    Raises:
        NotOfThePost: he does not hold the post today.
        IntakeHandles, LastDeciderReviews, ReviewerDecides, ContractWorkerDecides: duties are to be
            kept apart.
    """
    case = route.case
    check_of_the_post(
        staff_code=staff_code, holders=holders_of(row, at=at), node_name=row.node_name
    )
    if row.kind in REVIEW_KINDS or row.kind == NodeKind.DECISION:
        check_handler(
            handler=staff_code, intake_person=case.intake_staff, is_intake_apart=case.intake_apart
        )
    if row.kind in REVIEW_KINDS:
        check_reviewer(reviewer=staff_code, deciders=deciders_of(route, at=at))
    if row.kind == NodeKind.DECISION:
        check_decider(
            decider=staff_code,
            reviewers=barred_from_deciding(case),
            is_contract_worker=is_contract_worker(staff_code),
            one_person_allowed=case.is_on_the_spot and case.one_person_allowed,
        )


def barred_from_deciding(case: Case) -> frozenset[str]:
    """Return who reviewed a case or proposed the draft that waits now (不得决定人员)."""
    # While a draft waits for its decision, the handler is who proposed it.
    is_drafted = case.state == CaseState.DECISION_DRAFTED
    return reviewers_of(case) | (frozenset({case.handler}) if is_drafted else frozenset())


def give_step(row: Step, *, to_staff: str, now: dt.datetime) -> None:
    """Let one person have an open step (归某人办理)."""
    _set_claim(row, claimed_by=to_staff, claimed_at=now)


def free_step(row: Step) -> None:
    """Let anybody of the post take an open step up (退回待认领)."""
    _set_claim(row, claimed_by="", claimed_at=None)


def _set_claim(row: Step, **claim: Any) -> None:
    Step.objects.filter(region_code=row.region_code, id=row.id).update(**claim)


def holders_of(row: Step, *, at: ActTime) -> frozenset[str]:
    """Return the staff codes behind the post of a step today (在岗人员)."""
    place = (row.organisation_code, row.post)
    return holders_of_posts(places={place}, on=at.today)[place]
