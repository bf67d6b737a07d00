"""Whoever leaves a post that a published flow needs is kept until somebody else is there."""

from datetime import date

import pytest

from zhengtong.catalogue.operations.flow_versions import follow_flow
from zhengtong.flows.models import FlowPost, ItemFlow
from zhengtong.flows.operations.withdrawal import withdraw_flow
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.tests.factories import holder_code, make_holders, make_published_flow
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.requests import Request as FlowRequest
from zhengtong.people.models import PostPeriod
from zhengtong.people.operations.cover import WouldStrand
from zhengtong.people.operations.posts import end_post, reassign_post
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import NOW, give_post, make_handler, make_staff, request
from zhengtong.people.tests.factories import give_duty as give_people_duty
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_organisation

pytestmark = pytest.mark.django_db
LAST_DAY = date(2018, 2, 28)


def lose(staff_code, post, *, organisation_code=DEPARTMENT):
    end_post(
        staff_code=staff_code,
        organisation_code=organisation_code,
        post=post,
        last_day=LAST_DAY,
        request=request(),
    )


def stranded_by(staff_code, post, **at):
    """Return the refusal's list; nothing may have changed."""
    before = list(PostPeriod.objects.order_by("id").values_list("id", "ends_on"))
    with pytest.raises(WouldStrand) as refused:
        lose(staff_code, post, **at)
    assert list(PostPeriod.objects.order_by("id").values_list("id", "ends_on")) == before
    return [(found.kind, found.key, found.description) for found in refused.value.stranded]


def follow(flow_code, *, version):
    """Let the department's items follow a new version, as the catalogue does on its event."""
    follow_flow(
        region_code=REGION, organisation_code=DEPARTMENT, flow_code=flow_code, version=version
    )


def test_it_names_the_flows_that_the_last_holder_would_strand():
    make_published_flow()
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    found = stranded_by(holder_code(Post.DECIDER), Post.DECIDER)
    assert [(kind, key) for kind, key, _ in found] == [
        ("published_flow", "510703-D01.promised-cert"),
        ("published_flow", "510703-D01.spot"),
    ]
    assert found[0][2] == (
        "流程“承诺件流程（出证）”（510703-D01.promised-cert 第 1 版）：环节“决定”的决定岗"
        "（机构 510703-D01）没有在岗人员，请先安排"
    )


def test_it_lets_a_post_go_that_no_flow_needs():
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    make_holders(posts=(Post.REVIEWER,))
    lose(holder_code(Post.REVIEWER), Post.REVIEWER)
    assert PostPeriod.objects.get(post="reviewer").ends_on == LAST_DAY


def test_it_lets_one_of_two_go():
    make_published_flow()
    make_handler(Post.DECIDER, staff_code="S02")
    lose(holder_code(Post.DECIDER), Post.DECIDER)
    assert stranded_by("S02", Post.DECIDER)


def test_it_lets_the_last_one_go_with_a_successor():
    make_published_flow()
    make_handler(staff_code="S02")
    reassign_post(
        staff_code=holder_code(Post.DECIDER),
        organisation_code=DEPARTMENT,
        post=Post.DECIDER,
        last_day=LAST_DAY,
        successor_code="S02",
        request=request(),
    )
    assert PostPeriod.objects.get(post="decider", ends_on=None).staff_id == "S02"


def test_it_keeps_the_one_without_whom_review_and_decision_fall_together():
    make_published_flow()
    give_post(staff_code=holder_code(Post.REVIEWER), post=Post.DECIDER)
    (found,) = stranded_by(holder_code(Post.DECIDER), Post.DECIDER)
    assert found[2].endswith(
        "：环节“审查”的人员不足，办不到审查与决定分开（或受办分离），请增加人员"
    )


def test_it_keeps_the_one_without_whom_intake_and_handling_fall_together():
    made = make_published_flow(shape=FlowShape.ON_THE_SPOT)
    give_post(staff_code=holder_code(Post.INTAKE), post=Post.DECIDER)
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code=made.code,
        flow_version=1,
        is_on_the_spot=True,
        is_intake_apart=True,
    )
    (found,) = stranded_by(holder_code(Post.DECIDER), Post.DECIDER)
    assert found[2].endswith("只有受理人自己能作决定，办不到受办分离，请增加人员")


def test_it_lets_him_go_where_no_item_keeps_intake_apart():
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    give_post(staff_code=holder_code(Post.INTAKE), post=Post.DECIDER)
    lose(holder_code(Post.DECIDER), Post.DECIDER)
    assert PostPeriod.objects.filter(post="decider", ends_on=None).count() == 1


def test_it_does_not_count_a_contract_worker_as_decider():
    make_published_flow(shape=FlowShape.ON_THE_SPOT)
    make_staff(staff_code="S02")
    give_people_duty(staff_code="S02")
    give_post(staff_code="S02", post=Post.DECIDER)
    from zhengtong.people.models import Staff

    Staff.objects.filter(staff_code="S02").update(kind="contract")
    (found,) = stranded_by(holder_code(Post.DECIDER), Post.DECIDER)
    assert "只有编外聘用人员，不能作决定" in found[2]


def test_it_holds_nobody_back_for_a_post_that_was_empty_before():
    make_published_flow(shape=FlowShape.PROMISED)
    PostPeriod.objects.filter(post="intake").delete()
    make_handler(Post.REVIEWER, staff_code="S02")
    lose(holder_code(Post.REVIEWER), Post.REVIEWER)
    assert PostPeriod.objects.filter(post="reviewer", ends_on=None).count() == 1


def test_it_asks_for_other_organisations_too():
    make_organisation(code="510704-D01", region_code="510704")
    made = make_published_flow(shape=FlowShape.JOINT, countersigners=("510704-D01",))
    code = holder_code(Post.REVIEWER, organisation_code="510704-D01")
    (found,) = stranded_by(code, Post.REVIEWER, organisation_code="510704-D01")
    assert found[1] == made.code
    assert "环节“会签（510704-D01）”的审查岗（机构 510704-D01）没有在岗人员" in found[2]


def test_it_forgets_superseded_and_withdrawn_flows():
    made = make_published_flow()
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code=made.code)
    lose(holder_code(Post.CERTIFICATE_MAKER), Post.CERTIFICATE_MAKER)
    withdraw_flow(region_code=REGION, flow_code=made.code, request=FlowRequest(by=SYSTEM, now=NOW))
    lose(holder_code(Post.DECIDER), Post.DECIDER)
    assert not PostPeriod.objects.filter(
        post__in=("decider", "certificate_maker"), ends_on=None
    ).exists()


def test_it_remembers_a_superseded_version_until_the_item_follows():
    made = make_published_flow()
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code=made.code,
        flow_version=1,
        needs_certificate=True,
    )
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code=made.code)
    (found,) = stranded_by(holder_code(Post.CERTIFICATE_MAKER), Post.CERTIFICATE_MAKER)
    assert "第 1 版）：环节“制证”的制证岗" in found[2]
    for _ in range(2):
        follow(made.code, version=2)
    assert ItemFlow.objects.get(region_code=REGION).flow_version == 2
    assert set(
        FlowPost.objects.filter(region_code=REGION, is_in_force=True).values_list(
            "flow_version", flat=True
        )
    ) == {2}
    lose(holder_code(Post.CERTIFICATE_MAKER), Post.CERTIFICATE_MAKER)
    assert not PostPeriod.objects.filter(post="certificate_maker", ends_on=None).exists()


@pytest.mark.parametrize("is_followed", [False, True])
def test_it_guards_the_newer_version_with_what_the_items_ask(is_followed):
    made = make_published_flow(shape=FlowShape.ON_THE_SPOT)
    give_post(staff_code=holder_code(Post.INTAKE), post=Post.DECIDER)
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code=made.code,
        flow_version=1,
        is_on_the_spot=True,
        is_intake_apart=True,
    )
    make_published_flow(shape=FlowShape.ON_THE_SPOT, code=made.code)
    if is_followed:
        follow(made.code, version=2)
    found = stranded_by(holder_code(Post.DECIDER), Post.DECIDER)
    (newer,) = [each for each in found if "第 2 版）" in each[2]]
    assert newer[2].endswith("只有受理人自己能作决定，办不到受办分离，请增加人员")


def test_it_never_takes_an_item_back_to_an_older_version():
    made = make_published_flow()
    make_published_flow(code=made.code)
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code=made.code,
        flow_version=2,
    )
    follow(made.code, version=1)
    assert ItemFlow.objects.get(region_code=REGION).flow_version == 2


def test_it_asks_as_many_questions_for_ten_flows_as_for_one(django_assert_max_num_queries):
    from zhengtong.flows.queries.stranding import Loss, flows_stranded_by

    for number in range(10):
        make_published_flow(code=f"FLOW-{number}")
    loss = Loss(
        region_code=REGION,
        organisation_code=DEPARTMENT,
        post=Post.DECIDER,
        staff_code=holder_code(Post.DECIDER),
        starts_on=date(2018, 3, 1),
        remaining=frozenset(),
    )
    with django_assert_max_num_queries(5):
        assert len(flows_stranded_by([loss])[loss]) == 10
