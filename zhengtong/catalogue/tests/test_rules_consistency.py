"""The numbered consistency checks, one labelled row per clause."""

import pytest

from zhengtong.catalogue.rules.consistency import RULES, Severity, check_consistency
from zhengtong.catalogue.tests.test_rules_elements import a_license

AT_ONCE = {"count": 0, "unit": "on_the_spot"}
FEE = {"fee_name": "工本费", "standard": "10元", "basis": "川价发〔2017〕1号"}
FLOW_IN_WORDS = [
    {"step_name": "窗口受理"},
    {"step_name": "科室审核"},
    {"step_name": "领导审批"},
    {"step_name": "办结"},
    {"step_name": "发证"},
]


def limit(count: int, unit: str = "workday") -> dict[str, object]:
    return {"count": count, "unit": unit}


def findings_of(number: str, changes: dict[str, object]) -> list[str]:
    """Return what one rule says about a sound licence with these changes."""
    findings = check_consistency(elements=a_license(**changes))
    return [finding.message for finding in findings if finding.number == number]


def test_finds_nothing_in_a_sound_license() -> None:
    assert check_consistency(elements=a_license()) == ()


def test_numbers_its_rules_without_a_gap() -> None:
    assert [rule.number for rule in RULES] == [f"C-{number:02d}" for number in range(1, 27)]


def test_only_warns_where_nobody_is_misled() -> None:
    warnings = {rule.number for rule in RULES if rule.severity is Severity.WARNING}
    assert warnings == {"C-08", "C-11", "C-23", "C-26"}


BREACHES = [
    pytest.param(
        "C-01",
        {"promised_limit": AT_ONCE},
        "承诺当场办结，但办件类型不是即办件",
        id="promised at once, kind promised-time",
    ),
    pytest.param(
        "C-02",
        {"case_kind": "on_the_spot"},
        "办件类型为即办件，但承诺办结时限是5 个工作日",
        id="kind on-the-spot, promised in five days",
    ),
    pytest.param(
        "C-03",
        {"case_kind": "other"},
        "承诺5 个工作日办结，办件类型应为承诺件",
        id="neither on-the-spot nor promised-time",
    ),
    pytest.param(
        "C-04",
        {"result_type": "document"},
        "结果名称“建设用地规划许可证”以“证”结尾，结果类型不是证照",
        id="a 证 that is no certificate",
    ),
    pytest.param(
        "C-04",
        {"result_name": "《食品经营许可证（副本）》", "result_type": "approval"},
        "结果名称“《食品经营许可证（副本）》”以“证”结尾，结果类型不是证照",
        id="a 证 in brackets and with a qualifier",
    ),
    pytest.param(
        "C-05",
        {"result_name": "准予许可公文"},
        "结果名称“准予许可公文”以“文”结尾，结果类型不是文书",
        id="a 文 that is no document",
    ),
    pytest.param(
        "C-06",
        {"result_name": "关于×××的批复"},
        "结果名称“关于×××的批复”以“批复”结尾，结果类型不是批复",
        id="a 批复 that is no approval",
    ),
    pytest.param(
        "C-07",
        {"presence_reason": None},
        "到办事现场1次，未写必须现场办理原因",
        id="visits without a reason",
    ),
    pytest.param(
        "C-08",
        {"visit_count": 0},
        "到办事现场0次，却写了必须现场办理原因",
        id="a reason without visits",
    ),
    pytest.param(
        "C-09",
        {"visit_count": 0, "is_online": False},
        "到办事现场0次且不能网办，应支持快递提交材料",
        id="neither visit nor network nor express",
    ),
    pytest.param(
        "C-09",
        {"visit_count": 0, "is_online": False, "express_materials": False},
        "到办事现场0次且不能网办，应支持快递提交材料",
        id="express for results only",
    ),
    pytest.param(
        "C-10",
        {"online_depth": ["fully_online"]},
        "网办深度为全程网办，到办事现场次数却是1",
        id="fully online with a visit",
    ),
    pytest.param(
        "C-10",
        {"online_depth": ["grade_4"], "visit_count": 2},
        "网办深度为全程网办，到办事现场次数却是2",
        id="grade IV with visits",
    ),
    pytest.param(
        "C-11",
        {"visit_count": 2},
        "按网办深度最多到现场1次，现写2次",
        id="originals verified, two visits",
    ),
    pytest.param(
        "C-11",
        {"online_depth": ["originals_pre_checked"], "visit_count": 3},
        "按网办深度最多到现场2次，现写3次",
        id="originals pre-checked, three visits",
    ),
    pytest.param(
        "C-12", {"is_fee": True}, "标明收费，却没有收费项目", id="a fee that is nowhere explained"
    ),
    pytest.param(
        "C-12",
        {"is_fee": True, "fees": [FEE, {"fee_name": "检测费"}]},
        "第2项缺收费标准、第2项缺收费依据",
        id="a fee without standard and basis",
    ),
    pytest.param(
        "C-13",
        {"is_fee": True, "fees": [FEE], "pay_online": None},
        "标明收费，未写是否支持网上支付",
        id="a fee that does not say how to pay",
    ),
    pytest.param(
        "C-14", {"pay_online": True}, "标明不收费，却支持网上支付", id="payment without a fee"
    ),
    pytest.param(
        "C-15",
        {"complaint_phone": "0816-2222221"},
        "咨询电话与监督投诉电话都有0816-2222221",
        id="the same number",
    ),
    pytest.param(
        "C-15",
        {"consult_phone": "0816 2222221、0816-2222222", "complaint_phone": "（0816）2222221"},
        "咨询电话与监督投诉电话都有0816-2222221",
        id="the same number written otherwise, among others",
    ),
    pytest.param(
        "C-16",
        {"consult_phone": "2222221", "complaint_phone": "13800000000"},
        "咨询电话2222221没有区号；监督投诉电话13800000000没有区号",
        id="no area code, mobile",
    ),
    pytest.param("C-16", {"consult_phone": "12345"}, "咨询电话12345没有区号", id="short number"),
    pytest.param(
        "C-16", {"complaint_phone": "见大厅公示"}, "监督投诉电话没有电话号码", id="no number at all"
    ),
    pytest.param(
        "C-16",
        {"consult_phone": "0816-2222221/2222222"},
        "咨询电话2222222没有区号",
        id="the second number lacks it",
    ),
    pytest.param(
        "C-17",
        {"natural_topic": None},
        "服务对象有自然人，没有面向自然人主题分类",
        id="natural persons without topics",
    ),
    pytest.param(
        "C-17",
        {"service_target": ["enterprise"]},
        "有面向自然人主题分类，服务对象没有自然人",
        id="topics without natural persons",
    ),
    pytest.param(
        "C-18",
        {"legal_topic": None},
        "服务对象有法人，没有面向法人主题分类",
        id="legal persons without topics",
    ),
    pytest.param(
        "C-18",
        {"service_target": ["natural_person"]},
        "有面向法人主题分类，服务对象没有法人",
        id="topics without legal persons",
    ),
    pytest.param("C-19", {"faq": None}, "行政许可没有常见问题", id="a licence without FAQ"),
    pytest.param("C-19", {"faq": []}, "行政许可没有常见问题", id="an empty list of questions"),
    pytest.param(
        "C-20",
        {"flow": [{"step_name": "受理", "node_kind": "accept"}, {"step_name": "审核"}]},
        "办理流程缺少决定、办结、送达环节",
        id="a licence flow cut short",
    ),
    pytest.param(
        "C-21", {"result_sample": None}, "有审批结果，没有结果样本", id="a result without sample"
    ),
    pytest.param(
        "C-22",
        {"promised_limit": limit(21)},
        "承诺21 个工作日，超过法定20 个工作日",
        id="longer by a day",
    ),
    pytest.param(
        "C-22",
        {"promised_limit": limit(1, "year"), "statutory_limit": limit(11, "month")},
        "承诺1 年，超过法定11 个月",
        id="a year is longer than eleven months",
    ),
    pytest.param(
        "C-22",
        {"statutory_limit": AT_ONCE},
        "承诺5 个工作日，超过法定当场",
        id="the law says at once",
    ),
    pytest.param(
        "C-23",
        {"promised_limit": limit(15, "day")},
        "承诺15 日（自然日），法定20 个工作日，请改用同一单位",
        id="calendar days against working days",
    ),
    pytest.param(
        "C-24", {"legal_basis": None}, "行政权力事项没有设定依据", id="a power without law"
    ),
    pytest.param(
        "C-25",
        {"statutory_limit": limit(21)},
        "法定办结时限21 个工作日超过20个工作日，请在法定办结时限说明中写明依据",
        id="21 working days without a basis",
    ),
    pytest.param(
        "C-25",
        {"statutory_limit": limit(161, "hour"), "statutory_limit_note": "情况复杂"},
        "法定办结时限161 小时超过20个工作日，请在法定办结时限说明中写明依据",
        id="161 working hours, a note that cites nothing",
    ),
    pytest.param(
        "C-25",
        {"statutory_limit": limit(1, "month")},
        "法定办结时限写作1 个月，不能认定在20个工作日以内，请在法定办结时限说明中写明依据",
        id="a month without a basis",
    ),
    pytest.param(
        "C-25",
        {"statutory_limit": limit(1, "year"), "statutory_limit_note": "情况复杂"},
        "法定办结时限写作1 年，不能认定在20个工作日以内，请在法定办结时限说明中写明依据",
        id="a year, a note that cites nothing",
    ),
    pytest.param(
        "C-25",
        {"statutory_limit": limit(29, "day")},
        "法定办结时限29 日（自然日）超过20个工作日，请在法定办结时限说明中写明依据",
        id="more calendar days than 20 working days fill",
    ),
    pytest.param(
        "C-25",
        {"statutory_limit": limit(365, "day"), "statutory_limit_note": "情况复杂"},
        "法定办结时限365 日（自然日）超过20个工作日，请在法定办结时限说明中写明依据",
        id="a year of calendar days, a note that cites nothing",
    ),
    pytest.param(
        "C-26",
        {"statutory_limit": limit(28, "day")},
        "法定办结时限写作28 日（自然日），行政许可期限以工作日计算",
        id="calendar days of a licence",
    ),
]


@pytest.mark.parametrize(("number", "changes", "message"), BREACHES)
def test_finds_a_breach(number: str, changes: dict[str, object], message: str) -> None:
    assert findings_of(number, changes) == [message]


def test_is_shown_a_breach_of_every_rule() -> None:
    assert {row.values[0] for row in BREACHES} == {rule.number for rule in RULES}


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        pytest.param("C-01", {"promised_limit": AT_ONCE, "case_kind": "on_the_spot"}, id="both"),
        pytest.param("C-02", {"promised_limit": AT_ONCE, "case_kind": "on_the_spot"}, id="both"),
        pytest.param("C-03", {"promised_limit": AT_ONCE, "case_kind": "other"}, id="C-01 says it"),
        pytest.param(
            "C-04", {"result_name": "证明材料清单", "result_type": "document"}, id="inside"
        ),
        pytest.param("C-04", {"result_name": None, "result_type": "none"}, id="no name"),
        pytest.param("C-05", {"result_name": "公文", "result_type": "document"}, id="a document"),
        pytest.param("C-06", {"result_name": "批复", "result_type": "approval"}, id="an approval"),
        pytest.param("C-08", {"visit_count": 0, "presence_reason": " "}, id="a blank reason"),
        pytest.param("C-09", {"visit_count": 0}, id="online"),
        pytest.param(
            "C-09", {"visit_count": 0, "is_online": False, "express_materials": True}, id="express"
        ),
        pytest.param("C-10", {"online_depth": ["fully_online"], "visit_count": 0}, id="no visit"),
        pytest.param("C-10", {"online_depth": ["accept", "handle"]}, id="not fully online"),
        pytest.param("C-10", {"is_online": False, "online_depth": None}, id="not online at all"),
        pytest.param("C-11", {"online_depth": ["consult"], "visit_count": 9}, id="says nothing"),
        pytest.param("C-12", {"is_fee": True, "fees": [FEE]}, id="explained"),
        pytest.param("C-13", {"is_fee": True, "fees": [FEE]}, id="says that it cannot"),
        pytest.param("C-14", {"is_fee": True, "fees": [FEE], "pay_online": True}, id="a fee"),
        pytest.param(
            "C-15", {"complaint_phone": "0816-2222221转3"}, id="another extension of a switchboard"
        ),
        pytest.param("C-16", {"consult_phone": "咨询科：（028）86666666"}, id="brackets"),
        pytest.param("C-16", {"consult_phone": "0816—12345"}, id="long dash, short local number"),
        pytest.param("C-17", {"service_target": ["enterprise"], "natural_topic": None}, id="none"),
        pytest.param(
            "C-18", {"service_target": ["natural_person", "other"]}, id="others may have topics"
        ),
        pytest.param(
            "C-18", {"service_target": ["other"], "legal_topic": None}, id="others need no topics"
        ),
        pytest.param("C-19", {"item_type": "confirmation", "faq": None}, id="no licence"),
        pytest.param("C-20", {"flow": FLOW_IN_WORDS}, id="steps named in words"),
        pytest.param("C-20", {"item_type": "other", "flow": FLOW_IN_WORDS[:1]}, id="no licence"),
        pytest.param("C-21", {"result_type": "none", "result_sample": None}, id="no result"),
        pytest.param("C-22", {"promised_limit": limit(20)}, id="equal"),
        pytest.param("C-22", {"promised_limit": limit(99, "day")}, id="left to C-23"),
        pytest.param(
            "C-23",
            {"promised_limit": limit(6, "month"), "statutory_limit": limit(1, "year")},
            id="months compare with years",
        ),
        pytest.param("C-23", {"promised_limit": AT_ONCE}, id="at once compares with all"),
        pytest.param("C-24", {"item_type": "public_service", "legal_basis": None}, id="no power"),
        pytest.param("C-25", {"statutory_limit": limit(20)}, id="the general limit"),
        pytest.param("C-25", {"statutory_limit": limit(160, "hour")}, id="the same in hours"),
        pytest.param("C-25", {"statutory_limit": limit(28, "day")}, id="four weeks of days"),
        pytest.param(
            "C-25",
            {
                "statutory_limit": limit(60, "day"),
                "statutory_limit_note": "《环境影响评价法》第二十二条第三款",
            },
            id="calendar days with a law",
        ),
        pytest.param(
            "C-25",
            {
                "statutory_limit": limit(45),
                "statutory_limit_note": "《行政许可法》第四十二条第二款",
            },
            id="a law is cited",
        ),
        pytest.param(
            "C-25",
            {"statutory_limit": limit(45), "statutory_limit_note": "川府发〔2018〕3号"},
            id="a document is cited",
        ),
        pytest.param(
            "C-25", {"item_type": "confirmation", "statutory_limit": limit(60)}, id="no licence"
        ),
        pytest.param(
            "C-25",
            {"statutory_limit": limit(3, "month"), "statutory_limit_note": "《商标法》第二十八条"},
            id="months with a law",
        ),
        pytest.param("C-26", {"statutory_limit": AT_ONCE}, id="at once"),
        pytest.param(
            "C-26",
            {"statutory_limit": limit(3, "month"), "statutory_limit_note": "《商标法》第二十八条"},
            id="a law is cited",
        ),
    ],
)
def test_lets_pass(number: str, changes: dict[str, object]) -> None:
    assert findings_of(number, changes) == []
