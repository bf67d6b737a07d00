"""Declarations of exceptions as lines and as JSON (例外申报输出)."""

from collections.abc import Iterable, Iterator
from typing import Any

from zhengtong.catalogue.queries import DeclarationInfo
from zhengtong.catalogue.rules.exceptions import ExceptionState, KnownException


def exception_content(known: KnownException) -> dict[str, Any]:
    """Return a declaration as JSON (例外申报)."""
    return {
        "number": known.number,
        "kind": known.kind.value,
        "organisation_code": known.organisation_code,
        "base_code": known.base_code,
        "basis": known.basis,
        "starts_on": known.starts_on,
        "ends_on": known.ends_on,
        "state": known.state.value,
        "counts_from": known.counts_from,
        "counts_to": known.counts_to,
    }


def declaration_content(found: DeclarationInfo) -> dict[str, Any]:
    """Return a declaration with its names and persons as JSON (例外申报)."""
    return {
        **exception_content(found.known),
        "organisation_name": found.organisation_name,
        "item_name": found.item_name,
        "declared_by": found.declared_by,
        "decided_by": found.decided_by,
    }


def exception_line(known: KnownException) -> str:
    """Return a declaration as one line (例外申报一行)."""
    item = f" 事项 {known.base_code}" if known.base_code else ""
    return f"#{known.number} 机构 {known.organisation_code}{item}　{_terms(known)}"


def declaration_lines(found: Iterable[DeclarationInfo]) -> Iterator[str]:
    """Yield declarations, a line for each (例外申报清单)."""
    for each in found:
        yield f"#{each.known.number} {each.thing}　{_terms(each.known)}"


def _terms(known: KnownException) -> str:
    line = (
        f"{known.kind.label}　{known.starts_on} 至 {known.ends_on}　依据：{known.basis}　"
        f"{known.state.label}"
    )
    if known.state is ExceptionState.DECLARED:
        return f"{line}，审核同意前仍计入各项基数"
    if known.counts_from is None or known.counts_to is None:
        return line
    if known.counts_to < known.counts_from:
        return f"{line}，未曾生效"
    return f"{line}，{known.counts_from} 至 {known.counts_to} 不计入"
