"""Which items a command means, and what it asks of them (选择范围与要素赋值)."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhengtong.catalogue.management.element_cells import (
    cells_of,
    column_called,
    element_of,
    value_of,
)
from zhengtong.catalogue.queries.bulk import Choice, ItemsNotFound, codes_chosen
from zhengtong.catalogue.rules.bulk import BulkSource
from zhengtong.catalogue.rules.elements import element_table
from zhengtong.catalogue.rules.lists import LIST_LABELS, ListKind
from zhengtong.foundation.commands import UnusableInput, labelled, listed, region_code
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType

TYPE_LABELS: Mapping[ItemType, str] = {kind: kind.label for kind in ItemType}


def add_region(parser: ArgumentParser) -> None:
    """Let a command name its region (区划)."""
    parser.add_argument(
        "--region", type=region_code, required=True, metavar="CODE", help="6 位区划代码"
    )


def add_choice(parser: ArgumentParser, *, organisation_required: bool = False) -> None:
    """Let a command name the items it means (选择范围)."""
    add_region(parser)
    parser.add_argument(
        "--organisation", required=organisation_required, metavar="CODE", help="机构编码"
    )
    parser.add_argument(
        "--item", action="append", default=[], metavar="CODE", help="实施编码，可多次给出"
    )
    parser.add_argument(
        "--type",
        dest="item_type",
        type=labelled(TYPE_LABELS),
        metavar="TYPE",
        help=f"事项类型：{listed(TYPE_LABELS)}",
    )
    parser.add_argument(
        "--list",
        dest="list_kind",
        type=labelled(LIST_LABELS),
        metavar="KIND",
        help=f"现行清单所列的事项：{listed(LIST_LABELS)}",
    )


def chosen(
    *,
    region: str,
    organisation: str | None,
    item: Sequence[str],
    item_type: ItemType | None,
    list_kind: ListKind | None,
    on: date,
) -> tuple[str, ...]:
    """Return the codes of the items that are meant (选定的事项).

    Raises:
        UnusableInput: a code names nothing, or nothing is left.
    """
    choice = Choice(
        region_code=region,
        organisation_code=organisation or "",
        codes=tuple(item),
        item_type=item_type,
        list_kind=list_kind,
        on=on,
    )
    try:
        return codes_chosen(choice)
    except ItemsNotFound as refusal:
        raise UnusableInput(refusal.message) from refusal


def assigned(assignments: Sequence[str]) -> dict[str, Any]:
    """Return the elements that `ELEMENT=VALUE` texts set; without a value it is taken away (赋值).

    Raises:
        UnusableInput: no such element, given twice, or a value that cannot be read.
    """
    cells: dict[str, dict[str, str]] = {}
    for assignment in assignments:
        name, sign, words = (part.strip() for part in assignment.partition("="))
        column = column_called(name)
        if not sign:
            raise UnusableInput(f"“{assignment}”应写成 要素=值 的样子，如 place=1号窗口")
        if column is None:
            raise UnusableInput(f"没有“{name}”这个要素，或者不能批量修改")
        given = cells.setdefault(element_of(column), {})
        if column.identifier in given:
            raise UnusableInput(f"“{column.name_zh}”给出了两次")
        given[column.identifier] = words
    return {element: _value(element, given) for element, given in cells.items()}


def elements_called(names: Sequence[str]) -> tuple[str, ...]:
    """Return elements by identifier or Chinese name (按名称取要素).

    Raises:
        UnusableInput: there is no such element.
    """
    columns = {name: column_called(name) for name in names}
    if unknown := [name for name, column in columns.items() if column is None]:
        raise UnusableInput(f"没有这些要素，或者不能用表格修改：{'、'.join(unknown)}")
    return tuple(dict.fromkeys(element_of(column) for column in columns.values() if column))


def digest_of(source: BulkSource, content: object) -> str:
    """Return the digest by which the same order is known again (内容摘要)."""
    words = json.dumps([source.value, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _value(element: str, given: Mapping[str, str]) -> Any:
    try:
        return value_of(element, {**dict.fromkeys(cells_of(element, None), ""), **given})
    except DomainError as refusal:
        raise UnusableInput(f"“{element_table()[element].name}”{refusal.message}") from refusal
