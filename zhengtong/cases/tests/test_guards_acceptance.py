"""From submission to acceptance: each refusal of the counter and its nearest allowed case."""

import datetime as dt

import pytest

from zhengtong.cases.rules.guards import acceptance
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()
MONDAY = dt.date(2018, 9, 3)
FIFTH_WORKING_DAY = dt.date(2018, 9, 10)
SIXTH_WORKING_DAY = dt.date(2018, 9, 11)
SUBMISSION = {"is_identity_verified": True, "missing_fields": [], "file_names": ["营业执照.pdf"]}
NOTICE = {
    "points": ["申请表第三页未签字"],
    "notices_before": 0,
    "received_on": MONDAY,
    "noticed_on": FIFTH_WORKING_DAY,
    "calendar": CALENDAR,
}

ALLOWED = [
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
        {"complete_on": MONDAY, "today": SIXTH_WORKING_DAY, "calendar": CALENDAR},
    ),
    (
        acceptance.check_return_uncorrected,
        {"correction_due_on": MONDAY, "is_corrected": False, "today": dt.date(2018, 9, 4)},
    ),
]

REFUSED = [
    pytest.param(
        acceptance.check_submission,
        SUBMISSION | {"is_identity_verified": False},
        "submission_incomplete",
        "身份核验",
        "",
        id="identity not verified",
    ),
    pytest.param(
        acceptance.check_submission,
        SUBMISSION | {"missing_fields": ["联系电话", "住所"]},
        "submission_incomplete",
        "联系电话、住所",
        "",
        id="empty form fields",
    ),
    pytest.param(
        acceptance.check_submission,
        SUBMISSION | {"file_names": ["a.pdf", "照片.jpg.EXE", "b.vbs. "]},
        "file_kind_refused",
        "照片.jpg.EXE、b.vbs",
        "",
        id="executable files, however spelled",
    ),
    pytest.param(
        acceptance.check_pre_review_failure,
        {"faults": []},
        "faults_not_listed",
        "一次列明",
        "第三十二条第一款第四项",
        id="pre-review fails without faults",
    ),
    pytest.param(
        acceptance.check_correction_notice,
        NOTICE | {"came_from_below": True},
        "materials_asked_again",
        "重复提供",
        "第三十五条",
        id="upper organ asks again",
    ),
    pytest.param(
        acceptance.check_correction_notice,
        NOTICE | {"notices_before": 1},
        "notice_repeated",
        "只能告知一次",
        "第三十二条第一款第四项",
        id="a second notice",
    ),
    pytest.param(
        acceptance.check_correction_notice,
        NOTICE | {"points": []},
        "notice_empty",
        "列明需要补正的全部内容",
        "第三十二条第一款第四项",
        id="a notice that lists nothing",
    ),
    pytest.param(
        acceptance.check_correction_notice,
        NOTICE | {"points": ["签字", " "]},
        "notice_empty",
        "列明需要补正的全部内容",
        "第三十二条第一款第四项",
        id="a notice with an empty line",
    ),
    pytest.param(
        acceptance.check_correction_notice,
        NOTICE | {"noticed_on": SIXTH_WORKING_DAY},
        "notice_too_late",
        "逾期不告知即为受理",
        "第三十二条第一款第四项",
        id="a notice on the sixth working day",
    ),
    pytest.param(
        acceptance.check_supply,
        {"lacking": ["签字", "公证书"], "told": ["签字"]},
        "new_fault_after_notice",
        "公证书",
        "第三十二条第一款第四项",
        id="a fault that was not told",
    ),
    pytest.param(
        acceptance.check_acceptance,
        {"lacking": ["身份证复印件"]},
        "materials_lacking",
        "身份证复印件",
        "第三十二条第一款第五项",
        id="acceptance of an incomplete application",
    ),
    pytest.param(
        acceptance.check_refusal,
        {"reason": " ", "competent_organ": "市公安局"},
        "refusal_incomplete",
        "写明理由",
        "第三十二条第一款第二项",
        id="refusal without reason",
    ),
    pytest.param(
        acceptance.check_refusal,
        {"reason": "不属职权", "competent_organ": ""},
        "refusal_incomplete",
        "向哪个机关申请",
        "第三十二条第一款第二项",
        id="refusal without the competent organ",
    ),
    pytest.param(
        acceptance.check_not_required,
        {"reason": ""},
        "not_required_unexplained",
        "为什么无需办理",
        "第三十二条第一款第一项",
        id="not required without reason",
    ),
    pytest.param(
        acceptance.check_fix_on_the_spot,
        {"fixed": ""},
        "fix_not_described",
        "更正了什么",
        "第三十二条第一款第三项",
        id="a fix without a word",
    ),
    pytest.param(
        acceptance.check_deemed_acceptance,
        {"complete_on": MONDAY, "today": FIFTH_WORKING_DAY, "calendar": CALENDAR},
        "silence_not_over",
        "未满五个工作日",
        "第三十二条第一款第四项",
        id="deemed accepted on the fifth day",
    ),
    pytest.param(
        acceptance.check_return_uncorrected,
        {"correction_due_on": MONDAY, "is_corrected": False, "today": MONDAY},
        "correction_still_open",
        "2018-09-03",
        "",
        id="returned on the last day for correction",
    ),
    pytest.param(
        acceptance.check_return_uncorrected,
        {"correction_due_on": MONDAY, "is_corrected": True, "today": dt.date(2018, 9, 4)},
        "correction_supplied_in_full",
        "已按告知补齐",
        "第三十二条第一款第五项",
        id="returned though everything came in",
    ),
    pytest.param(
        acceptance.check_deemed_acceptance,
        {"complete_on": None, "today": SIXTH_WORKING_DAY, "calendar": CALENDAR},
        "correction_awaited",
        "还没有按告知补齐",
        "",
        id="deemed accepted before the correction",
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
