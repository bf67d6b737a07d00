"""Two sessions at once: a flow is published while its last decider leaves."""

import threading
from datetime import date

import pytest

from zhengtong.flows.models import FlowVersion
from zhengtong.flows.operations.defaults import ensure_default_flow
from zhengtong.flows.operations.publishing import FlowUnsound
from zhengtong.flows.rules.defaults import FlowShape
from zhengtong.flows.tests.factories import holder_code, make_holders
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.requests import Request
from zhengtong.people.models import PostPeriod
from zhengtong.people.operations.cover import WouldStrand
from zhengtong.people.operations.posts import end_post
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import NOW, request
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_organisation


def publish() -> int:
    made = ensure_default_flow(
        shape=FlowShape.PROMISED,
        organisation_code=DEPARTMENT,
        request=Request(by=SYSTEM, now=NOW),
    )
    return made.version


@pytest.mark.django_db(transaction=True)
def test_it_never_publishes_a_flow_whose_last_decider_just_left(tmp_path):
    make_organisation()
    make_holders()
    both_ready = threading.Barrier(2)
    outcomes: list[str] = []

    def publishes() -> None:
        both_ready.wait()
        try:
            publish()
            outcomes.append("published")
        except FlowUnsound:
            outcomes.append("unsound")

    def leaves() -> None:
        both_ready.wait()
        try:
            end_post(
                staff_code=holder_code(Post.DECIDER),
                organisation_code=DEPARTMENT,
                post=Post.DECIDER,
                last_day=date(2018, 2, 28),
                request=request(),
            )
            outcomes.append("left")
        except WouldStrand:
            outcomes.append("kept")

    seen: list[tuple[int, int]] = []
    in_sessions(tmp_path, publishes, leaves)
    in_sessions(
        tmp_path,
        lambda: seen.append(
            (
                FlowVersion.objects.filter(region_code=REGION).count(),
                PostPeriod.objects.filter(post="decider", ends_on=None).count(),
            )
        ),
    )
    assert sorted(outcomes) in (["kept", "published"], ["left", "unsound"])
    assert seen[0] in ((1, 1), (0, 0))


@pytest.mark.django_db(transaction=True)
def test_it_makes_a_default_once_for_two_that_need_it(tmp_path):
    make_organisation()
    make_holders()
    both_ready = threading.Barrier(2)
    versions: list[int] = []

    def needs() -> None:
        both_ready.wait()
        versions.append(publish())

    counted: list[int] = []
    in_sessions(tmp_path, needs, needs)
    in_sessions(
        tmp_path, lambda: counted.append(FlowVersion.objects.filter(region_code=REGION).count())
    )
    assert (versions, counted) == ([1, 1], [1])
