"""What a branching condition may ask of a case, and how it is answered (分支条件).

Conditions are data, never code: a field, an operator and a value. The fields are a closed list,
so a flow cannot ask for something that no case carries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError

FactValue = str | int | bool | frozenset[str]
ConditionValue = str | int | bool | tuple[str, ...]
CaseFacts = Mapping[str, FactValue]


class FactMissing(DomainError):
    """The case does not carry what a condition asks for (缺少分支条件所需信息)."""

    code = "fact_missing"


class FactKind(StrEnum):
    """What sort of value a fact has (信息类型)."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    CHOICES = "choices"


class Operator(StrEnum):
    """How a condition compares a fact with its value (比较方式)."""

    EQUALS = "equals"
    DIFFERS = "differs"
    AMONG = "among"
    INCLUDES = "includes"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"

    @property
    def label(self) -> str:
        """Return the sign or word that people write (比较符号)."""
        return OPERATOR_LABELS[self]


OPERATOR_LABELS: Mapping[Operator, str] = MappingProxyType(
    {
        Operator.EQUALS: "=",
        Operator.DIFFERS: "≠",
        Operator.AMONG: "属于",
        Operator.INCLUDES: "包含",
        Operator.AT_LEAST: "≥",
        Operator.AT_MOST: "≤",
        Operator.MORE_THAN: ">",
        Operator.LESS_THAN: "<",
    }
)

OPERATORS_OF: Mapping[FactKind, frozenset[Operator]] = MappingProxyType(
    {
        FactKind.TEXT: frozenset({Operator.EQUALS, Operator.DIFFERS, Operator.AMONG}),
        FactKind.NUMBER: frozenset(
            {
                Operator.EQUALS,
                Operator.DIFFERS,
                Operator.AT_LEAST,
                Operator.AT_MOST,
                Operator.MORE_THAN,
                Operator.LESS_THAN,
            }
        ),
        FactKind.FLAG: frozenset({Operator.EQUALS}),
        FactKind.CHOICES: frozenset({Operator.INCLUDES}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that conditions may ask of a case (可用于分支的信息).

    Args:
        values: for a closed list, pairs of stored code and Chinese label; empty if free.
    """

    name: str
    label: str
    kind: FactKind
    values: tuple[tuple[str, str], ...] = ()


CASE_FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            Fact(
                name="decision",
                label="决定结果",
                kind=FactKind.TEXT,
                values=(("granted", "准予"), ("denied", "不予")),
            ),
            Fact(
                name="proposal",
                label="拟办意见",
                kind=FactKind.TEXT,
                values=(("grant", "拟准予"), ("deny", "拟不予")),
            ),
            Fact(
                name="applicant_kind",
                label="申请人类型",
                kind=FactKind.TEXT,
                values=(("natural", "自然人"), ("legal", "法人"), ("other", "其他组织")),
            ),
            Fact(name="channel", label="申报来源", kind=FactKind.TEXT),
            Fact(name="situations", label="情形选项", kind=FactKind.CHOICES),
            Fact(name="amount_fen", label="金额（分）", kind=FactKind.NUMBER),
            Fact(name="needs_site_check", label="需要现场核查", kind=FactKind.FLAG),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a fact of the case with a value (条件)."""

    field: str
    operator: Operator
    value: ConditionValue


def is_met(condition: Condition, *, facts: CaseFacts) -> bool:
    """Tell whether a case meets a condition (条件是否成立).

    Raises:
        FactMissing: the case does not carry the field. A silent "no" would send the case
            down the wrong branch.
    """
    if condition.field not in facts:
        raise FactMissing(f"办件缺少“{fact_label(condition.field)}”，无法判断流程走向，请先补填")
    fact = facts[condition.field]
    if isinstance(fact, frozenset):
        return condition.value in fact
    return _compare(fact, condition.operator, condition.value)


def fact_label(name: str) -> str:
    """Return the Chinese name of a fact, or the name itself if unknown (信息名称)."""
    return CASE_FACTS[name].label if name in CASE_FACTS else name


def _compare(fact: str | int | bool, operator: Operator, value: ConditionValue) -> bool:
    match operator:
        case Operator.EQUALS:
            return fact == value
        case Operator.DIFFERS:
            return fact != value
        case Operator.AMONG if isinstance(value, tuple):
            return fact in value
    return _compare_numbers(fact, operator, value)


def _compare_numbers(fact: str | int | bool, operator: Operator, value: ConditionValue) -> bool:
    if not isinstance(fact, int) or not isinstance(value, int):
        raise TypeError(f"{operator} needs two numbers, got {fact!r} and {value!r}")
    match operator:
        case Operator.AT_LEAST:
            return fact >= value
        case Operator.AT_MOST:
            return fact <= value
        case Operator.MORE_THAN:
            return fact > value
        case Operator.LESS_THAN:
            return fact < value
    raise TypeError(f"{operator} does not compare {fact!r} with {value!r}")


def fault_of(condition: Condition, *, facts: Mapping[str, Fact]) -> tuple[str, str] | None:
    """Return code and Chinese message of what is wrong with a condition, or nothing (条件检查)."""
    fact = facts.get(condition.field)
    if fact is None:
        known = "、".join(known_fact.label for known_fact in facts.values())
        return "guard_field_unknown", f"条件中的“{condition.field}”不是办件信息，可用的有：{known}"
    if condition.operator not in OPERATORS_OF[fact.kind]:
        return (
            "guard_operator_wrong",
            f"“{fact.label}”不能用“{condition.operator.label}”比较",
        )
    if not _value_fits(condition, fact):
        return "guard_value_wrong", f"“{fact.label}”不能与“{_shown(condition.value)}”比较"
    return None


def _value_fits(condition: Condition, fact: Fact) -> bool:
    value = condition.value
    match fact.kind:
        case FactKind.FLAG:
            return isinstance(value, bool)
        case FactKind.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
    allowed = {code for code, _label in fact.values}
    if condition.operator is Operator.AMONG:
        return isinstance(value, tuple) and bool(value) and (not allowed or allowed >= set(value))
    return isinstance(value, str) and value != "" and (not allowed or value in allowed)


def _shown(value: ConditionValue) -> str:
    return "|".join(value) if isinstance(value, tuple) else str(value)
