"""A step is claimed, given back and handed on; nobody else works it meanwhile."""

import pytest

from zhengtong.cases.models import CaseAct, Step
from zhengtong.cases.operations.claiming import claim_step, release_step
from zhengtong.cases.operations.decision import grant_case
from zhengtong.cases.operations.review import pass_step
from zhengtong.cases.operations.transfer import transfer_step
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.rules.guards.holding import (
    HandOverUnexplained,
    NotOfThePost,
    StepFree,
    StepTaken,
    TransferRefused,
)
from zhengtong.cases.rules.guards.separation import (
    IntakeHandles,
    LastDeciderReviews,
    ReviewerDecides,
)
from zhengtong.cases.tests.factories import (
    Journey,
    completed,
    in_review,
    make_office,
    moment,
    proposed,
    reviewed,
    trace,
)
from zhengtong.flows.rules.tokens import NodeNotLive
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import PostPeriod
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import give_post, make_handler

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(office) -> Actor:
    """A second reviewer of the same body."""
    return make_handler(Post.REVIEWER, staff_code="S12")


def claim(journey: Journey, *, by: Actor, node: str = "review") -> None:
    claim_step(case_number=journey.number, node=node, by=by, now=journey.tick().occurred_at)


def hand_on(journey: Journey, *, by: Actor, to: str, node: str = "review", reason="出差") -> None:
    transfer_step(
        case_number=journey.number,
        node=node,
        to_staff=to,
        reason=reason,
        by=by,
        now=journey.tick().occurred_at,
    )


def holder_of(journey: Journey, node: str = "review") -> str:
    return Step.objects.get(
        region_code="510703", case_id=journey.case.id, node=node, closed_at=None
    ).claimed_by


def test_a_claimed_step_is_left_to_who_has_it(office, second) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    claim(journey, by=office.reviewer)
    left = trace(journey.number)
    assert (left.acts[-1], left.kinds[-1]) == ("claim_step", "cases.step_claimed")
    with pytest.raises(StepTaken, match="演示员S02认领"):
        pass_step(
            case_number=journey.number,
            node="review",
            opinion="符合",
            by=second,
            at=journey.tick(),
        )
    assert trace(journey.number) == left
    case = pass_step(
        case_number=journey.number,
        node="review",
        opinion="符合",
        by=office.reviewer,
        at=journey.tick(),
    )
    assert case.reviewer == "S02"


def test_a_claim_moves_no_state_no_clock_and_not_the_last_act(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    before = journey.case
    case = claim_step(
        case_number=journey.number,
        node="review",
        by=office.reviewer,
        now=moment("2018-02-28 10:00"),
    )
    assert case.state == "in_review"
    assert (case.due_at, case.last_act_at) == (before.due_at, before.last_act_at)
    record = case_record(case_number=journey.number, now=moment("2018-02-28 11:00"))
    assert record.people_at(record.open_steps[0]) == ("演示员S02",)


def test_a_claim_binds_nobody_once_its_holder_left_the_post(office, second) -> None:
    journey = in_review(office)
    claim(journey, by=office.reviewer)
    PostPeriod.objects.filter(staff_id="S02", post=Post.REVIEWER).delete()
    case = pass_step(
        case_number=journey.number, node="review", opinion="符合", by=second, at=journey.tick()
    )
    assert case.reviewer == "S12"


@pytest.mark.parametrize(
    ("node", "by", "refusal"),
    [
        pytest.param("review", "clerk", NotOfThePost, id="another post"),
        pytest.param("review", "administrator", PermissionRefused, id="no post"),
        pytest.param("decision", "decider", NodeNotLive, id="not there yet"),
    ],
)
def test_it_refuses_to_claim_what_is_not_his(office, node, by, refusal) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(refusal):
        claim(journey, by=getattr(office, by), node=node)
    assert trace(journey.number) == before
    assert holder_of(journey) == ""


def test_it_refuses_to_claim_twice(office, second) -> None:
    journey = in_review(office)
    claim(journey, by=office.reviewer)
    before = trace(journey.number)
    for by in (office.reviewer, second):
        with pytest.raises(StepTaken):
            claim(journey, by=by)
    assert trace(journey.number) == before


def test_it_refuses_to_claim_what_duties_apart_would_not_let_him_finish(office) -> None:
    journey = reviewed(office)
    before = trace(journey.number)
    give_post(staff_code="S02", post=Post.DECIDER)
    with pytest.raises(ReviewerDecides):
        claim(journey, by=office.reviewer, node="decision")
    assert trace(journey.number) == before
    other = in_review(office)
    PostPeriod.objects.filter(staff_id="S03", post=Post.DECIDER).delete()
    with pytest.raises(LastDeciderReviews):
        claim(other, by=office.reviewer)


def test_it_refuses_the_intake_person_where_the_item_keeps_them_apart(db) -> None:
    office = make_office(one_window=True)
    give_post(staff_code="S01", post=Post.REVIEWER)
    journey = in_review(office)
    assert journey.case.intake_apart
    with pytest.raises(IntakeHandles):
        claim(journey, by=office.clerk)
    with pytest.raises(TransferRefused, match="受办分离"):
        hand_on(journey, by=office.administrator, to="S01")


def test_it_is_given_back_by_who_has_it_or_the_administrator(office, second) -> None:
    journey = in_review(office)
    for by in (office.reviewer, office.administrator):
        claim(journey, by=office.reviewer)
        release_step(
            case_number=journey.number,
            node="review",
            reason="另有任务",
            by=by,
            now=journey.tick().occurred_at,
        )
        assert holder_of(journey) == ""
    left = trace(journey.number)
    assert left.kinds[-1] == "cases.step_released"
    act = CaseAct.objects.filter(region_code="510703", action="release_step").last()
    assert (act.opinion, act.actor_code) == ("另有任务", "S09")


@pytest.mark.parametrize(
    ("by", "reason", "claimed", "refusal"),
    [
        pytest.param("S12", "另有任务", True, PermissionRefused, id="another holder"),
        pytest.param("S02", " ", True, HandOverUnexplained, id="no reason"),
        pytest.param("S09", "另有任务", False, StepFree, id="nobody has it"),
    ],
)
def test_it_refuses_to_give_back(office, second, by, reason, claimed, refusal) -> None:
    journey = in_review(office)
    if claimed:
        claim(journey, by=office.reviewer)
    people = {"S12": second, "S02": office.reviewer, "S09": office.administrator}
    before = trace(journey.number)
    with pytest.raises(refusal):
        release_step(
            case_number=journey.number,
            node="review",
            reason=reason,
            by=people[by],
            now=journey.tick().occurred_at,
        )
    assert trace(journey.number) == before
    assert holder_of(journey) == ("S02" if claimed else "")


def test_it_is_handed_to_another_holder_of_the_post(office, second) -> None:
    journey = in_review(office)
    claim(journey, by=office.reviewer)
    hand_on(journey, by=office.reviewer, to="S12")
    assert holder_of(journey) == "S12"
    left = trace(journey.number)
    assert (left.acts[-1], left.kinds[-1]) == ("transfer_step", "cases.step_transferred")
    with pytest.raises(StepTaken):
        pass_step(
            case_number=journey.number,
            node="review",
            opinion="符合",
            by=office.reviewer,
            at=journey.tick(),
        )
    hand_on(journey, by=office.administrator, to="S02")
    assert holder_of(journey) == "S02"


@pytest.mark.parametrize(
    ("by", "to", "reason", "refusal"),
    [
        pytest.param("S12", "S12", "出差", PermissionRefused, id="he has it not"),
        pytest.param("S02", "S12", "", HandOverUnexplained, id="no reason"),
        pytest.param("S02", " ", "出差", TransferRefused, id="to nobody"),
        pytest.param("S02", "S02", "出差", TransferRefused, id="to himself"),
        pytest.param("S02", "S03", "出差", TransferRefused, id="not of the post"),
        pytest.param("S02", "X99", "出差", TransferRefused, id="unknown"),
    ],
)
def test_it_refuses_to_hand_on(office, second, by, to, reason, refusal) -> None:
    journey = in_review(office)
    claim(journey, by=office.reviewer)
    before = trace(journey.number)
    with pytest.raises(refusal):
        hand_on(journey, by={"S02": office.reviewer, "S12": second}[by], to=to, reason=reason)
    assert trace(journey.number) == before
    assert holder_of(journey) == "S02"


def test_it_refuses_to_hand_a_decision_to_who_reviewed(office) -> None:
    journey = proposed(office)
    give_post(staff_code="S02", post=Post.DECIDER)
    before = trace(journey.number)
    with pytest.raises(TransferRefused, match="审查过本件"):
        hand_on(journey, by=office.administrator, to="S02", node="decision")
    assert trace(journey.number) == before


def test_a_decision_handed_on_is_taken_by_who_got_it(office) -> None:
    second_decider = make_handler(Post.DECIDER, staff_code="S13")
    journey = proposed(office)
    hand_on(journey, by=office.administrator, to="S13", node="decision")
    with pytest.raises(StepTaken):
        grant_case(case_number=journey.number, opinion="同意", by=office.decider, at=journey.tick())
    case = grant_case(
        case_number=journey.number, opinion="同意", by=second_decider, at=journey.tick()
    )
    assert case.decider == "S13"


def test_delivery_may_be_claimed_too(office) -> None:
    journey = completed(office)
    claim(journey, by=office.deliverer, node="delivery")
    assert holder_of(journey, "delivery") == "S05"
