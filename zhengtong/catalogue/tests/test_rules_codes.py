"""Item codes of both generations and of Sichuan."""

import pytest

from zhengtong.catalogue.rules.codes import (
    BaseCode,
    ImplementationCode,
    UnreadCode,
    parse_base_code,
    parse_implementation_code,
)
from zhengtong.kernel.codes import Strictness

BAD_CHECK = "11370800MB28559185"


@pytest.mark.parametrize(
    ("code", "form", "type_code", "main", "sub", "main_code", "item_type"),
    [
        pytest.param(
            "370117002011",
            "national",
            "01",
            "002",
            "011",
            "370117002",
            "license",
            id="12 characters",
        ),
        pytest.param(
            "00013110400Y",
            "national",
            "01",
            "104",
            "00Y",
            "000131104",
            "license",
            id="main, marked Y",
        ),
        pytest.param(
            "210973001000", "national", "09", "001", "000", "210973001", "adjudication", id="no sub"
        ),
        pytest.param(
            "442199806003", "national", "21", "806", "003", "442199806", None, id="type beyond 20"
        ),
        pytest.param(
            "0100641001",
            "standard_39046",
            "01",
            "00641",
            "001",
            "0100641",
            "license",
            id="10 characters of GB/T 39046",
        ),
        pytest.param(
            "511A0138000000",
            "sichuan",
            "1A",
            "01380",
            "00000",
            "511A01380",
            "license",
            id="14, main",
        ),
        pytest.param(
            "511A0064100226",
            "sichuan",
            "1A",
            "00641",
            "00226",
            "511A00641",
            "license",
            id="14, serial",
        ),
        pytest.param(
            "511Z07001006", "sichuan", "1Z", "07001", "006", "511Z07001", "other", id="12, serial"
        ),
        pytest.param(
            "512012002012",
            "sichuan",
            "20",
            "12002",
            "012",
            "512012002",
            "public_service",
            id="12 digits of Sichuan",
        ),
        pytest.param(
            "51201200200013",
            "sichuan",
            "20",
            "12002",
            "00013",
            "512012002",
            "public_service",
            id="the serial runs on in 14",
        ),
        pytest.param(
            "512C0053300008",
            "sichuan",
            "2C",
            "00533",
            "00008",
            "512C00533",
            None,
            id="letters mean other things behind 2",
        ),
        pytest.param(
            "G-000007-001",
            "sichuan_lettered",
            "G",
            "000007",
            "001",
            "G-000007",
            "payment",
            id="lettered",
        ),
        pytest.param(
            "1J-5100-00027",
            "sichuan_department",
            "1J",
            "00027",
            "",
            "1J-5100-00027",
            None,
            id="a department's own number",
        ),
    ],
)
def test_takes_a_base_code_apart(code, form, type_code, main, sub, main_code, item_type) -> None:
    base = parse_base_code(code=f" {code} ")
    assert isinstance(base, BaseCode)
    assert (base.text, base.form, base.type_code) == (code, form, type_code)
    assert (base.main, base.sub, base.main_code) == (main, sub, main_code)
    assert base.item_type == item_type


def test_finds_province_department_and_handling_item_in_a_national_code() -> None:
    base = parse_base_code(code="00016421300301")
    assert isinstance(base, BaseCode)
    assert (base.province, base.department, base.handling_item) == ("00", "64", "01")


def test_takes_off_an_organ_code_that_hangs_on_a_base_code() -> None:
    base = parse_base_code(code="E-000004-001-11511301008778386B")
    assert isinstance(base, BaseCode)
    assert (base.text, base.organ_tail) == ("E-000004-001", "11511301008778386B")


@pytest.mark.parametrize(
    ("code", "is_main"),
    [
        pytest.param("511A0138000000", True, id="serial all zero"),
        pytest.param("210973001000", True, id="sub all zero"),
        pytest.param("00013110400Y", True, id="marked Y"),
        pytest.param("1J-5100-00027", True, id="no sub at all"),
        pytest.param("511A0064100226", False, id="serial"),
        pytest.param("00016421300001", False, id="handling item of a main item"),
    ],
)
def test_tells_main_items_from_the_others(code: str, is_main: bool) -> None:
    base = parse_base_code(code=code)
    assert isinstance(base, BaseCode)
    assert base.is_main is is_main


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("", id="empty"),
        pytest.param("食品经营许可", id="a name"),
        pytest.param("51A", id="cut off"),
        pytest.param("５１１Z07001006", id="full-width digits"),
        pytest.param("511Z07001006;", id="stray mark"),
    ],
)
def test_gives_reasons_for_a_base_code_it_cannot_read(code: str) -> None:
    assert parse_base_code(code=code) == UnreadCode(code, ("不是已知的基本编码形式，按原样保存",))


def test_takes_the_31_character_code_of_the_rules_apart() -> None:
    code = parse_implementation_code(code="11370800MB285591843370117002011")
    assert isinstance(code, ImplementationCode)
    assert (code.form, code.organ_code) == ("national", "11370800MB28559184")
    assert (code.exercise_level, code.base_text) == ("3", "370117002011")
    assert code.base is not None
    assert (code.base.province, code.base.item_type, code.base.department) == (
        "37",
        "license",
        "17",
    )
    assert (code.base.main, code.base.sub, code.doubts) == ("002", "011", ())


@pytest.mark.parametrize(
    ("code", "level", "base_text", "handling_item"),
    [
        pytest.param(
            "1145072100811537184452004020000", "4", "452004020000", "", id="a real one of Guangxi"
        ),
        pytest.param(
            "11370800MB28559184337011700201105",
            "3",
            "37011700201105",
            "05",
            id="33 characters: a handling item",
        ),
        pytest.param("11370800MB2855918430100641001", "3", "0100641001", "", id="base code of 10"),
        pytest.param(
            "11510000MB1690541M251017200200301",
            "2",
            "51017200200301",
            "01",
            id="behind a credit code no Sichuan serial",
        ),
    ],
)
def test_takes_national_implementation_codes_apart(code, level, base_text, handling_item) -> None:
    read = parse_implementation_code(code=code, strictness=Strictness.STRICT)
    assert isinstance(read, ImplementationCode)
    assert read.base is not None
    assert (read.exercise_level, read.base_text) == (level, base_text)
    assert read.base.handling_item == handling_item


def test_takes_a_sichuan_implementation_code_apart() -> None:
    code = parse_implementation_code(
        code="511A0138000000-511602000000-000-115113010833722043-1-00",
        strictness=Strictness.STRICT,
    )
    assert isinstance(code, ImplementationCode)
    assert (code.form, code.base_text) == ("sichuan", "511A0138000000")
    assert (code.area_code, code.middle) == ("511602000000", "000")
    assert (code.organ_code, code.tail, code.doubts) == ("115113010833722043", "1-00", ())


@pytest.mark.parametrize(
    ("code", "doubts"),
    [
        pytest.param(
            f"{BAD_CHECK}3370117002011", ["其中的统一社会信用代码校验位不对"], id="wrong check"
        ),
        pytest.param(
            "511602-510000000000-000-8282348-1-00",
            [
                "基本编码部分“511602”不是已知形式",
                "统一社会信用代码应为 18 位，第 3—8 位是数字，"
                "其余是数字或大写字母（不用 I、O、S、V、Z）",
            ],
            id="Sichuan form, base and organ both odd",
        ),
    ],
)
def test_reads_leniently_and_says_what_it_doubts(code: str, doubts: list[str]) -> None:
    read = parse_implementation_code(code=code)
    assert isinstance(read, ImplementationCode)
    assert list(read.doubts) == doubts


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        pytest.param(
            f"{BAD_CHECK}3370117002011",
            ["统一社会信用代码的校验位不对，请核对是否写错"],
            id="wrong check",
        ),
        pytest.param(
            "511A0077700002-510000000000-000-8282348-1-00",
            [
                "统一社会信用代码应为 18 位，第 3—8 位是数字，"
                "其余是数字或大写字母（不用 I、O、S、V、Z）"
            ],
            id="Sichuan form with an invented organ",
        ),
    ],
)
def test_refuses_strictly_a_code_whose_credit_code_is_wrong(code, reasons) -> None:
    assert parse_implementation_code(code=code, strictness=Strictness.STRICT) == UnreadCode(
        code, tuple(reasons)
    )


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        pytest.param("", ["不是已知的实施编码形式，按原样保存"], id="empty"),
        pytest.param(
            "E-000004-001-11511301008778386B",
            ["不是已知的实施编码形式，按原样保存"],
            id="31 characters long and yet no implementation code",
        ),
        pytest.param(
            "11370800MB285591849370117002011", ["第19位不是行使层级（1—7）"], id="level 9"
        ),
        pytest.param(
            "11370800MB28559184337011700201",
            ["基本编码部分“37011700201”不是已知形式"],
            id="one character short",
        ),
        pytest.param(
            "IOSVZ000MB28559184901",
            [
                "统一社会信用代码应为 18 位，第 3—8 位是数字，"
                "其余是数字或大写字母（不用 I、O、S、V、Z）",
                "第19位不是行使层级（1—7）",
                "基本编码部分“01”不是已知形式",
            ],
            id="everything at once",
        ),
    ],
)
def test_gives_every_reason_for_an_implementation_code_it_cannot_read(code, reasons) -> None:
    assert parse_implementation_code(code=code) == UnreadCode(code, tuple(reasons))
