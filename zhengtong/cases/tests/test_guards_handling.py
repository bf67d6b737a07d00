"""Steps, special procedures, extension, relay: each refusal and its nearest allowed case."""

import datetime as dt

import pytest

from zhengtong.cases.rules.deadlines import (
    Approver,
    ClockFacts,
    ClockTerms,
    Extension,
    ExtensionRefused,
    case_clocks,
)
from zhengtong.cases.rules.guards import handling
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import working_days
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.kernel.tests.national_calendar import national_calendar

MONDAY = dt.date(2018, 9, 3)
FIFTH_WORKING_DAY = dt.date(2018, 9, 10)
LICENSE = ClockTerms(item_type=ItemType.LICENSE)
JOINT = ClockTerms(item_type=ItemType.LICENSE, is_joint=True)
SERVICE = ClockTerms(item_type=ItemType.PUBLIC_SERVICE, promised_limit=working_days(5))
# Accepted on 28 September 2018, 20 working days: due on 31 October.
CLOCK = case_clocks(
    terms=LICENSE, facts=ClockFacts(accepted_on=dt.date(2018, 9, 28)), calendar=national_calendar()
).statutory
SUSPENSION = {
    "kind": SpecialProcedure.EXPERT_REVIEW,
    "terms": LICENSE,
    "reason": "需专家评审",
    "planned_days": 1,
    "is_applicant_told": True,
}
EXTENSION = {
    "approved_by": "S90",
    "organ_head": "S90",
    "extension": Extension(10),
    "terms": LICENSE,
    "clock": CLOCK,
    "today": dt.date(2018, 10, 31),
    "is_already_extended": False,
    "approver": Approver.ORGAN_HEAD,
    "reason": "需补充核查",
    "is_applicant_told": True,
}
RELAY = {"opinion": "同意", "upper_organisation_code": "CITY-01", "is_file_complete": True}

ALLOWED = [
    (handling.check_step_opinion, {"opinion": "同意"}),
    (
        handling.check_on_the_spot_grant,
        {"is_on_the_spot": True, "accepted_on": MONDAY, "granted_on": MONDAY},
    ),
    (handling.check_suspension, SUSPENSION),
    (
        handling.check_suspension,
        SUSPENSION
        | {
            "kind": SpecialProcedure.PUBLIC_NOTICE,
            "terms": ClockTerms(
                item_type=ItemType.PAYMENT,
                listed_procedures=frozenset({SpecialProcedure.PUBLIC_NOTICE}),
            ),
        },
    ),
    (
        handling.check_resumption,
        {"result": "评审通过", "started_on": MONDAY, "ended_on": MONDAY},
    ),
    (handling.check_extension_request, EXTENSION),
    (
        handling.check_extension_request,
        EXTENSION
        | {
            "terms": JOINT,
            "extension": Extension(15),
            "approver": Approver.GOVERNMENT_HEAD,
        },
    ),
    (
        handling.check_extension_request,
        EXTENSION | {"terms": SERVICE, "extension": Extension(3, basis="某条例第九条")},
    ),
    (
        handling.check_extension_request,
        EXTENSION
        | {
            "terms": SERVICE,
            "extension": Extension(3, basis="某条例第九条"),
            "approver": Approver.GOVERNMENT_HEAD,
            "item_approver": Approver.GOVERNMENT_HEAD,
        },
    ),
    (handling.check_relay, RELAY),
]

REFUSED = [
    pytest.param(
        handling.check_step_opinion,
        {"opinion": "\n"},
        "opinion_missing",
        "办理意见",
        "",
        id="a step without opinion",
    ),
    pytest.param(
        handling.check_on_the_spot_grant,
        {"is_on_the_spot": False, "accepted_on": MONDAY, "granted_on": MONDAY},
        "not_on_the_spot",
        "不是即办件",
        "第三十四条第二款",
        id="granting a promised-time item at once",
    ),
    pytest.param(
        handling.check_on_the_spot_grant,
        {"is_on_the_spot": True, "accepted_on": MONDAY, "granted_on": FIFTH_WORKING_DAY},
        "not_on_the_spot",
        "受理当日",
        "第三十四条第二款",
        id="at once, a week later",
    ),
    pytest.param(
        handling.check_suspension,
        SUSPENSION | {"kind": SpecialProcedure.PUBLIC_NOTICE},
        "suspension_kind_refused",
        "“公示”不属于法律规定",
        "第四十五条",
        id="public notice stops no licence",
    ),
    pytest.param(
        handling.check_suspension,
        SUSPENSION | {"kind": SpecialProcedure.HEARING, "terms": SERVICE},
        "suspension_kind_refused",
        "“听证”没有列入这项公共服务",
        "第四十五条",
        id="art. 45 is law on licences alone",
    ),
    pytest.param(
        handling.check_suspension,
        SUSPENSION | {"reason": ""},
        "suspension_incomplete",
        "理由或依据",
        "第四十五条",
        id="suspension without reason",
    ),
    pytest.param(
        handling.check_suspension,
        SUSPENSION | {"planned_days": 0},
        "suspension_incomplete",
        "至少 1 个",
        "第四十五条",
        id="suspension without planned days",
    ),
    pytest.param(
        handling.check_suspension,
        SUSPENSION | {"is_applicant_told": False},
        "suspension_incomplete",
        "书面告知",
        "第四十五条",
        id="suspension the applicant knows nothing of",
    ),
    pytest.param(
        handling.check_resumption,
        {"result": "", "started_on": MONDAY, "ended_on": MONDAY},
        "resumption_refused",
        "结果",
        "",
        id="a procedure ends without result",
    ),
    pytest.param(
        handling.check_resumption,
        {"result": "通过", "started_on": FIFTH_WORKING_DAY, "ended_on": MONDAY},
        "resumption_refused",
        "早于开始",
        "",
        id="a procedure ends before it began",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"reason": ""},
        "extension_unexplained",
        "理由",
        "第四十二条",
        id="extension without reasons",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"is_applicant_told": False},
        "extension_unexplained",
        "告知申请人",
        "第四十二条",
        id="extension the applicant knows nothing of",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"approver": None},
        "extension_unapproved",
        "本行政机关负责人",
        "第四十二条",
        id="extension nobody approved",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"terms": JOINT},
        "extension_unapproved",
        "本级人民政府负责人",
        "第四十二条",
        id="joint handling approved by the organ's head",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"terms": SERVICE, "extension": Extension(1, basis="某条例"), "approver": None},
        "extension_unapproved",
        "有权机关负责人",
        "第四十二条",
        id="another kind of item, nobody approved",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"is_already_extended": True},
        "extension_refused",
        "只能延长一次",
        "第四十二条",
        id="a second extension",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"today": dt.date(2018, 11, 1)},
        "extension_refused",
        "届满",
        "第四十二条",
        id="extension after the due day",
    ),
    pytest.param(
        handling.check_extension_request,
        EXTENSION | {"extension": Extension(11)},
        "extension_refused",
        "10",
        "第四十二条",
        id="eleven days",
    ),
    pytest.param(
        handling.check_relay,
        RELAY | {"opinion": ""},
        "relay_incomplete",
        "初步审查意见",
        "第三十五条",
        id="relay without opinion",
    ),
    pytest.param(
        handling.check_relay,
        RELAY | {"upper_organisation_code": ""},
        "relay_incomplete",
        "上级机关",
        "第三十五条",
        id="relay to nobody",
    ),
    pytest.param(
        handling.check_relay,
        RELAY | {"is_file_complete": False},
        "relay_incomplete",
        "全部申请材料",
        "第三十五条",
        id="relay of half the file",
    ),
]


@pytest.mark.parametrize(("guard", "facts"), ALLOWED)
def test_it_lets_a_proper_act_pass(guard, facts):
    assert guard(**facts) is None


@pytest.mark.parametrize(("guard", "facts", "code", "said", "clause"), REFUSED)
def test_it_refuses(guard, facts, code, said, clause):
    with pytest.raises(DomainError) as refusal:
        guard(**facts)
    assert refusal.value.code == code
    assert said in refusal.value.message
    assert clause in refusal.value.clause


def test_it_refuses_an_extension_with_the_error_of_the_clock_rules():
    with pytest.raises(ExtensionRefused):
        handling.check_extension_request(**EXTENSION | {"extension": Extension(0)})


def test_it_takes_only_the_head_whom_the_items_own_rule_names():
    with pytest.raises(handling.ExtensionUnapproved, match="本级人民政府负责人"):
        handling.check_extension_request(
            **EXTENSION
            | {
                "terms": SERVICE,
                "extension": Extension(3, basis="某条例第九条"),
                "item_approver": Approver.GOVERNMENT_HEAD,
            }
        )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"approved_by": " "}, "请写明批准延长的"),
        ({"approved_by": "S03"}, "批准人不是登记的本机关负责人"),
    ],
)
def test_it_takes_only_the_recorded_head_of_the_organ(changes, message):
    with pytest.raises(handling.ExtensionUnapproved, match=message):
        handling.check_extension_request(**EXTENSION | changes)
    handling.check_extension_request(**EXTENSION | {"approved_by": "S90", "organ_head": ""})
