"""The catalogue asks for the flow of an item that is to be published."""

from datetime import UTC, datetime

import pytest

from zhengtong.catalogue.events import ItemCancelled
from zhengtong.catalogue.ports import FlowRequest, ask_flow
from zhengtong.flows.handlers import release_flow_of_cancelled_item
from zhengtong.flows.models import Flow, FlowAct, FlowPost, FlowVersion, ItemFlow
from zhengtong.flows.operations.defaults import ensure_default_flow
from zhengtong.flows.operations.withdrawal import withdraw_flow
from zhengtong.flows.queries import FlowWithdrawn, published_flow
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.shapes import CountersignersRefused
from zhengtong.flows.tests.factories import holder_code, make_holders, make_published_flow
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.requests import Request
from zhengtong.kernel.item_types import ItemType
from zhengtong.people.models import PostPeriod
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import actor, give_post, make_administrator
from zhengtong.places.queries import UnknownOrganisation
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 2, 28, 2, 0, tzinfo=UTC)
REQUEST = Request(by=SYSTEM, now=NOW)


def ask(**changes):
    """Ask as the catalogue does when it publishes a promised-time licence with a certificate."""
    asked = {
        "region_code": REGION,
        "organisation_code": DEPARTMENT,
        "implementation_code": "ITEM-1",
        "item_type": ItemType.LICENSE,
        "flow_code": "",
        "is_on_the_spot": False,
        "is_joint": False,
        "needs_certificate": True,
        "certificate_type_code": "LICENCE-1",
        "is_intake_handler_split": False,
        "one_person_may_decide": False,
        "by": actor(),
        "now": NOW,
    }
    return ask_flow(FlowRequest(**{**asked, **changes}))


@pytest.fixture
def manned():
    make_organisation(name="教育和体育局")
    return make_holders()


@pytest.mark.parametrize(
    ("is_on_the_spot", "needs_certificate", "flow_code"),
    [
        (False, True, "510703-D01.promised-cert"),
        (False, False, "510703-D01.promised"),
        (True, False, "510703-D01.spot"),
        (True, True, "510703-D01.spot-cert"),
    ],
)
def test_it_answers_with_the_default_of_the_shape(
    manned, is_on_the_spot, needs_certificate, flow_code
):
    answer = ask(is_on_the_spot=is_on_the_spot, needs_certificate=needs_certificate)
    assert (answer.flow_code, answer.flow_version, answer.reasons) == (flow_code, 1, ())
    assert published_flow(region_code=REGION, flow_code=flow_code).version == 1
    used = ItemFlow.objects.get(region_code=REGION)
    assert (used.implementation_code, used.flow_code, used.flow_version) == ("ITEM-1", flow_code, 1)


def test_it_publishes_a_default_once_for_many_items(manned):
    ask()
    ask(implementation_code="ITEM-2")
    assert Flow.objects.filter(region_code=REGION).count() == 1
    assert FlowVersion.objects.filter(region_code=REGION).count() == 1
    assert ItemFlow.objects.filter(region_code=REGION).count() == 2
    entries = Entry.objects.filter(region_code=REGION).order_by("subject_no")
    assert [(entry.kind, entry.actor) for entry in entries] == [
        ("flows.drafted", "system:system"),
        ("flows.published", "system:system"),
    ]


def test_it_answers_with_the_flow_that_the_item_chose(manned):
    make_published_flow(code="OWN")
    assert ask(flow_code="OWN").flow_version == 1
    make_published_flow(code="OWN")
    assert ask(flow_code="OWN").flow_version == 2
    assert ItemFlow.objects.get(region_code=REGION).flow_version == 2


def test_it_says_who_is_missing_and_leaves_nothing_behind():
    make_organisation()
    make_holders(posts=(Post.INTAKE, Post.REVIEWER, Post.DELIVERER))
    answer = ask(needs_certificate=False)
    assert answer.flow_code == ""
    (reason,) = answer.reasons
    assert reason == "环节“决定”的决定岗（机构 510703-D01）没有在岗人员，请先安排"
    assert not Flow.objects.filter(region_code=REGION).exists()
    assert not FlowAct.objects.filter(region_code=REGION).exists()
    assert not ItemFlow.objects.filter(region_code=REGION).exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"flow_code": "NOWHERE"},
            "510703 没有编码为 NOWHERE 的流程，请核对",
            id="a flow that is not there",
        ),
        pytest.param(
            {"flow_code": "PLAIN"},
            "流程“承诺件流程”（PLAIN）：事项的结果是证照，流程里却没有制证环节",
            id="a flow without a certificate",
        ),
        pytest.param(
            {"flow_code": "CERTIFIED", "needs_certificate": False},
            "流程“承诺件流程（出证）”（CERTIFIED）：制证环节“制证”没有对应的证照类型，"
            "请先在事项中填写",
            id="a flow with a certificate that the item does not yield",
        ),
        pytest.param(
            {"flow_code": "SPOT", "needs_certificate": False},
            "流程“即办件流程”（SPOT）：决定环节“当场决定”之前没有审查环节",
            id="a flow that decides a promised-time item at once",
        ),
        pytest.param(
            {"flow_code": "FOREIGN"},
            "流程“承诺件流程（出证）”属于机构 510703-D02，事项应选用实施机构 510703-D01 自己的流程",
            id="the flow of another body",
        ),
        pytest.param(
            {"is_joint": True},
            "联合办理的事项没有默认流程，请先发布写明会签部门的流程，再为事项选用",
            id="a joint item without a flow that says who countersigns",
        ),
    ],
)
def test_it_says_why_a_flow_does_not_fit(manned, changes, reason):
    make_published_flow(shape=FlowShape.PROMISED, code="PLAIN")
    make_published_flow(code="CERTIFIED")
    make_published_flow(shape=FlowShape.ON_THE_SPOT, code="SPOT")
    make_published_flow(organisation_code="510703-D02", code="FOREIGN")
    answer = ask(**changes)
    assert answer.reasons == (reason,)
    assert (answer.flow_code, answer.flow_version) == ("", 0)
    assert not ItemFlow.objects.filter(region_code=REGION).exists()


def test_it_keeps_intake_apart_where_the_item_says_so(manned):
    PostPeriod.objects.filter(post="decider").delete()
    give_post(staff_code=holder_code(Post.INTAKE), post=Post.DECIDER)
    spot = {"is_on_the_spot": True, "needs_certificate": False}
    assert ask(**spot).reasons == ()
    assert ask(**spot, is_intake_handler_split=True).reasons == (
        "流程“即办件流程”（510703-D01.spot）：环节“当场决定”只有受理人自己能作决定，"
        "办不到受办分离，请增加人员",
    )


def test_it_lets_one_person_decide_where_the_item_says_so(manned):
    PostPeriod.objects.filter(post="decider").delete()
    give_post(staff_code=holder_code(Post.INTAKE), post=Post.DECIDER)
    answer = ask(is_on_the_spot=True, needs_certificate=False, one_person_may_decide=True)
    assert answer.reasons == ()


def test_it_releases_the_old_flow_when_the_item_changes_to_another(manned):
    make_published_flow(code="FIRST")
    make_published_flow(code="SECOND")
    ask(flow_code="FIRST")
    withdraw_item_first = Flow.objects.filter(region_code=REGION, code="FIRST")
    withdraw_item_first.update(state="withdrawn")
    ask(flow_code="SECOND")
    in_force = FlowPost.objects.filter(region_code=REGION, is_in_force=True)
    assert set(in_force.values_list("flow_code", flat=True)) == {"SECOND"}


def test_it_releases_the_flow_of_a_cancelled_item(manned):
    made = make_published_flow()
    ask(flow_code=made.code)
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code=made.code)
    event = ItemCancelled(region_code=REGION, implementation_code="ITEM-1", base_code="", version=1)
    for _ in range(2):
        release_flow_of_cancelled_item(event)
    assert not ItemFlow.objects.filter(region_code=REGION).exists()
    assert not FlowPost.objects.get(region_code=REGION, post="certificate_maker").is_in_force


def test_it_publishes_a_joint_default_with_the_names_of_the_bodies(manned):
    for code, name in (("510703-D02", "生态环境局"), ("510703-D03", "消防救援大队")):
        make_organisation(code=code, name=f"涪城区{name}", short_name=name)
        make_holders(organisation_code=code, posts=(Post.REVIEWER,))
    made = ensure_default_flow(
        shape=FlowShape.JOINT,
        organisation_code=DEPARTMENT,
        countersigners=("510703-D02", "510703-D03"),
        request=REQUEST,
    )
    names = [node.name_zh for node in made.graph.nodes]
    assert names == [
        "受理",
        "审查",
        "分办",
        "会签（生态环境局）",
        "会签（消防救援大队）",
        "汇总",
        "决定",
        "送达",
        "结束",
    ]
    assert made.name == "联合办理流程"


def test_it_returns_what_the_body_made_of_a_default(manned):
    default = {"shape": FlowShape.PROMISED, "organisation_code": DEPARTMENT, "request": REQUEST}
    assert ensure_default_flow(**default).version == 1
    make_published_flow(
        graph=default_graph(FlowShape.PROMISED_WITH_CERTIFICATE), code="510703-D01.promised"
    )
    found = ensure_default_flow(**default)
    assert (found.version, "certificate" in found.graph.by_key) == (2, True)


def test_it_does_not_bring_back_a_withdrawn_default(manned):
    default = {"shape": FlowShape.PROMISED, "organisation_code": DEPARTMENT, "request": REQUEST}
    made = ensure_default_flow(**default)
    withdraw_flow(region_code=REGION, flow_code=made.code, request=REQUEST)
    with pytest.raises(FlowWithdrawn, match="已停用，请为事项改选其他流程"):
        ensure_default_flow(**default)


def test_it_refuses_a_default_for_nobody_and_without_right(manned):
    default = {"shape": FlowShape.PROMISED, "request": REQUEST}
    with pytest.raises(UnknownOrganisation, match="机构 510703-D77 不存在"):
        ensure_default_flow(**default, organisation_code="510703-D77")
    with pytest.raises(CountersignersRefused, match="没有会签环节"):
        ensure_default_flow(**default, organisation_code=DEPARTMENT, countersigners=("510703-D02",))
    make_organisation(code="510703-D02")
    foreign = make_administrator(staff_code="A02", organisation_code="510703-D02")
    with pytest.raises(PermissionRefused, match="没有“起草流程”的权限"):
        ensure_default_flow(
            shape=FlowShape.PROMISED,
            organisation_code=DEPARTMENT,
            request=Request(by=foreign, now=NOW),
        )
