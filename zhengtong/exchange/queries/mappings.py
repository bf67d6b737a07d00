"""Reads of what a source's columns and codes are here (代码对照)."""

import datetime as dt
from dataclasses import dataclass

from zhengtong.exchange.models import MappingEdition
from zhengtong.exchange.rules.mapping import Edition, MappedList, SourceMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionInfo:
    """One edition of a list, and who set it (对照表版本)."""

    number: str
    edition: Edition
    file_name: str
    set_by: str
    set_at: dt.datetime


def mapping_of(*, region_code: str, source_name: str) -> SourceMapping:
    """Return all lists of a source with all their editions (来源对照)."""
    found = mapping_editions(region_code=region_code, source_name=source_name)
    return SourceMapping(source_name, tuple(info.edition for info in found))


def mapping_editions(*, region_code: str, source_name: str) -> tuple[EditionInfo, ...]:
    """Return the editions of a source's lists, list by list, oldest first (对照表版本)."""
    rows = MappingEdition.objects.filter(region_code=region_code, source_name=source_name)
    return tuple(
        EditionInfo(
            number=row.number,
            edition=Edition(
                mapped_list=MappedList(row.mapped_list),
                version=row.version,
                holds_from=row.holds_from,
                pairs=row.pairs,
            ),
            file_name=row.file_name,
            set_by=row.set_by,
            set_at=row.set_at,
        )
        for row in rows.order_by("mapped_list", "version")
    )
