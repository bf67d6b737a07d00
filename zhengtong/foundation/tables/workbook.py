"""The parts of an .xlsx package that lead to the cells: sheets, formats, epoch (工作簿结构)."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from zhengtong.foundation.tables.limits import MIB, Limits, UnreadableTable
from zhengtong.foundation.tables.markup import Start, read_markup, spreadsheet_names
from zhengtong.foundation.tables.numbers import GENERAL, NumberFormat, number_format

_NOT_A_WORKBOOK = "文件是压缩包，但不是 .xlsx 工作簿；请用 Excel 或 WPS 另存为 .xlsx 或 CSV"
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_RELATIONSHIP_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_LONGEST_PART = 32 * MIB


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One visible sheet and the part that holds its cells (工作表)."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is needed to read the cells of a sheet (工作簿).

    Args:
        formats: by the style number of a cell.
        from_1904: days are counted from 1904 and not from 1900.
    """

    sheets: tuple[Worksheet, ...]
    strings_part: str | None
    formats: tuple[NumberFormat, ...]
    from_1904: bool

    def choose(self, name: str) -> Worksheet:
        """Return the sheet of that name, else the first one (选择工作表)."""
        return next((sheet for sheet in self.sheets if sheet.name == name), self.sheets[0])


def read_workbook(archive: ZipFile, *, limits: Limits) -> Workbook:
    """Follow the relationships from the package to its visible sheets (读取工作簿结构).

    Raises:
        UnreadableTable: not a workbook, damaged, or without a visible sheet.
    """
    package = _Package(archive, limits=limits)
    workbook_part = next(
        (
            link.part
            for link in package.links_of("")
            if link.kind == "officeDocument" and package.has(link.part)
        ),
        None,
    )
    if workbook_part is None or not workbook_part.endswith(".xml"):
        raise UnreadableTable(_NOT_A_WORKBOOK)
    entries, from_1904 = package.sheets_of(workbook_part)
    links = {link.identifier: link for link in package.links_of(workbook_part)}
    sheets = tuple(
        Worksheet(name, links[identifier].part)
        for name, identifier in entries
        if identifier in links and links[identifier].kind == "worksheet"
    )
    if not sheets:
        raise UnreadableTable("Excel 文件里没有可见的工作表")
    by_kind = {link.kind: link.part for link in links.values() if package.has(link.part)}
    return Workbook(
        sheets=sheets,
        strings_part=by_kind.get("sharedStrings"),
        formats=package.formats_of(by_kind["styles"]) if "styles" in by_kind else (),
        from_1904=from_1904,
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """A relationship to another part; `kind` is the last word of its type."""

    identifier: str
    kind: str
    part: str


@dataclass(slots=True)
class _Styles:
    codes: dict[int, str] = field(default_factory=dict)
    format_ids: list[int] = field(default_factory=list)
    is_in_cell_formats: bool = False


class _Package:
    def __init__(self, archive: ZipFile, *, limits: Limits) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._limits = limits

    def has(self, part: str) -> bool:
        return part in self._names

    def links_of(self, part: str) -> list[_Link]:
        folder, name = posixpath.split(part)
        links: list[_Link] = []

        def add(attributes: dict[str, str]) -> None:
            if attributes.get("TargetMode") != "External":
                target = posixpath.join("/", folder, attributes.get("Target", ""))
                links.append(
                    _Link(
                        identifier=attributes.get("Id", ""),
                        kind=attributes.get("Type", "").rpartition("/")[2],
                        part=posixpath.normpath(target).lstrip("/"),
                    )
                )

        self._read(posixpath.join(folder, "_rels", f"{name}.rels"), {_RELATIONSHIP: add})
        return links

    def sheets_of(self, part: str) -> tuple[list[tuple[str, str]], bool]:
        """Return (name, relationship) of the visible sheets in order, and the epoch."""
        entries: list[tuple[str, str]] = []
        epochs: list[str] = []

        def add(attributes: dict[str, str]) -> None:
            identifiers = [attributes[key] for key in _RELATIONSHIP_IDS if key in attributes]
            if attributes.get("state", "visible") == "visible" and identifiers:
                entries.append((attributes.get("name", "").strip(), identifiers[0]))

        def note_epoch(attributes: dict[str, str]) -> None:
            epochs.append(attributes.get("date1904", "0"))

        self._read(part, spreadsheet_names({"sheet": add, "workbookPr": note_epoch}))
        return entries, any(epoch in ("1", "true") for epoch in epochs)

    def formats_of(self, part: str) -> tuple[NumberFormat, ...]:
        """Return the number format of each cell style."""
        styles = _Styles()

        def add_code(attributes: dict[str, str]) -> None:
            styles.codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")

        def add_format(attributes: dict[str, str]) -> None:
            if styles.is_in_cell_formats:
                styles.format_ids.append(_number(attributes.get("numFmtId")))

        def begin(_: dict[str, str]) -> None:
            styles.is_in_cell_formats = True

        def finish(_: dict[str, str]) -> None:
            styles.is_in_cell_formats = False

        self._read(
            part,
            spreadsheet_names(
                {
                    "numFmt": add_code,
                    "cellStyleXfs": finish,
                    "cellXfs": begin,
                    "xf": add_format,
                    "cellStyles": finish,
                    "dxfs": finish,
                }
            ),
        )
        known = {0: GENERAL}
        for format_id in set(styles.format_ids):
            known[format_id] = number_format(format_id, styles.codes.get(format_id, ""))
        return tuple(known[format_id] for format_id in styles.format_ids)

    def _read(self, part: str, starts: Mapping[str, Start]) -> None:
        if not self.has(part):
            raise UnreadableTable(_NOT_A_WORKBOOK)
        if self._archive.getinfo(part).file_size > _LONGEST_PART:
            raise UnreadableTable(f"Excel 文件的部件 {part} 异常巨大，已拒绝读取")
        read_markup(self._archive, part, starts=starts, ends={}, text=_ignore, limits=self._limits)


def _ignore(_: str) -> None:
    """Text between the elements of these parts has no meaning."""


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else 0
