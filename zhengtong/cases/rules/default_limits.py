"""Statutory limits where the item says nothing, as data (默认法定时限)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit, TimeLimit


@dataclass(frozen=True, slots=True)
class DefaultLimit:
    """A limit that stands for what the item does not say (默认法定时限).

    Args:
        basis: the law that sets it.
        is_verified: somebody has read that law; false until then.
    """

    limit: TimeLimit
    basis: str
    is_verified: bool


@cache
def default_limits() -> Mapping[ItemType, DefaultLimit]:
    """Return the table of `data/default_limits.csv` by item type (默认法定时限表)."""
    text = files("zhengtong.cases").joinpath("data/default_limits.csv").read_text("utf-8")
    return MappingProxyType(
        {
            ItemType(row["item_type"]): DefaultLimit(
                TimeLimit(int(row["count"]), LimitUnit(row["unit"])),
                row["basis"],
                row["is_verified"] == "1",
            )
            for row in csv.DictReader(text.splitlines())
        }
    )


def limit_or_default(*, own: TimeLimit | None, item_type: ItemType) -> TimeLimit | None:
    """Return the item's own limit, else the default of its type, None without either (时限)."""
    if own is not None:
        return own
    found = default_limits().get(item_type)
    return found.limit if found else None
