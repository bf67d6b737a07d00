"""What the law and the item ask of a flow: decision, review, certificate, time."""

import pytest

from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import Edge, Guard
from zhengtong.flows.rules.soundness import FlowItem, check_flow
from zhengtong.flows.tests.drawings import draw, granted_first
from zhengtong.kernel.item_types import ItemType

CHAIN = "in:intake a x:decision out:delivery end:end"
CHAIN_EDGES = "in>a a>x x>out out>end"
LICENSE = FlowItem(item_type=ItemType.LICENSE)
SERVICE = FlowItem(item_type=ItemType.PUBLIC_SERVICE)
AT_ONCE = FlowItem(item_type=ItemType.PUBLIC_SERVICE, is_on_the_spot=True)
CERTIFIED = FlowItem(
    item_type=ItemType.LICENSE,
    certificate_type="T1",
    ready_certificate_types=frozenset({"T1"}),
)
WITH_CERTIFICATE = (
    "in:intake a x:decision c:certificate out:delivery end:end",
    "in>a a>x x>c c>out x>out! out>end",
)


def found(graph: FlowGraph, item: FlowItem | None = None) -> set[tuple[str, str]]:
    return {(fault.code, fault.node) for fault in check_flow(graph=graph, item=item)}


@pytest.mark.parametrize(
    ("conditions", "faults"),
    [
        pytest.param([Condition("decision", Operator.EQUALS, "granted")], set(), id="if granted"),
        pytest.param(
            [Condition("decision", Operator.DIFFERS, "denied")], set(), id="if not denied"
        ),
        pytest.param(
            [Condition("channel", Operator.EQUALS, "window")],
            {("certificate_for_denied", "c")},
            id="by something else",
        ),
        pytest.param(
            [Condition("decision", Operator.EQUALS, "denied")],
            {("certificate_for_denied", "c")},
            id="only if denied",
        ),
    ],
)
def test_it_keeps_denied_cases_away_from_the_certificate(conditions, faults):
    graph = granted_first(draw(*WITH_CERTIFICATE), *conditions)
    assert found(graph, CERTIFIED) == faults


def test_it_sees_a_certificate_behind_a_choice_after_the_decision():
    graph = draw(
        "in:intake a x:decision out:delivery c:certificate end:end",
        "in>a a>x x>c! x>out out>end c>out",
    )
    denied_first = FlowGraph(
        nodes=graph.nodes,
        edges=tuple(
            Edge("x", "out", Guard((Condition("decision", Operator.EQUALS, "denied"),)))
            if edge == Edge("x", "out")
            else edge
            for edge in graph.edges
        ),
    )
    assert ("certificate_for_denied", "c") in found(graph)
    assert found(denied_first, CERTIFIED) == set()


@pytest.mark.parametrize(
    ("nodes", "edges", "item", "faults"),
    [
        pytest.param(
            "in:intake a out:delivery end:end",
            "in>a a>out out>end",
            LICENSE,
            {("decision_missing", "")},
            id="a licence nobody decides",
        ),
        pytest.param(
            "in:intake a out:delivery end:end",
            "in>a a>out out>end",
            SERVICE,
            {("decision_missing", "")},
            id="a promised-time service nobody decides would be stranded",
        ),
        pytest.param(
            "in:intake out:delivery end:end",
            "in>out out>end",
            AT_ONCE,
            set(),
            id="an on-the-spot service needs no decision node",
        ),
        pytest.param(
            "in:intake x:decision out:delivery end:end",
            "in>x x>out out>end",
            LICENSE,
            {("review_missing", "x")},
            id="decided without review",
        ),
        pytest.param(
            "in:intake a x:decision out:delivery end:end",
            "in>a?0 in>x! a>x x>out out>end",
            LICENSE,
            {("review_missing", "x")},
            id="one way past the review",
        ),
        pytest.param(
            "in:intake x:decision out:delivery end:end",
            "in>x x>out out>end",
            AT_ONCE,
            set(),
            id="on the spot without review",
        ),
        pytest.param(
            CHAIN, CHAIN_EDGES, CERTIFIED, {("certificate_missing", "")}, id="no certificate node"
        ),
    ],
)
def test_it_names_what_the_item_misses(nodes, edges, item, faults):
    assert found(draw(nodes, edges), item) == faults


@pytest.mark.parametrize(
    ("produces", "item", "faults"),
    [
        pytest.param("item", CERTIFIED, set(), id="the item's own type, ready"),
        pytest.param("T1", CERTIFIED, set(), id="a named type, ready"),
        pytest.param("T2", CERTIFIED, {("certificate_type_not_ready", "c")}, id="not ready"),
        pytest.param("", CERTIFIED, {("certificate_type_missing", "c")}, id="no type named"),
        pytest.param("item", LICENSE, {("certificate_type_missing", "c")}, id="item yields none"),
    ],
)
def test_it_asks_for_a_ready_certificate_type(produces, item, faults):
    graph = granted_first(draw(*WITH_CERTIFICATE, c={"produces": produces}))
    assert found(graph, item) == faults


@pytest.mark.parametrize(
    ("promised", "faults"),
    [(8, set()), (7, {("limits_exceed_promise", "")}), (None, set())],
)
def test_it_adds_up_the_longest_way_to_the_result(promised, faults):
    graph = draw(
        "in:intake f:fork a b j:join x:decision out:delivery end:end",
        "in>f f>a f>b a>j b>j j>x x>out out>end",
        a={"limit_working_days": 5},
        b={"limit_working_days": 2},
        x={"limit_working_days": 3},
        out={"limit_working_days": 10},
    )
    item = FlowItem(item_type=ItemType.LICENSE, promised_working_days=promised)
    assert found(graph, item) == faults


def test_it_does_not_add_up_a_loop():
    graph = draw(CHAIN, "in>a a>x x>a?0 x>out! out>end")
    item = FlowItem(item_type=ItemType.LICENSE, promised_working_days=1)
    assert ("cycle", "a") in found(graph, item)
