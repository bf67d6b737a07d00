"""Flows as plain data: what is written is read back, what is wrong is listed whole."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.graph import FlowGraph, NodeUnknown
from zhengtong.flows.rules.nodes import Edge, Guard, Node, NodeKind
from zhengtong.flows.rules.plain import (
    FlowUnreadable,
    canonical_text,
    digest_of,
    from_plain,
    to_plain,
)
from zhengtong.flows.rules.shapes import (
    joint_review,
    on_the_spot,
    promised_with_certificate,
    promised_without_certificate,
)

REVIEW = {"key": "a", "name_zh": "审查", "kind": "review", "post": "reviewer"}
END = {"key": "end", "name_zh": "结束", "kind": "end"}
GUARDED = FlowGraph(
    nodes=(
        Node(key="a", name_zh="审查", kind=NodeKind.REVIEW),
        Node(key="end", name_zh="结束", kind=NodeKind.END),
    ),
    edges=(
        Edge(
            "a",
            "end",
            Guard(
                (
                    Condition("decision", Operator.AMONG, ("granted", "denied")),
                    Condition("amount_fen", Operator.AT_LEAST, 100),
                    Condition("needs_site_check", Operator.EQUALS, True),
                )
            ),
        ),
    ),
)


def problems_of(data: object) -> list[tuple[str, int, str]]:
    with pytest.raises(FlowUnreadable) as refusal:
        from_plain(data)
    return [(problem.section, problem.index, problem.field) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    "graph",
    [
        on_the_spot(),
        promised_with_certificate(certificate="T1"),
        promised_without_certificate(),
        joint_review(organisation_codes=["A", "B"]),
        GUARDED,
    ],
)
def test_it_reads_back_what_it_wrote(graph):
    through_json = json.loads(json.dumps(to_plain(graph)))
    assert from_plain(through_json) == graph
    assert hash(from_plain(through_json)) == hash(graph)


def test_it_writes_every_field_of_a_node_and_an_edge():
    plain = to_plain(GUARDED)
    assert plain["schema"] == 1
    assert plain["nodes"][0] == {
        "key": "a",
        "name_zh": "审查",
        "kind": "review",
        "post": None,
        "organisation_code": "own",
        "limit_working_days": None,
        "produces": "",
        "send_back_to": [],
    }
    assert plain["edges"] == [
        {
            "source": "a",
            "target": "end",
            "conditions": [
                {"field": "decision", "operator": "among", "value": ["granted", "denied"]},
                {"field": "amount_fen", "operator": "at_least", "value": 100},
                {"field": "needs_site_check", "operator": "equals", "value": True},
            ],
            "otherwise": False,
        }
    ]


def test_it_gives_equal_flows_one_text_whatever_the_order_of_their_edges():
    graph = joint_review(organisation_codes=["A", "B"])
    turned = FlowGraph(nodes=graph.nodes, edges=tuple(sorted(graph.edges, key=lambda e: e.target)))
    assert turned == graph
    assert canonical_text(turned) == canonical_text(graph)
    assert digest_of(turned) == digest_of(graph)


def test_it_hashes_the_canonical_text():
    graph = FlowGraph(nodes=(Node(key="end", name_zh="结束", kind=NodeKind.END),), edges=())
    assert canonical_text(graph) == (
        '{"edges":[],"nodes":[{"key":"end","kind":"end","limit_working_days":null,'
        '"name_zh":"结束","organisation_code":"own","post":null,"produces":"",'
        '"send_back_to":[]}],"schema":1}'
    )
    assert digest_of(graph) == "89deaf934ec4e75e0ab3065d2cc57b67e754b8359f059d9a2ce70f3a377f01be"


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        pytest.param([], [("", 0, "nodes")], id="not a mapping"),
        pytest.param({"edges": []}, [("", 0, "nodes")], id="no nodes"),
        pytest.param({"nodes": []}, [("", 0, "nodes")], id="empty"),
        pytest.param({"nodes": [END] * 201}, [("", 0, "nodes")], id="far too many"),
        pytest.param({"schema": 2, "nodes": [END]}, [("", 0, "schema")], id="a later schema"),
        pytest.param({"nodes": [END], "edges": {}}, [("", 0, "edges")], id="edges no list"),
        pytest.param(
            {"nodes": ["end", END]},
            [("nodes", 0, field) for field in ("", "key", "name_zh", "kind")],
            id="a node that is a text",
        ),
        pytest.param(
            {"nodes": [END | {"colour": "red"}]}, [("nodes", 0, "colour")], id="unknown field"
        ),
        pytest.param({"nodes": [END | {"key": "End"}]}, [("nodes", 0, "key")], id="bad key"),
        pytest.param({"nodes": [END, END]}, [("nodes", 1, "key")], id="key twice"),
        pytest.param({"nodes": [END | {"name_zh": ""}]}, [("nodes", 0, "name_zh")], id="no name"),
        pytest.param(
            {"nodes": [END | {"name_zh": "长" * 101}]},
            [("nodes", 0, "name_zh"), ("nodes", 0, "name_zh")],
            id="a name without end",
        ),
        pytest.param({"nodes": [END | {"kind": "stop"}]}, [("nodes", 0, "kind")], id="kind"),
        pytest.param({"nodes": [REVIEW | {"post": "boss"}]}, [("nodes", 0, "post")], id="post"),
        pytest.param(
            {"nodes": [REVIEW | {"limit_working_days": 0}]},
            [("nodes", 0, "limit_working_days")],
            id="limit of nothing",
        ),
        pytest.param(
            {"nodes": [REVIEW | {"limit_working_days": True}]},
            [("nodes", 0, "limit_working_days")],
            id="limit yes",
        ),
        pytest.param(
            {"nodes": [REVIEW | {"limit_working_days": 2.5}]},
            [("nodes", 0, "limit_working_days")],
            id="half a day",
        ),
        pytest.param(
            {"nodes": [REVIEW | {"send_back_to": "end"}]},
            [("nodes", 0, "send_back_to")],
            id="send back to a text",
        ),
        pytest.param(
            {"nodes": [END, REVIEW | {"send_back_to": ["end", "end", "gone"]}]},
            [("nodes", 1, "send_back_to"), ("nodes", 1, "send_back_to")],
            id="send back twice, and to nowhere",
        ),
        pytest.param(
            {"nodes": [END], "edges": [{"source": "a", "target": "b"}]},
            [("edges", 0, "source"), ("edges", 0, "target")],
            id="an edge between nothing",
        ),
        pytest.param(
            {"nodes": [REVIEW, END], "edges": [{"source": "a", "target": "end"}] * 2},
            [("edges", 1, "target")],
            id="an edge twice",
        ),
        pytest.param(
            {
                "nodes": [REVIEW, END],
                "edges": [{"source": "a", "target": "end", "otherwise": "yes"}],
            },
            [("edges", 0, "conditions")],
            id="otherwise no flag",
        ),
        pytest.param(
            {
                "nodes": [REVIEW, END],
                "edges": [
                    {
                        "source": "a",
                        "target": "end",
                        "otherwise": True,
                        "conditions": [{"field": "x", "operator": "near", "value": 2.5}],
                    }
                ],
            },
            [("edges", 0, "otherwise"), ("edges", 0, "operator"), ("edges", 0, "value")],
            id="otherwise with a condition that compares oddly",
        ),
    ],
)
def test_it_lists_everything_that_it_cannot_read(data, problems):
    assert problems_of(data) == problems


def test_it_says_where_in_the_words_of_the_office():
    with pytest.raises(FlowUnreadable) as refusal:
        from_plain({"nodes": [END, REVIEW | {"kind": "审"}], "edges": [{"source": "a"}]})
    said = refusal.value.message
    assert "第2个环节：环节“a”的类型“审”不存在" in said
    assert "第1个流向：流向“a→”中的环节“”不存在" in said
    assert refusal.value.code == "flow_unreadable"


def test_it_says_what_is_wrong_with_the_whole():
    with pytest.raises(FlowUnreadable, match="应包含环节列表"):
        from_plain(None)


def test_it_knows_no_node_that_is_not_there():
    with pytest.raises(NodeUnknown, match="没有环节“b”"):
        GUARDED.node("b")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["nodes", "edges", "key", "kind", "source", "conditions", "value"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(nodes=st.lists(anything, min_size=1, max_size=3), edges=anything)
def test_it_refuses_rubbish_in_an_orderly_way(nodes, edges):
    with pytest.raises(FlowUnreadable):
        from_plain({"nodes": nodes, "edges": edges})
