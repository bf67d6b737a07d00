"""A source's counts and list of cases, read and checked row by row (读对账文件).

A reconciliation needs a whole book: a row left out would count as 0. So one bad row keeps the
file from being used at all, and the bad rows go to the error file.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhengtong.cases.queries.items import terms_for_import
from zhengtong.exchange.management.book_sheets import counts_sheet, label_of, list_sheet
from zhengtong.exchange.management.mapped_rows import MappedRows
from zhengtong.exchange.queries import SourceInfo
from zhengtong.exchange.rules.mapping import SourceMapping
from zhengtong.exchange.rules.reconciliation import TAKEN_OUT, CountCell, Measure, TheirCase
from zhengtong.foundation.tables import (
    ErrorFile,
    FaultList,
    FieldFault,
    Row,
    RowFault,
    Sheet,
    open_table,
)
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTerms:
    """What rows are checked against (检查依据).

    Args:
        period: None where the file itself says which days it covers.
    """

    source: SourceInfo
    mapping: SourceMapping
    today: dt.date
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFile:
    """The good rows of a file in our codes, and its bad ones (对账文件).

    Args:
        errors: None where no error file was to be written.
    """

    name: str
    rows: tuple[Row, ...]
    encoding: str
    errors: ErrorFile

    @property
    def faults(self) -> FaultList:
        """What is wrong with the file."""
        return self.errors.faults

    @property
    def period(self) -> Period | None:
        """The days from the first to the last row of counts, None where there is no row."""
        days = [row.values["day"] for row in self.rows]
        return Period(min(days), max(days)) if days else None

    def counts(self) -> dict[CountCell, int]:
        """Return the counts; codes of theirs that are one code of ours are added up (件数)."""
        found: Counter[CountCell] = Counter()
        for row in self.rows:
            values = row.values
            for measure in Measure:
                cell = CountCell(
                    values["day"],
                    values["implementation_code"],
                    values["organisation_code"],
                    measure,
                )
                found[cell] += values[measure.value]
        return dict(found)

    def cases(self) -> tuple[TheirCase, ...]:
        """Return the cases (办件)."""
        names = TheirCase.__dataclass_fields__
        return tuple(TheirCase(**{name: row.values[name] for name in names}) for row in self.rows)


def read_counts(path: Path, *, terms: BookTerms, errors: Path | None) -> BookFile:
    """Read a source's counts (读来源件数).

    Raises:
        UnreadableTable, ErrorFileRefused: nothing can be read, or no error file be written.
    """
    return _read(path, counts_sheet(), terms, errors, key=_COUNT_KEY, days=("day",))


def read_list(path: Path, *, terms: BookTerms, errors: Path | None) -> BookFile:
    """Read a source's list of cases (读来源办件清单).

    Raises:
        UnreadableTable, ErrorFileRefused: nothing can be read, or no error file be written.
    """
    sheet = list_sheet(result_codes=terms.source.result_codes)
    return _read(
        path, sheet, terms, errors, key=("source_number",), days=("accepted_on", "completed_on")
    )


_COUNT_KEY = ("day", "implementation_code", "organisation_code")


def _read(
    path: Path,
    sheet: Sheet,
    terms: BookTerms,
    errors: Path | None,
    *,
    key: tuple[str, ...],
    days: tuple[str, ...],
) -> BookFile:
    sheet, mapped = MappedRows.over(sheet, mapping=terms.mapping, on=None)
    with open_table(path, sheet) as table:
        rows = list(table)
        good = [row for row in rows if isinstance(row, Row)]
        keys = Counter(_key_of(row, key) for row in good)
        ours = {row.number: mapped.translated(row, day=_day_of(row, days)) for row in good}
        checks = _Checks(terms, [row for row in ours.values() if isinstance(row, Row)], days)
        kept: list[Row] = []
        with ErrorFile(table, path=errors) as error_file:
            for row in rows:
                if isinstance(row, RowFault):
                    error_file.add(row)
                    continue
                found = ours[row.number]
                faults: tuple[FieldFault, ...]
                if keys[_key_of(row, key)] > 1:
                    name = label_of(key[0])
                    faults = (FieldFault(name, f"同样的{_said(key)}在文件中另有一行，都不采用"),)
                elif isinstance(found, RowFault):
                    faults = found.faults
                else:
                    faults = tuple(checks.faults_of(found))
                if faults:
                    error_file.add(RowFault(row.number, faults, row.raw))
                elif isinstance(found, Row):
                    kept.append(found)
        return BookFile(
            name=path.name, rows=tuple(kept), encoding=table.encoding_note, errors=error_file
        )


class _Checks:
    """What rows refer to, looked up once for the whole file (核对)."""

    def __init__(self, terms: BookTerms, rows: Sequence[Row], days: tuple[str, ...]) -> None:
        self._terms, self._days = terms, days
        self._items = terms_for_import(
            region_code=terms.source.region_code,
            implementation_codes={row.values["implementation_code"] for row in rows},
        ).keys()
        self._bodies = organisations({row.values["organisation_code"] for row in rows})

    def faults_of(self, row: Row) -> Iterator[FieldFault]:
        """Find what is wrong with a row in our codes (检查一行)."""
        values, source = row.values, self._terms.source
        if values["region_code"] not in (None, source.region_code):
            yield _fault("region_code", f"应为本次对账的区划 {source.region_code}")
        if values["source_name"] not in (None, source.name):
            yield _fault("source_name", f"应为本次对账的来源系统“{source.name}”")
        item, body_code = values["implementation_code"], values["organisation_code"]
        if item not in self._items:
            yield _fault(
                "implementation_code",
                f"{source.region_code} 没有实施编码为 {item} 的已发布事项",
            )
        body = self._bodies.get(body_code)
        if body is None:
            yield _fault("organisation_code", f"机构 {body_code} 不存在，请核对")
        elif body.region_code != source.region_code:
            yield _fault("organisation_code", f"机构 {body_code} 不属于区划 {source.region_code}")
        yield from self._days_of(values)
        if "accepted_on" in values:
            yield from _ending(values)

    def _days_of(self, values: Any) -> Iterator[FieldFault]:
        days = {name: values[name] for name in self._days if values[name] is not None}
        for name, day in days.items():
            if day > self._terms.today:
                yield _fault(name, f"{day} 还没有到")
        period = self._terms.period
        if period is not None and not any(day in period for day in days.values()):
            yield _fault(self._days[0], f"不在对账期间 {period} 之内")


def _ending(values: Any) -> Iterator[FieldFault]:
    accepted_on, completed_on = values["accepted_on"], values["completed_on"]
    result = values["result"]
    if completed_on is not None and completed_on < accepted_on:
        yield _fault("completed_on", f"早于受理日期 {accepted_on}")
    if result is not None and completed_on is None and result not in TAKEN_OUT:
        yield _fault("completed_on", "有办结结果的要有办结日期")


def _fault(identifier: str, message: str) -> FieldFault:
    return FieldFault(label_of(identifier), message)


def _key_of(row: Row, key: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(row.values[name] for name in key)


def _day_of(row: Row, days: tuple[str, ...]) -> dt.date:
    found: list[dt.date] = [row.values[name] for name in days if row.values[name] is not None]
    return max(found)


def _said(key: tuple[str, ...]) -> str:
    return "、".join(label_of(name) for name in key)
