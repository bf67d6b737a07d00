"""Element values as the text of a cell, such as `element_columns` reads again (要素写成单元格)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zhengtong.catalogue.management.element_columns import UNIT, columns_of, element_values
from zhengtong.catalogue.rules.elements import (
    Element,
    ElementRecord,
    ElementType,
    element_table,
    rows_of,
)
from zhengtong.foundation.tables import Column
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.limits import LimitUnit

ELEMENT_COLUMNS: Sequence[Column] = columns_of(ElementRecord.LOCAL, required=(), examples={})
_BY_IDENTIFIER = {column.identifier: column for column in ELEMENT_COLUMNS}
_NONE_GIVEN = "无"


def column_called(name: str) -> Column | None:
    """Return the column with this identifier or Chinese name (按名称找要素列)."""
    for column in ELEMENT_COLUMNS:
        if name in (column.identifier, column.name_zh, *column.aliases):
            return column
    return None


def element_of(column: Column) -> str:
    """Return the element of a column; a unit shares that of its limit (所属要素)."""
    if column.identifier in element_table():
        return column.identifier
    return column.identifier.removesuffix(UNIT)


def cells_of(identifier: str, value: object) -> dict[str, str]:
    """Return the cells of one element by column, empty where it is not given (要素单元格)."""
    element = element_table()[identifier]
    if element.type is ElementType.LIMIT:
        given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        unit = given.get("unit")
        return {
            identifier: str(given.get("count", "")),
            identifier + UNIT: LimitUnit(unit).label if unit else "",
        }
    return {identifier: _text(element, value)}


def value_of(identifier: str, cells: Mapping[str, str]) -> Any:
    """Return the element that cells say; None where they are empty (单元格取要素).

    Raises:
        DomainError: a cell cannot be read; the message tells what it must hold.
    """
    parsed = {
        name: _BY_IDENTIFIER[name].parser(cell) if cell else None for name, cell in cells.items()
    }
    return element_values(parsed, record=ElementRecord.LOCAL, present=list(cells)).get(identifier)


def fits_cells(identifier: str, value: object) -> bool:
    """Tell whether the cells say all that the value holds (可否还原)."""
    try:
        return bool(value_of(identifier, cells_of(identifier, value)) == value)
    except DomainError:
        return False


def words_of(identifier: str, value: object) -> str:
    """Return a value as people read it (要素值)."""
    if value is None or value == "":
        return "（空）"
    if value == []:
        return _NONE_GIVEN
    if identifier == "materials":
        names = "、".join(str(row.get("material_name")) for row in rows_of(value))
        return f"{len(rows_of(value))} 份：{names}"
    if identifier not in _BY_IDENTIFIER:
        return str(value)
    return "".join(cells_of(identifier, value).values())


def _text(element: Element, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "|".join(_part(element, part) for part in value)
        case _:
            return _label(element, value)


def _label(element: Element, value: object) -> str:
    labels = {code.word: code.label for code in element.codes}
    return labels.get(str(value), str(value))


def _part(element: Element, part: object) -> str:
    if not isinstance(part, Mapping):
        return _label(element, part)
    write = _ROWS.get(element.identifier)
    return write(part) if write else str(part)


def _slashed(*names: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: "/".join(str(row.get(name, "")) for name in names).rstrip("/")


def _procedure(row: Mapping[str, Any]) -> str:
    kind = _label(element_table()["special_procedures.kind"], row.get("kind"))
    limit = row.get("limit")
    count = limit.get("count", "") if isinstance(limit, Mapping) else ""
    return f"{kind}/{row.get('basis', '')}/{count}"


_ROWS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "legal_basis": lambda row: str(row.get("law", "")),
    "flow": _slashed("step_name", "role"),
    "faq": lambda row: f"问：{row.get('question', '')}答：{row.get('answer', '')}",
    "fees": _slashed("fee_name", "standard", "basis", "reduction"),
    "joint_body": lambda row: str(row.get("body_name", "")),
    "special_procedures": _procedure,
}
