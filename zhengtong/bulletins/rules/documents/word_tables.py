"""Tables in Word that break well: headings repeat, rows stay whole, columns fit (Word 表格)."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

from zhengtong.bulletins.rules.documents.official_layout import (
    FANGSONG,
    HEITI,
    LATIN,
    SIZE_5,
    TYPE_HEIGHT,
    TYPE_WIDTH,
    plain_paragraph,
    set_font,
)
from zhengtong.bulletins.rules.documents.tables import CellValue, SheetTable, cell_text

_CHARACTER_MM: float = SIZE_5.mm
_PADDING_MM = 2.4
_MARGIN_MM = 1.0  # on either side; the rest is for rounding
TWIPS_PER_MM = 56.7
# Longer names go on in a second line rather than turn the page on its side.
_NARROWEST_TEXT_MM = 40.0
ROW_HEIGHT = Mm(6.2)
# A table of so few rows is never torn over two pages.
_KEPT_WHOLE = 12


def needs_landscape(table: SheetTable) -> bool:
    """Tell whether a table is too wide for the upright page (是否横排)."""
    return sum(_needed_widths(table)) > float(TYPE_WIDTH.mm)


def add_table(document: Document, table: SheetTable, *, is_landscape: bool = False) -> Table:
    """Add a table across the type area, below its caption (加表).

    Headings repeat on every page, and no row is torn in two.
    """
    _add_caption(document, table.caption)
    room = TYPE_HEIGHT if is_landscape else TYPE_WIDTH
    widths = _spread(table, room=room.mm)
    made: Table = document.add_table(rows=0, cols=len(widths))
    made.style = document.styles["Table Grid"]
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_layout(made, widths)
    is_whole = len(table.rows) <= _KEPT_WHOLE
    for head in table.heads:
        row = _add_row(made, widths)
        _mark(row, "w:tblHeader")
        for cell, text in zip(row.cells, head, strict=True):
            _write(cell, text, font=HEITI, alignment=WD_ALIGN_PARAGRAPH.CENTER)
        _keep_with_next(row)
    _merge_heads(made, table.heads)
    for number, values in enumerate(table.rows, start=1):
        row = _add_row(made, widths)
        is_sum = table.has_totals and number == len(table.rows)
        for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            font = HEITI if is_sum else FANGSONG
            _write(cell, cell_text(value), font=font, alignment=_alignment(table, place, value))
        # The sum is not left alone on a page of its own.
        is_last = number == len(table.rows)
        if not is_last and (is_whole or number >= len(table.rows) - 2):
            _keep_with_next(row)
    return made


def _add_caption(document: Document, text: str) -> None:
    paragraph = plain_paragraph(document.add_paragraph(), size=Pt(15))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = True
    set_font(paragraph.add_run(f"{text}（单位：件）"), font=HEITI, size=Pt(12))


def _needed_widths(table: SheetTable) -> list[float]:
    """Return the width of each column in mm that its widest cell and heading need."""
    widths = [
        min(_widest_cell(table, place), _NARROWEST_TEXT_MM)
        if _is_text(table, place)
        else max(_widest_cell(table, place), _head_width(table, place))
        for place in range(len(table.heads[0]))
    ]
    for head in dict.fromkeys(table.heads[0]):
        places = [place for place, text in enumerate(table.heads[0]) if text == head]
        lacking = _line_width(head) - sum(widths[place] for place in places)
        for place in places if len(places) > 1 and lacking > 0 else ():
            widths[place] += lacking / len(places)
    return widths


def _widest_cell(table: SheetTable, place: int) -> float:
    cells = [_width(cell_text(row[place])) for row in table.rows]
    return max(cells, default=0.0) + _PADDING_MM


def _head_width(table: SheetTable, place: int) -> float:
    return max(_line_width(text) for text in _own_heads(table.heads, place))


def _line_width(head: str) -> float:
    """Return the width that a heading needs; a long one may stand in two lines."""
    width = _width(head)
    return (width / 2 if width > 6 * _CHARACTER_MM else width) + _PADDING_MM


def _own_heads(heads: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the headings of one column alone, without those that several columns share."""
    return [head[place] for head in heads if head.count(head[place]) == 1] or [heads[-1][place]]


def _is_text(table: SheetTable, place: int) -> bool:
    return any(isinstance(row[place], str) and len(str(row[place])) > 6 for row in table.rows)


def _spread(table: SheetTable, *, room: float) -> list[float]:
    """Give the columns the room there is: names first, until they fit, then all alike."""
    widths = _needed_widths(table)
    if sum(widths) > room:
        return [width * room / sum(widths) for width in widths]
    for place in range(len(widths)):
        if _is_text(table, place):
            wanted = _widest_cell(table, place) - widths[place]
            widths[place] += min(max(wanted, 0.0), room - sum(widths))
    spare = (room - sum(widths)) / len(widths)
    return [width + spare for width in widths]


def _width(text: str) -> float:
    return sum(0.55 if one.isascii() else 1.0 for one in text) * _CHARACTER_MM


def _add_row(table: Table, widths: Sequence[float]) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = ROW_HEIGHT, WD_ROW_HEIGHT_RULE.AT_LEAST
    _mark(row, "w:cantSplit")
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return row


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


def _keep_with_next(row: _Row) -> None:
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _write(cell: _Cell, text: str, *, font: str, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = plain_paragraph(cell.paragraphs[0], size=SIZE_5)
    paragraph.alignment = alignment
    run = set_font(paragraph.add_run(text), font=font, size=SIZE_5)
    run.font.name = LATIN


def _alignment(table: SheetTable, place: int, value: CellValue) -> WD_ALIGN_PARAGRAPH:
    if _is_text(table, place):
        return WD_ALIGN_PARAGRAPH.LEFT
    if place < table.texts or value is None or isinstance(value, str):
        return WD_ALIGN_PARAGRAPH.CENTER
    return WD_ALIGN_PARAGRAPH.RIGHT


def _merge_heads(table: Table, heads: Sequence[Sequence[str]]) -> None:
    """Make one cell of headings that repeat to the right or downwards."""
    first = heads[0]
    if len(heads) == 1:
        return
    for place, text in enumerate(first):
        if heads[1][place] == text:
            _join(table.cell(0, place), table.cell(1, place), text)
        elif place and first[place - 1] == text:
            continue
        else:
            last = max(other for other, same in enumerate(first) if same == text)
            if last > place:
                _join(table.cell(0, place), table.cell(0, last), text)


def _join(cell: _Cell, other: _Cell, text: str) -> None:
    joined = cell.merge(other)
    for paragraph in joined.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    _empty(joined)
    _write(joined, text, font=HEITI, alignment=WD_ALIGN_PARAGRAPH.CENTER)


def _empty(cell: _Cell) -> None:
    for run in cell.paragraphs[0].runs:
        run._r.getparent().remove(run._r)


def _set_layout(table: Table, widths: Sequence[float]) -> None:
    """Fix the columns, with narrow side margins so that figures have room."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    properties: Any = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(_MARGIN_MM * TWIPS_PER_MM)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.insert_element_before(margins, "w:tblLook")
