"""Reading the small tables this package is made from (读取演示依据的表)."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

REGION_CODE = "510703"
YEAR = 2018

_HERE = files("demo") / "data"
_PLACES = files("zhengtong") / "places" / "data"


def printed_departments() -> Iterator[dict[str, str]]:
    """Read the 29 rows of the printed table (通报部门表)."""
    return _rows(_HERE / "fucheng-2018-02-departments.csv")


def printed_short_names() -> dict[str, str]:
    """Return the short names printed in the list of zero-case departments (零办件部门简称)."""
    table = _rows(_HERE / "fucheng-2018-02-zero-case.csv")
    return {row["department_zh"]: row["short_name_zh"] for row in table}


def january_split() -> Iterator[dict[str, str]]:
    """Read how January's cases were shared among the groups; generated, not printed (一月分组)."""
    return _rows(_HERE / "fucheng-2018-01-split.csv")


def item_seeds() -> Iterator[dict[str, str]]:
    """Read the generated items of each department (演示事项)."""
    return _rows(_HERE / "fucheng-items.csv")


def townships() -> Iterator[dict[str, str]]:
    """Read the 25 township-level units of the edition of 2017-10-31 (乡级单位)."""
    return _rows(_PLACES / "divisions_town_510703_2017-10-31.csv")


def calendar_days() -> Iterator[dict[str, str]]:
    """Read the platform's calendar, one row a day (工作日历)."""
    return _rows(_PLACES / "calendar_2015_2027.csv")


def _rows(table: Traversable) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(table.read_text(encoding="utf-8").splitlines())
