"""Reading a whole item list at once, as the tests want to see it."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from zhengtong.catalogue.rules.import_rows import ImportedItem, RowNote
from zhengtong.catalogue.rules.imports import ItemReader


@dataclass(frozen=True, slots=True)
class ReadList:
    """What `ItemReader` said about every row of a file."""

    items: tuple[ImportedItem, ...]
    notes: tuple[RowNote, ...]
    absent_codes: tuple[str, ...]

    @property
    def refusals(self) -> tuple[RowNote, ...]:
        return tuple(note for note in self.notes if note.is_refusal)

    @property
    def warnings(self) -> tuple[RowNote, ...]:
        return tuple(note for note in self.notes if not note.is_refusal)

    @property
    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(note.code for note in self.notes).items()))


def read_list(
    *, headers: Sequence[str], rows: Iterable[Mapping[str, str]], region_code: str
) -> ReadList:
    """Read rows as those of a file whose first line holds the headers."""
    reader = ItemReader(headers=headers, region_code=region_code)
    results = [reader.read(row=row, values=values) for row, values in enumerate(rows, start=2)]
    return ReadList(
        items=tuple(result.item for result in results if result.item is not None),
        notes=tuple(note for result in results for note in result.notes),
        absent_codes=reader.absent_codes,
    )


def read_real_list(name: str, region_code: str) -> ReadList:
    """Read one of the published lists that the domain carries."""
    text = files("zhengtong.catalogue").joinpath(f"data/{name}").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return read_list(headers=rows.fieldnames or (), rows=rows, region_code=region_code)
