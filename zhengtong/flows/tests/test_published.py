"""Reads of published flows: cached graphs, current versions, needed posts."""

import pytest

from zhengtong.flows.models import Flow, FlowVersion
from zhengtong.flows.queries import (
    FlowNotPublished,
    FlowUnknown,
    FlowWithdrawn,
    PostPlace,
    flow,
    posts_needed,
    published_flow,
    published_flows,
    versions_needing,
)
from zhengtong.flows.queries.published import _kept
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.people.rules.duties import Post
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_organisation

pytestmark = pytest.mark.django_db
CODE = "510703-D01.promised-cert"


@pytest.fixture(autouse=True)
def nothing_kept():
    _kept.clear()


def test_it_reads_a_version_once_a_process(django_assert_num_queries):
    made = make_published_flow()
    with django_assert_num_queries(1):
        first = published_flow(region_code=REGION, flow_code=CODE, version=1)
    with django_assert_num_queries(0):
        again = published_flow(region_code=REGION, flow_code=CODE, version=1)
    assert first == made
    assert again is first
    assert first.graph == default_graph(FlowShape.PROMISED_WITH_CERTIFICATE)


def test_it_asks_only_which_version_is_in_force(django_assert_num_queries):
    make_published_flow()
    published_flow(region_code=REGION, flow_code=CODE, version=1)
    with django_assert_num_queries(1):
        assert published_flow(region_code=REGION, flow_code=CODE).version == 1


def test_it_gives_new_cases_the_newest_version_and_old_ones_their_own():
    make_published_flow()
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code=CODE)
    newest = published_flow(region_code=REGION, flow_code=CODE)
    old = published_flow(region_code=REGION, flow_code=CODE, version=1)
    assert (newest.version, "certificate" in newest.graph.by_key) == (2, False)
    assert (old.version, "certificate" in old.graph.by_key) == (1, True)


def test_it_reads_many_flows_in_one_query(django_assert_num_queries):
    make_published_flow()
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    keys = [(REGION, CODE, 1), (REGION, "510703-D01.spot", 1)]
    with django_assert_num_queries(1):
        found = published_flows(keys)
    assert [found[key].name for key in keys] == ["承诺件流程（出证）", "即办件流程"]
    with django_assert_num_queries(0):
        published_flows(keys)


def test_it_keeps_no_more_than_it_may(monkeypatch):
    monkeypatch.setattr("zhengtong.flows.queries.published.MOST_KEPT", 1)
    make_published_flow()
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    published_flow(region_code=REGION, flow_code=CODE, version=1)
    published_flow(region_code=REGION, flow_code="510703-D01.spot", version=1)
    assert list(_kept) == [(REGION, "510703-D01.spot", 1)]


@pytest.mark.parametrize(
    ("version", "error", "message"),
    [
        (None, FlowUnknown, "510703 没有编码为 NOWHERE 的流程，请核对"),
        (1, FlowNotPublished, "流程 NOWHERE 没有第 1 版，请核对"),
    ],
)
def test_it_refuses_a_flow_that_is_not_there(version, error, message):
    with pytest.raises(error) as refused:
        published_flow(region_code=REGION, flow_code="NOWHERE", version=version)
    assert refused.value.message == message


def test_it_refuses_a_flow_of_another_region():
    make_published_flow()
    with pytest.raises(FlowUnknown, match="510704 没有编码为"):
        published_flow(region_code="510704", flow_code=CODE)


def test_it_refuses_new_cases_on_a_draft_and_on_a_withdrawn_flow():
    made = make_published_flow()
    Flow.objects.create(
        region_code=REGION,
        code="DRAFT",
        organisation_code=DEPARTMENT,
        name="草稿",
        state="draft",
        draft="{}",
    )
    Flow.objects.filter(region_code=REGION, code=made.code).update(state="withdrawn")
    with pytest.raises(FlowNotPublished, match="流程“草稿”（DRAFT）还没有发布"):
        published_flow(region_code=REGION, flow_code="DRAFT")
    with pytest.raises(FlowWithdrawn, match="已停用，请为事项改选其他流程"):
        published_flow(region_code=REGION, flow_code=made.code)
    assert published_flow(region_code=REGION, flow_code=made.code, version=1) == made


def test_it_tells_where_a_flow_stands():
    make_published_flow()
    info = flow(region_code=REGION, flow_code=CODE)
    assert (info.code, info.state, info.version, info.has_draft) == (
        "510703-D01.promised-cert",
        "published",
        1,
        False,
    )


def place(*, post, region_code=REGION, organisation_code=DEPARTMENT):
    return PostPlace(region_code=region_code, organisation_code=organisation_code, post=post)


def test_it_knows_which_flows_need_a_post(django_assert_num_queries):
    make_published_flow()
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    deciders, reviewers = place(post=Post.DECIDER), place(post=Post.REVIEWER)
    with django_assert_num_queries(1):
        needed = posts_needed([deciders, reviewers])
    assert [need.flow_code for need in needed[deciders]] == [CODE, "510703-D01.spot"]
    assert [need.flow_code for need in needed[reviewers]] == [CODE]


def test_it_knows_the_posts_of_superseded_versions_for_running_cases():
    make_published_flow()
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code=CODE)
    makers = place(post=Post.CERTIFICATE_MAKER)
    assert posts_needed([makers])[makers] == ()
    assert [
        (need.flow_version, need.is_in_force) for need in versions_needing([makers])[makers]
    ] == [(1, False)]


def test_it_asks_for_a_post_in_the_region_of_the_organisation():
    make_organisation(code="510704-D01", region_code="510704")
    made = make_published_flow(shape=FlowShape.JOINT, countersigners=("510704-D01",))
    reviewers = place(region_code="510704", organisation_code="510704-D01", post=Post.REVIEWER)
    (need,) = posts_needed([reviewers])[reviewers]
    assert (need.region_code, need.flow_code) == (REGION, made.code)
    assert published_flows([need.key])[need.key].graph == made.graph
    assert FlowVersion.objects.get(region_code=REGION).post_regions == ["510703", "510704"]
