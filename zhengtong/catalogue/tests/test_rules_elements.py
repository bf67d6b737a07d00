"""The element table and how values are read from it."""

from collections.abc import Mapping

import pytest

from zhengtong.catalogue.rules.elements import (
    Condition,
    ElementRecord,
    ElementType,
    Need,
    children_of,
    element_table,
    elements_of,
    inherited_elements,
    is_given,
    limit_of,
    locked_elements,
    rows_of,
)
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitRefused, LimitUnit, TimeLimit
from zhengtong.kernel.special_procedures import SpecialProcedure

WORKDAYS_20 = {"count": 20, "unit": "workday"}
MATERIAL = {
    "material_name": "申请书",
    "kind": "form",
    "form": "both",
    "original_count": 1,
    "copy_count": 0,
    "necessity": "required",
    "source": "applicant",
    "tolerant": False,
}
A_LICENSE: Mapping[str, object] = {
    "base_code": "511A0123100001",
    "item_name": "建设用地规划许可证核发",
    "item_type": "license",
    "legal_basis": [{"law": "《中华人民共和国城乡规划法》", "clause": "第三十八条"}],
    "service_target": ["natural_person", "enterprise"],
    "effective_date": "2018-01-01",
    "statutory_limit": {"count": 20, "unit": "workday"},
    "body_nature": "statutory_organ",
    "undertaking_unit": "用地规划股",
    "exercise_level": "county",
    "power_source": "own_by_law",
    "promised_limit": {"count": 5, "unit": "workday"},
    "accept_limit": 5,
    "delivery_limit": 10,
    "case_kind": "promised_time",
    "special_procedures": [],
    "acceptance_condition": "符合控制性详细规划",
    "flow": [
        {"step_name": "受理", "node_kind": "accept", "role": "窗口人员"},
        {"step_name": "审查", "node_kind": "review", "role": "审查人员"},
        {"step_name": "决定", "node_kind": "approve", "role": "分管领导"},
        {"step_name": "办结", "node_kind": "complete", "role": "窗口人员"},
        {"step_name": "送达", "node_kind": "deliver", "role": "窗口人员"},
    ],
    "agency_allowed": True,
    "handling_forms": ["window", "pc_online"],
    "is_online": True,
    "online_depth": ["originals_verified"],
    "online_url": "https://www.example.com/apply",
    "visit_count": 1,
    "presence_reason": "核验原件",
    "in_hall": True,
    "hall_name": "区政务服务中心",
    "one_window": True,
    "appointment": False,
    "pay_online": False,
    "express": False,
    "is_fee": False,
    "place": "区政务服务中心二楼12号窗口",
    "hours": "工作日9:00—17:00",
    "consult_phone": "0816-2222221",
    "complaint_phone": "0816-2222229",
    "reconsideration_body": "区人民政府",
    "reconsideration_address": "区政府一楼",
    "reconsideration_phone": "0816-2222230",
    "litigation_court": "区人民法院",
    "litigation_address": "长虹大道1号",
    "litigation_phone": "0816-2222231",
    "faq": [{"question": "多久能办好？", "answer": "五个工作日。"}],
    "result_type": "certificate",
    "result_name": "建设用地规划许可证",
    "result_sample": "samples/1.pdf",
    "result_validity": "长期",
    "delivery_ways": ["window"],
    "certificate_type_code": "11100000000013338W011",
    "natural_topic": ["住房保障"],
    "legal_topic": ["工程建设"],
    "materials": [MATERIAL],
}


def a_license(**changes: object) -> dict[str, object]:
    """Return the elements of a sound licence; None takes an element away."""
    return {key: value for key, value in {**A_LICENSE, **changes}.items() if value is not None}


def test_table_names_conditions_and_parents_that_exist() -> None:
    table = element_table()
    assert len(table) == 171
    for element in table.values():
        assert element.parent == "" or table[element.parent].type is ElementType.LIST
        assert (element.condition is not None) == (element.need is Need.CONDITIONAL)
        if element.condition is not None:
            assert element.condition.element in table
            assert element.condition.operator in {"=", "!=", ">", "has"}


def test_table_asks_only_words_that_the_code_list_knows() -> None:
    table = element_table()
    for element in table.values():
        asked = element.condition
        if asked is not None and table[asked.element].codes:
            assert set(asked.values) <= table[asked.element].words


def test_table_gives_every_code_a_list_and_every_text_a_length() -> None:
    for element in element_table().values():
        assert bool(element.codes) or element.type is not ElementType.CODE
        if element.type in {ElementType.TEXT, ElementType.LIST}:
            assert element.maximum is not None


def test_table_weighs_key_elements_three_and_their_columns_one() -> None:
    for element in element_table().values():
        assert element.weight == (3 if element.is_key and not element.parent else 1)


def test_table_uses_the_words_of_the_kernel() -> None:
    table = element_table()
    assert {(code.word, code.national_code, code.label) for code in table["item_type"].codes} == {
        (kind.value, kind.national_code, kind.label) for kind in ItemType
    }
    procedures = {code.word: code.label for code in table["special_procedures.kind"].codes}
    assert procedures == {"extension": "延长审批"} | {
        kind.value: kind.label for kind in SpecialProcedure
    }


def test_table_knows_the_key_elements() -> None:
    assert [
        element.identifier
        for element in element_table().values()
        if element.is_key and not element.parent
    ] == [
        "statutory_limit",
        "promised_limit",
        "accept_limit",
        "delivery_limit",
        "visit_count",
        "is_fee",
        "fees",
        "place",
        "hours",
        "consult_phone",
        "complaint_phone",
        "materials",
    ]


def test_table_keeps_the_two_records_apart() -> None:
    catalogue = {element.identifier for element in elements_of(ElementRecord.CATALOGUE)}
    local = {element.identifier for element in elements_of(ElementRecord.LOCAL)}
    assert {"exercise_levels", "parent_code"} <= catalogue - local
    assert {"exercise_level", "materials"} <= local - catalogue
    assert [element.identifier for element in locked_elements()] == [
        "base_code",
        "item_type",
        "legal_basis",
        "service_target",
        "quota",
        "statutory_limit",
        "statutory_limit_note",
        "punishment_range",
    ]


def test_lists_the_columns_of_a_list_and_none_of_others() -> None:
    assert list(children_of("fees")) == [
        "fee_name",
        "standard",
        "unit_amount_fen",
        "highest_amount_fen",
        "basis",
        "reduction",
    ]
    assert not children_of("place")


@pytest.mark.parametrize(
    ("condition", "elements", "holds"),
    [
        pytest.param(("a", "=", ("x", "y")), {"a": "y"}, True, id="one of the values"),
        pytest.param(("a", "=", ("x",)), {"a": "y"}, False, id="none of the values"),
        pytest.param(("a", "=", ("true",)), {"a": True}, True, id="yes"),
        pytest.param(("a", "=", ("false",)), {"a": False}, True, id="no is a value"),
        pytest.param(("a", "=", ("0",)), {"a": 0}, True, id="zero is a value"),
        pytest.param(("a", "!=", ("x",)), {"a": "y"}, True, id="another value"),
        pytest.param(("a", "!=", ("x",)), {"a": "x"}, False, id="the value itself"),
        pytest.param(("a", "!=", ("x",)), {}, False, id="missing is not another value"),
        pytest.param(("a", ">", ("0",)), {"a": 1}, True, id="more"),
        pytest.param(("a", ">", ("0",)), {"a": 0}, False, id="not more"),
        pytest.param(("a", ">", ("0",)), {"a": True}, False, id="yes is no number"),
        pytest.param(("a", ">", ("0",)), {"a": "9"}, False, id="text is no number"),
        pytest.param(("a", "has", ("x", "y")), {"a": ["z", "y"]}, True, id="list has one"),
        pytest.param(("a", "has", ("x",)), {"a": ["z"]}, False, id="list has none"),
        pytest.param(("a", "has", ("x",)), {"a": "x"}, False, id="text is no list"),
    ],
)
def test_condition_holds(condition, elements, holds: bool) -> None:
    assert Condition(*condition).holds(elements) is holds


@pytest.mark.parametrize(
    ("value", "given"),
    [(None, False), ("", False), ("  ", False), ([], False), ({}, False), (0, True), (False, True)],
)
def test_tells_whether_a_value_says_anything(value: object, given: bool) -> None:
    assert is_given(value) is given


def test_copies_from_the_upper_item_what_it_gives_and_locks() -> None:
    upper = {
        "item_type": "license",
        "item_name": "建设用地规划许可",
        "statutory_limit": WORKDAYS_20,
        "quota": "",
        "level_kind": "main",
    }
    assert inherited_elements(upper=upper) == {
        "item_type": "license",
        "statutory_limit": WORKDAYS_20,
    }


def test_reads_a_limit() -> None:
    assert limit_of(elements=A_LICENSE, identifier="promised_limit") == TimeLimit(
        5, LimitUnit.WORKDAY
    )


@pytest.mark.parametrize("elements", [{}, {"promised_limit": None}, {"promised_limit": {}}])
def test_reads_no_limit_where_none_is_given(elements: dict[str, object]) -> None:
    assert limit_of(elements=elements, identifier="promised_limit") is None


def test_refuses_a_limit_that_is_none() -> None:
    with pytest.raises(LimitRefused):
        limit_of(elements={"x": {"count": 3, "unit": "on_the_spot"}}, identifier="x")


def test_leaves_out_of_a_list_what_is_no_row() -> None:
    assert rows_of([{"a": 1}, "b"]) == [{"a": 1}]
    assert rows_of("b") == []
