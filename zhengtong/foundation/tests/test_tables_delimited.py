"""CSV files from strangers: encodings, defects, and what the user is told (CSV 读取)."""

import csv
import os
from pathlib import Path

import pytest

from zhengtong.foundation.tables import (
    Column,
    FieldFault,
    Limits,
    Row,
    RowFault,
    Sheet,
    UnreadableTable,
    code,
    integer,
    open_table,
    sheet_names_in,
    text,
)

TARGETS = Sheet(
    name="年任务数",
    columns=(
        Column(identifier="organisation_code", name_zh="机构编码", parser=code(), required=True),
        Column(identifier="number", name_zh="任务数", parser=integer(minimum=0), required=True),
        Column(identifier="source", name_zh="来源文件", parser=text(), aliases=("出处",)),
    ),
)


def written(folder: Path, content: str | bytes, *, encoding: str = "utf-8") -> Path:
    """Write a CSV file as it is given."""
    path = folder / "任务.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def values_in(path: Path) -> list[dict[str, object]]:
    """Read every row, each of which must be good."""
    with open_table(path, TARGETS) as table:
        rows = list(table)
    assert all(isinstance(row, Row) for row in rows)
    return [dict(row.values) for row in rows if isinstance(row, Row)]


def faults_in(path: Path, sheet: Sheet = TARGETS) -> list[tuple[int, str, str]]:
    """Read every row and return row, field and message of the bad ones."""
    with open_table(path, sheet) as table:
        return [
            (row.number, fault.field_zh, fault.message)
            for row in table
            if isinstance(row, RowFault)
            for fault in row.faults
        ]


def refusal_of(path: Path, *, limits: Limits | None = None) -> str:
    """Return the message with which the whole file is refused."""
    with pytest.raises(UnreadableTable) as refused:
        open_table(path, TARGETS, limits=limits or Limits())
    assert refused.value.code == "table_unreadable"
    return refused.value.message


GOOD = "机构编码,任务数,来源文件\n510703-JT,3000,涪府办〔2018〕1号\n510703-GS,120,通知\n"
GOOD_VALUES = [
    {"organisation_code": "510703-JT", "number": 3000, "source": "涪府办〔2018〕1号"},
    {"organisation_code": "510703-GS", "number": 120, "source": "通知"},
]


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8（带 BOM）"),
        ("gbk", "GBK/GB18030"),
        ("gb18030", "GBK/GB18030"),
    ],
)
def test_it_reads_each_encoding_and_says_which(tmp_path: Path, encoding: str, note: str) -> None:
    path = written(tmp_path, GOOD, encoding=encoding)
    with open_table(path, TARGETS) as table:
        assert table.encoding_note == note
        assert table.row_count == 2
    assert values_in(path) == GOOD_VALUES


def test_it_reads_a_rare_name_that_only_gb18030_can_write(tmp_path: Path) -> None:
    content = "organisation_code,number,source\nA,1,王㛃\n"
    path = written(tmp_path, content, encoding="gb18030")
    assert values_in(path)[0]["source"] == "王㛃"


def test_it_reads_identifiers_aliases_and_varied_headers(tmp_path: Path) -> None:
    path = written(tmp_path, "ORGANISATION_CODE ,任务数　,出处\nA,1,\n")
    assert values_in(path) == [{"organisation_code": "A", "number": 1, "source": None}]


def test_it_gives_none_for_an_optional_column_that_is_absent(tmp_path: Path) -> None:
    path = written(tmp_path, "机构编码,任务数\nA,1\n")
    assert values_in(path) == [{"organisation_code": "A", "number": 1, "source": None}]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_it_reads_quoted_newlines_and_every_line_end(tmp_path: Path, newline: str) -> None:
    content = f'机构编码,任务数,来源文件{newline}A,1,"第一行{newline}第二行，""引""号"{newline}B,2,'
    rows = values_in(written(tmp_path, content))
    assert rows[0]["source"] == f'第一行{newline}第二行，"引"号'
    assert rows[1]["organisation_code"] == "B"


def test_it_numbers_rows_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = written(tmp_path, '机构编码,任务数,来源文件\nA,1,"一\n二"\n\n,,\nB,x,\n')
    assert faults_in(path) == [(5, "任务数", "“x”不是整数")]
    with open_table(path, TARGETS) as table:
        assert (table.row_count, [row.number for row in table]) == (2, [2, 5])


def test_it_can_be_read_again_from_the_beginning(tmp_path: Path) -> None:
    with open_table(written(tmp_path, GOOD), TARGETS) as table:
        assert next(iter(table)).number == 2
        assert [row.number for row in table] == [2, 3]


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("A,三千,", [("任务数", "“三千”不是整数")]),
        ("A,-1,", [("任务数", "“-1”小于 0")]),
        (",x,", [("机构编码", "不能为空"), ("任务数", "“x”不是整数")]),
        ("A,1", [("整行", "只有 2 列，应有 3 列")]),
        ("A,1,b,c", [("整行", "有 4 列，应为 3 列；含逗号的内容要加英文双引号")]),
        (
            "5.10703E+17,1,",
            [
                (
                    "机构编码",
                    "“5.10703E+17”是被 Excel 改成科学计数法的数字，末尾数字可能已丢失；"
                    "请把该列设为文本格式，重新填写原来的数字",
                )
            ],
        ),
        ("A,1,a\x1b[2Jb", [("来源文件", "含有看不见的控制字符，请删除后重新填写")]),
        ("A,1,a\u202eb", [("来源文件", "含有看不见的控制字符，请删除后重新填写")]),
    ],
)
def test_it_reports_a_bad_row_by_row_and_field(
    tmp_path: Path, line: str, faults: list[tuple[str, str]]
) -> None:
    path = written(tmp_path, f"机构编码,任务数,来源文件\nOK,1,\n{line}\nOK,2,\n")
    assert faults_in(path) == [(3, field, message) for field, message in faults]


def test_it_keeps_the_good_rows_beside_the_bad(tmp_path: Path) -> None:
    path = written(tmp_path, "机构编码,任务数,来源文件\nOK,1,\nA,x,\nOK,2,\n")
    with open_table(path, TARGETS) as table:
        assert [type(row) for row in table] == [Row, RowFault, Row]


def test_it_shows_no_control_characters_of_the_cell_in_a_message(tmp_path: Path) -> None:
    path = written(tmp_path, "机构编码,任务数\nA,1\u20282\n")
    assert faults_in(path) == [(2, "任务数", "“1 2”不是整数")]


def test_it_makes_a_fault_of_a_row_that_an_operation_refused(tmp_path: Path) -> None:
    with open_table(written(tmp_path, GOOD), TARGETS) as table:
        row = next(iter(table))
    assert isinstance(row, Row)
    fault = row.fault(field_zh="机构编码", message="没有这个机构")
    assert fault == RowFault(
        2, (FieldFault("机构编码", "没有这个机构"),), ("510703-JT", "3000", "涪府办〔2018〕1号")
    )
    assert (fault.field_zh, fault.message) == ("机构编码", "机构编码：没有这个机构")


def test_it_passes_over_blank_columns_and_the_reasons_of_an_error_file(tmp_path: Path) -> None:
    path = written(tmp_path, "机构编码,,任务数,错误原因,,\nA,,1,任务数：不能为空,,\n")
    assert values_in(path) == [{"organisation_code": "A", "number": 1, "source": None}]


def test_it_reports_content_under_a_blank_header(tmp_path: Path) -> None:
    path = written(tmp_path, "机构编码,,任务数\nA,漏了表头,1\n")
    assert faults_in(path) == [(2, "整行", "没有表头的列里有内容")]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            "机构编码,任务数,备注说明",
            "有不认识的列：备注说明；可用的列：机构编码、任务数、来源文件",
        ),
        (
            "机构编码,任务数量",
            "有不认识的列：任务数量（是否应为任务数）；可用的列：机构编码、任务数、来源文件",
        ),
        ("机构编码,任务数,机构编码", "表头重复：机构编码；每一列只能出现一次"),
        ("机构编码,任务数,number", "表头重复：任务数；每一列只能出现一次"),
        ("来源文件", "缺少必填的列：机构编码、任务数"),
        ("机构编码\t任务数", "表头不是用英文逗号分隔的，请另存为逗号分隔的 CSV 后再导入"),
        ("机构编码，任务数", "表头不是用英文逗号分隔的，请另存为逗号分隔的 CSV 后再导入"),
    ],
)
def test_it_refuses_a_wrong_header(tmp_path: Path, header: str, message: str) -> None:
    assert refusal_of(written(tmp_path, f"{header}\nA,1,2\n")) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的，没有表头"),
        (b"\n,,\n \n", "文件是空的，没有表头"),
        (b"\xef\xbb\xbf", "文件是空的，没有表头"),
        (
            "机构编码,任务数,来源文件\nA,1,\nB,",
            "文件最后一行只有 2 列（表头有 3 列）且没有换行，文件可能在中间被截断，请重新导出",
        ),
        (
            '机构编码,任务数,来源文件\nA,1,\nB,2,"没有收尾\nC,3,\n',
            "从第 3 行起引号没有配对，文件可能在中间被截断，请重新导出",
        ),
        (
            '机构编码,任务数,来源文件\nA,1,"甲"乙\n',
            "第 2 行的引号用法有误（引号之后应为逗号或换行），请改正后再导入",
        ),
        (
            "机构编码,任务数,来源文件\nA,1,完整的中文\nB,2,断在字中".encode()[:-1],
            "第 3 行含有不属于UTF-8的字节，文件可能已损坏或在中间被截断，"
            "请重新导出；仍不行时请另存为“CSV UTF-8”格式后再导入",
        ),
        (
            "机构编码,任务数,来源文件\nA,1,完整的中文\n".encode() + b"B,2,\xff\xfe\n",
            "第 3 行含有不属于UTF-8的字节，文件可能已损坏或在中间被截断，"
            "请重新导出；仍不行时请另存为“CSV UTF-8”格式后再导入",
        ),
        (
            b"organisation_code,number\nA,\xff1\n",
            "第 2 行含有不属于UTF-8、GBK、GB18030 中的任何一种的字节，"
            "文件可能已损坏或在中间被截断，请重新导出；仍不行时请另存为“CSV UTF-8”格式后再导入",
        ),
        (
            "organisation_code,number,source\nA,1,值值\n".encode("gbk"),
            "无法确定文件的编码是 UTF-8 还是 GBK，请另存为“CSV UTF-8”格式后再导入",
        ),
        (
            "机构编码,任务数\nA,1\n".encode("utf-16"),
            "文件是 UTF-16（“Unicode 文本”）编码，请另存为“CSV UTF-8”格式后再导入",
        ),
        (
            b"organisation_code,number\nA,1\nB\0,2\n",
            "第 3 行含有空字节（NUL），不是文本文件或已损坏，请另存为“CSV UTF-8”格式后再导入",
        ),
    ],
)
def test_it_refuses_a_file_that_is_not_whole(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    assert refusal_of(written(tmp_path, content)) == message


def test_it_accepts_a_last_line_without_newline_that_has_all_columns(tmp_path: Path) -> None:
    assert values_in(written(tmp_path, GOOD.rstrip("\n"))) == GOOD_VALUES


def test_it_accepts_a_header_without_rows(tmp_path: Path) -> None:
    with open_table(written(tmp_path, "机构编码,任务数\n"), TARGETS) as table:
        assert (table.row_count, list(table)) == (0, [])


@pytest.mark.parametrize(
    ("content", "limits", "message"),
    [
        (
            "机构编码,任务数\n" + "A" * 40_000 + ",1\n",
            Limits(),
            "第 2 行有单元格超过 32767 个字符，不能导入",
        ),
        (
            "机构编码,任务数\nA,1\n" + '"' + "长\n" * 200_000,
            Limits(),
            "第 3 行有过长的单元格，或从这一行起引号没有配对，不能导入",
        ),
        (
            "机构编码,任务数\n" + "A," * 5_000 + "\n",
            Limits(record_characters=1_000),
            "第 2 行超过 1000 个字符，或引号没有配对，不能导入",
        ),
        (
            "机构编码,任务数\n" + '"\n",' * 5_000,
            Limits(record_characters=1_000),
            "第 2 行超过 1000 个字符，或引号没有配对，不能导入",
        ),
        (
            "机构编码,任务数\nA,1" + ",x" * 600 + "\n",
            Limits(),
            "第 2 行超过 512 列，不是可以导入的表格",
        ),
        (GOOD, Limits(csv_bytes=10), "文件超过 0 MB，请分成几个文件导入"),
    ],
)
def test_it_bounds_what_a_file_may_ask(
    tmp_path: Path, content: str, limits: Limits, message: str
) -> None:
    assert refusal_of(written(tmp_path, content), limits=limits) == message


def test_it_refuses_what_is_no_file(tmp_path: Path) -> None:
    fifo = tmp_path / "管道.csv"
    os.mkfifo(fifo)
    assert refusal_of(tmp_path) == f"“{tmp_path}”是文件夹，请指定一个 CSV 或 .xlsx 文件"
    assert refusal_of(fifo) == f"“{fifo}”不是普通文件，请指定一个 CSV 或 .xlsx 文件"
    missing = tmp_path / "没有.csv"
    assert refusal_of(missing) == f"找不到文件“{missing}”"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("假.xlsx", GOOD.encode(), "文件扩展名是 .xlsx，但内容不是 Excel 工作簿；请重新导出"),
        (
            "假.csv",
            b"PK\x03\x04rest",
            "文件扩展名是 .csv，但内容是压缩包或 Excel 工作簿；请重新导出",
        ),
        ("旧.xls", b"<html>", "不支持 .xls 文件，请另存为 .xlsx 或 CSV 后再导入"),
        (
            "加密.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            "文件是旧版 .xls 或带密码的 Excel 文件，请另存为不带密码的 .xlsx 或 CSV 后再导入",
        ),
    ],
)
def test_it_refuses_a_file_under_a_wrong_name(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal_of(path) == message


def test_it_notices_that_a_file_changes_while_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    with open_table(path, TARGETS) as table:
        path.write_text(GOOD + "C,1,\n", encoding="utf-8")
        with pytest.raises(UnreadableTable, match="文件在读取过程中被改动"):
            list(table)


def test_it_has_no_worksheets_in_a_csv_file(tmp_path: Path) -> None:
    assert sheet_names_in(written(tmp_path, GOOD)) == ()


def test_it_refuses_two_columns_of_one_name_when_a_sheet_is_declared() -> None:
    column = Column(identifier="number", name_zh="任务数", parser=integer())
    other = Column(identifier="target", name_zh="目标", parser=integer(), aliases=("任务数",))
    with pytest.raises(ValueError, match="share the header"):
        Sheet(name="重名", columns=(column, other))


def test_it_leaves_the_limits_of_the_csv_module_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    values_in(written(tmp_path, GOOD))
    assert csv.field_size_limit() == before
