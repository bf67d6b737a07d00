"""Every fault that keeps a flow from being published, by code and node."""

import pytest

from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.soundness import Fault, FlowItem, check_flow
from zhengtong.flows.tests.drawings import draw, granted_first
from zhengtong.kernel.item_types import ItemType
from zhengtong.people.rules.duties import Post

CHAIN = "in:intake a x:decision out:delivery end:end"
CHAIN_EDGES = "in>a a>x x>out out>end"
LICENSE = FlowItem(item_type=ItemType.LICENSE)
WITH_CERTIFICATE = (
    "in:intake a x:decision c:certificate out:delivery end:end",
    "in>a a>x x>c c>out x>out! out>end",
)


def found(graph: FlowGraph, item: FlowItem | None = None) -> set[tuple[str, str]]:
    return {(fault.code, fault.node) for fault in check_flow(graph=graph, item=item)}


@pytest.mark.parametrize(
    ("nodes", "edges", "faults"),
    [
        pytest.param(CHAIN, CHAIN_EDGES, set(), id="a sound chain"),
        pytest.param(
            "a x:decision out:delivery end:end",
            "a>x x>out out>end",
            {("start_missing", "")},
            id="no intake",
        ),
        pytest.param(
            f"{CHAIN} in2:intake",
            f"{CHAIN_EDGES} in2>a",
            {("start_repeated", "in2"), ("unreachable", "in2")},
            id="two intakes",
        ),
        pytest.param(
            CHAIN,
            "in>a a>x x>in?0 x>out! out>end",
            {("start_entered", "in"), ("cycle", "a"), ("stage_order", "in"), ("stage_order", "a")},
            id="back to intake by an ordinary edge",
        ),
        pytest.param(
            "in:intake a x:decision out:delivery",
            "in>a a>x x>out",
            {("end_missing", ""), ("dead_end", "out")},
            id="no end",
        ),
        pytest.param(
            f"{CHAIN} end2:end",
            f"{CHAIN_EDGES} end2>end",
            {("end_repeated", "end2"), ("end_left", "end2"), ("unreachable", "end2")},
            id="two ends, one of them left again",
        ),
        pytest.param(f"{CHAIN} b", f"{CHAIN_EDGES} b>x", {("unreachable", "b")}, id="off the way"),
        pytest.param(
            f"{CHAIN} b",
            "in>a a>b?0 a>x! x>out out>end",
            {("dead_end", "b")},
            id="a way that stops",
        ),
        pytest.param(
            f"{CHAIN} b c",
            "in>a a>b?0 a>x! b>c c>b x>out out>end",
            {("never_ends", "b"), ("never_ends", "c"), ("cycle", "b")},
            id="a trap",
        ),
        pytest.param(
            "in:intake f:fork a j:join x:decision out:delivery end:end",
            "in>f f>a a>j j>x x>out out>end",
            {("fork_single", "f"), ("join_single", "j")},
            id="a fork and a join of one branch",
        ),
        pytest.param(
            "in:intake f:fork a j:join x:decision out:delivery end:end",
            "in>f f>a f>j a>j j>x x>out out>end",
            {("branch_empty", "f")},
            id="a branch without work",
        ),
        pytest.param(
            "in:intake f:fork a b j:join x:decision out:delivery end:end",
            "in>f f>a?0 f>b! a>j b>j j>x x>out out>end",
            {("fork_guarded", "f")},
            id="conditions on a fork",
        ),
        pytest.param(
            "in:intake f:fork a b c x:decision out:delivery end:end",
            "in>f f>a f>b a>c b>c c>x x>out out>end",
            {("branch_mixed", "c"), ("fork_unjoined", "f"), ("end_in_branch", "end")}
            | {("work_in_branch", "x"), ("work_in_branch", "out")},
            id="branches merge without a join",
        ),
        pytest.param(
            "in:intake a b j:join x:decision out:delivery end:end",
            "in>a?0 in>b! a>j b>j j>x x>out out>end",
            {("join_unmatched", "j")},
            id="a join after a choice waits for ever",
        ),
        pytest.param(
            "in:intake f:fork a b c j:join x:decision out:delivery end:end",
            "in>f f>a f>b f>c a>j b>j c>x j>x x>out out>end",
            {("join_incomplete", "j"), ("branch_mixed", "x"), ("end_in_branch", "end")}
            | {("work_in_branch", "x"), ("work_in_branch", "out")},
            id="a branch that passes its join by",
        ),
        pytest.param(
            "in:intake f:fork a b c d j:join k:join x:decision out:delivery end:end",
            "in>f f>a f>b a>j?0 a>k! b>j?0 b>k! j>x k>x x>out out>end",
            {("fork_joined_twice", "f"), ("unreachable", "c"), ("unreachable", "d")}
            | {("dead_end", "c"), ("dead_end", "d")},
            id="one fork, two joins",
        ),
        pytest.param(
            "in:intake f:fork a x:decision j:join out:delivery end:end",
            "in>f f>a f>x a>j x>j j>out out>end",
            {("work_in_branch", "x")},
            id="a decision inside a branch",
        ),
        pytest.param(
            f"{CHAIN} b",
            "in>a a>b?0 a>x b>x x>out out>end",
            {("guard_missing", "a")},
            id="one of two ways has no condition",
        ),
        pytest.param(
            f"{CHAIN} b",
            "in>a a>b?0 a>x?1 b>x x>out out>end",
            {("guard_not_exhaustive", "a")},
            id="conditions without otherwise",
        ),
        pytest.param(
            CHAIN,
            "in>a a>x?0 x>out out>end",
            {("guard_not_exhaustive", "a")},
            id="a condition on the only way",
        ),
        pytest.param(
            f"{CHAIN} b",
            "in>a a>b! a>x! b>x x>out out>end",
            {("otherwise_repeated", "a")},
            id="otherwise twice",
        ),
        pytest.param(
            "in:intake x:decision a out:delivery end:end",
            "in>x x>a a>out out>end",
            {("stage_order", "a")},
            id="review after the decision",
        ),
        pytest.param(
            "in:intake a x:decision y:decision out:delivery out2:delivery end:end",
            "in>a a>x x>y y>out out>out2 out2>end",
            {("decision_repeated", "y"), ("delivery_repeated", "out2")},
            id="decided and delivered twice",
        ),
        pytest.param(
            "in:intake a x:decision y:decision out:delivery end:end",
            "in>a a>x?0 a>y! x>out y>out out>end",
            set(),
            id="two deciders, one of them for each case",
        ),
        pytest.param(
            CHAIN,
            "in>a a>x x>out?0 x>end! out>end",
            {("delivery_missing", "")},
            id="a way past delivery",
        ),
    ],
)
def test_it_names_every_fault_of_the_graph(nodes, edges, faults):
    assert found(draw(nodes, edges)) == faults


@pytest.mark.parametrize(
    ("nodes", "edges", "faults"),
    [
        pytest.param(
            "in:intake a b:review<a x:decision<a,b out:delivery end:end",
            "in>a a>b b>x x>out out>end",
            set(),
            id="to earlier reviews",
        ),
        pytest.param(
            "in:intake r f:fork a b j:join x:decision<r out:delivery end:end",
            "in>r r>f f>a f>b a>j b>j j>x x>out out>end",
            set(),
            id="past a whole block",
        ),
        pytest.param(
            "in:intake a x:decision<in out:delivery end:end",
            CHAIN_EDGES,
            {("send_back_to_intake", "x")},
            id="to intake",
        ),
        pytest.param(
            "in:intake a:review<a x:decision out:delivery end:end",
            CHAIN_EDGES,
            {("send_back_not_earlier", "a")},
            id="to itself",
        ),
        pytest.param(
            "in:intake a:review<x x:decision out:delivery end:end",
            CHAIN_EDGES,
            {("send_back_not_earlier", "a")},
            id="forward",
        ),
        pytest.param(
            "in:intake r f:fork a:review<r b j:join x:decision<b out:delivery end:end",
            "in>r r>f f>a f>b a>j b>j j>x x>out out>end",
            {("send_back_crosses_branch", "a"), ("send_back_crosses_branch", "x")},
            id="out of a branch, into a branch",
        ),
        pytest.param(
            "in:intake f:fork a b j:join<a x:decision<j,f out:delivery end:end",
            "in>f f>a f>b a>j b>j j>x x>out out>end",
            {("send_back_from_routing", "j"), ("send_back_to_routing", "x")},
            id="from and to where nobody works",
        ),
        pytest.param(
            "in:intake a x:decision out:delivery<x,a end:end",
            CHAIN_EDGES,
            {("send_back_past_decision", "out")},
            id="to the decision and past it",
        ),
    ],
)
def test_it_names_every_fault_of_sending_back(nodes, edges, faults):
    assert found(draw(nodes, edges)) == faults


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("weather", Operator.EQUALS, "rain"), "guard_field_unknown"),
        (Condition("decision", Operator.AT_LEAST, 3), "guard_operator_wrong"),
        (Condition("decision", Operator.EQUALS, "perhaps"), "guard_value_wrong"),
    ],
)
def test_it_names_conditions_that_no_case_can_answer(condition, code):
    graph = granted_first(draw(*WITH_CERTIFICATE), condition)
    assert (code, "x") in found(graph)


@pytest.mark.parametrize(
    ("post", "fault"),
    [(None, ("post_missing", "x")), (Post.REVIEWER, ("post_not_fitting", "x"))],
)
def test_it_asks_for_a_fitting_post(post, fault):
    assert found(draw(CHAIN, CHAIN_EDGES, x={"post": post})) == {fault}


def test_it_says_what_is_wrong_in_the_words_of_the_office():
    graph = draw(CHAIN, "in>a a>x x>out out>a?0 out>end!")
    assert Fault(
        "cycle", "a", "流向形成环路：审查a→决定x→送达out→审查a；要往回走请用“可退回”"
    ) in check_flow(graph=graph)


def test_it_finds_nothing_to_hold_on_to_in_an_empty_flow():
    graph = FlowGraph(nodes=(), edges=())
    assert found(graph, LICENSE) == {("start_missing", ""), ("end_missing", "")}
