"""The one place where a source's own columns and codes become ours (应用对照)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zhengtong.exchange.rules.mapping import CODE_LISTS, LONGEST_CODE, MappedList, SourceMapping
from zhengtong.exchange.rules.records import TIMES
from zhengtong.foundation.tables import FieldFault, Row, RowFault, Sheet, code
from zhengtong.foundation.tables.columns import Column
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day


@dataclass(frozen=True, slots=True)
class MappedRows:
    """How rows of a source are read: with its headers, and its codes as they held (按对照读行).

    Fields are matched as they hold on the day of the file, codes as they held on the day on
    which the source entered the row; where the row does not say, on the day of its newest act.
    """

    mapping: SourceMapping
    _columns: Mapping[MappedList, Column] = field(default_factory=dict)

    @classmethod
    def over(
        cls, sheet: Sheet, *, mapping: SourceMapping, on: dt.date | None
    ) -> "tuple[Sheet, MappedRows]":
        """Return the sheet that reads the source's file, and what translates its rows.

        Args:
            on: the day of the file, by which its header is read; None for a file of our columns.
        """
        mapped = {
            MappedList(column.identifier): column
            for column in sheet.columns
            if column.identifier in CODE_LISTS and mapping.has(MappedList(column.identifier))
        }
        plain = code(max_length=LONGEST_CODE)
        columns = tuple(
            replace(column, parser=plain) if column.identifier in mapped else column
            for column in sheet.columns
        )
        headers = mapping.own_headers(on) if on else {}
        return replace(sheet, columns=columns, own_headers=headers), cls(mapping, mapped)

    def translated(self, row: Row, *, day: dt.date | None = None) -> Row | RowFault:
        """Return the row in our codes; a fault names each code that the source's list lacks.

        Args:
            day: by which the codes are read; None for a row of an import, which says so itself.
        """
        if not self._columns:
            return row
        day = day or day_of(row.values)
        values: dict[str, Any] = dict(row.values)
        faults: list[FieldFault] = []
        for mapped_list, column in self._columns.items():
            cell = values[column.identifier]
            if cell is None:
                continue
            try:
                ours = self.mapping.translated(mapped_list, cell, day=day)
                values[column.identifier] = column.parser(ours) if ours else None
            except DomainError as refusal:
                faults.append(FieldFault(column.name_zh, refusal.message))
        if faults:
            return RowFault(row.number, tuple(faults), row.raw)
        return Row(row.number, values, row.raw)


def day_of(values: Mapping[str, Any]) -> dt.date:
    """Return the day by which a row's codes are read (对照日期)."""
    entered = values.get("source_recorded_at")
    if entered is not None:
        return local_day(entered)
    return local_day(max(values[name] for name in TIMES if values.get(name) is not None))
