"""Conditions over case facts: data, never code."""

import pytest

from zhengtong.flows.rules.facts import (
    CASE_FACTS,
    Condition,
    FactMissing,
    Operator,
    fact_label,
    fault_of,
    is_met,
)

FACTS = {
    "decision": "granted",
    "amount_fen": 50_000,
    "needs_site_check": True,
    "situations": frozenset({"新办", "外资"}),
}


@pytest.mark.parametrize(
    ("field", "operator", "value", "met"),
    [
        ("decision", Operator.EQUALS, "granted", True),
        ("decision", Operator.EQUALS, "denied", False),
        ("decision", Operator.DIFFERS, "denied", True),
        ("decision", Operator.AMONG, ("denied", "granted"), True),
        ("decision", Operator.AMONG, ("denied",), False),
        ("amount_fen", Operator.EQUALS, 50_000, True),
        ("amount_fen", Operator.AT_LEAST, 50_000, True),
        ("amount_fen", Operator.MORE_THAN, 50_000, False),
        ("amount_fen", Operator.AT_MOST, 50_000, True),
        ("amount_fen", Operator.LESS_THAN, 50_000, False),
        ("needs_site_check", Operator.EQUALS, True, True),
        ("needs_site_check", Operator.EQUALS, False, False),
        ("situations", Operator.INCLUDES, "外资", True),
        ("situations", Operator.INCLUDES, "变更", False),
    ],
)
def test_it_compares(field, operator, value, met):
    assert is_met(Condition(field, operator, value), facts=FACTS) is met


def test_it_refuses_to_guess_a_fact_that_the_case_does_not_carry():
    with pytest.raises(FactMissing, match="申报来源"):
        is_met(Condition("channel", Operator.EQUALS, "window"), facts=FACTS)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        pytest.param("decision", Operator.AT_LEAST, 3, id="text is not more or less"),
        pytest.param("amount_fen", Operator.LESS_THAN, "3", id="a number against text"),
        pytest.param("amount_fen", Operator.INCLUDES, 3, id="a number includes nothing"),
        pytest.param("decision", Operator.AMONG, "granted", id="among one text"),
    ],
)
def test_it_fails_loudly_on_a_comparison_that_publishing_refuses(field, operator, value):
    with pytest.raises(TypeError):
        is_met(Condition(field, operator, value), facts=FACTS)


@pytest.mark.parametrize(
    ("field", "operator", "value", "code"),
    [
        ("decision", Operator.EQUALS, "granted", None),
        ("decision", Operator.AMONG, ("granted", "denied"), None),
        ("channel", Operator.EQUALS, "anything", None),
        ("channel", Operator.AMONG, ("a", "b"), None),
        ("situations", Operator.INCLUDES, "外资", None),
        ("amount_fen", Operator.AT_MOST, 3, None),
        ("needs_site_check", Operator.EQUALS, False, None),
        ("weather", Operator.EQUALS, "rain", "guard_field_unknown"),
        ("decision", Operator.AT_LEAST, 1, "guard_operator_wrong"),
        ("situations", Operator.EQUALS, "外资", "guard_operator_wrong"),
        ("decision", Operator.EQUALS, "perhaps", "guard_value_wrong"),
        ("decision", Operator.AMONG, ("granted", "perhaps"), "guard_value_wrong"),
        ("decision", Operator.AMONG, (), "guard_value_wrong"),
        ("channel", Operator.EQUALS, "", "guard_value_wrong"),
        ("amount_fen", Operator.AT_MOST, True, "guard_value_wrong"),
        ("needs_site_check", Operator.EQUALS, 1, "guard_value_wrong"),
    ],
)
def test_it_checks_a_condition_before_it_is_published(field, operator, value, code):
    fault = fault_of(Condition(field, operator, value), facts=CASE_FACTS)
    assert (fault and fault[0]) == code


def test_it_names_facts_and_operators_in_chinese():
    assert fact_label("decision") == "决定结果"
    assert fact_label("weather") == "weather"
    assert Operator.AT_LEAST.label == "≥"
