"""Elements of an item as columns of a table, and cells as element values (要素列).

Lists stand in one cell, parted by `|`. What a list of rows holds may be written short:
`设定依据` the names of the laws, `办理流程` the steps (`受理/收件岗`), `常见问题` `问：…答：…`,
`特别程序` `听证/依据/20`, `收费项目` `名称/标准/依据`, `联办机构` the names.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zhengtong.catalogue.rules.elements import (
    Element,
    ElementRecord,
    ElementType,
    Holder,
    children_of,
    elements_of,
)
from zhengtong.foundation.tables import (
    CellRefused,
    Column,
    boolean,
    choice,
    day,
    integer,
    text,
)
from zhengtong.kernel.item_types import parse_item_type
from zhengtong.kernel.limits import LimitUnit

UNIT = "_unit"
_SEPARATOR = re.compile(r"[|｜\n]")
_FAQ = re.compile(r"问[：:]\s*(?P<question>.+?)\s*答[：:]\s*(?P<answer>.+)", re.DOTALL)
# A step by its usual name: its kind, and the post that does it where the cell does not say.
_STEPS: Sequence[tuple[str, str, str]] = (
    ("收件", "intake", "收件岗"),
    ("受理", "accept", "收件岗"),
    ("审查", "review", "审查岗"),
    ("审核", "review", "审查岗"),
    ("决定", "approve", "决定岗"),
    ("审批", "approve", "决定岗"),
    ("批准", "approve", "决定岗"),
    ("制证", "certificate", "制证岗"),
    ("办结", "complete", "决定岗"),
    ("送达", "deliver", "送达岗"),
    ("颁证", "deliver", "送达岗"),
)
# Other headers under which an element is known.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "reconsideration_body": ("reconsideration", "行政复议"),
    "litigation_court": ("litigation", "行政诉讼"),
    "in_national_catalogue": ("in_national_catalog",),
    "statutory_limit_note": ("statutory_note",),
    "is_fee": ("fee",),
}
# Words of other systems for ours.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "materials.necessity": {"must": "required", "not": "not_required"},
    "materials.source": {"government": "government_issued"},
}


def columns_of(
    record: ElementRecord, *, required: Sequence[str], examples: Mapping[str, str]
) -> tuple[Column, ...]:
    """Return the columns for every element that is written in, units beside limits (要素列).

    Args:
        required: elements without which a row is no item.
        examples: cells of the template's row.
    """
    return tuple(
        column
        for element in _written_in(record)
        for column in _columns(
            element, is_required=element.identifier in required, examples=examples
        )
    )


def material_columns(*, required: Sequence[str], examples: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of a table of materials (材料列)."""
    return tuple(
        column
        for name, element in children_of("materials").items()
        for column in _columns(
            element, is_required=name in required, examples=examples, identifier=name
        )
    )


def element_values(
    values: Mapping[str, Any], *, record: ElementRecord, present: Sequence[str]
) -> dict[str, Any]:
    """Return the elements of a row; an empty cell is no value (取要素).

    An empty cell of a list that may be empty is the answer "none".

    Args:
        present: identifiers of the columns that the file has.

    Raises:
        CellRefused: a limit without its unit, or a number that does not fit it.
    """
    elements = {element.identifier: element for element in _written_in(record)}
    return _values(elements, values, present)


def material_values(values: Mapping[str, Any], *, present: Sequence[str]) -> dict[str, Any]:
    """Return one row of the element `materials` (取材料).

    Raises:
        CellRefused: as `element_values`.
    """
    return _values(children_of("materials"), values, present)


def _written_in(record: ElementRecord) -> list[Element]:
    """Return what stands in the table itself: not what the platform makes, no materials."""
    return [
        element
        for element in elements_of(record)
        if element.holder is not Holder.PLATFORM and element.identifier != "materials"
    ]


def _values(
    elements: Mapping[str, Element], values: Mapping[str, Any], present: Sequence[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, element in elements.items():
        value = values.get(name)
        if element.type is ElementType.LIMIT:
            value = _limit(element, value, values.get(name + UNIT))
        elif value is None and element.may_be_empty and name in present:
            value = []
        if value is not None:
            found[name] = value
    return found


def _limit(element: Element, count: int | None, unit: str | None) -> dict[str, Any] | None:
    if unit == LimitUnit.ON_THE_SPOT:
        return {"count": 0, "unit": unit}
    if count is None:
        if unit is not None:
            raise CellRefused(f"“{element.name}”有单位而没有数量")
        return None
    if count == 0 and unit is None:
        return {"count": 0, "unit": LimitUnit.ON_THE_SPOT.value}
    return {"count": count, "unit": unit or LimitUnit.WORKDAY.value}


def _columns(
    element: Element, *, is_required: bool, examples: Mapping[str, str], identifier: str = ""
) -> tuple[Column, ...]:
    name = identifier or element.identifier
    column = Column(
        identifier=name,
        name_zh=element.name,
        aliases=ALIASES.get(name, ()),
        parser=_parser(element),
        required=is_required,
        example=examples.get(name, ""),
    )
    if element.type is not ElementType.LIMIT:
        return (column,)
    return (
        column,
        Column(
            identifier=name + UNIT,
            name_zh=f"{element.name}单位",
            parser=_unit(),
            example=examples.get(name + UNIT, ""),
        ),
    )


def _unit() -> Callable[[str], Any]:
    words = {unit.value: unit.value for unit in LimitUnit}
    labels = {unit.label: unit.value for unit in LimitUnit}
    return choice({"工作日": "workday", "自然日": "day", "月": "month", **labels, **words})


def _parser(element: Element) -> Callable[[str], Any]:
    return _PARSERS[element.type](element)


def _iso_day(cell: str) -> str:
    return day()(cell).isoformat()


def _code(element: Element) -> Callable[[str], str]:
    """Make a parser that knows the label, our word, the national code and other systems' words."""
    if element.identifier == "item_type":
        return lambda cell: parse_item_type(cell).value
    words: dict[str, str] = {}
    for code in element.codes:
        for spelling in (code.label, code.word, code.national_code):
            if spelling:
                words.setdefault(spelling, code.word)
    return choice({**words, **_WORDS.get(element.identifier, {})})


def _list(element: Element) -> Callable[[str], list[Any]]:
    part = _PARTS.get(element.identifier)
    if part is None:
        part = _code(element) if element.codes else text(max_length=200)

    def parse(cell: str) -> list[Any]:
        pieces = (piece.strip() for piece in _SEPARATOR.split(cell))
        return [part(piece) for piece in pieces if piece]

    return parse


def _law(cell: str) -> dict[str, str]:
    return {"law": text(max_length=300)(cell)}


def _step(cell: str) -> dict[str, str]:
    name, _, role = (piece.strip() for piece in cell.partition("/"))
    for word, kind, usual in _STEPS:
        if word in name:
            return {"step_name": name, "node_kind": kind, "role": role or usual}
    return {"step_name": name, "node_kind": "other", "role": role or "经办岗"}


def _question(cell: str) -> dict[str, str]:
    found = _FAQ.fullmatch(cell)
    if found is None:
        raise CellRefused("常见问题应写作“问：…答：…”，多个之间用 | 分开")
    return found.groupdict()


def _fee(cell: str) -> dict[str, str]:
    names = ("fee_name", "standard", "basis", "reduction")
    pieces = [piece.strip() for piece in cell.split("/")]
    if not 3 <= len(pieces) <= len(names):
        raise CellRefused("收费项目应写作“项目名称/收费标准/收费依据”，多个之间用 | 分开")
    return {name: piece for name, piece in zip(names, pieces, strict=False) if piece}


def _joint_body(cell: str) -> dict[str, str]:
    return {"body_name": text(max_length=100)(cell)}


def _procedure(cell: str) -> dict[str, Any]:
    pieces = [piece.strip() for piece in cell.split("/")]
    if len(pieces) != 3:
        raise CellRefused("特别程序应写作“种类/依据/工作日数”，多个之间用 | 分开")
    kind = _code(children_of("special_procedures")["kind"])(pieces[0])
    count = integer(minimum=1, maximum=9999)(pieces[2])
    return {"kind": kind, "basis": pieces[1], "limit": {"count": count, "unit": "workday"}}


_PARTS: Mapping[str, Callable[[str], Any]] = {
    "legal_basis": _law,
    "flow": _step,
    "faq": _question,
    "fees": _fee,
    "joint_body": _joint_body,
    "special_procedures": _procedure,
}


_PARSERS: Mapping[ElementType, Callable[[Element], Callable[[str], Any]]] = {
    ElementType.TEXT: lambda element: text(max_length=element.maximum or 0),
    ElementType.INT: lambda element: integer(minimum=0, maximum=element.maximum),
    ElementType.BOOL: lambda _: boolean(),
    ElementType.DATE: lambda _: _iso_day,
    ElementType.CODE: _code,
    ElementType.LIST: _list,
    ElementType.LIMIT: lambda _: integer(minimum=0, maximum=9999),
}


def is_role_assumed(cell: str) -> bool:
    """Tell whether a flow's cell leaves the post of some step to be assumed (岗位是否推定)."""
    pieces = [piece for piece in _SEPARATOR.split(cell) if piece.strip()]
    return any("/" not in piece for piece in pieces)
