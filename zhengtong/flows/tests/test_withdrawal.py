"""Withdrawing a flow, and who may keep flows at all."""

import json

import pytest

from zhengtong.flows.models import FlowPost, FlowVersion, ItemFlow
from zhengtong.flows.operations.drafting import discard_draft
from zhengtong.flows.operations.withdrawal import FlowInUse, withdraw_flow
from zhengtong.flows.queries import flow, published_flow
from zhengtong.flows.rules.states import FlowActionRefused
from zhengtong.flows.tests.acting import CODE, GRAPH, OTHER, draft, publish, request, written
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import make_administrator, make_centre_administrator
from zhengtong.places.tests.factories import REGION, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db


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
