"""The elements of an item as data: name, type, need, weight, codes (事项要素).

The table is `data/elements.csv`; `data/README.md` says how to read its columns. A dotted
identifier (`materials.source`) is an element of each row of the list before the dot.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from zhengtong.kernel.limits import LimitUnit, TimeLimit


class ElementType(StrEnum):
    """What a value is (要素类型).

    A list holds rows where the table has dotted elements below it, codes where it has a code
    list, and short texts otherwise. A limit is `{"count": 20, "unit": "workday"}`; a date is
    text in ISO form.
    """

    TEXT = "text"
    INT = "int"
    BOOL = "bool"
    DATE = "date"
    CODE = "code"
    LIST = "list"
    LIMIT = "limit"


class Need(StrEnum):
    """Whether an element must be filled (必填程度): always, on its condition, or never."""

    MANDATORY = "M"
    CONDITIONAL = "C"
    OPTIONAL = "O"


class Holder(StrEnum):
    """Who gives the value: the platform, the upper item (locked below), or the body (要素来源)."""

    PLATFORM = "platform"
    UPPER = "upper"
    LOCAL = "local"


class ElementRecord(StrEnum):
    """Which record an element belongs to: upper item or local item (所属记录)."""

    CATALOGUE = "catalogue"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison that makes an element required (必填条件).

    Operators: `=` and `!=` against any of the values, `>` for numbers, `has` for a list that
    contains any of the values. A condition on a missing value never holds.
    """

    element: str
    operator: str
    values: tuple[str, ...]

    def holds(self, elements: Mapping[str, object]) -> bool:
        """Tell whether the condition is met by these elements (条件是否成立)."""
        value = elements.get(self.element)
        if not is_given(value):
            return False
        match self.operator:
            case "has":
                return isinstance(value, list) and any(part in self.values for part in value)
            case ">":
                is_number = isinstance(value, int) and not isinstance(value, bool)
                return is_number and int(str(value)) > int(self.values[0])
            case "!=":
                return _as_word(value) not in self.values
            case _:
                return _as_word(value) in self.values


@dataclass(frozen=True, slots=True)
class CodeValue:
    """One value of a code list: our word, the national code if known, the label (代码)."""

    word: str
    national_code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of an item (要素).

    `maximum` is the longest text, the largest number or the most rows; `may_be_empty` says that
    an empty list is an answer ("none"), where a missing one is not.
    """

    identifier: str
    name: str
    section: str
    records: frozenset[ElementRecord]
    holder: Holder
    type: ElementType
    need: Need
    condition: Condition | None
    weight: int
    is_key: bool
    maximum: int | None
    may_be_empty: bool
    codes: tuple[CodeValue, ...]

    @property
    def parent(self) -> str:
        """Return the list this element is a column of, or an empty text (所属列表)."""
        return self.identifier.rpartition(".")[0]

    @property
    def words(self) -> frozenset[str]:
        """Return the words its code list allows (可用代码)."""
        return frozenset(code.word for code in self.codes)

    def is_required(self, elements: Mapping[str, object]) -> bool:
        """Tell whether the element must be filled, given the others (是否必填)."""
        if self.need is Need.CONDITIONAL:
            return self.condition is not None and self.condition.holds(elements)
        return self.need is Need.MANDATORY

    def is_filled(self, value: object) -> bool:
        """Tell whether a value answers this element (是否已填)."""
        return is_given(value) or (self.may_be_empty and value == [])


@cache
def element_table() -> Mapping[str, Element]:
    """Return every element by identifier, in the order of the table (要素表)."""
    text = files("zhengtong.catalogue").joinpath("data/elements.csv").read_text("utf-8")
    elements = [_element(row) for row in csv.DictReader(text.splitlines())]
    return MappingProxyType({element.identifier: element for element in elements})


@cache
def elements_of(record: ElementRecord) -> tuple[Element, ...]:
    """Return the elements of one record, without those inside a list (记录的要素)."""
    return tuple(
        element
        for element in element_table().values()
        if record in element.records and not element.parent
    )


@cache
def children_of(identifier: str) -> Mapping[str, Element]:
    """Return the columns of a list element by their short name; empty for others (列表的列)."""
    return MappingProxyType(
        {
            element.identifier.rpartition(".")[2]: element
            for element in element_table().values()
            if element.parent == identifier
        }
    )


@cache
def locked_elements() -> tuple[Element, ...]:
    """Return what a local item takes from its upper item and may not change (锁定要素)."""
    return tuple(
        element for element in elements_of(ElementRecord.LOCAL) if element.holder is Holder.UPPER
    )


def inherited_elements(*, upper: Mapping[str, object]) -> dict[str, object]:
    """Return what a claim copies from the upper item: locked elements it gives (带出要素)."""
    return {
        element.identifier: upper[element.identifier]
        for element in locked_elements()
        if element.is_filled(upper.get(element.identifier))
    }


def is_given(value: object) -> bool:
    """Tell whether a value says anything: not null, not blank, not an empty list (是否有值)."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], {})


def limit_of(*, elements: Mapping[str, object], identifier: str) -> TimeLimit | None:
    """Return a limit element as a time limit, or None where it is not given (取时限要素).

    Raises:
        LimitRefused: the number does not fit the unit.
    """
    value = elements.get(identifier)
    if not isinstance(value, Mapping) or not value:
        return None
    return TimeLimit(int(value["count"]), LimitUnit(str(value["unit"])))


def rows_of(value: object) -> list[Mapping[str, object]]:
    """Return the rows of a list element; what is no row is left out (取列表行)."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def row_context(*, parent: str, row: Mapping[str, object]) -> dict[str, object]:
    """Return a row of a list under dotted names, so that conditions can be asked of it (行要素)."""
    return {f"{parent}.{name}": value for name, value in row.items()}


def _element(row: Mapping[str, str]) -> Element:
    scope = row["scope"]
    return Element(
        identifier=row["identifier"],
        name=row["name_zh"],
        section=row["section"],
        records=frozenset(ElementRecord) if scope == "both" else frozenset({ElementRecord(scope)}),
        holder=Holder(row["holder"]),
        type=ElementType(row["type"]),
        need=Need(row["need"]),
        condition=_condition(row["condition"]),
        weight=int(row["weight"]),
        is_key=row["is_key"] == "1",
        maximum=int(row["maximum"]) if row["maximum"] else None,
        may_be_empty=row["may_be_empty"] == "1",
        codes=tuple(_code(part) for part in row["code_list"].split("|") if part),
    )


def _condition(text: str) -> Condition | None:
    if not text:
        return None
    element, operator, values = text.split(" ", 2)
    return Condition(element, operator, tuple(values.split("|")))


def _code(text: str) -> CodeValue:
    word, national_code, label = text.split(":", 2)
    return CodeValue(word, national_code, label)


def _as_word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
