import datetime as dt
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.cases.operations.due_dates import Recomputed, recompute_open_cases
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.management.faults import MOST_NAMED
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request
from zhengtong.foundation.tables import (
    Column,
    ErrorFile,
    ErrorFileRefused,
    Row,
    RowFault,
    Sheet,
    Table,
    UnreadableTable,
    boolean,
    choice,
    code,
    day,
    integer,
    open_table,
    template_csv,
    text,
)
from zhengtong.kernel.calendars import CalendarDay, DayKind
from zhengtong.kernel.errors import DomainError
from zhengtong.places.operations.bundled_calendar import BUNDLED_CALENDAR, bundled_days
from zhengtong.places.operations.calendar import (
    CalendarLoaded,
    load_calendar,
    load_regional_days,
)

CALENDAR = Sheet(
    name="日历",
    columns=(
        Column(
            identifier="date", name_zh="日期", parser=day(), required=True, example="2018-07-24"
        ),
        Column(
            identifier="iso_weekday",
            name_zh="星期",
            parser=integer(minimum=1, maximum=7),
            help="1 周一至 7 周日",
            example="2",
        ),
        Column(
            identifier="kind",
            name_zh="性质",
            parser=choice(
                {kind.label: kind for kind in DayKind} | {kind.value: kind for kind in DayKind}
            ),
            required=True,
            example="工作日",
        ),
        Column(identifier="is_working_day", name_zh="上班", parser=boolean(), example="是"),
        Column(identifier="name_zh", name_zh="节日", parser=text(max_length=32)),
        Column(identifier="in_lieu", name_zh="调休", parser=boolean(), example="否"),
        Column(
            identifier="official_schedule_published",
            name_zh="放假安排已公布",
            parser=boolean(),
            help="空白为已公布；未公布的年度跳过",
            example="否",
        ),
        Column(
            identifier="region_code",
            name_zh="区划代码",
            parser=code(pattern=r"\d{6}", rule="应为 6 位数字"),
            help="地方规定的放假填所在区划，全国的留空",
        ),
    ),
)


@dataclass(slots=True)
class _Given:
    """The rows of a file, by the year or region that they go in with."""

    of_years: dict[int, list[tuple[Row, CalendarDay]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    of_regions: dict[str, list[tuple[Row, CalendarDay]]] = field(
        default_factory=lambda: defaultdict(list)
    )


class Command(commands.Command):
    """Put announced years in force and compute open cases anew (放假安排载入).

    A published year goes in whole or not at all: with a day missing or contradicting itself it
    stays as it was, while the other years of the file go in.
    """

    help = (
        "载入放假安排（日历），并重算在办办件的期限。"
        "已公布的年度缺一天或自相矛盾，该年整年不载入、维持原状，同一文件的其他年度照常载入；"
        "未公布的年度跳过并计数"
    )
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="日历文件；不给则载入随附的"
        )
        parser.add_argument("--template", action="store_true", help="输出文件模板")

    def run(self, *, file: Path | None, template: bool, json: bool = False, **_: Any) -> int:
        if template:
            self.stdout.write(template_csv(CALENDAR), ending="")
            return DONE
        loaded, errors, encoding = _load_bundled() if file is None else _load_file(file)
        if encoding and not json:
            self.stdout.write(f"按 {encoding} 读取。", ending="")
        # Also when nothing changed: an earlier run may have ended between the two steps.
        self._report(loaded, recompute_open_cases(), errors=errors, as_json=json)
        if errors is not None:
            self._name_faults(loaded, errors)
        return REFUSED if errors is not None and errors.count else DONE

    def _name_faults(self, loaded: CalendarLoaded, errors: ErrorFile) -> None:
        """Name the first bad rows; what all rows of a refused year share was said once."""
        said = set(loaded.refused.values())
        named = (fault for fault in errors.faults if fault.message not in said)
        for fault in islice(named, MOST_NAMED):
            self.stderr.write(f"第 {fault.row_number} 行　{fault.field_zh}：{fault.message}")
        if errors.count:
            self.stderr.write(f"{errors.count} 行未载入，见 {errors.path}")

    def _report(
        self,
        loaded: CalendarLoaded,
        recomputed: Recomputed,
        *,
        errors: ErrorFile | None,
        as_json: bool,
    ) -> None:
        if as_json:
            self.print_json(
                {
                    "years": list(loaded.years),
                    "changed_days": loaded.changed_days,
                    "skipped_years": list(loaded.skipped_years),
                    "skipped_days": loaded.skipped_days,
                    "refused": {str(year): said for year, said in loaded.refused.items()},
                    "faults": [fault.as_json() for fault in errors.faults] if errors else [],
                    "cases_checked": recomputed.checked,
                    "cases_changed": recomputed.changed,
                    "cases_refused": [number for number, _ in recomputed.refused],
                }
            )
            return
        years = "、".join(map(str, loaded.years)) or "无"
        self.stdout.write(f"日历：已公布年度 {years}，变动 {loaded.changed_days} 天")
        if loaded.skipped_days:
            skipped = "、".join(map(str, loaded.skipped_years))
            self.stdout.write(f"未公布的年度 {skipped} 已跳过，共 {loaded.skipped_days} 天")
        self.stdout.write(f"在办办件 {recomputed.checked} 件，期限变动 {recomputed.changed} 件")
        for said in loaded.refused.values():
            self.stderr.write(said)
        for number, said in recomputed.refused:
            self.stderr.write(f"办件 {number} 的期限未能重算：{said}")


def _load_bundled() -> tuple[CalendarLoaded, ErrorFile | None, str]:
    loaded = load_calendar(days=bundled_days(), source=BUNDLED_CALENDAR.name, request=_request())
    return loaded, None, ""


def _request() -> Request:
    return Request(by=OPERATOR, now=timezone.now(), reason="载入放假安排")


def _load_file(file: Path) -> tuple[CalendarLoaded, ErrorFile | None, str]:
    """Load a file; return what came of it, its bad rows, and how it was read."""
    try:
        with open_table(file, CALENDAR) as table, ErrorFile(table) as errors:
            loaded = _load(_given(table, errors), errors, source=file.name)
    except (UnreadableTable, ErrorFileRefused) as refusal:
        raise UnusableInput(refusal.message) from refusal
    return loaded, errors, table.encoding_note


def _given(table: Table, errors: ErrorFile) -> _Given:
    given = _Given()
    for row in track(table, description="读取日历", total=table.row_count):
        fault = row if isinstance(row, RowFault) else _fault_in(row)
        if fault is not None:
            errors.add(fault)
        elif isinstance(row, Row):
            announced = _announced(row.values)
            region_code = row.values["region_code"]
            if region_code is None:
                given.of_years[announced.date.year].append((row, announced))
            else:
                given.of_regions[region_code].append((row, announced))
    return given


def _fault_in(row: Row) -> RowFault | None:
    values = row.values
    on: dt.date = values["date"]
    if values["iso_weekday"] not in (None, on.isoweekday()):
        return row.fault(field_zh="星期", message=f"{on} 是星期 {on.isoweekday()}")
    if values["is_working_day"] not in (None, values["kind"].is_working):
        return row.fault(field_zh="上班", message=f"与性质“{values['kind'].label}”不符")
    return None


def _announced(values: Mapping[str, Any]) -> CalendarDay:
    return CalendarDay(
        values["date"],
        values["kind"],
        values["name_zh"] or "",
        bool(values["in_lieu"]),
        values["official_schedule_published"] is not False,
    )


def _load(given: _Given, errors: ErrorFile, *, source: str) -> CalendarLoaded:
    """Load years, then regions; rows of what is refused go to the error file."""
    request = _request()
    days = [announced for rows in given.of_years.values() for _, announced in rows]
    loaded = load_calendar(days=days, source=source, request=request)
    for year, said in loaded.refused.items():
        for row, _ in given.of_years[year]:
            errors.add(row.fault(field_zh="日期", message=said))
    for region_code, rows in given.of_regions.items():
        try:
            load_regional_days(
                region_code=region_code,
                days=[announced for _, announced in rows],
                source=source,
                request=request,
            )
        except DomainError as refusal:
            for row, _ in rows:
                errors.add(row.fault(field_zh="区划代码", message=refusal.message))
    return loaded
