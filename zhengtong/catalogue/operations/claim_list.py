"""Keeping the list of what each body of a region has to claim (本级清单)."""

from collections.abc import Collection

from django.db import transaction

from zhengtong.catalogue.models import ClaimListEntry
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.foundation.requests import Request
from zhengtong.places.queries import UnknownOrganisation, organisations, require_at_centre


@transaction.atomic
def put_on_list(*, region_code: str, entries: Collection[tuple[str, str]], request: Request) -> int:
    """Put upper items on the lists of bodies; return how many are new (列入清单).

    The catalogue may not have an item yet: the list says whose it will be.

    Args:
        entries: organisation code and base code.

    Raises:
        PermissionRefused: the actor does not administer the region's service centre.
        UnknownOrganisation: a code is unknown or of another region.
    """
    require_at_centre(request, CataloguePermission.KEEP_CLAIM_LIST, region_code=region_code)
    codes = {organisation_code for organisation_code, _ in entries}
    known = organisations(codes)
    for code in sorted(codes):
        if code not in known or known[code].region_code != region_code:
            raise UnknownOrganisation(f"{region_code} 没有编码为 {code} 的机构，请核对")
    return list_missing(region_code=region_code, entries=entries)


def list_missing(*, region_code: str, entries: Collection[tuple[str, str]]) -> int:
    """Insert the entries that are not there yet, in few queries; return how many (补列清单)."""
    wanted = set(entries)
    present = set(
        ClaimListEntry.objects.filter(
            region_code=region_code, base_code__in={base_code for _, base_code in wanted}
        ).values_list("organisation_code", "base_code")
    )
    missing = sorted(wanted - present)
    ClaimListEntry.objects.bulk_create(
        [
            ClaimListEntry(
                region_code=region_code, organisation_code=organisation_code, base_code=base_code
            )
            for organisation_code, base_code in missing
        ],
        ignore_conflicts=True,
    )
    return len(missing)
