"""What is asked before a return, a claim, a late entry, and before personal data is shown."""

import datetime as dt

import pytest

from zhengtong.cases.rules import personal_data
from zhengtong.cases.rules.guards import closing, entering, handling, holding
from zhengtong.cases.rules.guards.closing import ReturnGround
from zhengtong.cases.rules.personal_data import PERSONAL_FIELD_LABELS, PersonalField
from zhengtong.cases.rules.side_acts import SIDE_ACT_LABELS, SideAct
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.rules.waiting import todo_at
from zhengtong.kernel.errors import DomainError

NOT_SUPPLIED = {
    "ground": ReturnGround.NOT_SUPPLIED,
    "reason": "通知后没有补交",
    "proof": "涪建函〔2018〕3号",
    "supply_by": dt.date(2018, 3, 9),
    "today": dt.date(2018, 3, 12),
    "is_applicant_told": True,
}
GIVEN_UP = NOT_SUPPLIED | {
    "ground": ReturnGround.GIVEN_UP,
    "proof": "电话记录第1号",
    "supply_by": None,
}
APPROVED = {"approver": "S03", "is_in_service": True, "may_approve": True}


@pytest.mark.parametrize(
    ("guard", "facts"),
    [
        pytest.param(closing.check_return, NOT_SUPPLIED, id="never supplied"),
        pytest.param(closing.check_return, GIVEN_UP, id="given up"),
        pytest.param(handling.check_suspension_approval, APPROVED, id="approved by a decider"),
        pytest.param(holding.check_free, {"claimed_by": "", "staff_code": "S02"}, id="free"),
        pytest.param(holding.check_claimed, {"claimed_by": "S02"}, id="claimed"),
        pytest.param(holding.check_hand_over, {"reason": "请假"}, id="handed over with reason"),
        pytest.param(
            holding.check_of_the_post,
            {"staff_code": "S02", "holders": {"S02"}, "node_name": "审查"},
            id="holds the post",
        ),
        pytest.param(
            holding.check_receiver, {"claimed_by": "S02", "receiver": "S12"}, id="another receiver"
        ),
        pytest.param(entering.check_late_entry, {"reason": "停电"}, id="late with reason"),
        pytest.param(
            personal_data.check_unmasking,
            {"fields": [PersonalField.APPLICANT_MOBILE], "reason": "电话核实"},
            id="shown for a reason",
        ),
    ],
)
def test_it_lets_a_proper_act_pass(guard, facts):
    assert guard(**facts) is None


@pytest.mark.parametrize(
    ("guard", "facts", "code", "said"),
    [
        pytest.param(
            closing.check_return,
            NOT_SUPPLIED | {"reason": " "},
            "return_refused",
            "受理后退件应写明理由",
            id="returned without reason",
        ),
        pytest.param(
            closing.check_return,
            NOT_SUPPLIED | {"proof": ""},
            "return_refused",
            "要求补交材料的书面通知",
            id="returned without the demand",
        ),
        pytest.param(
            closing.check_return,
            GIVEN_UP | {"proof": ""},
            "return_refused",
            "申请人放弃办理的记录",
            id="returned on hearsay",
        ),
        pytest.param(
            closing.check_return,
            NOT_SUPPLIED | {"supply_by": None},
            "return_refused",
            "限定的补交日期",
            id="returned without a day",
        ),
        pytest.param(
            closing.check_return,
            NOT_SUPPLIED | {"today": dt.date(2018, 3, 9)},
            "return_refused",
            "还没有过",
            id="returned on the last day",
        ),
        pytest.param(
            closing.check_return,
            GIVEN_UP | {"is_applicant_told": False},
            "return_refused",
            "书面告知申请人",
            id="returned untold",
        ),
        pytest.param(
            handling.check_suspension_approval,
            APPROVED | {"approver": " "},
            "suspension_unapproved",
            "工号",
            id="approved by nobody",
        ),
        pytest.param(
            handling.check_suspension_approval,
            APPROVED | {"is_in_service": False},
            "suspension_unapproved",
            "没有工号为 S03 的在职人员",
            id="approved by a stranger",
        ),
        pytest.param(
            handling.check_suspension_approval,
            APPROVED | {"may_approve": False},
            "suspension_unapproved",
            "不能批准特别程序",
            id="approved without right",
        ),
        pytest.param(
            holding.check_free,
            {"claimed_by": "S12", "staff_code": "S02"},
            "step_taken",
            "已由 S12 认领",
            id="another has it",
        ),
        pytest.param(
            holding.check_free,
            {"claimed_by": "S02", "staff_code": "S02"},
            "step_taken",
            "您已经认领",
            id="he has it himself",
        ),
        pytest.param(
            holding.check_claimed, {"claimed_by": ""}, "step_free", "没有人认领", id="nobody has it"
        ),
        pytest.param(
            holding.check_hand_over,
            {"reason": ""},
            "hand_over_unexplained",
            "写明退回或转办的理由",
            id="handed over without reason",
        ),
        pytest.param(
            holding.check_of_the_post,
            {"staff_code": "S02", "holders": {"S12"}, "node_name": "审查"},
            "not_of_the_post",
            "不在“审查”的岗位上",
            id="not of the post",
        ),
        pytest.param(
            holding.check_receiver,
            {"claimed_by": "", "receiver": " "},
            "transfer_refused",
            "接办人员",
            id="handed to nobody",
        ),
        pytest.param(
            holding.check_receiver,
            {"claimed_by": "S12", "receiver": "S12"},
            "transfer_refused",
            "已经在 S12 手上",
            id="handed to whom it is with",
        ),
        pytest.param(
            entering.check_late_entry,
            {"reason": " "},
            "late_entry_unexplained",
            "补录应写明理由",
            id="late without reason",
        ),
        pytest.param(
            personal_data.check_unmasking,
            {"fields": [], "reason": "电话核实"},
            "unmasking_unexplained",
            "请选择",
            id="nothing asked for",
        ),
        pytest.param(
            personal_data.check_unmasking,
            {"fields": [PersonalField.FORM], "reason": " "},
            "unmasking_unexplained",
            "应写明理由",
            id="shown without reason",
        ),
    ],
)
def test_it_refuses(guard, facts, code, said):
    with pytest.raises(DomainError) as refusal:
        guard(**facts)
    assert refusal.value.code == code
    assert said in refusal.value.message


@pytest.mark.parametrize(
    ("state", "kind", "on_the_spot", "todo"),
    [
        pytest.param("in_review", "decision", False, "提出拟办意见", id="nobody proposed yet"),
        pytest.param("in_review", "review", False, "节点", id="under review"),
        pytest.param("in_review", "decision", True, "节点", id="decided without a draft"),
        pytest.param("decision_drafted", "decision", False, "节点", id="a draft waits"),
        pytest.param("suspended", "decision", False, "节点", id="suspended"),
    ],
)
def test_it_says_what_is_to_be_done_at_a_node(state, kind, on_the_spot, todo):
    said = todo_at(name="节点", state=CaseState(state), kind=kind, is_on_the_spot=on_the_spot)
    assert said == todo


def test_it_labels_everything_in_chinese():
    assert set(PERSONAL_FIELD_LABELS) == set(PersonalField)
    assert set(SIDE_ACT_LABELS) == set(SideAct)
    assert PersonalField.APPLICANT_ID.label == "申请人证件号码"
    assert SideAct.TRANSFER_STEP.label == "转办"
    assert [ground.label for ground in ReturnGround] == ["逾期未补交材料", "申请人放弃办理"]
    assert [field.value for field in PersonalField if not field.is_sealed] == [
        "applicant_name",
        "contact_name",
        "agent_name",
    ]
