"""What is wrong with the values someone gave."""

import pytest

from zhengtong.catalogue.rules.element_faults import check_elements, check_locked
from zhengtong.catalogue.rules.elements import ElementRecord
from zhengtong.catalogue.tests.test_rules_elements import MATERIAL, WORKDAYS_20, a_license


def test_finds_no_fault_in_a_sound_license() -> None:
    assert check_elements(elements=a_license()) == ()


@pytest.mark.parametrize(
    ("identifier", "value", "path", "message"),
    [
        pytest.param("pinyin", "x", "pinyin", "没有“pinyin”这个要素", id="unknown"),
        pytest.param(
            "materials.kind",
            "form",
            "materials.kind",
            "没有“materials.kind”这个要素",
            id="a column",
        ),
        pytest.param(
            "exercise_levels",
            ["county"],
            "exercise_levels",
            "没有“exercise_levels”这个要素",
            id="of the other record",
        ),
        pytest.param(
            "state", "running", "state", "“事项状态”由平台生成，不能填写", id="of the platform"
        ),
        pytest.param("place", 7, "place", "“办理地点”应为文字", id="text wanted"),
        pytest.param(
            "place", "地" * 401, "place", "“办理地点”最多400字，现有401字", id="text too long"
        ),
        pytest.param(
            "place", "二楼\x00", "place", "“办理地点”含有不可见的控制字符", id="control character"
        ),
        pytest.param("accept_limit", "5", "accept_limit", "“受理时限（工作日）”应为整数", id="int"),
        pytest.param(
            "accept_limit", True, "accept_limit", "“受理时限（工作日）”应为整数", id="yes is no int"
        ),
        pytest.param(
            "accept_limit", -1, "accept_limit", "“受理时限（工作日）”不能小于0", id="negative"
        ),
        pytest.param(
            "accept_limit",
            6,
            "accept_limit",
            "“受理时限（工作日）”不能大于5",
            id="five days at most",
        ),
        pytest.param("is_fee", "否", "is_fee", "“是否收费”应为是或否", id="bool wanted"),
        pytest.param(
            "effective_date",
            "2018-02-29",
            "effective_date",
            "“计划生效日期”应为日期，如 2018-02-01",
            id="no such day",
        ),
        pytest.param(
            "effective_date",
            "20180201",
            "effective_date",
            "“计划生效日期”应为日期，如 2018-02-01",
            id="other date form",
        ),
        pytest.param(
            "effective_date",
            20180201,
            "effective_date",
            "“计划生效日期”应为日期，如 2018-02-01",
            id="date as a number",
        ),
        pytest.param(
            "case_kind",
            "即办件",
            "case_kind",
            "“办件类型”不能是“即办件”，可选：即办件、承诺件、其他",
            id="label for a code",
        ),
        pytest.param(
            "case_kind",
            ["other"],
            "case_kind",
            "“办件类型”不能是“['other']”，可选：即办件、承诺件、其他",
            id="list for a code",
        ),
        pytest.param(
            "promised_limit",
            5,
            "promised_limit",
            "“承诺办结时限”应写明数量和单位",
            id="bare number",
        ),
        pytest.param(
            "promised_limit",
            {"count": 5},
            "promised_limit",
            "“承诺办结时限”应写明数量和单位",
            id="no unit",
        ),
        pytest.param(
            "promised_limit",
            {"count": "5", "unit": "workday"},
            "promised_limit",
            "“承诺办结时限”的数量应为整数",
            id="count as text",
        ),
        pytest.param(
            "promised_limit",
            {"count": True, "unit": "workday"},
            "promised_limit",
            "“承诺办结时限”的数量应为整数",
            id="count as yes",
        ),
        pytest.param(
            "promised_limit",
            {"count": 5, "unit": "week"},
            "promised_limit",
            "“承诺办结时限”没有“week”这种时限单位",
            id="unknown unit",
        ),
        pytest.param(
            "promised_limit",
            {"count": 0, "unit": "workday"},
            "promised_limit",
            "“承诺办结时限”不成立：时限应为 1 至 9999个工作日，不能是 0",
            id="zero working days",
        ),
        pytest.param("materials", "申请书", "materials", "“申请材料”应为列表", id="list wanted"),
        pytest.param(
            "joint_body",
            [{"body_name": "区住建局"}] * 21,
            "joint_body",
            "“联办机构”最多20项，现有21项",
            id="list too long",
        ),
        pytest.param(
            "materials",
            ["申请书"],
            "materials[1]",
            "“申请材料”的每一项应含各列内容",
            id="row wanted",
        ),
        pytest.param(
            "materials",
            [MATERIAL, {"colour": "red"}],
            "materials[2].colour",
            "“申请材料”没有“colour”这一列",
            id="unknown column",
        ),
        pytest.param(
            "materials",
            [{"original_count": 100}],
            "materials[1].original_count",
            "“原件份数”不能大于99",
            id="column with a fault",
        ),
        pytest.param(
            "handling_forms",
            ["window", "fax"],
            "handling_forms[2]",
            "“办理形式”不能是“fax”，可选：窗口办理、网上办理（计算机端）、移动端办理、快递申请、其他",
            id="unknown code in a list",
        ),
        pytest.param(
            "handling_forms",
            ["window", "window"],
            "handling_forms",
            "“办理形式”有重复的项",
            id="code twice",
        ),
        pytest.param(
            "natural_topic",
            ["生育收养", " "],
            "natural_topic[2]",
            "“面向自然人主题分类”有空白的项",
            id="blank text in a list",
        ),
        pytest.param(
            "natural_topic",
            [7],
            "natural_topic[1]",
            "“面向自然人主题分类”应为文字",
            id="number in a list of texts",
        ),
        pytest.param(
            "natural_topic",
            ["题" * 201],
            "natural_topic[1]",
            "“面向自然人主题分类”最多200字，现有201字",
            id="long text in a list",
        ),
    ],
)
def test_names_a_fault_by_element(identifier: str, value: object, path: str, message: str) -> None:
    faults = check_elements(elements={identifier: value})
    assert [(fault.element, fault.message) for fault in faults] == [(path, message)]


def test_takes_a_value_of_null_as_not_given() -> None:
    row = {**MATERIAL, "fill_notes": None}
    assert check_elements(elements={"place": None, "materials": [row]}) == ()


def test_keeps_line_breaks_in_long_texts() -> None:
    assert check_elements(elements={"acceptance_condition": "一、成年\r\n二、\t住本区"}) == ()


def test_checks_the_upper_record_by_its_own_elements() -> None:
    faults = check_elements(
        elements={"exercise_levels": ["county"], "place": "二楼"}, record=ElementRecord.CATALOGUE
    )
    assert [(fault.element, fault.code) for fault in faults] == [("place", "unknown")]


@pytest.mark.parametrize(
    ("identifier", "code", "message"),
    [
        pytest.param(
            "place",
            "key_provisional",
            "“办理地点”是关键要素，必须准确，不能标为暂定",
            id="key elements must be exact",
        ),
        pytest.param("pinyin", "unknown", "没有“pinyin”这个要素", id="unknown"),
        pytest.param("flow.role", "unknown", "没有“flow.role”这个要素", id="a column"),
        pytest.param(
            "traffic", "empty_provisional", "“交通指引”没有填写，不能标为暂定", id="nothing to mark"
        ),
    ],
)
def test_refuses_a_provisional_mark(identifier: str, code: str, message: str) -> None:
    (fault,) = check_elements(elements=a_license(), provisional=[identifier])
    assert (fault.element, fault.code, fault.message) == (identifier, code, message)


def test_allows_a_provisional_mark_on_what_is_no_key_element() -> None:
    assert check_elements(elements=a_license(), provisional={"undertaking_unit"}) == ()


@pytest.mark.parametrize(
    ("local", "faults"),
    [
        pytest.param({"item_type": "license", "statutory_limit": WORKDAYS_20}, [], id="the same"),
        pytest.param(
            {"item_type": "other", "statutory_limit": WORKDAYS_20},
            [("item_type", "“事项类型”以上级目录为准，不能自行修改")],
            id="changed",
        ),
        pytest.param(
            {"item_type": "license"},
            [("statutory_limit", "“法定办结时限”以上级目录为准，不能自行修改")],
            id="taken away",
        ),
        pytest.param(
            {"item_type": "license", "statutory_limit": WORKDAYS_20, "quota": "每年一百件"},
            [],
            id="the upper item left it open",
        ),
    ],
)
def test_holds_a_local_item_to_its_upper_item(local, faults) -> None:
    upper = {"item_type": "license", "statutory_limit": WORKDAYS_20, "quota": ""}
    found = check_locked(elements=local, upper=upper)
    assert [(fault.element, fault.message) for fault in found] == faults
