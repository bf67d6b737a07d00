"""The editions of division codes that come with the platform (随附区划数据)."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from zhengtong.places.operations.regions import Division

_DATA = Path(__file__).resolve().parent.parent / "data"
_COUNTIES = "divisions_county.csv"
_TOWNSHIPS = "divisions_town_sichuan.csv"
_VILLAGES = "divisions_village_sichuan.csv"
_FORMER_TOWNSHIPS = ("divisions_town_510703_2017-10-31.csv",)
# The township and village files carry no edition column; see data/README.md.
_EDITION = date(2023, 6, 30)
_SOURCE = "NBS"


def bundled_divisions() -> Iterator[Division]:
    """Walk through the whole country to county, Sichuan to village, and older editions.

    The source lists 441900, 442000 and 460400 as a city and again as the county inside it;
    the first row of a code holds, which is the city.
    """
    full_names: dict[str, str] = {}
    for row in _rows(_COUNTIES):
        if row["code"] in full_names:
            continue
        full_names[row["code"]] = row["full_name"]
        yield Division(
            code=row["code"],
            name=row["name"],
            full_name=row["full_name"],
            source=row["source"],
            as_of=date.fromisoformat(row["as_of"]),
        )
    for name, above in ((_TOWNSHIPS, "county_code"), (_VILLAGES, "town_code")):
        for row in _rows(name):
            full_names[row["code"]] = full_names[row[above]] + row["name"]
            yield _division(row, full_names[row["code"]], as_of=_EDITION)
    for name in _FORMER_TOWNSHIPS:
        for row in _rows(name):
            full_name = full_names[row["county_code"]] + row["name"]
            yield _division(row, full_name, as_of=date.fromisoformat(row["as_of"]))


def bundled_count() -> int:
    """Return how many rows `bundled_divisions` walks through, for a progress bar."""
    names = (_COUNTIES, _TOWNSHIPS, _VILLAGES, *_FORMER_TOWNSHIPS)
    return sum(1 for name in names for _ in _rows(name))


def _division(row: dict[str, str], full_name: str, *, as_of: date) -> Division:
    return Division(
        code=row["code"], name=row["name"], full_name=full_name, source=_SOURCE, as_of=as_of
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
