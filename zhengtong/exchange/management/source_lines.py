"""A source of the register in one line, on a page and as JSON (来源系统的写法)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from zhengtong.cases.queries.by_source import SourceCase
from zhengtong.exchange.queries import EditionInfo, SourceInfo
from zhengtong.exchange.rules.mapping import NOTHING, MappedList, SourceMapping
from zhengtong.kernel.local_time import local

_NONE = "未填"


def source_line(one: SourceInfo, *, silence: str) -> str:
    """Return a source as the register lists it (一行)."""
    ends = f"　{one.switched_off_on} 停用" if one.switched_off_on else ""
    warning = f"　{silence}" if silence else ""
    return (
        f"{one.name}　所属 {one.organisation_code or _NONE}　联系岗位 {one.contact_post or _NONE}"
        f"　{one.lag_days} 日内登记　{_seen(one)}{ends}{warning}"
    )


def source_page(
    one: SourceInfo, editions: Sequence[EditionInfo], *, silence: str, today: dt.date
) -> Iterator[str]:
    """Give all that is known of a source: agreement, last delivery, lists (一页)."""
    yield source_line(one, silence=silence)
    every = f"{one.every_days} 日一次" if one.every_days else "未约定，按以往习惯"
    yield f"约定送数间隔：{every}"
    if one.result_codes:
        pairs = "，".join(f"{code}={word}" for code, word in sorted(one.result_codes.items()))
        yield f"登记时的结果代码：{pairs}"
    mapping = SourceMapping(one.name, tuple(info.edition for info in editions))
    for mapped_list in MappedList:
        now = mapping.edition_on(mapped_list, today)
        for info in editions:
            edition = info.edition
            if edition.mapped_list is not mapped_list:
                continue
            mark = "（现行）" if edition == now else ""
            yield (
                f"{mapped_list.label}对照 第 {edition.version} 版{mark}　{edition.holds_from} 起"
                f"　{len(edition.pairs)} 个　{info.file_name}　{info.set_by}"
            )
            if edition == now:
                for code, value in sorted(edition.pairs.items()):
                    yield f"    {code} → {value or NOTHING}"
    if not editions:
        yield "没有对照表：列名和代码按平台自己的读"


def source_json(
    one: SourceInfo, *, silence: str, editions: Sequence[EditionInfo] = ()
) -> dict[str, Any]:
    """Return a source for a program (机读)."""
    found = {**asdict(one), "silence": silence}
    found.pop("id")
    if editions:
        found["mappings"] = [
            {
                **asdict(info.edition),
                "mapped_list": info.edition.mapped_list.value,
                "number": info.number,
                "file_name": info.file_name,
                "set_by": info.set_by,
                "set_at": info.set_at,
            }
            for info in editions
        ]
    return found


def case_line(case: SourceCase) -> str:
    """Return one of our cases behind a number (办件一行)."""
    completed = f"，{case.completed_on} 办结" if case.completed_on else ""
    return f"{case.source_number}　办件 {case.number}　{case.accepted_on} 受理{completed}"


def case_json(case: SourceCase) -> dict[str, Any]:
    """Return one of our cases behind a number for a program (机读)."""
    return asdict(case)


def _seen(one: SourceInfo) -> str:
    if one.last_seen_at is None:
        return "没有送过数"
    return f"最近送数 {local(one.last_seen_at):%Y-%m-%d %H:%M}（{one.last_seen_file}）"
