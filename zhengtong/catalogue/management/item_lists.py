"""A published item list on its way from the file into the platform (事项清单文件)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from zhengtong.catalogue.management.notes import NoteBook
from zhengtong.catalogue.operations.importing import PAGE, ItemImporter, PageImported
from zhengtong.catalogue.rules.import_columns import HEADERS, TEMPLATE_HEADERS, TEMPLATE_ROWS
from zhengtong.catalogue.rules.import_rows import ImportedItem, RowNote
from zhengtong.catalogue.rules.imports import ItemReader
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request
from zhengtong.foundation.tables import (
    Column,
    ErrorFile,
    FieldFault,
    Row,
    RowFault,
    Sheet,
    Table,
    text,
)

_EXAMPLE = dict(zip(TEMPLATE_HEADERS, TEMPLATE_ROWS[0], strict=True))
ITEM_LIST = Sheet(
    name="事项",
    columns=tuple(
        Column(
            identifier=column.value,
            name_zh=next(name for name in names if not name.isascii()),
            aliases=names[1:],
            parser=text(),
            example=_EXAMPLE.get(column.value, ""),
        )
        for column, names in HEADERS.items()
    ),
)


@dataclass(slots=True)
class ListTaken:
    """What taking a list over came to (导入结果)."""

    created: int = 0
    unchanged: int = 0
    upper_items: int = 0
    bodies: list[str] = field(default_factory=list)

    def add(self, page: PageImported) -> None:
        """Count one page in (累计)."""
        self.created += page.created
        self.unchanged += page.unchanged
        self.upper_items += page.upper_items
        self.bodies.extend(page.bodies)


class ItemList:
    """Reads the rows of an open table and takes them over page by page (读取并导入).

    Raises:
        ColumnsRefused: the columns cannot be those of an item list.
    """

    def __init__(self, table: Table, *, region_code: str) -> None:
        self._table = table
        self._region_code = region_code
        matched = zip(table.headers, table.sheet.match(table.headers), strict=True)
        # Notes name the header as the file writes it.
        self._header_of = {
            column.identifier: header for header, column in matched if column is not None
        }
        self._reader = ItemReader(headers=list(self._header_of), region_code=region_code)

    @property
    def absent_codes(self) -> tuple[str, ...]:
        """Return the code columns that the file lacks altogether (缺少的编码列)."""
        return self._reader.absent_codes

    def take_over(self, *, request: Request, errors: ErrorFile, notes: NoteBook) -> ListTaken:
        """Take every good row over; bad ones go to the error file (导入).

        Raises:
            DomainError: a page is refused as a whole; the pages before it are in.
        """
        importer = ItemImporter(region_code=self._region_code, request=request)
        taken = ListTaken()
        page: list[ImportedItem] = []
        for item in self._items(errors, notes):
            page.append(item)
            if len(page) == PAGE:
                self._take_page(importer, page, taken, notes)
        self._take_page(importer, page, taken, notes)
        return taken

    def _take_page(
        self,
        importer: ItemImporter,
        page: list[ImportedItem],
        taken: ListTaken,
        notes: NoteBook,
    ) -> None:
        outcome = importer.take_page(page)
        taken.add(outcome)
        notes.add(self._named(note) for note in outcome.notes)
        page.clear()

    def _items(self, errors: ErrorFile, notes: NoteBook) -> Iterator[ImportedItem]:
        for row in track(self._table, description="导入事项", total=self._table.row_count):
            if isinstance(row, RowFault):
                errors.add(row)
                continue
            result = self._reader.read(row=row.number, values=_texts(row.values))
            found = tuple(self._named(note) for note in result.notes)
            if result.item is None:
                errors.add(_fault(row, found))
                continue
            notes.add(found)
            yield result.item

    def _named(self, note: RowNote) -> RowNote:
        return replace(note, field=self._header_of.get(note.field, note.field))


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}


def _fault(row: Row, notes: tuple[RowNote, ...]) -> RowFault:
    faults = tuple(FieldFault(note.field, note.message) for note in notes if note.is_refusal)
    return RowFault(row.number, faults, row.raw)
