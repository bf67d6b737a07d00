"""Drafting, publishing and withdrawing flows."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from zhengtong.flows import ports
from zhengtong.flows.models import Flow, FlowAct, FlowPost, FlowVersion, ItemFlow
from zhengtong.flows.operations.drafting import FlowCodeTaken, NoDraft, discard_draft, draft_flow
from zhengtong.flows.operations.flow_acts import Request
from zhengtong.flows.operations.publishing import (
    DraftChanged,
    FlowUnchanged,
    FlowUnsound,
    publish_flow,
)
from zhengtong.flows.operations.withdrawal import FlowInUse, withdraw_flow
from zhengtong.flows.queries import FlowUnknown, flow, published_flow
from zhengtong.flows.rules.codes import FlowCodeRefused
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.plain import canonical_text, digest_of
from zhengtong.flows.rules.states import FlowActionRefused
from zhengtong.flows.tests.drawings import draw
from zhengtong.flows.tests.factories import holder_code, make_holders
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.database_guards import _APPEND_ONLY_TABLES
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import PostPeriod, Staff
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import (
    NOW,
    give_post,
    make_administrator,
    make_centre_administrator,
    make_handler,
)
from zhengtong.places.queries import UnknownOrganisation
from zhengtong.places.tests.factories import (
    DEPARTMENT,
    REGION,
    make_organisation,
    make_service_centre,
)

pytestmark = pytest.mark.django_db
CODE = "XK-01"
GRAPH = default_graph(FlowShape.PROMISED_WITH_CERTIFICATE)
OTHER = default_graph(FlowShape.PROMISED)


def request(by=SYSTEM, reason="测试"):
    return Request(by=by, now=NOW, reason=reason)


def draft(graph=GRAPH, *, code=CODE, name="许可流程", by=SYSTEM, body=DEPARTMENT):
    return draft_flow(
        organisation_code=body, flow_code=code, name=name, graph=graph, request=request(by)
    )


def publish(code=CODE, *, by=SYSTEM):
    return publish_flow(region_code=REGION, flow_code=code, request=request(by))


def written():
    """Return how much there is, to see that a refusal changes nothing."""
    return [
        model.objects.filter(region_code=REGION).count()
        for model in (Flow, FlowAct, FlowVersion, FlowPost, Entry)
    ]


@pytest.fixture
def body():
    return make_organisation()


@pytest.fixture
def manned(body):
    return make_holders()


def test_it_drafts_a_flow(body):
    drafted = draft()
    assert (drafted.state, drafted.version, drafted.has_draft) == ("draft", 0, True)
    act = FlowAct.objects.get(region_code=REGION)
    assert (act.action, act.act_no, act.version, act.reason) == ("draft", 1, 0, "测试")
    entry = Entry.objects.get(region_code=REGION)
    assert (entry.kind, entry.subject, entry.subject_no, entry.organisation_code) == (
        "flows.drafted",
        "flow:XK-01",
        1,
        "510703-D01",
    )
    assert json.loads(entry.body)["payload"]["digest"] == digest_of(GRAPH)


def test_it_replaces_a_draft(body):
    draft()
    draft(OTHER, name="另一流程")
    assert flow(region_code=REGION, flow_code=CODE).name == "另一流程"
    assert Flow.objects.get(region_code=REGION).draft == canonical_text(OTHER)
    assert FlowAct.objects.filter(region_code=REGION).count() == 2


def test_it_publishes_an_immutable_version(manned):
    draft()
    published = publish()
    assert (published.code, published.version, published.name) == (CODE, 1, "许可流程")
    assert published_flow(region_code=REGION, flow_code=CODE) == published
    row = FlowVersion.objects.get(region_code=REGION)
    assert (row.definition, row.digest) == (canonical_text(GRAPH), digest_of(GRAPH))
    assert (row.published_at, row.published_by) == (NOW, "system:system")
    found = flow(region_code=REGION, flow_code=CODE)
    assert (found.state, found.version, found.has_draft) == ("published", 1, False)
    posts = FlowPost.objects.filter(region_code=REGION).order_by("post")
    assert [(row.organisation_code, row.post, row.is_in_force) for row in posts] == [
        ("510703-D01", "certificate_maker", True),
        ("510703-D01", "decider", True),
        ("510703-D01", "deliverer", True),
        ("510703-D01", "intake", True),
        ("510703-D01", "reviewer", True),
    ]
    entry = Entry.objects.get(region_code=REGION, kind="flows.published")
    assert json.loads(entry.body)["payload"]["version"] == 1
    assert entry.subject_no == 2


@pytest.mark.parametrize(
    "verb", ["UPDATE flows_flowversion SET version = 9", "DELETE FROM flows_flowversion"]
)
def test_it_lets_nobody_change_a_version(manned, verb):
    draft()
    publish()
    if connection.vendor != "sqlite":
        assert "flows_flowversion" in _APPEND_ONLY_TABLES  # kept by the rights of the role
        return
    with pytest.raises(DatabaseError, match="账本只增不改"), transaction.atomic():
        connection.cursor().execute(verb)


def test_it_publishes_a_further_version_and_keeps_the_first(manned):
    draft()
    publish()
    draft(OTHER)
    assert published_flow(region_code=REGION, flow_code=CODE).version == 1
    assert publish().version == 2
    assert published_flow(region_code=REGION, flow_code=CODE, version=1).graph == GRAPH
    makers = FlowPost.objects.get(region_code=REGION, post="certificate_maker")
    assert (makers.flow_version, makers.is_in_force) == (1, False)


def test_it_refuses_to_publish_what_is_in_force_already(manned):
    draft()
    publish()
    draft()
    before = written()
    with pytest.raises(FlowUnchanged, match="草稿与现行第 1 版相同，不必发布"):
        publish()
    assert written() == before


def test_it_refuses_a_flow_that_nobody_could_work(body):
    draft()
    before = written()
    with pytest.raises(FlowUnsound) as refused:
        publish()
    assert refused.value.message.startswith(
        "流程“许可流程”未通过检查，不能发布：环节“受理”的收件岗（机构 510703-D01）没有在岗人员"
    )
    assert [(fault.code, fault.node) for fault in refused.value.faults] == [
        ("post_without_holder", "intake"),
        ("post_without_holder", "review"),
        ("post_without_holder", "decision"),
        ("post_without_holder", "certificate"),
        ("post_without_holder", "delivery"),
    ]
    assert written() == before
    assert flow(region_code=REGION, flow_code=CODE).state == "draft"


def test_it_refuses_a_flow_whose_only_reviewer_is_its_only_decider(body):
    make_handler(Post.INTAKE, Post.DELIVERER, staff_code="S01")
    make_handler(Post.REVIEWER, Post.DECIDER, staff_code="S02")
    draft(OTHER)
    with pytest.raises(FlowUnsound) as refused:
        publish()
    assert refused.value.faults[0].code == "reviewer_not_apart"
    assert refused.value.faults[0].node == "review"


def test_it_refuses_a_contract_worker_as_only_decider(manned):
    code = holder_code(Post.DECIDER)
    Staff.objects.filter(staff_code=code).update(kind="contract")
    draft()
    with pytest.raises(FlowUnsound) as refused:
        publish()
    assert [fault.code for fault in refused.value.faults] == ["decider_contract_only"]


def test_it_refuses_a_flow_that_will_stand_still_next_month(manned):
    PostPeriod.objects.filter(post="decider").update(ends_on=date(2018, 3, 31))
    draft()
    with pytest.raises(FlowUnsound) as refused:
        publish()
    (fault,) = refused.value.faults
    assert (fault.code, fault.node) == ("post_without_holder", "decision")
    assert fault.message_zh.startswith("2018-04-01 起，环节“决定”的决定岗")


def test_it_names_a_fault_once_however_long_it_lasts(manned):
    PostPeriod.objects.filter(post="decider").delete()
    PostPeriod.objects.filter(post="intake").update(ends_on=date(2018, 3, 31))
    draft()
    with pytest.raises(FlowUnsound) as refused:
        publish()
    found = [(fault.node, fault.message_zh[:13]) for fault in refused.value.faults]
    assert found == [("decision", "环节“决定”的决定岗（机构"), ("intake", "2018-04-01 起，")]


def test_it_publishes_where_a_successor_follows_without_a_gap(manned):
    PostPeriod.objects.filter(post="decider").update(ends_on=date(2018, 3, 31))
    make_handler(staff_code="S09")
    give_post(staff_code="S09", post=Post.DECIDER, starts_on=date(2018, 4, 1))
    draft()
    assert publish().version == 1


def test_it_names_an_organisation_that_does_not_exist(manned):
    draft(default_graph(FlowShape.JOINT, countersigners=("510703-D99",)))
    with pytest.raises(FlowUnsound) as refused:
        publish()
    assert [(fault.code, fault.message_zh) for fault in refused.value.faults] == [
        ("organisation_unknown", "环节“会签（510703-D99）”的机构 510703-D99 不存在，请核对编码")
    ]


def test_it_asks_the_other_organisations_too(manned):
    make_organisation(code="510703-D02")
    draft(default_graph(FlowShape.JOINT, countersigners=("510703-D02",)))
    with pytest.raises(FlowUnsound, match="机构 510703-D02）没有在岗人员"):
        publish()
    make_holders(organisation_code="510703-D02", posts=(Post.REVIEWER,))
    assert publish().version == 1


NAMED = draw(
    "i:intake r d:decision c:certificate v:delivery e:end",
    "i>r r>d d>c d>v! c>v v>e",
    c={"produces": "LICENCE-1"},
)


def granted_only(graph):
    """Let the certificate node be reached by granted cases only."""
    plain = json.loads(canonical_text(graph))
    for edge in plain["edges"]:
        if edge["target"] == "c":
            edge["conditions"] = [{"field": "decision", "operator": "equals", "value": "granted"}]
    from zhengtong.flows.rules.plain import from_plain

    return from_plain(plain)


def test_it_refuses_a_certificate_type_while_nobody_can_say_whether_it_is_ready(
    manned, monkeypatch
):
    monkeypatch.setattr(ports, "_certificates", [])
    draft(granted_only(NAMED))
    with pytest.raises(FlowUnsound) as refused:
        publish()
    assert [fault.message_zh for fault in refused.value.faults] == [
        "制证环节“制证c”的证照类型 LICENCE-1 未就绪：电子证照尚未启用，无法确认"
    ]


def test_it_asks_whether_the_certificate_type_is_ready(manned, monkeypatch):
    monkeypatch.setattr(ports, "_certificates", [])
    answers = {"LICENCE-1": ("没有模板",)}
    ports.register_certificate_readiness(
        lambda *, region_code, certificate_type_code: answers[certificate_type_code]
    )
    draft(granted_only(NAMED))
    with pytest.raises(FlowUnsound, match="证照类型 LICENCE-1 未就绪：没有模板"):
        publish()
    answers["LICENCE-1"] = ()
    assert publish().version == 1


def test_it_refuses_a_new_version_that_an_item_cannot_use(manned):
    draft()
    publish()
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code=CODE,
        flow_version=1,
        needs_certificate=True,
    )
    draft(OTHER)
    with pytest.raises(FlowUnsound) as refused:
        publish()
    assert [fault.message_zh for fault in refused.value.faults] == [
        "事项 ITEM-1 用此流程：事项的结果是证照，流程里却没有制证环节"
    ]


def test_it_keeps_the_posts_of_an_older_version_in_force_while_an_item_uses_it(manned):
    draft()
    publish()
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="other",
        flow_code=CODE,
        flow_version=1,
    )
    draft(OTHER)
    publish()
    assert FlowPost.objects.get(region_code=REGION, post="certificate_maker").is_in_force


def test_it_refuses_what_was_changed_while_it_was_checked(manned, monkeypatch):
    draft()
    from zhengtong.flows.operations import publishing

    def changed_meanwhile(*args, **kwargs):
        Flow.objects.filter(region_code=REGION).update(draft=canonical_text(OTHER))

    monkeypatch.setattr(publishing, "lock_staffings", changed_meanwhile)
    with pytest.raises(DraftChanged, match="草稿刚被改动，请核对后再发布"):
        publish()


def test_it_refuses_a_flow_without_a_draft(manned):
    draft()
    publish()
    with pytest.raises(NoDraft, match="流程“许可流程”没有草稿，请先起草"):
        publish()


def test_it_refuses_a_flow_that_is_not_there(body):
    with pytest.raises(FlowUnknown, match="510703 没有编码为 NOWHERE 的流程"):
        publish("NOWHERE")
    with pytest.raises(FlowUnknown, match="510703 没有编码为 NOWHERE 的流程"):
        withdraw_flow(region_code=REGION, flow_code="NOWHERE", request=request())


def test_it_refuses_an_organisation_that_is_not_there():
    with pytest.raises(UnknownOrganisation, match="机构 510703-D77 不存在"):
        draft(body="510703-D77")


def test_it_refuses_a_bad_code_and_a_bad_name(body):
    with pytest.raises(FlowCodeRefused, match="流程编码“许可”"):
        draft(code="许可")
    with pytest.raises(FlowCodeRefused, match="流程名称应为"):
        draft(name=" ")


def test_it_refuses_the_code_of_another_organisation(body):
    draft()
    make_organisation(code="510703-D02")
    before = written()
    with pytest.raises(FlowCodeTaken, match="流程编码 XK-01 已被机构 510703-D01 使用"):
        draft(body="510703-D02")
    assert written() == before


def test_it_drops_a_draft(manned):
    draft()
    publish()
    draft(OTHER)
    discard_draft(region_code=REGION, flow_code=CODE, request=request())
    found = flow(region_code=REGION, flow_code=CODE)
    assert (found.state, found.version, found.has_draft) == ("published", 1, False)
    assert Entry.objects.filter(region_code=REGION, kind="flows.draft_discarded").count() == 1
    with pytest.raises(NoDraft, match="流程“许可流程”没有草稿"):
        discard_draft(region_code=REGION, flow_code=CODE, request=request())


def test_it_does_not_drop_the_only_draft(body):
    draft()
    with pytest.raises(FlowActionRefused, match="流程起草中，不能放弃草稿"):
        discard_draft(region_code=REGION, flow_code=CODE, request=request())


def test_it_withdraws_a_flow(manned):
    draft()
    publish()
    withdraw_flow(region_code=REGION, flow_code=CODE, request=request())
    assert flow(region_code=REGION, flow_code=CODE).state == "withdrawn"
    assert not FlowPost.objects.filter(region_code=REGION, is_in_force=True).exists()
    assert published_flow(region_code=REGION, flow_code=CODE, version=1).graph == GRAPH
    entry = Entry.objects.get(region_code=REGION, kind="flows.withdrawn")
    assert json.loads(entry.body)["payload"]["version"] == 1
    with pytest.raises(FlowActionRefused, match="流程已停用，不能停用"):
        withdraw_flow(region_code=REGION, flow_code=CODE, request=request())


def test_it_brings_a_withdrawn_flow_back_with_a_new_version(manned):
    draft()
    publish()
    withdraw_flow(region_code=REGION, flow_code=CODE, request=request())
    draft()
    assert publish().version == 2
    in_force = FlowPost.objects.filter(region_code=REGION, is_in_force=True)
    assert set(in_force.values_list("flow_version", flat=True)) == {2}


def test_it_does_not_withdraw_a_flow_that_items_use(manned):
    draft()
    publish()
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code=CODE,
        flow_version=1,
    )
    before = written()
    with pytest.raises(FlowInUse) as refused:
        withdraw_flow(region_code=REGION, flow_code=CODE, request=request())
    assert refused.value.message == (
        "流程“许可流程”仍有事项在用：ITEM-1；请先为这些事项改选流程或取消事项"
    )
    assert written() == before


def test_it_lets_the_administrator_and_the_centre_keep_flows(manned):
    make_service_centre()
    own, centre = make_administrator(), make_centre_administrator()
    draft(by=own)
    assert publish(by=own).version == 1
    assert FlowVersion.objects.get(region_code=REGION).published_by == "A01"
    withdraw_flow(region_code=REGION, flow_code=CODE, request=request(centre))
    draft(by=centre)
    assert publish(by=centre).version == 2


@pytest.mark.parametrize(
    ("act", "right"),
    [
        (lambda by: draft(OTHER, by=by), "起草流程"),
        (
            lambda by: discard_draft(region_code=REGION, flow_code=CODE, request=request(by)),
            "起草流程",
        ),
        (lambda by: publish(by=by), "发布流程"),
        (
            lambda by: withdraw_flow(region_code=REGION, flow_code=CODE, request=request(by)),
            "停用流程",
        ),
    ],
)
def test_it_lets_nobody_else_keep_flows(manned, act, right):
    make_organisation(code="510703-D02")
    foreign = make_administrator(staff_code="A02", organisation_code="510703-D02")
    draft()
    publish()
    draft(OTHER)
    before = written()
    for actor in (foreign, manned[Post.DECIDER]):
        with pytest.raises(PermissionRefused, match=f"没有“{right}”的权限（机构 510703-D01）"):
            act(actor)
    assert written() == before


def test_it_asks_a_bounded_number_of_questions(manned, django_assert_max_num_queries):
    draft()
    with django_assert_max_num_queries(40):
        publish()
