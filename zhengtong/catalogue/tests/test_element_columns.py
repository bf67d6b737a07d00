"""Cells as element values, and which of them are refused."""

import pytest

from zhengtong.catalogue.management.catalogue_sheet import CATALOGUE
from zhengtong.catalogue.management.element_columns import element_values, is_role_assumed
from zhengtong.catalogue.management.item_sheet import ITEMS, MATERIALS
from zhengtong.catalogue.rules.elements import ElementRecord
from zhengtong.foundation.tables import CellRefused, Sheet
from zhengtong.kernel.errors import DomainError


def parse(sheet: Sheet, identifier: str, cell: str) -> object:
    (column,) = [column for column in sheet.columns if column.identifier == identifier]
    return column.parser(cell)


@pytest.mark.parametrize(
    ("identifier", "cell", "value"),
    [
        ("item_type", "01", "license"),
        ("item_type", "公共服务", "public_service"),
        ("exercise_level", "4", "county"),
        ("exercise_level", "县级", "county"),
        ("service_target", "自然人|2", ["natural_person", "enterprise"]),
        ("legal_topic", "准营准办 | 医疗卫生", ["准营准办", "医疗卫生"]),
        ("one_window", "是", True),
        ("visit_count", "1", 1),
        ("effective_date", "2018年1月1日", "2018-01-01"),
        ("promised_limit_unit", "工作日", "workday"),
        ("promised_limit_unit", "当场", "on_the_spot"),
        ("legal_basis", "《甲法》|《乙法》", [{"law": "《甲法》"}, {"law": "《乙法》"}]),
        (
            "flow",
            "受理/前台|勘验",
            [
                {"step_name": "受理", "node_kind": "accept", "role": "前台"},
                {"step_name": "勘验", "node_kind": "other", "role": "经办岗"},
            ],
        ),
        ("faq", "问：能代办吗？答：能。", [{"question": "能代办吗？", "answer": "能。"}]),
        (
            "fees",
            "工本费/每证10元/发改价格〔2010〕1号",
            [{"fee_name": "工本费", "standard": "每证10元", "basis": "发改价格〔2010〕1号"}],
        ),
        ("joint_body", "消防救援大队", [{"body_name": "消防救援大队"}]),
        (
            "special_procedures",
            "听证/某法第三条/20",
            [
                {
                    "kind": "hearing",
                    "basis": "某法第三条",
                    "limit": {"count": 20, "unit": "workday"},
                }
            ],
        ),
    ],
)
def test_it_reads_a_cell(identifier, cell, value) -> None:
    assert parse(ITEMS, identifier, cell) == value


@pytest.mark.parametrize(
    ("sheet", "identifier", "cell", "value"),
    [
        (MATERIALS, "necessity", "must", "required"),
        (MATERIALS, "source", "government", "government_issued"),
        (MATERIALS, "kind", "证件证书证明", "certificate"),
        (CATALOGUE, "operation", "拆分", "split"),
        (CATALOGUE, "successor_codes", "1；2", ("1", "2")),
    ],
)
def test_it_knows_the_words_of_other_systems(sheet, identifier, cell, value) -> None:
    assert parse(sheet, identifier, cell) == value


@pytest.mark.parametrize(
    ("identifier", "cell"),
    [
        ("item_type", "99"),
        ("exercise_level", "9"),
        ("visit_count", "-1"),
        ("visit_count", "100"),
        ("accept_limit", "6"),
        ("one_window", "也许"),
        ("effective_date", "2018-02-30"),
        ("promised_limit_unit", "光年"),
        ("faq", "能代办吗"),
        ("fees", "工本费"),
        ("special_procedures", "听证"),
        ("special_procedures", "占卜/某法/3"),
        ("place", "号" * 401),
    ],
)
def test_it_refuses_a_cell(identifier, cell) -> None:
    with pytest.raises(DomainError):
        parse(ITEMS, identifier, cell)


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ({"promised_limit": 7, "promised_limit_unit": "workday"}, {"count": 7, "unit": "workday"}),
        ({"promised_limit": 7}, {"count": 7, "unit": "workday"}),
        ({"promised_limit": 0}, {"count": 0, "unit": "on_the_spot"}),
        ({"promised_limit_unit": "on_the_spot"}, {"count": 0, "unit": "on_the_spot"}),
        ({}, None),
    ],
)
def test_it_puts_a_limit_and_its_unit_together(values, limit) -> None:
    found = element_values(values, record=ElementRecord.LOCAL, present=list(values))
    assert found.get("promised_limit") == limit


def test_it_refuses_a_unit_without_a_number() -> None:
    with pytest.raises(CellRefused) as refusal:
        element_values({"promised_limit_unit": "workday"}, record=ElementRecord.LOCAL, present=[])
    assert refusal.value.message == "“承诺办结时限”有单位而没有数量"


def test_it_takes_an_empty_cell_of_a_list_that_may_be_empty_as_none() -> None:
    values = {"special_procedures": None, "faq": None, "implementation_code": "X"}
    found = element_values(values, record=ElementRecord.LOCAL, present=list(values))
    assert found == {"special_procedures": []}
    assert element_values(values, record=ElementRecord.LOCAL, present=[]) == {}


@pytest.mark.parametrize(
    ("cell", "is_assumed"), [("受理/前台|审查/后台", False), ("受理/前台|审查", True)]
)
def test_it_knows_when_it_assumed_a_post(cell, is_assumed) -> None:
    assert is_role_assumed(cell) is is_assumed
