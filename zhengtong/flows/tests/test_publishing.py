"""Publishing a flow: what is proved, what is written, what is refused."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from zhengtong.flows import ports
from zhengtong.flows.models import Flow, FlowPost, FlowVersion, ItemFlow
from zhengtong.flows.operations.drafting import NoDraft
from zhengtong.flows.operations.publishing import DraftChanged, FlowUnchanged, FlowUnsound
from zhengtong.flows.operations.withdrawal import withdraw_flow
from zhengtong.flows.queries import FlowUnknown, flow, published_flow
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.plain import canonical_text, digest_of
from zhengtong.flows.tests.acting import CODE, GRAPH, OTHER, draft, publish, request, written
from zhengtong.flows.tests.drawings import draw
from zhengtong.flows.tests.factories import holder_code, make_holders
from zhengtong.foundation.database_guards import _APPEND_ONLY_TABLES
from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.models import PostPeriod, Staff
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import NOW, give_post, make_handler
from zhengtong.places.tests.factories import REGION, make_organisation

pytestmark = pytest.mark.django_db


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


def test_it_asks_a_bounded_number_of_questions(manned, django_assert_max_num_queries):
    draft()
    with django_assert_max_num_queries(40):
        publish()
