"""What is wrong with the elements someone gave: unknown, wrong type, too long (要素校验)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from zhengtong.catalogue.rules.elements import (
    Element,
    ElementRecord,
    ElementType,
    Holder,
    children_of,
    element_table,
    is_given,
    locked_elements,
)
from zhengtong.kernel.limits import LimitRefused, LimitUnit, TimeLimit

MAX_LIST_TEXT = 200
ISO_DATE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class ElementFault:
    """One fault of one element; `element` is a path such as `materials[2].source` (要素差错)."""

    element: str
    code: str
    message: str


def check_elements(
    *,
    elements: Mapping[str, object],
    record: ElementRecord = ElementRecord.LOCAL,
    provisional: Collection[str] = (),
) -> tuple[ElementFault, ...]:
    """Return every fault of the values given; a value not given is no fault here (校验要素).

    Args:
        elements: JSON values by identifier, as `ElementType` describes them.
        provisional: identifiers marked as not yet final (暂定). A key element cannot be.
    """
    table = element_table()
    faults: list[ElementFault] = []
    for identifier, value in elements.items():
        element = table.get(identifier)
        if element is None or element.parent or record not in element.records:
            faults.append(ElementFault(identifier, "unknown", f"没有“{identifier}”这个要素"))
        elif element.holder is Holder.PLATFORM:
            faults.append(
                ElementFault(identifier, "platform", f"“{element.name}”由平台生成，不能填写")
            )
        elif value is not None:
            faults.extend(_value_faults(element, value, identifier))
    faults.extend(_provisional_faults(elements, provisional))
    return tuple(faults)


def check_locked(
    *, elements: Mapping[str, object], upper: Mapping[str, object]
) -> tuple[ElementFault, ...]:
    """Return the elements that differ from the upper item although they are its own (锁定校验).

    What the upper item leaves open, a local item may fill.
    """
    return tuple(
        ElementFault(element.identifier, "locked", f"“{element.name}”以上级目录为准，不能自行修改")
        for element in locked_elements()
        if element.is_filled(upper.get(element.identifier))
        and elements.get(element.identifier) != upper[element.identifier]
    )


def _provisional_faults(
    elements: Mapping[str, object], provisional: Collection[str]
) -> Iterator[ElementFault]:
    table = element_table()
    for identifier in sorted(provisional):
        element = table.get(identifier)
        if element is None or element.parent:
            yield ElementFault(identifier, "unknown", f"没有“{identifier}”这个要素")
        elif element.is_key:
            message = f"“{element.name}”是关键要素，必须准确，不能标为暂定"
            yield ElementFault(identifier, "key_provisional", message)
        elif not element.is_filled(elements.get(identifier)):
            message = f"“{element.name}”没有填写，不能标为暂定"
            yield ElementFault(identifier, "empty_provisional", message)


def _value_faults(element: Element, value: object, path: str) -> Iterator[ElementFault]:
    if element.type is ElementType.LIST:
        yield from _list_faults(element, value, path)
        return
    message = _CHECKS[element.type](element, value)
    if message:
        yield ElementFault(path, "value", f"“{element.name}”{message}")


def _list_faults(element: Element, value: object, path: str) -> Iterator[ElementFault]:
    if not isinstance(value, list):
        yield ElementFault(path, "value", f"“{element.name}”应为列表")
        return
    if element.maximum is not None and len(value) > element.maximum:
        message = f"“{element.name}”最多{element.maximum}项，现有{len(value)}项"
        yield ElementFault(path, "value", message)
        return
    columns = children_of(element.identifier)
    for position, part in enumerate(value, start=1):
        place = f"{path}[{position}]"
        if columns:
            yield from _row_faults(element, columns, part, place)
        else:
            yield from _part_faults(element, part, place)
    if not columns and len({str(part) for part in value}) < len(value):
        yield ElementFault(path, "value", f"“{element.name}”有重复的项")


def _part_faults(element: Element, part: object, place: str) -> Iterator[ElementFault]:
    if element.codes:
        message = _check_code(element, part)
    elif isinstance(part, str) and not is_given(part):
        message = "有空白的项"
    else:
        message = _check_plain(part, MAX_LIST_TEXT)
    if message:
        yield ElementFault(place, "value", f"“{element.name}”{message}")


def _row_faults(
    element: Element, columns: Mapping[str, Element], row: object, place: str
) -> Iterator[ElementFault]:
    if not isinstance(row, Mapping):
        yield ElementFault(place, "value", f"“{element.name}”的每一项应含各列内容")
        return
    for name, value in row.items():
        column = columns.get(name)
        if column is None:
            message = f"“{element.name}”没有“{name}”这一列"
            yield ElementFault(f"{place}.{name}", "unknown", message)
        elif value is not None:
            yield from _value_faults(column, value, f"{place}.{name}")


def _check_text(element: Element, value: object) -> str:
    return _check_plain(value, element.maximum)


def _check_plain(value: object, maximum: int | None) -> str:
    if not isinstance(value, str):
        return "应为文字"
    if any(character < " " and character not in "\n\r\t" for character in value):
        return "含有不可见的控制字符"
    if maximum is not None and len(value) > maximum:
        return f"最多{maximum}字，现有{len(value)}字"
    return ""


def _check_int(element: Element, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "应为整数"
    if value < 0:
        return "不能小于0"
    if element.maximum is not None and value > element.maximum:
        return f"不能大于{element.maximum}"
    return ""


def _check_bool(element: Element, value: object) -> str:
    return "" if isinstance(value, bool) else "应为是或否"


def _check_date(element: Element, value: object) -> str:
    message = "应为日期，如 2018-02-01"
    if not isinstance(value, str) or len(value) != ISO_DATE_LENGTH:
        return message
    try:
        date.fromisoformat(value)
    except ValueError:
        return message
    return ""


def _check_code(element: Element, value: object) -> str:
    if isinstance(value, str) and value in element.words:
        return ""
    labels = "、".join(code.label for code in element.codes)
    return f"不能是“{value}”，可选：{labels}"


def _check_limit(element: Element, value: object) -> str:
    if not isinstance(value, Mapping) or set(value) != {"count", "unit"}:
        return "应写明数量和单位"
    count, unit = value["count"], value["unit"]
    if isinstance(count, bool) or not isinstance(count, int):
        return "的数量应为整数"
    if unit not in set(LimitUnit):
        return f"没有“{unit}”这种时限单位"
    try:
        TimeLimit(count, LimitUnit(unit))
    except LimitRefused as refusal:
        return f"不成立：{refusal.message}"
    return ""


_CHECKS: Mapping[ElementType, Callable[[Element, object], str]] = MappingProxyType(
    {
        ElementType.TEXT: _check_text,
        ElementType.INT: _check_int,
        ElementType.BOOL: _check_bool,
        ElementType.DATE: _check_date,
        ElementType.CODE: _check_code,
        ElementType.LIMIT: _check_limit,
    }
)
