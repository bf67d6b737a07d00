"""Who may not leave because open cases need him, and cases that change their flow."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.models import CaseAct, Step
from zhengtong.cases.operations.decision import Proposal, propose_decision
from zhengtong.cases.operations.flow_moves import move_to_flow_version
from zhengtong.cases.queries.stranding import LostPost, cases_stranded_by
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    completed,
    denied,
    granted,
    in_review,
    received,
    reviewed,
    submitted,
    trace,
)
from zhengtong.cases.tests.test_review import two_reviews
from zhengtong.flows.rules.moving import MoveRefused
from zhengtong.flows.rules.shapes import promised_without_certificate
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.ports import PostLoss, stranded_by
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import actor, give_post, make_handler
from zhengtong.places.tests.factories import make_service_centre

pytestmark = pytest.mark.django_db


def stranded(post: Post, *remaining: str) -> list[str]:
    loss = LostPost(
        region_code="510703",
        organisation_code="510703-D01",
        post=post,
        remaining=frozenset(remaining),
    )
    return sorted(case.number for case in cases_stranded_by([loss])[loss])


def test_each_post_is_needed_as_long_as_it_lies_ahead(office) -> None:
    waiting, reviewing = received(office), in_review(office)
    deciding, delivering = reviewed(office), completed(office)
    refused = denied(office)
    in_order = [journey.number for journey in (waiting, reviewing, deciding, delivering, refused)]
    assert stranded(Post.INTAKE) == sorted(in_order[:1])
    assert stranded(Post.REVIEWER) == sorted(in_order[:2])
    assert stranded(Post.DECIDER) == sorted(in_order[:3])
    assert stranded(Post.DELIVERER) == sorted(in_order)
    assert stranded(Post.CERTIFICATE_MAKER) == []


def test_somebody_left_keeps_cases_going(office) -> None:
    reviewed(office)
    assert stranded(Post.DECIDER, "S30") == []


def test_somebody_left_who_reviewed_does_not_keep_them_going(office) -> None:
    journey, other = reviewed(office), in_review(office)
    assert stranded(Post.DECIDER, "S02") == [journey.number]
    assert stranded(Post.DECIDER, "S01") == sorted([journey.number, other.number])


def test_a_draft_waits_for_nobody(office) -> None:
    journey = submitted(office)
    assert stranded(Post.INTAKE) == [journey.number]


def test_people_hear_of_open_cases(office) -> None:
    journey = reviewed(office)
    found = stranded_by(
        PostLoss(
            organisation_code="510703-D01",
            region_code="510703",
            post=Post.DECIDER,
            staff_code="S03",
            starts_on=dt.date(2018, 3, 1),
            remaining=frozenset(),
        )
    )
    assert (
        "open_case",
        journey.number,
        f"办件 {journey.number} 审查中",
    ) in [(each.kind, each.key, each.description) for each in found]


def test_the_queries_do_not_grow_with_the_cases(office, django_assert_max_num_queries) -> None:
    for _ in range(5):
        reviewed(office)
    with django_assert_max_num_queries(6):
        assert len(stranded(Post.DECIDER)) == 5


def test_it_asks_for_the_steps_of_open_cases_alone(office) -> None:
    reviewed(office)
    with CaptureQueriesContext(connection) as asked:
        stranded(Post.DECIDER, "S02")
    found = [query["sql"] for query in asked if 'FROM "cases_case"' in query["sql"]]
    assert found
    assert all('."case_id" = ("cases_case"."id")' in sql for sql in found)


def second_version(graph) -> int:
    return make_published_flow(
        graph=graph, code=f"{'510703-D01-510101901000'[-32:]}.flow", with_holders=False
    ).version


def test_a_case_is_moved_to_a_new_version_where_it_stands(office) -> None:
    make_service_centre()
    journey = reviewed(office)
    version = second_version(promised_without_certificate())
    case = move_to_flow_version(
        case_number=journey.number,
        to_version=version,
        by=office.administrator,
        now=journey.tick().occurred_at,
    )
    assert (case.state, case.flow_version) == ("in_review", 2)
    assert trace(journey.number).kinds[-1] == "cases.flow_moved"
    assert CaseAct.objects.get(region_code="510703", action="move_flow").from_state == "in_review"
    assert Step.objects.get(region_code="510703", closed_at=None).node == "decision"


def test_it_refuses_to_move_where_there_is_no_place_to_stand(office) -> None:
    make_service_centre()
    journey = in_review(office)
    version = second_version(two_reviews())
    before = trace(journey.number)
    with pytest.raises(MoveRefused):
        move_to_flow_version(
            case_number=journey.number,
            to_version=version,
            by=office.administrator,
            now=journey.tick().occurred_at,
        )
    assert trace(journey.number) == before


def test_it_refuses_to_move_by_others_or_before_acceptance(office) -> None:
    make_service_centre()
    journey, waiting = granted(office), received(office)
    version = second_version(promised_without_certificate())
    give_post(staff_code="S01", post=Post.DECIDER)
    with pytest.raises(PermissionRefused):
        move_to_flow_version(
            case_number=journey.number,
            to_version=version,
            by=office.clerk,
            now=journey.tick().occurred_at,
        )
    with pytest.raises(ActionNotAllowed):
        move_to_flow_version(
            case_number=waiting.number,
            to_version=version,
            by=office.administrator,
            now=waiting.tick().occurred_at,
        )


def test_the_proposer_left_alone_does_not_keep_a_decision_going(office) -> None:
    make_handler(Post.REVIEWER, Post.DECIDER, staff_code="S40")
    journey = reviewed(office)
    propose_decision(
        case_number=journey.number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=actor(staff_code="S40"),
        at=journey.tick(),
    )
    assert stranded(Post.DECIDER, "S40") == [journey.number]


def test_the_queries_do_not_grow_with_the_losses(office, django_assert_max_num_queries) -> None:
    journey = reviewed(office)
    losses = [
        LostPost(region_code="510703", organisation_code=body, post=post, remaining=frozenset())
        for body in ("510703-D01", *(f"510703-X{number:02d}" for number in range(20)))
        for post in Post
    ]
    with django_assert_max_num_queries(6):
        found = cases_stranded_by(losses)
    assert {(loss.organisation_code, loss.post) for loss in losses if found[loss]} == {
        ("510703-D01", Post.DECIDER),
        ("510703-D01", Post.DELIVERER),
    }
    assert [case.number for case in found[losses[2]]] == [journey.number]
