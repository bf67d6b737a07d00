"""Lists, their changes and their rates as lines and as JSON (清单输出)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from zhengtong.catalogue.management.exception_lines import exception_content, exception_line
from zhengtong.catalogue.queries import RegionRates
from zhengtong.catalogue.rules.changes import CHANGE_LABELS, ChangeKind
from zhengtong.catalogue.rules.list_changes import ListChange, ListedItem
from zhengtong.catalogue.rules.list_measures import ListMeasure
from zhengtong.catalogue.rules.list_rates import BodyRates, ListRate
from zhengtong.catalogue.rules.lists import KnownList
from zhengtong.kernel.item_types import ItemGroup, ItemType

LEVEL_LABELS = {"main": "主项", "sub": "子项"}


def list_content(known: KnownList) -> dict[str, Any]:
    """Return a list as JSON (清单)."""
    terms = known.terms
    return {
        "kind": terms.kind.value,
        "number": known.number,
        "name": terms.name,
        "edition": terms.edition,
        "batch": terms.batch,
        "document_number": terms.document_number,
        "in_force_on": terms.in_force_on,
        "counts_from": known.counts_from,
        "counts_to": known.counts_to,
        "is_withdrawn": known.is_withdrawn,
    }


def list_line(known: KnownList) -> str:
    """Return a list as one line (清单一行)."""
    terms = known.terms
    line = f"{terms.kind.label} #{known.number} {terms.title}，{terms.in_force_on} 起施行"
    if known.counts_from != terms.in_force_on:
        line += f"，自 {known.counts_from} 起计"
    if not known.is_withdrawn:
        return line
    if known.counts_to is None or known.counts_to < known.counts_from:
        return f"{line}，已撤回，未曾计入"
    return f"{line}，已撤回，计至 {known.counts_to}"


def item_lines(items: Iterable[ListedItem]) -> Iterator[str]:
    """Yield the rows of a list under their bodies (清单条目)."""
    for name, rows in groupby(items, key=lambda row: row.organisation_name):
        found = list(rows)
        yield f"{name}　{len(found)} 项"
        for row in found:
            more = "".join(
                f"　{label} {value}"
                for label, value in (("联办", row.joint_body), ("下放部门", row.passed_by))
                if value
            )
            level, kind = LEVEL_LABELS[row.level_kind], ItemType(row.item_type).label
            yield f"  {row.base_code} {row.item_name}（{level}，{kind}）{more}"


def change_content(change: ListChange) -> dict[str, Any]:
    """Return a change as JSON (清单变化)."""
    return {
        "change": change.kind.value,
        "changed": list(change.changed),
        "before": asdict(change.before) if change.before else None,
        "after": asdict(change.after) if change.after else None,
    }


def change_lines(changes: Iterable[ListChange]) -> Iterator[str]:
    """Yield what came, went and changed (清单变化)."""
    for kind in ChangeKind:
        found = [change for change in changes if change.kind is kind]
        yield f"{CHANGE_LABELS[kind]} {len(found)} 项"
        for change in found:
            item = change.item
            words = _differences(change) if kind is ChangeKind.CHANGED else item.organisation_name
            yield f"  {item.base_code} {item.item_name}　{words}"


def _differences(change: ListChange) -> str:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    values = {
        "名称": (before.item_name, after.item_name),
        "主项或子项": (LEVEL_LABELS[before.level_kind], LEVEL_LABELS[after.level_kind]),
        "主项": (before.main_code, after.main_code),
        "机构": (before.organisation_name, after.organisation_name),
        "联办机构": (before.joint_body or "无", after.joint_body or "无"),
        "下放部门": (before.passed_by or "无", after.passed_by or "无"),
    }
    return "；".join("{}：{} → {}".format(label, *values[label]) for label in change.changed)


def rates_content(rates: RegionRates) -> dict[str, Any]:
    """Return the rates of a region as JSON (占比)."""
    return {
        "region": rates.region_code,
        "on": rates.on,
        "level": rates.level.value,
        "base": rates.base.value,
        "lists": [list_content(known) for known in rates.lists],
        "exceptions": [exception_content(known) for known in rates.exceptions],
        "departments": [
            {
                "code": row.organisation_code,
                "name": row.organisation_name,
                **_measures(row),
            }
            for row in rates.rows
        ],
        "totals": _measures(rates.total),
    }


def _measures(row: BodyRates) -> dict[str, Any]:
    measures = {each.value: _share(row.measures[each]) for each in ListMeasure}
    groups = {group.value: _share(row.claim_by_group[group]) for group in ItemGroup}
    return {**measures, "claim_rate_by_group": groups, "beyond_list": row.beyond_list}


def _share(share: ListRate) -> dict[str, Any]:
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "rate": share.rate,
        "listed": share.listed,
        "excepted": share.excepted,
    }


def rates_lines(rates: RegionRates) -> Iterator[str]:
    """Yield the rates of a region, a line for each body (占比表)."""
    yield f"{rates.region_code}　{rates.on}　{rates.level.label}"
    for known in rates.lists:
        yield f"依据 {list_line(known)}"
    if not rates.lists:
        yield "当日没有现行清单，各项占比无从计算"
    for excepted in rates.exceptions:
        yield f"例外 {exception_line(excepted)}"
    yield "　".join(("机构", *(each.label for each in ListMeasure), "清单外"))
    for row in (*rates.rows, rates.total):
        cells = (_cell(row.measures[each]) for each in ListMeasure)
        yield "　".join((row.organisation_name, *cells, str(row.beyond_list)))
    groups = (f"{group.label} {_cell(rates.total.claim_by_group[group])}" for group in ItemGroup)
    yield f"认领率按类型：{'；'.join(groups)}"
    yield f"最多跑一次、零跑动以{rates.base.label}为基数；一窗占比按主项计"
    yield "网办占比以应认领清单为基数，不含行政处罚、行政强制、行政检查"


def _cell(share: ListRate) -> str:
    return f"{share.numerator}/{share.denominator}={percent(share.rate)}"


def percent(rate: str | None) -> str:
    """Write a rate of four places as `13.92%`; a dash where there is none (百分比)."""
    if rate is None:
        return "—"
    parts = int(rate.replace(".", ""))
    return f"{parts // 100}.{parts % 100:02d}%"
