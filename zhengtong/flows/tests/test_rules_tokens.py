"""The token game on flows small enough to follow by hand."""

import pytest

from zhengtong.flows.rules.facts import FactMissing
from zhengtong.flows.rules.graph import NodeUnknown
from zhengtong.flows.rules.shapes import joint_review, promised_with_certificate
from zhengtong.flows.rules.tokens import (
    NodeNotLive,
    NoWayOpen,
    Position,
    SendBackRefused,
    begin,
    nodes_between,
    pass_node,
    send_back,
)
from zhengtong.flows.tests.drawings import draw

LICENSE = promised_with_certificate()
JOINT = joint_review(organisation_codes=["ENV", "FIRE", "LAND"])
NESTED = draw(
    "in:intake f:fork a b:review<a g:fork c d h:join e j:join x:decision out:delivery end:end",
    "in>f f>a a>b b>j f>g g>c g>d c>h d>h h>e e>j j>x x>out out>end",
)
GRANTED = {"decision": "granted"}
DENIED = {"decision": "denied"}


def live(*words: str) -> frozenset[Position]:
    return frozenset(Position(*word.split("@")) for word in words)


def shown(live_positions: frozenset[Position]) -> set[str]:
    return {f"{p.node}@{p.branch}".removesuffix("@") for p in live_positions}


def test_it_begins_at_intake():
    move = begin(graph=LICENSE)
    assert move.live == live("intake")
    assert move.opened == (Position("intake"),)
    assert move.closed == ()


@pytest.mark.parametrize(
    ("graph", "before", "node", "facts", "after"),
    [
        pytest.param(LICENSE, ["intake"], "intake", {}, {"review"}, id="straight on"),
        pytest.param(
            LICENSE, ["decision"], "decision", GRANTED, {"certificate"}, id="granted: certificate"
        ),
        pytest.param(
            LICENSE, ["decision"], "decision", DENIED, {"delivery"}, id="denied: no certificate"
        ),
        pytest.param(LICENSE, ["delivery"], "delivery", {}, set(), id="the end leaves nothing"),
        pytest.param(
            JOINT,
            ["review"],
            "review",
            {},
            {"countersign_1@1", "countersign_2@2", "countersign_3@3"},
            id="a fork opens every branch",
        ),
        pytest.param(
            JOINT,
            ["countersign_1@1", "countersign_2@2", "countersign_3@3"],
            "countersign_2",
            {},
            {"countersign_1@1", "gather@2", "countersign_3@3"},
            id="the first to arrive waits",
        ),
        pytest.param(
            JOINT,
            ["countersign_1@1", "gather@2", "gather@3"],
            "countersign_1",
            {},
            {"decision"},
            id="the last to arrive opens the join",
        ),
        pytest.param(
            NESTED, ["in"], "in", {}, {"a@1", "c@2.1", "d@2.2"}, id="a fork straight after a fork"
        ),
        pytest.param(
            NESTED,
            ["b@1", "h@2.1", "d@2.2"],
            "d",
            {},
            {"b@1", "e@2"},
            id="an inner join opens alone",
        ),
        pytest.param(NESTED, ["j@1", "e@2"], "e", {}, {"x"}, id="the outer join opens last"),
    ],
)
def test_it_moves_on(graph, before, node, facts, after):
    move = pass_node(graph=graph, live=live(*before), node=node, facts=facts)
    assert shown(move.live) == after
    assert move.redo == ()


def test_it_lists_what_opened_and_what_closed():
    before = live("countersign_1@1", "gather@2", "gather@3")
    move = pass_node(graph=JOINT, live=before, node="countersign_1", facts={})
    assert move.opened == (Position("decision"),)
    assert move.closed == (
        Position("countersign_1", "1"),
        Position("gather", "2"),
        Position("gather", "3"),
    )


def test_it_takes_the_first_guard_that_holds_and_otherwise_last():
    graph = draw(
        "in:intake a b c end:end",
        "in>c! in>a?window in>b?window a>end b>end c>end",
    )
    for channel, after in (("window", "a"), ("mobile", "c")):
        move = pass_node(graph=graph, live=live("in"), node="in", facts={"channel": channel})
        assert shown(move.live) == {after}


def test_it_sends_back_within_a_branch_and_leaves_the_others_alone():
    move = send_back(graph=NESTED, live=live("b@1", "h@2.1", "d@2.2"), node="b", target="a")
    assert shown(move.live) == {"a@1", "h@2.1", "d@2.2"}
    assert move.opened == (Position("a", "1"),)
    assert move.closed == (Position("b", "1"),)
    assert move.redo == ("a", "b")


def test_it_lists_a_whole_block_to_be_redone_when_sent_back_past_it():
    move = send_back(graph=JOINT, live=live("decision"), node="decision", target="review")
    assert move.live == live("review")
    assert move.redo == (
        "review",
        "countersign_1",
        "countersign_2",
        "countersign_3",
        "decision",
    )


def test_it_redoes_only_what_lies_between():
    graph = draw(
        "in:intake a b c x:decision<a out:delivery end:end",
        "in>a a>b?window a>c! b>x c>x x>out out>end",
    )
    assert nodes_between(graph=graph, first="b", last="x") == ("b", "x")
    assert nodes_between(graph=graph, first="a", last="x") == ("a", "b", "c", "x")


@pytest.mark.parametrize(
    ("act", "error", "said"),
    [
        pytest.param(
            lambda: pass_node(graph=LICENSE, live=live("review"), node="decision", facts=GRANTED),
            NodeNotLive,
            "不在“决定”环节",
            id="passing a node that is not live",
        ),
        pytest.param(
            lambda: pass_node(graph=JOINT, live=live("gather@1"), node="gather", facts={}),
            NodeNotLive,
            "不在“汇总”环节",
            id="passing a join by hand",
        ),
        pytest.param(
            lambda: pass_node(graph=LICENSE, live=live("review"), node="nowhere", facts={}),
            NodeUnknown,
            "没有环节“nowhere”",
            id="passing a node that does not exist",
        ),
        pytest.param(
            lambda: pass_node(graph=LICENSE, live=live("decision"), node="decision", facts={}),
            FactMissing,
            "缺少“决定结果”",
            id="a guard asks for what the case does not carry",
        ),
        pytest.param(
            lambda: send_back(
                graph=LICENSE, live=live("decision"), node="decision", target="intake"
            ),
            SendBackRefused,
            "从“决定”退回“受理”",
            id="sending back where the flow does not say so",
        ),
        pytest.param(
            lambda: send_back(graph=LICENSE, live=live("review"), node="decision", target="review"),
            NodeNotLive,
            "不在“决定”环节",
            id="sending back from a node that is not live",
        ),
        pytest.param(
            lambda: begin(graph=draw("end:end", "")),
            NoWayOpen,
            "没有受理环节",
            id="a flow without intake",
        ),
        pytest.param(
            lambda: pass_node(
                graph=draw("in:intake end:end", "in>end?window"),
                live=live("in"),
                node="in",
                facts={"channel": "post"},
            ),
            NoWayOpen,
            "没有符合条件的下一环节",
            id="an unsound flow whose guards do not hold",
        ),
    ],
)
def test_it_refuses(act, error, said):
    with pytest.raises(error, match=said):
        act()
