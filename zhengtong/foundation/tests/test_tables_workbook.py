"""Spreadsheets as Excel writes them: cells, dates, sheets, formulas, merged cells (工作簿读取)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from zhengtong.foundation.tables import (
    Column,
    Row,
    RowFault,
    Sheet,
    UnreadableTable,
    boolean,
    code,
    day,
    decimal,
    moment,
    open_table,
    sheet_names_in,
    text,
)

CASES = Sheet(
    name="办件",
    columns=(
        Column(identifier="case_no", name_zh="办件编号", parser=code(), required=True),
        Column(identifier="applicant_name", name_zh="申请者名称", parser=text()),
        Column(identifier="apply_time", name_zh="申请时间", parser=moment()),
        Column(identifier="valid_from", name_zh="有效期起", parser=day()),
        Column(identifier="fee_amount", name_zh="收费", parser=decimal(places=2)),
        Column(identifier="is_fee", name_zh="是否收费", parser=boolean()),
    ),
)
HEADER = ("办件编号", "申请者名称", "申请时间", "有效期起", "收费", "是否收费")


class Book:
    """A spreadsheet in the making."""

    def __init__(self, folder: Path, **options: object) -> None:
        self.path = folder / "办件.xlsx"
        self.book = Workbook(str(self.path), options)

    def sheet(self, *rows: tuple[object, ...], name: str = "办件") -> Worksheet:
        """Add a sheet with a header and rows."""
        sheet = self.book.add_worksheet(name)
        for at, row in enumerate((HEADER, *rows)):
            sheet.write_row(at, 0, row)
        return sheet

    def saved(self) -> Path:
        """Write the file."""
        self.book.close()
        return self.path


def rows_in(path: Path) -> list[Row | RowFault]:
    """Read every row."""
    with open_table(path, CASES) as table:
        return list(table)


def refusal_of(path: Path) -> str:
    """Return the message with which the whole file is refused."""
    with pytest.raises(UnreadableTable) as refused:
        open_table(path, CASES)
    return refused.value.message


@pytest.mark.parametrize("in_memory", [{}, {"constant_memory": True}])
def test_it_reads_texts_dates_numbers_and_booleans(
    tmp_path: Path, in_memory: dict[str, object]
) -> None:
    book = Book(tmp_path, **in_memory)
    sheet = book.book.add_worksheet("办件")
    dated = book.book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    timed = book.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, HEADER)
    sheet.write_string(1, 0, "510703180226000018")
    sheet.write_string(1, 1, " 王　小\n明 ")
    sheet.write_datetime(1, 2, datetime(2018, 2, 26, 10, 30), timed)  # noqa: DTZ001
    sheet.write_datetime(1, 3, datetime(2018, 2, 26), dated)  # noqa: DTZ001
    sheet.write_number(1, 4, 0.1)
    sheet.write_boolean(1, 5, True)
    (row,) = rows_in(book.saved())
    assert isinstance(row, Row)
    assert row.values == {
        "case_no": "510703180226000018",
        "applicant_name": "王　小\n明",
        "apply_time": datetime(2018, 2, 26, 2, 30, tzinfo=UTC),
        "valid_from": date(2018, 2, 26),
        "fee_amount": Decimal("0.10"),
        "is_fee": True,
    }


def test_it_says_that_it_read_a_workbook_and_which_sheet(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.sheet(("A",))
    with open_table(book.saved(), CASES) as table:
        assert table.encoding_note == "Excel 工作簿（.xlsx），工作表“办件”"
        assert (table.headers, table.row_count) == (HEADER, 1)


@pytest.mark.parametrize(
    ("number", "number_format", "expected"),
    [
        (510703198, "General", "510703198"),
        (999999999999999, "0", "999999999999999"),
        (1203, "000000", "001203"),
        (0, "General", "0"),
        (-5, "General", "-5"),
        (12.5, "0.00", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (0.00001, "General", "0.00001"),
        (43157, "General", "43157"),
        (43157, '[Red]0"年"', "43157"),
        (43157, "yyyy/m/d", "2018-02-26"),
        (43157.4375, "yyyy/m/d h:mm;@", "2018-02-26 10:30:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (0.4375, "hh:mm", "10:30:00"),
    ],
)
def test_it_keeps_the_digits_of_a_number(
    tmp_path: Path, number: float, number_format: str, expected: str
) -> None:
    book = Book(tmp_path)
    sheet = book.sheet()
    sheet.write_number(1, 0, number, book.book.add_format({"num_format": number_format}))
    (row,) = rows_in(book.saved())
    assert row.raw[0] == expected


@pytest.mark.parametrize(
    ("number", "number_format", "message"),
    [
        (
            510703199001011234,
            "0",
            "“5.10703E+17”存成了数值，Excel 只保留前 15 位，末尾数字已丢失；"
            "请把该列设为文本格式，重新填写原来的数字",
        ),
        (
            1e15,
            "General",
            "“1.00000E+15”存成了数值，Excel 只保留前 15 位，末尾数字已丢失；"
            "请把该列设为文本格式，重新填写原来的数字",
        ),
        (60, "yyyy-mm-dd", "单元格不是有效的日期，请重新填写"),
        (-1, "yyyy-mm-dd", "单元格不是有效的日期，请重新填写"),
        (9e9, "yyyy-mm-dd", "单元格不是有效的日期，请重新填写"),
    ],
)
def test_it_refuses_a_number_rather_than_guess(
    tmp_path: Path, number: float, number_format: str, message: str
) -> None:
    book = Book(tmp_path)
    sheet = book.sheet()
    sheet.write_number(1, 0, number, book.book.add_format({"num_format": number_format}))
    (row,) = rows_in(book.saved())
    assert isinstance(row, RowFault)
    assert (row.number, row.field_zh, row.faults[0].message) == (2, "办件编号", message)


def test_it_counts_days_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    book = Book(tmp_path, date_1904=True)
    sheet = book.sheet()
    sheet.write_string(1, 0, "A")
    dated = book.book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(1, 3, datetime(2018, 2, 26), dated)  # noqa: DTZ001
    (row,) = rows_in(book.saved())
    assert isinstance(row, Row)
    assert row.values["valid_from"] == date(2018, 2, 26)


def test_it_joins_the_runs_of_a_rich_text(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.sheet(("A",))
    sheet.write_rich_string(1, 1, "王", book.book.add_format({"bold": True}), "小", "明")
    (row,) = rows_in(book.saved())
    assert row.raw[1] == "王小明"


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x")', "{=SUM(A1:A2)}"])
def test_it_refuses_a_formula_and_names_the_cell(tmp_path: Path, formula: str) -> None:
    book = Book(tmp_path)
    sheet = book.sheet(("A", "甲"), ("B", "乙"))
    if formula.startswith("{"):
        sheet.write_array_formula("B3:B3", formula)
    else:
        sheet.write_formula("B3", formula)
    assert refusal_of(book.saved()) == ("单元格 B3 是公式，不能导入；请复制后“选择性粘贴”为数值")


def test_it_reads_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.sheet(("A",))
    sheet.write_string(1, 1, "=1+1")
    (row,) = rows_in(book.saved())
    assert isinstance(row, Row)
    assert row.values["applicant_name"] == "=1+1"


def test_it_refuses_merged_cells_and_names_them(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.sheet(("A",), ("B",))
    sheet.merge_range("B2:B3", "王小明")
    assert refusal_of(book.saved()) == ("单元格 B2:B3 是合并单元格，不能导入；请取消合并并逐行填写")


def test_it_reads_on_past_blank_and_merely_formatted_rows(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.sheet(("A",))
    grey = book.book.add_format({"bg_color": "#DDDDDD"})
    sheet.write_blank(3, 0, None, grey)
    sheet.write_blank(4, 700, None, grey)
    sheet.write_string(5, 0, "B")
    sheet.write_string(6, 1, " ")
    with open_table(book.saved(), CASES) as table:
        assert (table.row_count, [row.number for row in table]) == (2, [2, 6])


def test_it_finds_the_header_below_blank_rows(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.book.add_worksheet("办件")
    sheet.write_row(2, 0, HEADER)
    sheet.write_string(3, 0, "A")
    assert [row.number for row in rows_in(book.saved())] == [4]


def test_it_prefers_the_sheet_of_its_name_and_passes_over_hidden_ones(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.book.add_worksheet("说明").write_string(0, 0, "填表说明")
    book.sheet(("A",), name="办件")
    book.sheet(("B",), name="旧表").hide()
    path = book.saved()
    assert sheet_names_in(path) == ("说明", "办件")
    assert rows_in(path)[0].raw[0] == "A"


def test_it_reads_the_first_sheet_where_none_has_its_name(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.sheet(("A",), name="Sheet1")
    book.sheet(("B",), name="Sheet2")
    path = book.saved()
    assert rows_in(path)[0].raw[0] == "A"
    with open_table(path, CASES) as table:
        assert table.encoding_note == "Excel 工作簿（.xlsx），工作表“Sheet1”"


def test_it_refuses_an_empty_sheet_and_accepts_a_mere_header(tmp_path: Path) -> None:
    empty = Book(tmp_path)
    empty.book.add_worksheet("办件")
    assert refusal_of(empty.saved()) == "工作表“办件”是空的，没有表头"
    header_only = Book(tmp_path)
    header_only.sheet()
    assert rows_in(header_only.saved()) == []


def test_it_refuses_unknown_columns_in_a_sheet(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.sheet().write_string(0, 6, "备注说明")
    assert refusal_of(book.saved()).startswith("有不认识的列：备注说明；可用的列：办件编号、")


def test_it_refuses_a_file_cut_off_anywhere(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.sheet(*((f"A{number}", "王小明") for number in range(500)))
    path = book.saved()
    whole = path.read_bytes()
    for length in (10, len(whole) // 3, len(whole) // 2, len(whole) - 30, len(whole) - 5):
        path.write_bytes(whole[:length])
        assert refusal_of(path) == "Excel 文件不完整，可能在中间被截断，请重新导出"


def test_it_finds_a_single_changed_byte_by_the_check_sum(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.sheet(*((f"A{number}", f"王{number}") for number in range(500)))
    path = book.saved()
    content = bytearray(path.read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 2000
    content[at] ^= 0xFF
    path.write_bytes(content)
    assert refusal_of(path) == (
        "Excel 文件的内容（xl/worksheets/sheet1.xml）已损坏或不完整，可能在中间被截断，请重新导出"
    )


def test_it_bounds_columns_and_cells(tmp_path: Path) -> None:
    wide = Book(tmp_path)
    wide.sheet().write_string(1, 600, "x")
    assert refusal_of(wide.saved()) == "第 2 行超过 512 列，不是可以导入的表格"


def test_it_agrees_with_calamine_on_an_ordinary_sheet(tmp_path: Path) -> None:
    book = Book(tmp_path)
    sheet = book.sheet()
    timed = book.book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
    for number in range(1, 200):
        sheet.write_string(number, 0, f"51070318022600{number:04}")
        sheet.write_string(number, 1, f"王小{number % 7} <&> \U00020bb7")
        sheet.write_datetime(number, 2, datetime(2018, 2, 1 + number % 28, 9, number % 60), timed)  # noqa: DTZ001
        sheet.write_number(number, 4, number / 8)
        sheet.write_boolean(number, 5, number % 2 == 0)
    path = book.saved()
    theirs = CalamineWorkbook.from_path(path).get_sheet_by_name("办件").to_python()
    ours = [HEADER, *(row.raw for row in rows_in(path))]
    assert ours == [tuple(_as_text(cell) for cell in row) for row in theirs]


def _as_text(cell: object) -> str:
    """Write a cell of calamine as ours are written."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return str(cell) if cell.time() != time() else str(cell.date())
    if isinstance(cell, float):
        return f"{cell:g}"
    return str(cell)
