"""Inputs and counts for tests of the bulletin's rules."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhengtong.bulletins.rules.columns import CountedAct
from zhengtong.bulletins.rules.inputs import AnnualTarget, Body, BulletinInputs, Tally, TallyKey
from zhengtong.kernel.item_types import ItemGroup, ItemType, group_of
from zhengtong.kernel.periods import Period, year

FEBRUARY = Period(date(2018, 2, 1), date(2018, 2, 28))
KINDS = {
    CountedAct.ACCEPTED: frozenset({"cases.accepted", "cases.deemed_accepted"}),
    CountedAct.COMPLETED: frozenset({"cases.completed"}),
}
NOT_LICENSES = (ItemGroup.POWER_OTHER, ItemGroup.PUBLIC_SERVICE)
ONE_TYPE = {
    ItemGroup.LICENSE: "license",
    ItemGroup.POWER_OTHER: "levy",
    ItemGroup.PUBLIC_SERVICE: "public_service",
}


def make_inputs(*codes: str, **fields: Any) -> BulletinInputs:
    """Make inputs with bodies called 甲局 and so on by their codes."""
    bodies = tuple(Body(code=code, name=f"{code}局") for code in codes)
    return BulletinInputs(
        **{
            "region_code": "510703",
            "region_name": "涪城区",
            "period": FEBRUARY,
            "bodies": bodies,
            "targets": (),
            "volumes": (),
            "items": {},
            "grouping": {word.value: group_of(word) for word in ItemType},
            "kinds": KINDS,
            "notes": (),
            "late_note": "补录 {count} 件。",
            **fields,
        }
    )


def make_target(
    code: str,
    number: int,
    *,
    groups: tuple[ItemGroup, ...] = NOT_LICENSES,
    period: Period | None = None,
) -> AnnualTarget:
    """Make a target for the whole of 2018, or part of it."""
    return AnnualTarget(
        organisation_code=code, number=number, groups=groups, period=period or year(2018)
    )


def make_tally(
    period: Mapping[TallyKey, int], *, year: Mapping[TallyKey, int] | None = None, late: int = 0
) -> Tally:
    """Make counts at position 9; the year so far is the period unless it is given."""
    return Tally(
        position=9, chain="ab" * 32, period=period, year=period if year is None else year, late=late
    )


def accepted(code: str, number: int, *, item_type: str = "license") -> dict[TallyKey, int]:
    """Make the count of accepted cases of one body."""
    return {(code, item_type, "cases.accepted"): number}
