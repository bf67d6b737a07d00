from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.case_numbers import (
    CaseNumber,
    CaseNumberRefused,
    CaseNumbersUsedUp,
    make_case_number,
    parse_case_number,
)
from zhengtong.kernel.certificate_identifiers import (
    CertificateIdentifier,
    parse_certificate_identifier,
)
from zhengtong.kernel.check_digits import (
    has_mod_11_10,
    has_mod_37_36,
    mod_11_10_check,
    mod_37_36_check,
)
from zhengtong.kernel.codes import (
    CodeRefused,
    CreditCode,
    Strictness,
    born_on,
    normalised,
    organisation_check,
    parse_citizen_number,
    parse_credit_code,
    parse_organisation_code,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("11010519491231002X", "11010519491231002X", id="example of the standard"),
        pytest.param("11010519491231002x", "11010519491231002X", id="small x"),
        pytest.param(" 110105 19491231 002X ", "11010519491231002X", id="spaces"),
        pytest.param("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", id="full width"),
        pytest.param("110105491231002", "11010519491231002X", id="fifteen digits"),
        pytest.param("999999194912310021", None, id="wrong check"),
    ],
)
def test_it_reads_a_citizen_number(text, number):
    if number is None:
        with pytest.raises(CodeRefused, match="校验位"):
            parse_citizen_number(text)
        return
    assert parse_citizen_number(text) == number
    assert born_on(number) == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "应为 18 位", id="empty"),
        pytest.param("1101051949123100", "应为 18 位", id="too short"),
        pytest.param("11010519491231002XX", "应为 18 位", id="too long"),
        pytest.param("X1010519491231002X", "应为 18 位", id="letter in front"),
        pytest.param("11010519491331002X", "出生日期不存在", id="month 13"),
        pytest.param("11010519490229002X", "出生日期不存在", id="no leap day in 1949"),
        pytest.param("110105490229002", "出生日期不存在", id="fifteen digits, no leap day"),
        pytest.param("110105194912310021", "校验位不对", id="wrong check"),
    ],
)
def test_it_refuses_a_wrong_citizen_number(text, message):
    with pytest.raises(CodeRefused, match=message):
        parse_citizen_number(text)


def test_it_refuses_a_birth_date_from_what_is_no_number():
    with pytest.raises(CodeRefused, match="出生日期"):
        born_on("110105194913310021")


@given(st.integers(0, 16), st.integers(1, 9))
def test_it_finds_every_single_wrong_digit_of_a_citizen_number(place, shift):
    number = "11010519491231002X"
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(CodeRefused):
        parse_citizen_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("91350100M000100Y43", id="example of the standard"),
        pytest.param("11370800MB28559184", id="housing department in a real item code"),
        pytest.param("12441500196720244T", id="institution in a real case code"),
        pytest.param("11100000000013338W", id="ministry in a real certificate type"),
    ],
)
def test_it_reads_a_credit_code(text):
    assert parse_credit_code(text) == CreditCode(text, checks=True)


def test_it_takes_a_credit_code_apart():
    code = parse_credit_code("91350100-m000100y-4 3")
    assert (code.text, code.region_code) == ("91350100M000100Y43", "350100")
    assert code.organisation_part == "M000100Y4"
    assert parse_organisation_code(code.organisation_part) == "M000100Y4"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("2222222222222", id="placeholder of a real list"),
        pytest.param("91350100M000100Y4", id="too short"),
        pytest.param("9135010OM000100Y43", id="letter O in the region"),
        pytest.param("91350100M0001I0Y43", id="letter that is left out"),
    ],
)
@pytest.mark.parametrize("strictness", list(Strictness))
def test_it_refuses_a_malformed_credit_code_in_either_mode(text, strictness):
    with pytest.raises(CodeRefused, match="应为 18 位"):
        parse_credit_code(text, strictness=strictness)


def test_it_refuses_a_failed_check_only_when_strict():
    with pytest.raises(CodeRefused, match="校验位不对"):
        parse_credit_code("91350100M000100Y44")
    lenient = parse_credit_code("91350100M000100Y44", strictness=Strictness.LENIENT)
    assert lenient == CreditCode("91350100M000100Y44", checks=False)


@pytest.mark.parametrize(
    ("body", "check"),
    [
        pytest.param("M000100Y", "4", id="sum 139, remainder 7"),
        pytest.param("00000000", "0", id="remainder 0 gives 11, written 0"),
        pytest.param("00001000", "6", id="sum 5"),
        pytest.param("00010000", "1", id="sum 10"),
        pytest.param("00100001", "0", id="sum 11"),
        pytest.param("10001001", "1", id="sum 10 from three"),
        pytest.param("00000006", "X", id="sum 12, remainder 1 gives 10, written X"),
    ],
)
def test_it_checks_an_organisation_code(body, check):
    assert organisation_check(body) == check
    assert parse_organisation_code(f"{body[:8]}-{check}") == body + check


@pytest.mark.parametrize(
    ("text", "message"),
    [("M000100Y-5", "校验位不对"), ("M000100Y", "应为 8 位"), ("M000100Y-A", "应为 8 位")],
)
def test_it_refuses_a_wrong_organisation_code(text, message):
    with pytest.raises(CodeRefused, match=message):
        parse_organisation_code(text)


def test_it_writes_numbers_the_one_way():
    assert normalised("　m000100y－4 ") == "M000100Y4"


@pytest.mark.parametrize(
    ("body", "check"),
    [
        pytest.param("2411130202890163701", "5", id="real investment project code"),
        pytest.param("51070318022600001", "8", id="case number"),
        pytest.param("51160226091800083", "8", id="another case number"),
    ],
)
def test_it_makes_the_check_digit_mod_11_10(body, check):
    assert mod_11_10_check(body) == check
    assert has_mod_11_10(body + check)
    assert not has_mod_11_10(body + str((int(check) + 1) % 10))


@pytest.mark.parametrize("number", ["", "5", "51070318022600001A", "５１０７"])
def test_it_finds_no_check_digit_in_what_is_no_number(number):
    assert not has_mod_11_10(number)


def test_it_refuses_to_make_a_check_for_other_characters():
    with pytest.raises(ValueError, match="does not know"):
        mod_11_10_check("12A")
    with pytest.raises(ValueError, match="does not know"):
        mod_37_36_check("12-a")


def test_it_checks_mod_37_36():
    body = "11100000000013338W01111430000006122244L20230000403001"
    assert mod_37_36_check(body) == "U"
    assert has_mod_37_36(body + "U")
    assert not has_mod_37_36(body + "V")
    assert not has_mod_37_36("U")
    assert not has_mod_37_36("a.U")


def test_it_makes_and_reads_a_case_number():
    number = make_case_number(region_code="510703", day=date(2018, 2, 26), serial=1)
    assert number == "510703180226000018"
    assert parse_case_number(f" {number} ") == CaseNumber("510703", date(2018, 2, 26), 1)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))
def test_it_reads_every_case_number_that_it_makes(day, serial):
    number = make_case_number(region_code="510703", day=day, serial=serial)
    assert len(number) == 18
    assert parse_case_number(number) == CaseNumber("510703", day, serial)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("51070318022600001", "18 位数字", id="too short"),
        pytest.param("51070318022600001X", "18 位数字", id="letter"),
        pytest.param("510703180226000019", "校验位不对", id="wrong check"),
        pytest.param("510703180230000012", "日期不存在", id="30 February"),
        pytest.param("510703180226000000", "流水号", id="serial 0"),
    ],
)
def test_it_refuses_a_wrong_case_number(text, message):
    with pytest.raises(CaseNumberRefused, match=message):
        parse_case_number(text)


def test_it_refuses_a_serial_beyond_five_digits():
    with pytest.raises(CaseNumbersUsedUp, match="已用完"):
        make_case_number(region_code="510703", day=date(2018, 2, 26), serial=100_000)


@pytest.mark.parametrize(
    ("region_code", "day", "serial"),
    [
        ("5107", date(2018, 2, 26), 1),
        ("510703", date(1999, 12, 31), 1),
        ("510703", date(2100, 1, 1), 1),
        ("510703", date(2018, 2, 26), 0),
    ],
)
def test_it_stops_a_caller_that_asks_for_an_impossible_number(region_code, day, serial):
    with pytest.raises(ValueError):  # noqa: PT011
        make_case_number(region_code=region_code, day=day, serial=serial)


REAL_IDENTIFIERS = [
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.002.S",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
    "1.2.156.3005.2.11100000000013338W087.11370800MB28559184.37080001202411010001.001.3",
]


@pytest.mark.parametrize("text", REAL_IDENTIFIERS)
def test_it_reads_real_certificate_identifiers(text):
    assert str(parse_certificate_identifier(text)) == text


def test_it_takes_a_certificate_identifier_apart():
    assert parse_certificate_identifier(REAL_IDENTIFIERS[2]) == CertificateIdentifier(
        "11100000000013338W011", "11430000006122244L", "20230000403", 2
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REAL_IDENTIFIERS[0][:-1] + "G", "校验位不对"),
        (REAL_IDENTIFIERS[0].removeprefix("1."), "应为"),
        ("", "应为"),
    ],
)
def test_it_refuses_a_wrong_certificate_identifier(text, message):
    with pytest.raises(CodeRefused, match=message):
        parse_certificate_identifier(text)
