"""A bulletin as an Excel workbook: a sheet a section, numbers as numbers (通报 Excel).

Text is written as text whatever it begins with, so that nothing runs when the file is opened.
"""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from zhengtong.bulletins.rules.documents.issue import (
    DRAFT_MARK,
    Issue,
    cutoff_lines,
    day_text,
    moment_text,
)
from zhengtong.bulletins.rules.documents.tables import (
    CellValue,
    Percent,
    SheetTable,
    coverage_table,
    departments_table,
    summary_table,
)
from zhengtong.bulletins.rules.documents.wording import (
    correction_text,
    good_text,
    items_text,
    zero_text,
)
from zhengtong.bulletins.rules.inputs import title_of
from zhengtong.bulletins.rules.periods import days_label
from zhengtong.kernel.local_time import local

SUMMARY, DEPARTMENTS, COVERAGE, NOTES = "总表", "分部门", "覆盖率", "说明"
_PAPER_A4 = 9
_WHOLE, _BROKEN, _PERCENT = "#,##0", "#,##0.000", "0.0%"
_SIGNED = "+#,##0;-#,##0;0"
_TEXT_WIDTH = 34
_WIDEST = 60
_HEAD_AT = 3  # below title, period and mark
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(issue: Issue) -> bytes:
    """Return the bulletin as an .xlsx file (Excel 表)."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, _SAFE)
    made = local(issue.made_at).replace(tzinfo=None)
    title = title_of(issue.bulletin.inputs)
    book.set_properties({"title": title, "created": made})
    looks = _Looks(book)
    for name, table in (
        (SUMMARY, summary_table(issue.bulletin)),
        (DEPARTMENTS, departments_table(issue.bulletin)),
        (COVERAGE, coverage_table(issue.bulletin)),
    ):
        _add_table(book.add_worksheet(name), table, issue=issue, looks=looks)
    _add_notes(book.add_worksheet(NOTES), issue=issue, looks=looks)
    book.close()
    return written.getvalue()


class _Looks:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, {}  # type: Any, dict[tuple[str, bool], Any]
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        self.title = book.add_format({**base, "bold": True, "font_size": 16, "align": "center"})
        self.line = book.add_format({**base, "align": "center", "font_color": "#444444"})
        self.draft = book.add_format(
            {**base, "align": "center", "bold": True, "font_color": "#C00000"}
        )
        self.head = book.add_format(
            {**base, "bold": True, "align": "center", "text_wrap": True, "border": 1}
        )
        self.text = book.add_format({**base, "text_wrap": True})
        self.label = book.add_format({**base, "bold": True, "valign": "top"})

    def cell(self, number_format: str, *, is_sum: bool) -> Any:
        """Return the format of a cell inside a table."""
        key = (number_format, is_sum)
        if key not in self._made:
            look = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "border": 1}
            look |= {"bold": is_sum}
            if number_format:
                look |= {"num_format": number_format, "align": "right"}
            else:
                look |= {"text_wrap": True, "indent": 1}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _add_table(sheet: Any, table: SheetTable, *, issue: Issue, looks: _Looks) -> None:
    last = len(table.heads[0]) - 1
    _add_head_lines(sheet, table.caption, last=last, issue=issue, looks=looks)
    _add_heads(sheet, table.heads, looks=looks)
    first_row = _HEAD_AT + len(table.heads)
    for number, values in enumerate(table.rows):
        is_sum = table.has_totals and number == len(table.rows) - 1
        for place, value in enumerate(values):
            signed = table.heads[-1][place] == "增减"
            _write(sheet, (first_row + number, place), value, looks, is_sum=is_sum, signed=signed)
    for place in range(last + 1):
        sheet.set_column(place, place, _column_width(table, place))
    sheet.freeze_panes(first_row, table.texts)
    end = first_row + max(len(table.rows), 1) - 1
    _set_print(sheet, issue=issue, area=(0, 0, end, last), repeated=(_HEAD_AT, first_row - 1))


def _add_head_lines(sheet: Any, caption: str, *, last: int, issue: Issue, looks: _Looks) -> None:
    """Write title, period and standing over the whole width of a table."""
    inputs = issue.bulletin.inputs
    lines = (
        (title_of(inputs), looks.title),
        (f"{caption}　统计期{days_label(inputs.period)}　单位：件", looks.line),
        _standing(issue, looks),
    )
    for row, (text, look) in enumerate(lines):
        sheet.merge_range(row, 0, row, last, "", look)
        sheet.write_string(row, 0, text, look)
    sheet.set_row(0, 28)


def _standing(issue: Issue, looks: _Looks) -> tuple[str, Any]:
    imprint = issue.imprint
    if imprint is None:
        return f"{DRAFT_MARK}　{moment_text(issue.counted_at)}取数", looks.draft
    errata = len(imprint.corrections)
    corrected = f"　冻结后更正{errata}处，见“{NOTES}”" if errata else ""
    return f"已冻结　{imprint.number}　{day_text(imprint.frozen_at)}{corrected}", looks.line


def _add_heads(sheet: Any, heads: Sequence[Sequence[str]], *, looks: _Looks) -> None:
    """Write the headings, one cell for those that repeat to the right or downwards."""
    below = heads[-1]
    place = 0
    while place < len(below):
        text = heads[0][place]
        last = place
        while last + 1 < len(below) and heads[0][last + 1] == text:
            last += 1
        if len(heads) == 1:
            sheet.write_string(_HEAD_AT, place, text, looks.head)
            last = place
        elif below[place] == text:
            sheet.merge_range(_HEAD_AT, place, _HEAD_AT + 1, place, "", looks.head)
            sheet.write_string(_HEAD_AT, place, text, looks.head)
            last = place
        else:
            if last > place:
                sheet.merge_range(_HEAD_AT, place, _HEAD_AT, last, "", looks.head)
            sheet.write_string(_HEAD_AT, place, text, looks.head)
            for under in range(place, last + 1):
                sheet.write_string(_HEAD_AT + 1, under, below[under], looks.head)
        place = last + 1
    sheet.set_row(_HEAD_AT, 32)


def _write(
    sheet: Any,
    at: tuple[int, int],
    value: CellValue,
    looks: _Looks,
    *,
    is_sum: bool,
    signed: bool,
) -> None:
    """Write a figure as a number and a text as a text; nothing where there is nothing to say."""
    match value:
        case None:
            sheet.write_blank(*at, None, looks.cell("", is_sum=is_sum))
        case Percent(rate):
            sheet.write_number(*at, float(rate), looks.cell(_PERCENT, is_sum=is_sum))
        case int():
            look = looks.cell(_SIGNED if signed else _WHOLE, is_sum=is_sum)
            sheet.write_number(*at, value, look)
        case Decimal():
            sheet.write_number(*at, float(value), looks.cell(_BROKEN, is_sum=is_sum))
        case str():
            sheet.write_string(*at, value, looks.cell("", is_sum=is_sum))


def _column_width(table: SheetTable, place: int) -> float:
    texts = [row[place] for row in table.rows if isinstance(row[place], str)]
    widest = max((len(str(text)) for text in texts), default=0)
    if widest > 6:
        return min(max(widest * 2, _TEXT_WIDTH), _WIDEST)
    return 8 if place == 0 else 12


def _add_notes(sheet: Any, *, issue: Issue, looks: _Looks) -> None:
    bulletin = issue.bulletin
    zero = len(bulletin.zero_case_departments)
    noun = bulletin.inputs.noun
    lines = [
        ("已认领并审核通过的事项", items_text(bulletin)),
        (f"运行较好的{noun}", good_text(bulletin) or "无"),
        (f"零办件{noun}{zero}个", zero_text(bulletin) or "无"),
        *((f"说明{number}", note) for number, note in enumerate(bulletin.notes, start=1)),
        *(
            (f"更正{number}", correction_text(one))
            for number, one in enumerate(issue.corrections, start=1)
        ),
        *cutoff_lines(issue),
    ]
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 92)
    _add_head_lines(sheet, "说明", last=1, issue=issue, looks=looks)
    for row, (label, text) in enumerate(lines, start=_HEAD_AT):
        sheet.write_string(row, 0, label, looks.label)
        sheet.write_string(row, 1, text, looks.text)
        sheet.set_row(row, 16.0 * (1 + len(text) // 46))
    sheet.freeze_panes(_HEAD_AT, 0)
    area = (0, 0, _HEAD_AT + len(lines) - 1, 1)
    _set_print(sheet, issue=issue, area=area, repeated=(0, 0))


def _set_print(
    sheet: Any, *, issue: Issue, area: tuple[int, int, int, int], repeated: tuple[int, int]
) -> None:
    """Set paper, area, repeated headings, and page numbers; one page wide (打印设置)."""
    sheet.set_paper(_PAPER_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(*area)
    sheet.repeat_rows(*repeated)
    sheet.set_footer("&C— &P —　共 &N 页")
    if issue.is_draft:
        sheet.set_header(f'&R&"黑体,常规"&14&KC00000{DRAFT_MARK}')
