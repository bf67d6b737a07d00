"""Bad rows are written out, mended and fed again; templates are accepted (错误文件与模板)."""

import csv
import stat
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from zhengtong.foundation.tables import (
    Column,
    ErrorFile,
    ErrorFileRefused,
    Row,
    RowFault,
    Sheet,
    code,
    day,
    default_error_path,
    integer,
    open_table,
    template_csv,
    text,
)

CASES = Sheet(
    name="办件",
    columns=(
        Column(
            identifier="case_no",
            name_zh="办件编号",
            parser=code(max_length=18),
            required=True,
            example="510703180226000018",
        ),
        Column(identifier="applicant_name", name_zh="申请者名称", parser=text(), example="王,小明"),
        Column(identifier="count", name_zh="件数", parser=integer(), example="-3"),
        Column(identifier="apply_on", name_zh="申请日期", parser=day(), example="2018-02-26"),
    ),
    more_examples=({"case_no": "510703180226000026", "applicant_name": "=甲"},),
)
BAD = (
    "办件编号,申请者名称,件数,申请日期\n"
    '510703180226000018,"=HYPERLINK(""http://x"")",一,2018-02-26\n'
    "0123,好的,1,2018-02-26\n"
    '510703180226000026,"两\n行",2,2018-02-30\n'
)


def run(path: Path, *, errors_at: Path | None = None) -> tuple[int, int, Path]:
    """Read a table as a command does and return good rows, bad rows and the error file."""
    with open_table(path, CASES) as table, ErrorFile(table, path=errors_at) as errors:
        good = 0
        for row in table:
            if isinstance(row, RowFault):
                errors.add(row)
            else:
                good += 1
    return good, errors.count, errors.path


def written(folder: Path, content: str, name: str = "办件.csv") -> Path:
    """Write a CSV file."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_it_writes_the_bad_rows_with_reasons_and_guards(tmp_path: Path) -> None:
    good, bad, path = run(written(tmp_path, BAD))
    assert (good, bad, path) == (1, 2, tmp_path / "办件.错误.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["办件编号", "申请者名称", "件数", "申请日期", "错误原因"],
            [
                "'510703180226000018",
                '\'=HYPERLINK("http://x")',
                "一",
                "2018-02-26",
                "件数：“一”不是整数",
            ],
            [
                "'510703180226000026",
                "两\n行",
                "2",
                "2018-02-30",
                "申请日期：“2018-02-30”不是存在的日期或时间",
            ],
        ]


def test_it_reads_the_mended_file_as_if_nothing_had_happened(tmp_path: Path) -> None:
    _, _, path = run(written(tmp_path, BAD))
    mended = path.read_text(encoding="utf-8-sig").replace("一", "1", 1).replace("02-30", "02-28", 1)
    path.write_text(mended, encoding="utf-8-sig")
    with open_table(path, CASES) as table:
        rows = [row for row in table if isinstance(row, Row)]
    assert [(row.values["case_no"], row.values["applicant_name"]) for row in rows] == [
        ("510703180226000018", '=HYPERLINK("http://x")'),
        ("510703180226000026", "两\n行"),
    ]


def test_it_gives_the_same_error_file_when_fed_unmended(tmp_path: Path) -> None:
    _, _, first = run(written(tmp_path, BAD))
    good, bad, second = run(first)
    assert (good, bad, second) == (0, 2, tmp_path / "办件.错误.错误.csv")
    assert second.read_bytes() == first.read_bytes()


def test_it_removes_the_error_file_of_an_earlier_run(tmp_path: Path) -> None:
    path = written(tmp_path, BAD)
    assert run(path)[2].exists()
    path.write_text("办件编号\n1\n", encoding="utf-8")
    good, bad, errors = run(path)
    assert (good, bad, errors.exists()) == (1, 0, False)
    assert [entry.name for entry in tmp_path.iterdir()] == ["办件.csv"]


def test_it_leaves_everything_as_it_was_after_an_exception(tmp_path: Path) -> None:
    path = written(tmp_path, BAD)
    before = run(path)[2].read_bytes()

    def fails() -> None:
        with open_table(path, CASES) as table, ErrorFile(table) as errors:
            errors.add(next(row for row in table if isinstance(row, RowFault)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert (tmp_path / "办件.错误.csv").read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["办件.csv", "办件.错误.csv"]


def test_it_lets_only_its_owner_read_the_personal_data(tmp_path: Path) -> None:
    assert stat.S_IMODE(run(written(tmp_path, BAD))[2].stat().st_mode) == 0o600


def test_it_writes_where_it_is_told(tmp_path: Path) -> None:
    errors_at = tmp_path / "问题.csv"
    assert run(written(tmp_path, BAD), errors_at=errors_at) == (1, 2, errors_at)
    assert errors_at.exists()


def test_it_never_overwrites_the_input_or_a_foreign_file(tmp_path: Path) -> None:
    path = written(tmp_path, BAD)
    with pytest.raises(ErrorFileRefused, match="不能写到导入文件自己的位置"):
        run(path, errors_at=path)
    other = written(tmp_path, "重要数据\n", name="重要.csv")
    with pytest.raises(ErrorFileRefused, match="已经存在，而且不是错误文件"):
        run(path, errors_at=other)
    assert other.read_text(encoding="utf-8") == "重要数据\n"
    assert path.read_text(encoding="utf-8") == BAD


def test_it_says_where_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(ErrorFileRefused, match="无法写错误文件"):
        run(written(tmp_path, BAD), errors_at=tmp_path / "没有" / "问题.csv")


def test_it_writes_ragged_rows_so_that_nothing_is_lost(tmp_path: Path) -> None:
    path = written(tmp_path, "办件编号,,申请者名称\n1,,甲,乙,丙\n2,\n")
    with run(path)[2].open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["办件编号", "申请者名称", "错误原因"],
            ["1", "甲", "整行：有 5 列，应为 3 列；含逗号的内容要加英文双引号", "乙", "丙"],
            ["2", "", "整行：只有 2 列，应有 3 列"],
        ]


def test_it_writes_the_refusals_of_an_operation(tmp_path: Path) -> None:
    path = written(tmp_path, "办件编号\n1\n")
    with open_table(path, CASES) as table, ErrorFile(table) as errors:
        for row in table:
            assert isinstance(row, Row)
            errors.add(row.fault(field_zh="办件编号", message="办件已办结"))
    assert errors.path.read_text(encoding="utf-8-sig") == (
        "办件编号,错误原因\n1,办件编号：办件已办结\n"
    )


def test_it_writes_the_bad_rows_of_a_workbook_as_csv(tmp_path: Path) -> None:
    book = Workbook(str(tmp_path / "办件.xlsx"))
    sheet = book.add_worksheet("办件")
    sheet.write_row(0, 0, ["办件编号", "申请者名称"])
    sheet.write_number(1, 0, 510703199001011234)
    sheet.write_string(1, 1, "=甲")
    book.close()
    _, bad, path = run(tmp_path / "办件.xlsx")
    assert (bad, path.name) == (1, "办件.错误.csv")
    content = path.read_text(encoding="utf-8-sig")
    assert content.splitlines()[1].startswith("5.10703E+17,'=甲,办件编号：“5.10703E+17”存成了数值")


def test_it_places_the_error_file_beside_the_input() -> None:
    assert default_error_path(Path("/data/2018.2月.xlsx")) == Path("/data/2018.2月.错误.csv")


def test_it_accepts_its_own_template(tmp_path: Path) -> None:
    template = template_csv(CASES)
    assert template == (
        "\ufeff办件编号,申请者名称,件数,申请日期\n"
        '510703180226000018,"王,小明",-3,2018-02-26\n'
        "510703180226000026,=甲,,\n"
    )
    path = written(tmp_path, template)
    with open_table(path, CASES) as table:
        rows = list(table)
        assert table.encoding_note == "UTF-8（带 BOM）"
    assert all(isinstance(row, Row) for row in rows)
    assert len(rows) == 2
