"""Claim rate and shares of a region by the lists in force on a day (认领率和各项占比)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhengtong.catalogue.models import ItemAct, ItemVersion, LocalItem
from zhengtong.catalogue.queries.exceptions import exceptions_in_force
from zhengtong.catalogue.queries.lists import lists_in_force
from zhengtong.catalogue.rules.exceptions import KnownException
from zhengtong.catalogue.rules.list_measures import LIST_OF, ShareBase
from zhengtong.catalogue.rules.list_rates import BodyRates, ClaimedItem, body_rates, total_of
from zhengtong.catalogue.rules.lists import CLAIMABLE, KnownList
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.kernel.local_time import end_of_day
from zhengtong.places.queries import organisations_in
from zhengtong.places.rules.organisations import OrganisationLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRates:
    """The rates of a region on a day, body by body (区划占比).

    Args:
        lists: those that were in force, by which all of it was counted.
        exceptions: the approved ones in force, of bodies of the level.
        total: the sum of the rows.
    """

    region_code: str
    on: date
    level: OrganisationLevel
    base: ShareBase
    lists: tuple[KnownList, ...]
    exceptions: tuple[KnownException, ...]
    rows: tuple[BodyRates, ...]
    total: BodyRates


def list_rates(
    *,
    region_code: str,
    on: date,
    level: OrganisationLevel = OrganisationLevel.DISTRICT_DEPARTMENT,
    base: ShareBase = ShareBase.SHOULD_CLAIM,
) -> RegionRates:
    """Return claim rate and shares of the bodies of one level (认领率和各项占比).

    Counted by the lists and approved exceptions in force on the day, by what was claimed and
    approved by its end, and by the guides that were published by then: a past day gives the
    same answer later. Asking it takes the same number of queries for any number of items.
    """
    kinds = CLAIMABLE | set(LIST_OF.values())
    found = lists_in_force(region_code=region_code, kinds=kinds, on=on)
    rows_of = {
        kind: [row for row in found[kind].items if row.organisation_level == level]
        for kind in found
    }
    names = {body.code: body.name for body in organisations_in(region_code, level)}
    bodies = {*names, *(row.organisation_code for rows in rows_of.values() for row in rows)}
    exceptions = exceptions_in_force(region_code=region_code, on=on)
    rows = body_rates(
        should_claim=[row for kind, rows in rows_of.items() if kind in CLAIMABLE for row in rows],
        lists={kind: rows_of[kind] for kind in LIST_OF.values() if found[kind].lists},
        base=base,
        items={
            code: items
            for code, items in _claimed_items(region_code, end_of_day(on)).items()
            if code in bodies
        },
        names=names,
        excepts=exceptions.excepts,
    )
    printed = {code: at for at, code in enumerate(names)}
    rows = tuple(sorted(rows, key=lambda row: printed.get(row.organisation_code, len(printed))))
    return RegionRates(
        region_code=region_code,
        on=on,
        level=level,
        base=base,
        lists=tuple(each for kind in found for each in found[kind].lists),
        exceptions=tuple(each for each in exceptions.in_force if each.organisation_code in bodies),
        rows=rows,
        total=total_of(rows),
    )


def _claimed_items(region_code: str, moment: datetime) -> dict[str, list[ClaimedItem]]:
    """Return what was claimed and approved at a moment, by body, with what its guide said.

    An item that was approved stays so until it is cancelled; its body is the one that its guide
    names, or its own where none was published.
    """
    approved = _acted_on(region_code, LocalItemAction.APPROVE, moment)
    approved -= _acted_on(region_code, LocalItemAction.CANCEL, moment)
    guides = _guides(region_code, moment)
    found: defaultdict[str, list[ClaimedItem]] = defaultdict(list)
    rows = LocalItem.objects.filter(region_code=region_code)
    for item_id, code, base_code in rows.values_list("id", "organisation_code", "base_code"):
        if item_id in approved:
            item = guides.get(item_id) or ClaimedItem(organisation_code=code, base_code=base_code)
            found[item.organisation_code].append(item)
    return found


def _acted_on(region_code: str, action: LocalItemAction, moment: datetime) -> set[UUID]:
    return set(
        ItemAct.objects.filter(
            region_code=region_code, action=action.value, occurred_at__lte=moment
        ).values_list("item_id", flat=True)
    )


def _guides(region_code: str, moment: datetime) -> dict[UUID, ClaimedItem]:
    """Return what the newest guide of each item says at a moment."""
    rows = ItemVersion.objects.filter(region_code=region_code, published_at__lte=moment)
    columns = (
        *("item_id", "organisation_code", "base_code", "is_one_window"),
        *("elements__in_hall", "elements__visit_count", "elements__is_online"),
    )
    return {
        item_id: ClaimedItem(
            organisation_code=code,
            base_code=base_code,
            one_window=one_window,
            in_hall=in_hall is True,
            visit_count=visit_count,
            online=online is True,
        )
        for item_id, code, base_code, one_window, in_hall, visit_count, online in rows.order_by(
            "version"
        ).values_list(*columns)
    }
