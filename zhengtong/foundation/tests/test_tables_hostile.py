"""Packages made by hand: what no spreadsheet writes, and what few do (恶意与少见的工作簿)."""

import random
import struct
import zipfile
from pathlib import Path

import pytest

from zhengtong.foundation.tables import (
    Column,
    Limits,
    RowFault,
    Sheet,
    UnreadableTable,
    integer,
    open_table,
    text,
)

MIB = 1024 * 1024
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"

NAMES = Sheet(
    name="名单",
    columns=(
        Column(identifier="name", name_zh="名称", parser=text(), required=True),
        Column(identifier="number", name_zh="数量", parser=integer()),
    ),
)
HEADER_ROW = "<row><c t='inlineStr'><is><t>名称</t></is></c><c t='str'><v>数量</v></c></row>"


def links(*entries: tuple[str, str, str]) -> str:
    """Write a relationships part from (id, kind, target)."""
    inner = "".join(
        f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for identifier, kind, target in entries
    )
    return f'<Relationships xmlns="{LINKS}">{inner}</Relationships>'


def sheet_of(rows: str, *, after: str = "", main: str = MAIN) -> str:
    """Write a worksheet part."""
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts_of(sheet: str, **more: str) -> dict[str, str]:
    """Return the parts of a workbook with one sheet; further parts replace them by name."""
    return {
        "_rels/.rels": links(("r1", "officeDocument", "/xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            '<sheets><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": links(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet,
        **more,
    }


def package(folder: Path, parts: dict[str, str]) -> Path:
    """Write an .xlsx package."""
    path = folder / "名单.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def raw_rows(path: Path) -> list[tuple[str, ...]]:
    """Return the cells of every row below the header."""
    with open_table(path, NAMES) as table:
        return [row.raw for row in table]


def refusal_of(path: Path, *, limits: Limits | None = None) -> str:
    """Return the message with which the whole file is refused."""
    with pytest.raises(UnreadableTable) as refused:
        open_table(path, NAMES, limits=limits or Limits())
    return refused.value.message


BOMB = "Excel 文件解压后异常巨大，可能是压缩炸弹，已拒绝读取"
CUT_OFF = "Excel 文件不完整，可能在中间被截断，请重新导出"
DAMAGED = "Excel 文件的工作表内容已损坏，请用 Excel 或 WPS 另存后再导入"
PART_DAMAGED = (
    "Excel 文件的内容（xl/worksheets/sheet1.xml）已损坏或不完整，可能在中间被截断，请重新导出"
)


def test_it_reads_cells_without_addresses_and_a_prefixed_namespace(tmp_path: Path) -> None:
    rows = HEADER_ROW + "<row><c t='inlineStr'><is><t>甲</t></is></c><c><v>1</v></c></row>"
    prefixed = sheet_of(rows).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    assert raw_rows(package(tmp_path, parts_of(sheet_of(rows)))) == [("甲", "1")]
    assert raw_rows(package(tmp_path, parts_of(prefixed))) == [("甲", "1")]


def test_it_reads_the_strict_edition_of_the_format(tmp_path: Path) -> None:
    rows = HEADER_ROW + "<row r='7'><c r='A7' t='str'><v>甲</v></c></row>"
    sheet = sheet_of(rows, main="http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert raw_rows(package(tmp_path, parts_of(sheet))) == [("甲", "")]


def test_it_reads_shared_strings_without_their_pinyin(tmp_path: Path) -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>名称</t></si>'
        "<si><r><t>重</t></r><r><t>庆_x000D_</t></r><rPh sb='0' eb='1'><t>chong</t></rPh></si>"
        "<si><t>a_x0000_b_xD83D_</t></si></sst>"
    )
    rows = (
        "<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>"
        "<row><c t='s'><v>2</v></c></row>"
    )
    parts = parts_of(sheet_of(rows), **{"xl/sharedStrings.xml": strings})
    assert raw_rows(package(tmp_path, parts)) == [("重庆\r",), ("a_x0000_b_xD83D_",)]


def test_it_finds_shared_strings_far_apart(tmp_path: Path) -> None:
    texts = "".join(f"<si><t>名{number}</t></si>" for number in range(40_000))
    strings = f'<sst xmlns="{MAIN}">{texts}<si><t>名称</t></si></sst>'
    wanted = [number * 7919 % 40_000 for number in range(2_000)]
    rows = "<row><c t='s'><v>40000</v></c></row>" + "".join(
        f"<row><c t='s'><v>{number}</v></c></row>" for number in wanted
    )
    parts = parts_of(sheet_of(rows), **{"xl/sharedStrings.xml": strings})
    assert raw_rows(package(tmp_path, parts)) == [(f"名{number}",) for number in wanted]


def test_it_reports_an_error_value_by_row_and_field(tmp_path: Path) -> None:
    rows = HEADER_ROW + "<row><c t='str'><v>甲</v></c><c t='e'><v>#DIV/0!</v></c></row>"
    with open_table(package(tmp_path, parts_of(sheet_of(rows))), NAMES) as table:
        (row,) = table
    assert isinstance(row, RowFault)
    assert row.message == "数量：单元格是错误值 #DIV/0!，请重新填写"


def test_it_keeps_two_cells_in_opposite_corners_small(tmp_path: Path) -> None:
    rows = HEADER_ROW + "<row r='1048576'><c r='A1048576' t='str'><v>末行</v></c></row>"
    with open_table(package(tmp_path, parts_of(sheet_of(rows))), NAMES) as table:
        assert [(row.number, row.raw) for row in table] == [(1_048_576, ("末行", ""))]
    far = HEADER_ROW + "<row r='1048576'><c r='XFD1048576' t='str'><v>x</v></c></row>"
    assert refusal_of(package(tmp_path, parts_of(sheet_of(far)))) == (
        "第 1048576 行超过 512 列，不是可以导入的表格"
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("<row r='2'/><row r='2'/>", DAMAGED),
        ("<row r='2000000'/>", DAMAGED),
        ("<row r='二'/>", DAMAGED),
        ("<row><c r='B1'/><c r='A1'/></row>", DAMAGED),
        ("<row><c r='XFE1'/></row>", DAMAGED),
        ("<row><c r='AAAAAA1'/></row>", DAMAGED),
        ("<row><row/></row>", DAMAGED),
        ("<c/>", DAMAGED),
        ("<row><c t='s'><v>5</v></c></row>", DAMAGED),
        ("<row><c t='s'><v>-1</v></c></row>", DAMAGED),
        ("<row><c t='怪'><v>5</v></c></row>", DAMAGED),
        ("<row><c t='str'><v>没有结尾", PART_DAMAGED),
        (
            f"<row><c r='A1' t='str'><v>{'长' * 40_000}</v></c></row>",
            "单元格 A1 超过 32767 个字符，不能导入",
        ),
        (
            "<row><c r='A1'><f>1+1</f><v>2</v></c></row>",
            "单元格 A1 是公式，不能导入；请复制后“选择性粘贴”为数值",
        ),
    ],
)
def test_it_refuses_a_sheet_that_no_spreadsheet_writes(
    tmp_path: Path, rows: str, message: str
) -> None:
    assert refusal_of(package(tmp_path, parts_of(sheet_of(rows)))) == message


def test_it_gives_out_nothing_when_the_fault_stands_at_the_end(tmp_path: Path) -> None:
    rows = HEADER_ROW + "<row><c t='str'><v>甲</v></c></row>" * 1000
    merged = sheet_of(rows, after="<mergeCells><mergeCell ref='A2:A3'/></mergeCells>")
    assert refusal_of(package(tmp_path, parts_of(merged))) == (
        "单元格 A2:A3 是合并单元格，不能导入；请取消合并并逐行填写"
    )


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE worksheet SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "http://127.0.0.1/">]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"])
def test_it_refuses_a_document_type_in_any_part(
    tmp_path: Path, declaration: str, part: str
) -> None:
    parts = parts_of(sheet_of(HEADER_ROW))
    parts[part] = declaration + parts[part]
    assert refusal_of(package(tmp_path, parts)) == (
        "Excel 文件里有 DOCTYPE 或实体声明，可能是恶意文件，已拒绝读取"
    )


def test_it_refuses_one_huge_token(tmp_path: Path) -> None:
    sheet = sheet_of(f"<row spans='{'1' * (3 * MIB)}'/>")
    assert refusal_of(package(tmp_path, parts_of(sheet))) == (
        "Excel 文件里有异常巨大的标记，可能是恶意文件，已拒绝读取"
    )


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ("xl/vbaProject.bin", "Excel 文件含有宏或控件，请另存为不含它的 .xlsx 或 CSV 后再导入"),
        (
            "xl/macrosheets/sheet1.xml",
            "Excel 文件含有宏或控件，请另存为不含它的 .xlsx 或 CSV 后再导入",
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            "Excel 文件含有到其他工作簿的外部链接，请另存为不含它的 .xlsx 或 CSV 后再导入",
        ),
    ],
)
def test_it_refuses_macros_and_external_links(tmp_path: Path, member: str, message: str) -> None:
    parts = parts_of(sheet_of(HEADER_ROW), **{member: "x"})
    assert refusal_of(package(tmp_path, parts)) == message


@pytest.mark.parametrize("name", ["content.xml", "word/document.xml", "xl/workbook.bin"])
def test_it_refuses_a_package_that_is_no_workbook(tmp_path: Path, name: str) -> None:
    parts = {"_rels/.rels": links(("r1", "officeDocument", "xl/workbook.bin")), name: "x"}
    message = "文件是压缩包，但不是 .xlsx 工作簿；请用 Excel 或 WPS 另存为 .xlsx 或 CSV"
    assert refusal_of(package(tmp_path, parts)) == message
    del parts["_rels/.rels"]
    assert refusal_of(package(tmp_path, parts)) == message


def test_it_refuses_a_zip_bomb_without_unpacking_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = package(tmp_path, parts_of(sheet_of(HEADER_ROW + " " * (64 * MIB))))
    assert path.stat().st_size < MIB
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("a member was opened"))
    assert refusal_of(path) == BOMB


def test_it_refuses_a_bomb_of_many_members(tmp_path: Path) -> None:
    swollen = {f"xl/media/{number}.png": "0" * (2 * MIB) for number in range(5)}
    parts = parts_of(sheet_of(HEADER_ROW), **swollen)
    assert refusal_of(package(tmp_path, parts), limits=Limits(unpacked_bytes=9 * MIB)) == BOMB
    many = parts_of(sheet_of(HEADER_ROW), **{f"xl/{number}": "" for number in range(2001)})
    assert refusal_of(package(tmp_path, many)) == (
        "Excel 文件内部的部件过多或重名，可能是恶意文件，已拒绝读取"
    )


def test_it_refuses_a_directory_that_lies_about_a_size(tmp_path: Path) -> None:
    sheet = sheet_of(HEADER_ROW + " " * (64 * MIB))
    path = package(tmp_path, parts_of(sheet))
    content = bytearray(path.read_bytes())
    true_size = struct.pack("<L", len(sheet.encode()))
    at = content.rindex(true_size)
    content[at : at + 4] = struct.pack("<L", 5000)
    path.write_bytes(content)
    assert refusal_of(path) == PART_DAMAGED


def test_it_refuses_a_directory_too_big_to_read(tmp_path: Path) -> None:
    path = package(tmp_path, parts_of(sheet_of(HEADER_ROW)))
    assert refusal_of(path, limits=Limits(directory_bytes=200)) == BOMB


def test_it_looks_at_both_directories_of_a_zip64_package(tmp_path: Path) -> None:
    path = package(tmp_path, parts_of(sheet_of(HEADER_ROW)))
    content = path.read_bytes()
    at = content.rindex(b"PK\x05\x06")
    end = content[at:]
    size, offset = struct.unpack("<LL", end[12:20])
    count = struct.unpack("<H", end[10:12])[0]

    def with_zip64(directory_bytes: int) -> bytes:
        record = struct.pack(
            "<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, directory_bytes, offset
        )
        return content[:at] + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + end

    path.write_bytes(with_zip64(size))
    assert raw_rows(path) == []
    path.write_bytes(with_zip64(5 * MIB))
    assert refusal_of(path) == BOMB


def test_it_refuses_members_with_one_name(tmp_path: Path) -> None:
    path = package(tmp_path, parts_of(sheet_of(HEADER_ROW)))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet_of(""))
    assert refusal_of(path) == "Excel 文件内部的部件过多或重名，可能是恶意文件，已拒绝读取"


def test_it_refuses_an_encrypted_member_and_a_strange_compression(tmp_path: Path) -> None:
    path = package(tmp_path, parts_of(sheet_of(HEADER_ROW)))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert refusal_of(path) == "Excel 文件有密码，请去掉密码后再导入"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "x")
    assert refusal_of(path) == (
        "Excel 文件的压缩方式不是 .xlsx 所用的，请用 Excel 或 WPS 另存后再导入"
    )


def test_it_refuses_bytes_that_only_begin_like_a_package(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(1000))
    assert refusal_of(path) == CUT_OFF
    path.write_bytes(b"PK\x03\x04" + bytes(100) + b"PK\x05\x06" + b"\xff" * 18)
    assert refusal_of(path) == CUT_OFF


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_it_reads_or_refuses_whatever_it_is_given(tmp_path: Path, part: str) -> None:
    chance = random.Random(20180226)
    rows = "".join(
        f"<row r='{row}'><c r='A{row}' t='str'><v>甲</v></c><c r='B{row}'><v>{row}</v></c></row>"
        for row in range(2, 9)
    )
    parts = parts_of(sheet_of(HEADER_ROW + rows))
    pieces = ["<f>", "</c>", "-1", "1e400", "nan", "9" * 30, "'", "&#0;", "&#xD800;", "<c r='A1'>"]
    outcomes = set()
    for _ in range(300):
        content = parts[part]
        at = chance.randrange(len(content))
        content = content[:at] + chance.choice(pieces) + content[at + chance.randrange(8) :]
        try:
            outcomes.add(len(raw_rows(package(tmp_path, {**parts, part: content}))))
        except UnreadableTable:
            outcomes.add(-1)
    assert -1 in outcomes
    assert outcomes <= set(range(-1, 8))
