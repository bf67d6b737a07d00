"""Where a running case stands on another version of its flow."""

import pytest

from zhengtong.flows.rules.moving import MoveRefused, moved_positions
from zhengtong.flows.rules.readiness import named_certificate_types, readiness_faults
from zhengtong.flows.rules.tokens import Position
from zhengtong.flows.tests.drawings import draw

OLD = draw(
    "i:intake r f:fork a b:countersign j:join d:decision v:delivery e:end",
    "i>r r>f f>a f>b a>j b>j j>d d>v v>e",
)
MORE_REVIEW = draw(
    "i:intake r s f:fork a b:countersign j:join d:decision v:delivery e:end",
    "i>r r>s s>f f>a f>b a>j b>j j>d d>v v>e",
)
OTHER_BRANCHES = draw(
    "i:intake r f:fork a b:countersign c j:join d:decision v:delivery e:end",
    "i>r r>f f>a f>b f>c a>j b>j c>j j>d d>v v>e",
)
NO_BLOCK = draw("i:intake r a d:decision v:delivery e:end", "i>r r>a a>d d>v v>e")
TURNED = draw("i:intake r:countersign d:decision v:delivery e:end", "i>r r>d d>v v>e")


@pytest.mark.parametrize(
    ("live", "new"),
    [
        pytest.param({Position("r")}, MORE_REVIEW, id="on the trunk, more comes after"),
        pytest.param({Position("r")}, OTHER_BRANCHES, id="on the trunk, the block ahead changed"),
        pytest.param({Position("d")}, NO_BLOCK, id="on the trunk, the block behind is gone"),
        pytest.param({Position("a", "1"), Position("b", "2")}, MORE_REVIEW, id="in the same block"),
        pytest.param({Position("j", "1"), Position("b", "2")}, MORE_REVIEW, id="one has arrived"),
    ],
)
def test_it_keeps_the_case_where_it_stands(live, new):
    assert moved_positions(live=frozenset(live), old=OLD, new=new) == live


@pytest.mark.parametrize(
    ("live", "new", "message"),
    [
        pytest.param(
            {Position("a", "1"), Position("b", "2")},
            OTHER_BRANCHES,
            "办件正在“分办f”的并行分支中，新版改动了这些分支，请待汇总后再移动",
            id="the block was changed",
        ),
        pytest.param(
            {Position("j", "1"), Position("b", "2")},
            OTHER_BRANCHES,
            "办件正在“分办f”的并行分支中，新版改动了这些分支，请待汇总后再移动",
            id="one branch waits at a join that awaits more now",
        ),
        pytest.param(
            {Position("a", "1"), Position("j", "2")},
            NO_BLOCK,
            "办件所在的环节“审查a”在新版里换了并行分支，不能移动",
            id="the block is gone but its node is not",
        ),
        pytest.param(
            {Position("b", "2"), Position("j", "1")},
            NO_BLOCK,
            "新版没有办件所在的环节“会签b”，请先办完这一环节再移动",
            id="the node is gone",
        ),
        pytest.param(
            {Position("r")},
            TURNED,
            "办件所在的环节“审查r”在新版里是会签环节，不能移动",
            id="the node does something else",
        ),
    ],
)
def test_it_refuses_a_case_that_has_no_place(live, new, message):
    with pytest.raises(MoveRefused) as refused:
        moved_positions(live=frozenset(live), old=OLD, new=new)
    assert refused.value.message == message


CERTIFIED = draw(
    "i:intake d:decision c:certificate v:delivery e:end",
    "i>d d>c d>v! c>v v>e",
    c={"produces": "11100000MB03271699011"},
)


def test_it_names_the_certificate_types_of_a_flow():
    assert named_certificate_types(CERTIFIED) == ("11100000MB03271699011",)
    assert named_certificate_types(OLD) == ()


def test_it_says_why_a_type_is_not_ready():
    reasons = {"11100000MB03271699011": ("没有证照模板",)}
    faults = list(readiness_faults(graph=CERTIFIED, reasons=reasons))
    assert [(fault.code, fault.node, fault.message_zh) for fault in faults] == [
        (
            "certificate_type_not_ready",
            "c",
            "制证环节“制证c”的证照类型 11100000MB03271699011 未就绪：没有证照模板",
        )
    ]
    assert list(readiness_faults(graph=CERTIFIED, reasons={})) == []
