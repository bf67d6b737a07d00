"""The default flows: sound as they are, for the items that they are meant for."""

import pytest

from zhengtong.flows.rules.nodes import NodeKind
from zhengtong.flows.rules.shapes import (
    CountersignersRefused,
    StageLimits,
    joint_review,
    on_the_spot,
    promised_with_certificate,
    promised_without_certificate,
)
from zhengtong.flows.rules.soundness import FlowItem, Staffing, check_flow
from zhengtong.kernel.item_types import ItemType

CERTIFIED = {"certificate_type": "T1", "ready_certificate_types": frozenset({"T1"})}
STAFFING = Staffing(
    organisation_code="OWN",
    holders={
        ("OWN", "intake"): frozenset({"1"}),
        ("OWN", "reviewer"): frozenset({"2"}),
        ("OWN", "decider"): frozenset({"3"}),
        ("OWN", "certificate_maker"): frozenset({"4"}),
        ("OWN", "deliverer"): frozenset({"1"}),
        ("ENV", "reviewer"): frozenset({"5"}),
        ("FIRE", "reviewer"): frozenset({"6"}),
    },
)


@pytest.mark.parametrize(
    ("graph", "item", "names"),
    [
        pytest.param(
            on_the_spot(),
            FlowItem(item_type=ItemType.LICENSE, is_on_the_spot=True),
            "受理 当场决定 送达 结束",
            id="on the spot",
        ),
        pytest.param(
            on_the_spot(certificate="item"),
            FlowItem(item_type=ItemType.LICENSE, is_on_the_spot=True, **CERTIFIED),
            "受理 当场决定 制证 送达 结束",
            id="on the spot with a certificate",
        ),
        pytest.param(
            promised_with_certificate(certificate="T1"),
            FlowItem(item_type=ItemType.LICENSE, intake_apart=True, **CERTIFIED),
            "受理 审查 决定 制证 送达 结束",
            id="promised, with a certificate",
        ),
        pytest.param(
            promised_without_certificate(),
            FlowItem(item_type=ItemType.PUBLIC_SERVICE),
            "受理 审查 决定 送达 结束",
            id="promised, without",
        ),
        pytest.param(
            joint_review(organisation_codes=["ENV"]),
            FlowItem(item_type=ItemType.OTHER),
            "受理 审查 会签（ENV） 决定 送达 结束",
            id="one other department simply follows",
        ),
        pytest.param(
            joint_review(organisation_codes=["ENV"], names={"ENV": "生态环境局"}),
            FlowItem(item_type=ItemType.OTHER),
            "受理 审查 会签（生态环境局） 决定 送达 结束",
            id="an organisation under its short name",
        ),
        pytest.param(
            joint_review(organisation_codes=["ENV", "FIRE"], certificate="item"),
            FlowItem(item_type=ItemType.LICENSE, **CERTIFIED),
            "受理 审查 分办 会签（ENV） 会签（FIRE） 汇总 决定 制证 送达 结束",
            id="joint review",
        ),
    ],
)
def test_it_offers_sound_flows(graph, item, names):
    assert [node.name_zh for node in graph.nodes] == names.split()
    assert check_flow(graph=graph, item=item, staffing=STAFFING) == ()


def test_it_sets_the_limits_of_the_stages():
    limits = StageLimits(review=5, countersign=4, decision=3, certificate=2)
    graph = joint_review(organisation_codes=["ENV", "FIRE"], certificate="item", limits=limits)
    assert {node.key: node.limit_working_days for node in graph.nodes if node.is_work} == {
        "intake": None,
        "review": 5,
        "countersign_1": 4,
        "countersign_2": 4,
        "decision": 3,
        "certificate": 2,
        "delivery": 10,
    }


def test_it_lets_the_decider_send_back_to_the_review_past_the_block():
    graph = joint_review(organisation_codes=["ENV", "FIRE"])
    (decision,) = graph.of_kind(NodeKind.DECISION)
    assert decision.send_back_to == ("review",)


@pytest.mark.parametrize(
    ("organisations", "said"),
    [([], "至少指定一个"), (["ENV", "ENV"], "只能会签一次"), (["ENV", "own"], "不必列入")],
)
def test_it_refuses_countersigners_that_make_no_sense(organisations, said):
    with pytest.raises(CountersignersRefused, match=said):
        joint_review(organisation_codes=organisations)
