"""Reading item lists: every defect that a row or a header can have."""

import pytest

from zhengtong.catalogue.rules.import_columns import (
    TEMPLATE_HEADERS,
    TEMPLATE_ROWS,
    ColumnsRefused,
    read_headers,
)
from zhengtong.catalogue.rules.import_rows import ImportedItem, body_code_of
from zhengtong.catalogue.tests.item_files import ReadList, read_list

HEADERS = (
    "department_zh",
    "main_item_zh",
    "item_name_zh",
    "kind_code",
    "kind_zh",
    "kind_id",
    "catalog_code",
    "area_code",
    "organ_code",
    "implementation_code",
)
ROW = {
    "department_zh": "区住建局",
    "main_item_zh": "建设工程规划许可",
    "item_name_zh": "建设工程规划许可证核发",
    "kind_code": "01",
    "kind_zh": "行政许可",
    "kind_id": "permit",
    "catalog_code": "511A0123100001",
    "area_code": "511602000000",
    "organ_code": "11511301008778255F",
    "implementation_code": "511A0123100001-511602000000-000-11511301008778255F-1-00",
}


def read(*rows: dict[str, str], headers: tuple[str, ...] = HEADERS) -> ReadList:
    return read_list(headers=headers, rows=rows, region_code="511602")


def test_reads_a_sound_row() -> None:
    result = read(ROW)
    assert result.notes == ()
    (item,) = result.items
    assert isinstance(item, ImportedItem)
    assert (item.row, item.region_code, item.name) == (2, "511602", "建设工程规划许可证核发")
    assert item.key == "511A0123100001-511602000000-000-11511301008778255F-1-00"
    assert (item.item_type, item.catalogue_code) == ("license", "511A0123100001")
    assert (item.area_code, item.organ_code) == ("511602000000", "11511301008778255F")
    assert (item.body.name, item.body.credit_code) == ("区住建局", "11511301008778255F")
    assert (item.body.organisation_code, item.body.region_code) == ("511602-698DE8E476ED", "511602")
    assert item.upper is not None
    assert (item.upper.base_code, item.upper.item_type) == ("511A0123100001", "license")
    assert (item.upper.parent_code, item.upper.parent_name) == ("511A01231", "建设工程规划许可")


def test_gives_a_main_item_no_parent() -> None:
    (item,) = read({**ROW, "catalog_code": "511A0138000000", "implementation_code": ""}).items
    assert item.upper is not None
    assert (item.upper.parent_code, item.upper.parent_name) == ("", "")


@pytest.mark.parametrize(
    ("changes", "field", "code", "message"),
    [
        pytest.param(
            {"organ_code": ""}, "organ_code", "credit_code_missing", "没有机构代码", id="no organ"
        ),
        pytest.param(
            {"organ_code": "2222222222222", "implementation_code": "x"},
            "organ_code",
            "credit_code_bad",
            "“2222222222222”：统一社会信用代码应为 18 位，第 3—8 位是数字，"
            "其余是数字或大写字母（不用 I、O、S、V、Z）",
            id="a filler for a credit code",
        ),
        pytest.param(
            {"organ_code": "11511301008778255E"},
            "organ_code",
            "credit_code_bad",
            "“11511301008778255E”：统一社会信用代码的校验位不对，请核对是否写错",
            id="a credit code that does not check",
        ),
        pytest.param(
            {"organ_code": "008778685"},
            "organ_code",
            "credit_code_old",
            "“008778685”是旧组织机构代码，不是统一社会信用代码",
            id="an old organisation code",
        ),
        pytest.param(
            {"organ_code": "11511301008778255f"},
            "organ_code",
            "credit_code_rewritten",
            "“11511301008778255f”按规范写法应为“11511301008778255F”",
            id="a small letter",
        ),
        pytest.param(
            {"catalog_code": ""},
            "catalog_code",
            "catalogue_code_missing",
            "没有基本编码，未能对应上级目录事项",
            id="no catalogue code",
        ),
        pytest.param(
            {"catalog_code": "暂无"},
            "catalog_code",
            "catalogue_code_unread",
            "“暂无”不是已知的基本编码形式，按原样保存",
            id="a catalogue code of no form",
        ),
        pytest.param(
            {"catalog_code": "A-000004-001-11511301008778386B"},
            "catalog_code",
            "catalogue_code_has_organ",
            "基本编码后连着机构代码“11511301008778386B”，按“A-000004-001”对应上级目录事项",
            id="an organ code hangs on",
        ),
        pytest.param(
            {"catalog_code": "511Z0123100001"},
            "catalog_code",
            "kind_differs_from_code",
            "编码表示的事项类型与行政许可不一致，按行政许可导入",
            id="the code names another type",
        ),
        pytest.param(
            {"implementation_code": ""},
            "implementation_code",
            "implementation_code_missing",
            "没有实施编码，以机构代码、基本编码和名称识别",
            id="no implementation code",
        ),
        pytest.param(
            {"implementation_code": "待定"},
            "implementation_code",
            "implementation_code_unread",
            "“待定”不是已知的实施编码形式，按原样保存",
            id="an implementation code of no form",
        ),
        pytest.param(
            {"implementation_code": ("511A0123100002-511603000000-000-11511301008778220W-1-00")},
            "implementation_code",
            "implementation_code_differs",
            "实施编码中的基本编码、地区、机构代码与本行所列不同",
            id="the implementation code says otherwise",
        ),
        pytest.param(
            {"area_code": ""},
            "area_code",
            "area_code_missing",
            "没有地区代码，记在511602名下",
            id="no area",
        ),
        pytest.param(
            {"area_code": "510000000000"},
            "area_code",
            "area_of_another_region",
            "地区代码510000000000不属于511602，记在511602名下",
            id="the province's area",
        ),
        pytest.param(
            {"kind_id": "penalty"},
            "kind_id",
            "kind_disagrees",
            "“penalty”与行政许可不一致，按行政许可导入",
            id="two columns disagree",
        ),
        pytest.param(
            {"kind_code": "99"},
            "kind_code",
            "kind_unknown",
            "没有“99”这种事项类型",
            id="one column unreadable, another not",
        ),
        pytest.param(
            {"department_zh": ""},
            "department_zh",
            "department_missing",
            "没有实施主体名称，暂记为“机构11511301008778255F”",
            id="no department, but an organ",
        ),
    ],
)
def test_takes_a_row_with_a_defect_and_tells_it(changes, field, code, message) -> None:
    result = read({**ROW, **changes})
    assert len(result.items) == 1
    assert (field, code, message) in [
        (note.field, note.code, note.message) for note in result.warnings
    ]


@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        pytest.param(
            {"item_name_zh": " "}, [("item_name_zh", "name_missing", "没有事项名称")], id="no name"
        ),
        pytest.param(
            {"department_zh": "", "organ_code": ""},
            [("department_zh", "body_missing", "没有实施主体名称，也没有机构代码")],
            id="no body at all",
        ),
        pytest.param(
            {"kind_code": "", "kind_zh": "", "kind_id": ""},
            [("kind_code", "kind_missing", "没有事项类型")],
            id="no type",
        ),
        pytest.param(
            {"kind_code": "99", "kind_zh": "其它", "kind_id": ""},
            [
                ("kind_code", "kind_unknown", "没有“99”这种事项类型"),
                ("kind_zh", "kind_unknown", "没有“其它”这种事项类型"),
            ],
            id="no type that we know",
        ),
        pytest.param(
            {"item_name_zh": "证" * 201},
            [("item_name_zh", "too_long", "最多200字，现有201字")],
            id="a name that fits no column",
        ),
        pytest.param(
            {"implementation_code": "1" * 65},
            [("implementation_code", "too_long", "最多64字，现有65字")],
            id="a code that fits no column",
        ),
        pytest.param(
            {"item_name_zh": "许可\x00证"},
            [("item_name_zh", "control_character", "含有换行或不可见的控制字符")],
            id="control character",
        ),
        pytest.param(
            {"item_name_zh": "", "kind_code": "", "kind_zh": "", "kind_id": ""},
            [
                ("item_name_zh", "name_missing", "没有事项名称"),
                ("kind_code", "kind_missing", "没有事项类型"),
            ],
            id="all faults at once",
        ),
    ],
)
def test_keeps_out_a_row_that_makes_no_item(changes, refusals) -> None:
    result = read({**ROW, **changes}, ROW)
    assert [item.row for item in result.items] == [3]
    assert [(note.field, note.code, note.message) for note in result.refusals] == refusals
    assert {note.row for note in result.refusals} == {2}


def test_refuses_the_same_implementation_code_twice() -> None:
    result = read(ROW, {**ROW, "item_name_zh": "另一事项"})
    assert [item.row for item in result.items] == [2]
    (note,) = result.refusals
    assert (note.row, note.field) == (3, "implementation_code")
    assert (note.code, note.message) == ("duplicate_key", "与第2行是同一事项")


def test_refuses_the_same_organ_code_and_name_twice_without_implementation_code() -> None:
    row = {**ROW, "implementation_code": ""}
    result = read(row, row)
    assert [(note.row, note.field) for note in result.refusals] == [(3, "item_name_zh")]


def test_tells_items_of_two_departments_apart_that_have_no_codes_at_all() -> None:
    row = {**ROW, "implementation_code": "", "catalog_code": "", "organ_code": ""}
    result = read(row, {**row, "department_zh": "区水务局"})
    assert len({item.key for item in result.items}) == 2
    assert [item.upper for item in result.items] == [None, None]


def test_warns_of_a_name_twice_in_one_department_only() -> None:
    code = "511A0123100002-511602000000-000-11511301008778255F-1-00"
    twin = {**ROW, "catalog_code": "511A0123100002", "implementation_code": code}
    assert read(ROW, twin).counts == {"duplicate_name": 1}
    assert read(ROW, {**twin, "department_zh": "区水务局"}).counts == {}


def test_says_once_which_code_columns_a_file_lacks() -> None:
    headers = ("item_name", "item_type", "body_name")
    result = read(
        {"item_name": "养蜂证申领", "item_type": "公共服务", "body_name": "区农业农村局"},
        headers=headers,
    )
    assert result.notes == ()
    assert result.absent_codes == ("实施编码", "基本编码", "实施主体代码", "行政区划")
    assert result.items[0].key == "511602-A0290E7B554D  养蜂证申领"


def test_gives_a_department_one_code_however_it_is_spaced() -> None:
    code = body_code_of(region_code="511602", department="区住建局")
    assert code == "511602-698DE8E476ED"
    assert body_code_of(region_code="511602", department=" 区 住建局　") == code
    assert body_code_of(region_code="512000", department="区住建局") == "512000-698DE8E476ED"


def test_accepts_its_own_template() -> None:
    rows = [dict(zip(TEMPLATE_HEADERS, cells, strict=True)) for cells in TEMPLATE_ROWS]
    result = read_list(headers=TEMPLATE_HEADERS, rows=rows, region_code="370800")
    assert (len(result.items), result.notes) == (1, ())


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(("事项名称", "事项类型", "实施主体"), id="Chinese names"),
        pytest.param(("item_name", "item_type", "body_code"), id="identifiers, organ code only"),
        pytest.param(("item_name_zh", "kind_id", "department_zh", "seq"), id="as published"),
    ],
)
def test_reads_headers_in_either_language(headers: tuple[str, ...]) -> None:
    assert list(read_headers(headers=headers)) == list(headers)


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        pytest.param(
            ("item_name", "item_type", "body_name", "颜色"),
            "事项文件的列名有误：没有“颜色”这一列",
            id="unknown column",
        ),
        pytest.param(
            ("item_name", "事项名称", "item_type", "body_name"),
            "事项文件的列名有误：“事项名称”与另一列重复",
            id="two columns mean the same",
        ),
        pytest.param(
            ("base_code",),
            "事项文件的列名有误：缺少“事项名称”列；缺少“事项类型”列；缺少“实施主体”列",
            id="what no item can do without",
        ),
        pytest.param(
            (),
            "事项文件的列名有误：缺少“事项名称”列；缺少“事项类型”列；缺少“实施主体”列",
            id="empty file",
        ),
    ],
)
def test_refuses_a_file_by_its_headers(headers: tuple[str, ...], message: str) -> None:
    with pytest.raises(ColumnsRefused) as refusal:
        read_headers(headers=headers)
    assert refusal.value.message == message
