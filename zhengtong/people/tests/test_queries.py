"""Who holds what, as other domains ask."""

from datetime import date

import pytest

from zhengtong.foundation.permissions import holdings_of
from zhengtong.people.queries import (
    duty_holders,
    holders,
    holdings,
    holdings_by_organisation,
    post_holder_codes,
    staffing_of,
)
from zhengtong.people.rules.duties import Duty, Post
from zhengtong.people.tests.factories import actor, give_duty, give_post, make_handler, make_staff
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation

pytestmark = pytest.mark.django_db
TODAY = date(2018, 2, 28)


def test_it_tells_the_holdings_of_a_person_at_a_body_in_one_query(django_assert_num_queries):
    make_handler(Post.INTAKE, Post.REVIEWER)
    with django_assert_num_queries(1):
        found = holdings("S01", DEPARTMENT, TODAY)
    assert found == {"duty:case_handler", "post:intake", "post:reviewer"}


def test_it_answers_the_foundation_what_an_actor_holds():
    make_handler(Post.DECIDER)
    found = holdings_of(actor(), organisation_code=DEPARTMENT, today=TODAY)
    assert found == {"duty:case_handler", "post:decider"}


def test_it_tells_holdings_at_every_body():
    make_handler(Post.INTAKE)
    make_organisation(code="510703-D02")
    give_duty(duty=Duty.ITEM_MANAGER, organisation_code="510703-D02")
    assert holdings_by_organisation("S01", TODAY) == {
        DEPARTMENT: {"duty:case_handler", "post:intake"},
        "510703-D02": {"duty:item_manager"},
    }


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        pytest.param(date(2018, 1, 31), False, id="the day before"),
        pytest.param(date(2018, 2, 1), True, id="the first day"),
        pytest.param(date(2018, 3, 31), True, id="the last day"),
        pytest.param(date(2018, 4, 1), False, id="the day after"),
    ],
)
def test_it_counts_the_first_and_the_last_day(day, holds):
    make_staff()
    give_duty(starts_on=date(2018, 2, 1), ends_on=date(2018, 3, 31))
    give_post(starts_on=date(2018, 2, 1), ends_on=date(2018, 3, 31))
    assert bool(holdings("S01", DEPARTMENT, day)) is holds
    assert bool(holders(DEPARTMENT, Post.INTAKE, day)) is holds
    assert bool(duty_holders(DEPARTMENT, Duty.CASE_HANDLER, day)) is holds


def test_it_forgets_who_has_left():
    make_staff(active=False)
    give_duty()
    give_post()
    assert holdings("S01", DEPARTMENT, TODAY) == frozenset()
    assert holders(DEPARTMENT, Post.INTAKE, TODAY) == []


def test_it_lists_holders_in_order_of_code_in_one_query(django_assert_num_queries):
    for code in ("S03", "S01", "S02"):
        make_handler(Post.INTAKE, staff_code=code)
    with django_assert_num_queries(1):
        found = holders(DEPARTMENT, Post.INTAKE, TODAY)
    assert [info.staff_code for info in found] == ["S01", "S02", "S03"]


def test_it_gives_the_holders_of_all_posts_of_several_bodies_in_one_query(
    django_assert_num_queries,
):
    make_handler(Post.INTAKE, Post.DECIDER)
    make_handler(Post.INTAKE, staff_code="S02")
    make_organisation(code="510703-D02")
    with django_assert_num_queries(1):
        found = post_holder_codes([DEPARTMENT, "510703-D02"], TODAY)
    assert found == {
        (DEPARTMENT, Post.INTAKE): {"S01", "S02"},
        (DEPARTMENT, Post.DECIDER): {"S01"},
    }


def test_it_lists_what_runs_at_a_body():
    make_handler(Post.INTAKE)
    give_post(post=Post.REVIEWER, ends_on=date(2018, 1, 31))
    make_handler(staff_code="S02")
    listed = staffing_of(DEPARTMENT, since=TODAY)
    assert [(held.staff_code, held.holding) for held in listed] == [
        ("S01", "duty:case_handler"),
        ("S02", "duty:case_handler"),
        ("S01", "post:intake"),
    ]
