"""How complete an item's elements are, weighted by what hurts people (要素完整率)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from zhengtong.catalogue.rules.elements import (
    Element,
    ElementRecord,
    Holder,
    children_of,
    elements_of,
    row_context,
)


@dataclass(frozen=True, slots=True)
class MissingElement:
    """A required element without a value; `rows` counts from 1 inside a list (缺项)."""

    element: str
    name: str
    is_key: bool
    rows: tuple[int, ...] = ()

    @property
    def message(self) -> str:
        """Return what to fill, as a sentence (缺项说明)."""
        mark = "关键要素" if self.is_key else "要素"
        if not self.rows:
            return f"{mark}“{self.name}”未填写"
        places = "、".join(str(row) for row in self.rows)
        return f"{mark}“{self.name}”第{places}项未填写"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Required elements and how many are filled, plain and weighted (要素完整度).

    `rate` is the weighted share, None where nothing is required: never 100 %. Provisional
    elements count as filled and are listed, so that they can be shown with their mark.
    """

    filled: int
    required: int
    filled_weight: int
    required_weight: int
    missing: tuple[MissingElement, ...]
    provisional: tuple[str, ...]

    @property
    def rate(self) -> Fraction | None:
        """Return filled weight ÷ required weight, or None for 0 ÷ 0 (要素完整率)."""
        if not self.required_weight:
            return None
        return Fraction(self.filled_weight, self.required_weight)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing required is missing (是否完整)."""
        return not self.missing

    @property
    def missing_key(self) -> tuple[MissingElement, ...]:
        """Return the missing key elements (缺失的关键要素)."""
        return tuple(element for element in self.missing if element.is_key)


def completeness(
    *,
    elements: Mapping[str, object],
    record: ElementRecord = ElementRecord.LOCAL,
    provisional: Collection[str] = (),
) -> Completeness:
    """Measure the required elements that are filled (要素完整率).

    A conditional element counts only while its condition holds. A column of a list counts once
    for the item, and is filled when every row that needs it has it; an empty list has no
    columns to fill. What the platform gives is left out of both sides.

    Source:
        认领填报要求: 关键要素（材料、地点、电话、时限）必须准确, 其他要素可暂定并标注.
        The weights are ours and are data: 3 for a key element, 1 for any other.
    """
    filled = required = filled_weight = required_weight = 0
    missing: list[MissingElement] = []
    for element, gap in _required(elements, record):
        required += 1
        required_weight += element.weight
        if gap is None:
            filled += 1
            filled_weight += element.weight
        else:
            missing.append(gap)
    return Completeness(
        filled=filled,
        required=required,
        filled_weight=filled_weight,
        required_weight=required_weight,
        missing=tuple(missing),
        provisional=tuple(sorted(set(provisional) & set(elements))),
    )


def _required(
    elements: Mapping[str, object], record: ElementRecord
) -> Iterator[tuple[Element, MissingElement | None]]:
    for element in elements_of(record):
        if element.holder is Holder.PLATFORM:
            continue
        value = elements.get(element.identifier)
        if element.is_required(elements):
            yield element, None if element.is_filled(value) else _gap(element)
        if isinstance(value, list):
            yield from _required_columns(element, value)


def _required_columns(
    element: Element, rows: list[object]
) -> Iterator[tuple[Element, MissingElement | None]]:
    numbered = [
        (number, row_context(parent=element.identifier, row=row))
        for number, row in enumerate(rows, start=1)
        if isinstance(row, Mapping)
    ]
    for column in children_of(element.identifier).values():
        asked = [(number, row) for number, row in numbered if column.is_required(row)]
        empty = [
            number for number, row in asked if not column.is_filled(row.get(column.identifier))
        ]
        if asked:
            yield column, _gap(column, *empty) if empty else None


def _gap(element: Element, *rows: int) -> MissingElement:
    return MissingElement(element.identifier, element.name, element.is_key, rows)
