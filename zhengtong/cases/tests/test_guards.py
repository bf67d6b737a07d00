"""What each act needs before it is done: one row for each refusal and its nearest allowed case."""

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
from zhengtong.cases.rules.guards import (
    acceptance,
    chronology,
    closing,
    decision,
    delivery,
    handling,
    separation,
)
from zhengtong.cases.rules.states import CloseResult
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import working_days
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()
NINE, TEN, ELEVEN = (dt.datetime(2018, 2, 1, hour, tzinfo=dt.UTC) for hour in (9, 10, 11))
MONDAY = dt.date(2018, 9, 3)
FIFTH_WORKING_DAY = dt.date(2018, 9, 10)
SIXTH_WORKING_DAY = dt.date(2018, 9, 11)
LICENSE = ClockTerms(item_type=ItemType.LICENSE)
JOINT = ClockTerms(item_type=ItemType.LICENSE, is_joint=True)
SERVICE = ClockTerms(item_type=ItemType.PUBLIC_SERVICE, promised_limit=working_days(5))
# Accepted on 28 September 2018, 20 working days: due on 31 October.
CLOCK = case_clocks(
    terms=LICENSE, facts=ClockFacts(accepted_on=dt.date(2018, 9, 28)), calendar=CALENDAR
).statutory

SUBMISSION = {"is_identity_verified": True, "missing_fields": [], "file_names": ["营业执照.pdf"]}
NOTICE = {
    "points": ["申请表第三页未签字"],
    "notices_before": 0,
    "received_on": MONDAY,
    "noticed_on": FIFTH_WORKING_DAY,
    "calendar": CALENDAR,
}
SUSPENSION = {
    "kind": SpecialProcedure.EXPERT_REVIEW,
    "terms": LICENSE,
    "reason": "需专家评审",
    "planned_days": 1,
    "is_applicant_told": True,
}
EXTENSION = {
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
DENIAL = {
    "reasons": "不符合条件",
    "remedies": decision.Remedies(reconsideration="六十日内向区政府", suit="六个月内向区法院"),
}

ALLOWED = [
    (chronology.check_act_time, {"occurred_at": TEN, "previous_at": TEN, "now": TEN}),
    (chronology.check_act_time, {"occurred_at": TEN, "previous_at": None, "now": ELEVEN}),
    (chronology.check_completion_time, {"accepted_at": TEN, "completed_at": TEN}),
    (acceptance.check_submission, SUBMISSION),
    (acceptance.check_submission, SUBMISSION | {"file_names": ["无后缀", "a.js.pdf", ".pdf"]}),
    (acceptance.check_pre_review_failure, {"faults": ["照片不清晰"]}),
    (acceptance.check_correction_notice, NOTICE),
    (acceptance.check_supply, {"lacking": ["签字"], "told": ["签字", "盖章"]}),
    (acceptance.check_supply, {"lacking": [], "told": ["签字"]}),
    (acceptance.check_acceptance, {"lacking": []}),
    (acceptance.check_refusal, {"reason": "不属职权", "competent_organ": "市公安局"}),
    (acceptance.check_not_required, {"reason": "该活动已取消许可"}),
    (acceptance.check_fix_on_the_spot, {"fixed": "更正日期笔误"}),
    (
        acceptance.check_deemed_acceptance,
        {"received_on": MONDAY, "today": SIXTH_WORKING_DAY, "calendar": CALENDAR},
    ),
    (
        acceptance.check_return_uncorrected,
        {"correction_due_on": MONDAY, "today": dt.date(2018, 9, 4)},
    ),
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
    (
        separation.check_decider,
        {"decider": "甲", "reviewers": ["乙"], "is_contract_worker": False},
    ),
    (
        separation.check_decider,
        {
            "decider": "甲",
            "reviewers": ["甲"],
            "is_contract_worker": False,
            "one_person_allowed": True,
        },
    ),
    (separation.check_reviewer, {"reviewer": "甲", "deciders": ["甲", "乙"]}),
    (separation.check_reviewer, {"reviewer": "甲", "deciders": ["乙"]}),
    (
        separation.check_handler,
        {"handler": "甲", "intake_person": "甲", "is_intake_apart": False},
    ),
    (
        separation.check_handler,
        {"handler": "乙", "intake_person": "甲", "is_intake_apart": True},
    ),
    (decision.check_denial, DENIAL),
    (
        decision.check_parties_heard,
        {"touches_major_interests": True, "are_parties_heard": True},
    ),
    (
        decision.check_parties_heard,
        {"touches_major_interests": False, "are_parties_heard": False},
    ),
    (decision.check_send_back, {"reason": "请补充现场照片"}),
    (
        decision.check_certificate_start,
        {"certificate_type": "11100000000013338W011", "is_type_ready": True},
    ),
    (decision.check_result_ready, {"needs_certificate": True, "is_certificate_made": True}),
    (decision.check_result_ready, {"needs_certificate": False, "is_certificate_made": False}),
    (delivery.check_delivery, {"way": delivery.DeliveryWay.SIGNED, "proof": "张三"}),
    (delivery.check_delivery, {"way": delivery.DeliveryWay.EXPRESS, "proof": "EX123456789CN"}),
    (delivery.check_delivery, {"way": delivery.DeliveryWay.ELECTRONIC, "proof": "DZ-2018-1"}),
    (closing.check_withdrawal, {"written_request": "撤回申请书.pdf"}),
    (closing.check_removal, {"reason": "重复录入", "accepted_at": TEN}),
    (closing.check_close_reason, {"result": CloseResult.GRANTED, "reason": ""}),
    (closing.check_close_reason, {"result": CloseResult.DENIED, "reason": "不符合条件"}),
]


@pytest.mark.parametrize(("guard", "facts"), ALLOWED)
def test_it_lets_a_proper_act_pass(guard, facts):
    assert guard(**facts) is None


def refused(guard, facts, code, said, *, clause="", label):
    return pytest.param(guard, facts, code, said, clause, id=label)


LICENSING = "《行政许可法》"
REFUSED = [
    refused(
        chronology.check_act_time,
        {"occurred_at": ELEVEN, "previous_at": None, "now": TEN},
        "act_in_future",
        "不能晚于当前时间",
        label="an act in the future",
    ),
    refused(
        chronology.check_act_time,
        {"occurred_at": NINE, "previous_at": TEN, "now": ELEVEN},
        "act_out_of_order",
        "不能早于上一步",
        label="an act before the one that it follows",
    ),
    refused(
        chronology.check_completion_time,
        {"accepted_at": None, "completed_at": TEN},
        "completion_before_acceptance",
        "没有受理时间",
        label="completion without acceptance",
    ),
    refused(
        chronology.check_completion_time,
        {"accepted_at": ELEVEN, "completed_at": TEN},
        "completion_before_acceptance",
        "早于受理时间",
        label="completion before acceptance",
    ),
    refused(
        acceptance.check_submission,
        SUBMISSION | {"is_identity_verified": False},
        "submission_incomplete",
        "身份核验",
        label="identity not verified",
    ),
    refused(
        acceptance.check_submission,
        SUBMISSION | {"missing_fields": ["联系电话", "住所"]},
        "submission_incomplete",
        "联系电话、住所",
        label="empty form fields",
    ),
    refused(
        acceptance.check_submission,
        SUBMISSION | {"file_names": ["a.pdf", "照片.jpg.EXE", "b.vbs. "]},
        "file_kind_refused",
        "照片.jpg.EXE、b.vbs",
        label="executable files, however spelled",
    ),
    refused(
        acceptance.check_pre_review_failure,
        {"faults": []},
        "faults_not_listed",
        "一次列明",
        clause=LICENSING,
        label="pre-review fails without faults",
    ),
    refused(
        acceptance.check_correction_notice,
        NOTICE | {"came_from_below": True},
        "materials_asked_again",
        "重复提供",
        clause="第三十五条",
        label="upper organ asks again",
    ),
    refused(
        acceptance.check_correction_notice,
        NOTICE | {"notices_before": 1},
        "notice_repeated",
        "只能告知一次",
        clause="第三十二条第一款第四项",
        label="a second notice",
    ),
    refused(
        acceptance.check_correction_notice,
        NOTICE | {"points": []},
        "notice_empty",
        "列明需要补正的全部内容",
        clause="第三十二条第一款第四项",
        label="a notice that lists nothing",
    ),
    refused(
        acceptance.check_correction_notice,
        NOTICE | {"points": ["签字", " "]},
        "notice_empty",
        "列明需要补正的全部内容",
        clause="第三十二条第一款第四项",
        label="a notice with an empty line",
    ),
    refused(
        acceptance.check_correction_notice,
        NOTICE | {"noticed_on": SIXTH_WORKING_DAY},
        "notice_too_late",
        "逾期不告知即为受理",
        clause="第三十二条第一款第四项",
        label="a notice on the sixth working day",
    ),
    refused(
        acceptance.check_supply,
        {"lacking": ["签字", "公证书"], "told": ["签字"]},
        "new_fault_after_notice",
        "公证书",
        clause="第三十二条第一款第四项",
        label="a fault that was not told",
    ),
    refused(
        acceptance.check_acceptance,
        {"lacking": ["身份证复印件"]},
        "materials_lacking",
        "身份证复印件",
        clause="第三十二条第一款第五项",
        label="acceptance of an incomplete application",
    ),
    refused(
        acceptance.check_refusal,
        {"reason": " ", "competent_organ": "市公安局"},
        "refusal_incomplete",
        "写明理由",
        clause="第三十二条第一款第二项",
        label="refusal without reason",
    ),
    refused(
        acceptance.check_refusal,
        {"reason": "不属职权", "competent_organ": ""},
        "refusal_incomplete",
        "向哪个机关申请",
        clause="第三十二条第一款第二项",
        label="refusal without the competent organ",
    ),
    refused(
        acceptance.check_not_required,
        {"reason": ""},
        "not_required_unexplained",
        "为什么无需办理",
        clause="第三十二条第一款第一项",
        label="not required without reason",
    ),
    refused(
        acceptance.check_fix_on_the_spot,
        {"fixed": ""},
        "fix_not_described",
        "更正了什么",
        clause="第三十二条第一款第三项",
        label="a fix without a word",
    ),
    refused(
        acceptance.check_deemed_acceptance,
        {"received_on": MONDAY, "today": FIFTH_WORKING_DAY, "calendar": CALENDAR},
        "silence_not_over",
        "未满五个工作日",
        clause="第三十二条第一款第四项",
        label="deemed accepted on the fifth day",
    ),
    refused(
        acceptance.check_return_uncorrected,
        {"correction_due_on": MONDAY, "today": MONDAY},
        "correction_still_open",
        "2018-09-03",
        label="returned on the last day for correction",
    ),
    refused(
        handling.check_step_opinion,
        {"opinion": "\n"},
        "opinion_missing",
        "办理意见",
        label="a step without opinion",
    ),
    refused(
        handling.check_on_the_spot_grant,
        {"is_on_the_spot": False, "accepted_on": MONDAY, "granted_on": MONDAY},
        "not_on_the_spot",
        "不是即办件",
        clause="第三十四条第二款",
        label="granting a promised-time item at once",
    ),
    refused(
        handling.check_on_the_spot_grant,
        {"is_on_the_spot": True, "accepted_on": MONDAY, "granted_on": FIFTH_WORKING_DAY},
        "not_on_the_spot",
        "受理当日",
        clause="第三十四条第二款",
        label="at once, a week later",
    ),
    refused(
        handling.check_suspension,
        SUSPENSION | {"kind": SpecialProcedure.PUBLIC_NOTICE},
        "suspension_kind_refused",
        "“公示”不属于法律规定",
        clause="第四十五条",
        label="public notice stops no licence",
    ),
    refused(
        handling.check_suspension,
        SUSPENSION | {"kind": SpecialProcedure.HEARING, "terms": SERVICE},
        "suspension_kind_refused",
        "“听证”没有列入这项公共服务",
        clause="第四十五条",
        label="art. 45 is law on licences alone",
    ),
    refused(
        handling.check_suspension,
        SUSPENSION | {"reason": ""},
        "suspension_incomplete",
        "理由或依据",
        clause="第四十五条",
        label="suspension without reason",
    ),
    refused(
        handling.check_suspension,
        SUSPENSION | {"planned_days": 0},
        "suspension_incomplete",
        "至少 1 个",
        clause="第四十五条",
        label="suspension without planned days",
    ),
    refused(
        handling.check_suspension,
        SUSPENSION | {"is_applicant_told": False},
        "suspension_incomplete",
        "书面告知",
        clause="第四十五条",
        label="suspension the applicant knows nothing of",
    ),
    refused(
        handling.check_resumption,
        {"result": "", "started_on": MONDAY, "ended_on": MONDAY},
        "resumption_refused",
        "结果",
        label="a procedure ends without result",
    ),
    refused(
        handling.check_resumption,
        {"result": "通过", "started_on": FIFTH_WORKING_DAY, "ended_on": MONDAY},
        "resumption_refused",
        "早于开始",
        label="a procedure ends before it began",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"reason": ""},
        "extension_unexplained",
        "理由",
        clause="第四十二条",
        label="extension without reasons",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"is_applicant_told": False},
        "extension_unexplained",
        "告知申请人",
        clause="第四十二条",
        label="extension the applicant knows nothing of",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"approver": None},
        "extension_unapproved",
        "本行政机关负责人",
        clause="第四十二条",
        label="extension nobody approved",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"terms": JOINT},
        "extension_unapproved",
        "本级人民政府负责人",
        clause="第四十二条",
        label="joint handling approved by the organ's head",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"terms": SERVICE, "extension": Extension(1, basis="某条例"), "approver": None},
        "extension_unapproved",
        "有权机关负责人",
        clause="第四十二条",
        label="another kind of item, nobody approved",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"is_already_extended": True},
        "extension_refused",
        "只能延长一次",
        clause="第四十二条",
        label="a second extension",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"today": dt.date(2018, 11, 1)},
        "extension_refused",
        "届满",
        clause="第四十二条",
        label="extension after the due day",
    ),
    refused(
        handling.check_extension_request,
        EXTENSION | {"extension": Extension(11)},
        "extension_refused",
        "10",
        clause="第四十二条",
        label="eleven days",
    ),
    refused(
        handling.check_relay,
        RELAY | {"opinion": ""},
        "relay_incomplete",
        "初步审查意见",
        clause="第三十五条",
        label="relay without opinion",
    ),
    refused(
        handling.check_relay,
        RELAY | {"upper_organisation_code": ""},
        "relay_incomplete",
        "上级机关",
        clause="第三十五条",
        label="relay to nobody",
    ),
    refused(
        handling.check_relay,
        RELAY | {"is_file_complete": False},
        "relay_incomplete",
        "全部申请材料",
        clause="第三十五条",
        label="relay of half the file",
    ),
    refused(
        separation.check_decider,
        {"decider": "甲", "reviewers": ["乙", "甲"], "is_contract_worker": False},
        "reviewer_decides",
        "其他人员",
        label="the reviewer decides",
    ),
    refused(
        separation.check_decider,
        {"decider": "甲", "reviewers": [], "is_contract_worker": True},
        "contract_worker_decides",
        "编外聘用人员",
        label="a contract worker decides",
    ),
    refused(
        separation.check_reviewer,
        {"reviewer": "甲", "deciders": ["甲"]},
        "last_decider_reviews",
        "唯一的决定人",
        label="the only decider reviews",
    ),
    refused(
        separation.check_handler,
        {"handler": "甲", "intake_person": "甲", "is_intake_apart": True},
        "intake_handles",
        "受办分离",
        label="intake handles",
    ),
    refused(
        decision.check_denial,
        DENIAL | {"reasons": ""},
        "denial_incomplete",
        "说明理由",
        clause="第三十八条第二款",
        label="denial without reasons",
    ),
    refused(
        decision.check_denial,
        DENIAL | {"remedies": decision.Remedies(reconsideration="", suit="区法院")},
        "denial_incomplete",
        "行政复议",
        clause="第三十八条第二款",
        label="denial without reconsideration",
    ),
    refused(
        decision.check_denial,
        DENIAL | {"remedies": decision.Remedies(reconsideration="区政府", suit=" ")},
        "denial_incomplete",
        "行政诉讼",
        clause="第三十八条第二款",
        label="denial without suit",
    ),
    refused(
        decision.check_parties_heard,
        {"touches_major_interests": True, "are_parties_heard": False},
        "parties_not_heard",
        "利害关系人",
        clause="第三十六条",
        label="others not heard",
    ),
    refused(
        decision.check_send_back,
        {"reason": ""},
        "send_back_unexplained",
        "理由",
        label="sent back in silence",
    ),
    refused(
        decision.check_certificate_start,
        {"certificate_type": "", "is_type_ready": False},
        "certificate_not_needed",
        "不是证照",
        label="no certificate to make",
    ),
    refused(
        decision.check_certificate_start,
        {"certificate_type": "T1", "is_type_ready": False},
        "certificate_blocked",
        "证照模板尚未导入",
        clause="第三十九条",
        label="certificate type not ready",
    ),
    refused(
        decision.check_certificate_start,
        {"certificate_type": "T1", "is_type_ready": False, "why_not_ready": "缺少印章"},
        "certificate_blocked",
        "T1 尚未就绪：缺少印章",
        clause="第三十九条",
        label="certificate type not ready, with the reason",
    ),
    refused(
        decision.check_result_ready,
        {"needs_certificate": True, "is_certificate_made": False},
        "certificate_not_made",
        "尚未制作完成",
        clause="第三十九条",
        label="completed before the certificate is made",
    ),
    refused(
        delivery.check_delivery,
        {"way": delivery.DeliveryWay.SIGNED, "proof": ""},
        "delivery_unproved",
        "当面签收应填写签收人姓名",
        clause="第四十四条",
        label="handed over to nobody",
    ),
    refused(
        delivery.check_delivery,
        {"way": delivery.DeliveryWay.EXPRESS, "proof": "无单号"},
        "delivery_unproved",
        "8 至 30 位",
        clause="第四十四条",
        label="no express number",
    ),
    refused(
        closing.check_withdrawal,
        {"written_request": ""},
        "withdrawal_unwritten",
        "书面请求",
        label="withdrawn on hearsay",
    ),
    refused(
        closing.check_removal,
        {"reason": "", "accepted_at": TEN},
        "removal_refused",
        "理由",
        label="removed without reason",
    ),
    refused(
        closing.check_removal,
        {"reason": "重复录入", "accepted_at": None},
        "removal_refused",
        "未曾受理",
        label="removed though never accepted",
    ),
    refused(
        closing.check_close_reason,
        {"result": CloseResult.RETURNED, "reason": ""},
        "close_reason_missing",
        "退件办结应写明原因",
        label="closed without reason",
    ),
]


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


def test_it_uses_a_code_for_one_refusal_alone():
    modules = (acceptance, chronology, closing, decision, delivery, handling, separation)
    errors = [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, DomainError)
        if thing.__module__ == module.__name__
    ]
    codes = [error.code for error in errors]
    assert len(codes) == 32
    assert len(set(codes)) == len(codes)
