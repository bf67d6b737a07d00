"""Can the people at hand work the flow: one row for each shortage."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.flows.rules.soundness import FlowItem, Staffing, check_flow
from zhengtong.flows.tests.drawings import draw
from zhengtong.kernel.item_types import ItemType
from zhengtong.people.rules.duties import Post

CHAIN = draw(
    "in:intake a b:countersign x:decision out:delivery end:end",
    "in>a a>b b>x x>out out>end",
    b={"organisation_code": "ENV"},
)
CHOICE = draw(
    "in:intake a b x:decision out:delivery end:end",
    "in>a?0 in>b! a>x b>x x>out out>end",
    b={"organisation_code": "ENV"},
)
PARALLEL = draw(
    "in:intake f:fork a b j:join x:decision out:delivery end:end",
    "in>f f>a f>b a>j b>j j>x x>out out>end",
    b={"organisation_code": "ENV"},
)
FULL = {
    ("OWN", "intake"): "1",
    ("OWN", "reviewer"): "2",
    ("ENV", "reviewer"): "3",
    ("OWN", "decider"): "4",
    ("OWN", "deliverer"): "1",
}
LICENSE = FlowItem(item_type=ItemType.LICENSE)
APART = FlowItem(item_type=ItemType.LICENSE, intake_apart=True)
ONE_PERSON = FlowItem(
    item_type=ItemType.PUBLIC_SERVICE, is_on_the_spot=True, one_person_allowed=True
)
ONE_PERSON_APART = FlowItem(
    item_type=ItemType.PUBLIC_SERVICE,
    is_on_the_spot=True,
    one_person_allowed=True,
    intake_apart=True,
)


MERGED = draw(
    "in:intake a b c x:decision out:delivery end:end",
    "in>a?0 in>b! a>c b>c c>x x>out out>end",
    c={"organisation_code": "ENV"},
)


def staffing(changes: dict[tuple[str, str], str], contract: str = "") -> Staffing:
    """Each character of a value is a person."""
    return Staffing(
        organisation_code="OWN",
        holders={post: frozenset(people) for post, people in (FULL | changes).items()},
        contract_workers=frozenset(contract),
    )


def found(graph, item, people: Staffing) -> set[tuple[str, str]]:
    return {
        (fault.code, fault.node) for fault in check_flow(graph=graph, item=item, staffing=people)
    }


@pytest.mark.parametrize(
    ("graph", "item", "changes", "faults"),
    [
        pytest.param(CHAIN, LICENSE, {}, set(), id="everybody there"),
        pytest.param(
            CHAIN,
            LICENSE,
            {("ENV", "reviewer"): "", ("OWN", "intake"): ""},
            {("post_without_holder", "b"), ("post_without_holder", "in")},
            id="two posts empty, one of them elsewhere",
        ),
        pytest.param(
            CHAIN,
            LICENSE,
            {("OWN", "decider"): ""},
            {("post_without_holder", "x")},
            id="no decider",
        ),
        pytest.param(
            CHAIN,
            LICENSE,
            {("OWN", "decider"): "9"},
            {("decider_contract_only", "x")},
            id="the only decider is a contract worker",
        ),
        pytest.param(
            CHAIN,
            LICENSE,
            {("OWN", "decider"): "2"},
            {("reviewer_not_apart", "a")},
            id="one person reviews and decides",
        ),
        pytest.param(
            CHAIN,
            LICENSE,
            {("OWN", "decider"): "29"},
            {("reviewer_not_apart", "a")},
            id="a contract worker does not help",
        ),
        pytest.param(CHAIN, LICENSE, {("OWN", "decider"): "24"}, set(), id="another decider helps"),
        pytest.param(
            CHAIN,
            LICENSE,
            {("OWN", "decider"): "23"},
            {("reviewer_not_apart", "b")},
            id="each decider is the only reviewer somewhere",
        ),
        pytest.param(
            CHOICE,
            LICENSE,
            {("OWN", "decider"): "23"},
            set(),
            id="the same two, but no case passes both reviews",
        ),
        pytest.param(
            MERGED,
            LICENSE,
            {("OWN", "decider"): "3"},
            {("reviewer_not_apart", "c")},
            id="two ways meet at the review that the decider alone could do",
        ),
        pytest.param(
            PARALLEL,
            LICENSE,
            {("OWN", "decider"): "23"},
            {("reviewer_not_apart", "b")},
            id="the same two, every case passes both reviews at once",
        ),
        pytest.param(
            CHAIN,
            LICENSE,
            {("OWN", "intake"): "2", ("OWN", "decider"): "4"},
            set(),
            id="intake may handle where the item does not say so",
        ),
        pytest.param(
            CHAIN,
            APART,
            {("OWN", "intake"): "2"},
            {("reviewer_not_apart", "a")},
            id="intake handles",
        ),
        pytest.param(
            CHAIN,
            APART,
            {("OWN", "intake"): "4"},
            {("intake_handler_same", "x")},
            id="intake decides",
        ),
        pytest.param(
            CHAIN,
            APART,
            {("OWN", "intake"): "12", ("OWN", "reviewer"): "12"},
            set(),
            id="two at the window, one takes in, one reviews",
        ),
        pytest.param(
            CHAIN,
            ONE_PERSON,
            {("OWN", "decider"): "2"},
            set(),
            id="on the spot one person may do both",
        ),
        pytest.param(
            CHAIN,
            ONE_PERSON_APART,
            {("OWN", "intake"): "2"},
            {("reviewer_not_apart", "a")},
            id="on the spot intake still stands apart",
        ),
        pytest.param(
            CHAIN,
            ONE_PERSON_APART,
            {("OWN", "decider"): "2"},
            set(),
            id="on the spot, intake apart, one person reviews and decides",
        ),
    ],
)
def test_it_names_every_shortage(graph, item, changes, faults):
    assert found(graph, item, staffing(changes, contract="9")) == faults


def test_it_leaves_separation_alone_while_the_graph_is_broken():
    graph = draw("in:intake a x:decision out:delivery end:end", "in>a a>x x>a?0 x>out! out>end")
    assert ("reviewer_not_apart", "a") not in found(
        graph, LICENSE, staffing({("OWN", "decider"): "2"})
    )


def test_it_does_not_report_a_missing_post_as_an_empty_one():
    graph = draw(
        "in:intake a x:decision out:delivery end:end",
        "in>a a>x x>out out>end",
        a={"post": None},
    )
    assert found(graph, LICENSE, staffing({})) == {("post_missing", "a")}


def test_it_names_the_post_and_the_organisation():
    faults = check_flow(graph=CHAIN, item=LICENSE, staffing=staffing({("ENV", "reviewer"): ""}))
    assert [fault.message_zh for fault in faults] == [
        "环节“会签b”的审查岗（机构 ENV）没有在岗人员，请先安排"
    ]


def test_it_checks_people_without_an_item():
    people = staffing({("OWN", "decider"): "2"})
    assert found(CHAIN, None, people) == {("reviewer_not_apart", "a")}


def test_it_knows_the_posts_by_their_words():
    assert [post.label for post in Post] == ["收件岗", "审查岗", "决定岗", "制证岗", "送达岗"]


people = st.sets(st.sampled_from("123"), min_size=1).map(lambda codes: "".join(sorted(codes)))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    shape=st.sampled_from(["chain", "choice", "parallel"]),
    intake=people,
    first=people,
    second=people,
    decider=people,
    apart=st.booleans(),
)
def test_it_agrees_with_trying_everybody(shape, intake, first, second, decider, apart):
    graph = {"chain": CHAIN, "choice": CHOICE, "parallel": PARALLEL}[shape]
    item = APART if apart else LICENSE
    changes = {
        ("OWN", "intake"): intake,
        ("OWN", "reviewer"): first,
        ("ENV", "reviewer"): second,
        ("OWN", "decider"): decider,
    }
    rounds = [[first], [second]] if shape == "choice" else [[first, second]]
    is_workable = all(
        any(
            d not in reviewers and (not apart or (t != d and t not in reviewers))
            for t, d, *reviewers in product(intake, decider, *reviews)
        )
        for reviews in rounds
    )
    assert (found(graph, item, staffing(changes)) == set()) is is_workable
