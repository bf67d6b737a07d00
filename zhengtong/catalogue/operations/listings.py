"""What the lists in force say of a body that is about to claim (清单依据)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zhengtong.catalogue.queries.lists import lists_naming
from zhengtong.catalogue.rules.claims import Listing
from zhengtong.catalogue.rules.lists import KnownList, ListKind, cited, lists_for
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.requests import Request
from zhengtong.kernel.item_types import ItemType
from zhengtong.places.queries import OrganisationInfo
from zhengtong.places.rules.organisations import OrganisationLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Listings:
    """What the lists in force say about some items of one body (清单如何规定).

    Args:
        naming: by base code, the kinds of list that name the item for the body.
    """

    lists: tuple[KnownList, ...]
    naming: Mapping[str, frozenset[ListKind]]
    is_taken_over: bool

    def of(self, *, item_type: ItemType, base_code: str) -> Listing:
        """Return what they say about one item (一项的清单依据)."""
        wanted = lists_for(item_type)
        asked = [one for one in self.lists if one.terms.kind in wanted | {ListKind.PASSED_DOWN}]
        naming = self.naming.get(base_code, frozenset()) & {one.terms.kind for one in asked}
        return Listing(
            is_named=bool(naming),
            is_passed_down=ListKind.PASSED_DOWN in naming,
            cited=cited(asked),
            wanted="、".join(kind.label for kind in ListKind if kind in wanted),
            is_taken_over=self.is_taken_over,
        )


def listings_of(
    *,
    body: OrganisationInfo,
    item_types: Collection[ItemType],
    base_codes: Collection[str],
    request: Request,
) -> Listings:
    """Return what the lists say; the region's head puts claims in line with them (查清单)."""
    lock_head(region_code=body.region_code)
    kinds = frozenset(kind for item_type in item_types for kind in lists_for(item_type))
    if body.level is OrganisationLevel.TOWNSHIP:
        kinds |= {ListKind.PASSED_DOWN}
    lists, naming = lists_naming(
        region_code=body.region_code,
        kinds=kinds,
        organisation_code=body.code,
        base_codes=base_codes,
        on=request.today,
    )
    return Listings(lists=lists, naming=naming, is_taken_over=request.is_taken_over)
