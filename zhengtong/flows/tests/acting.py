"""Drafting and publishing one flow, as the tests of its acts do it."""

from zhengtong.flows.models import Flow, FlowAct, FlowPost, FlowVersion
from zhengtong.flows.operations.drafting import draft_flow
from zhengtong.flows.operations.publishing import publish_flow
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.requests import Request
from zhengtong.people.tests.factories import NOW
from zhengtong.places.tests.factories import DEPARTMENT, REGION

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
