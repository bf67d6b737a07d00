"""What the region's list names for a body (本级清单)."""

from zhengtong.catalogue.models import ClaimListEntry


def listed_base_codes(*, region_code: str, organisation_code: str) -> tuple[str, ...]:
    """Return the upper items that the list names for a body, in order of code (清单所列)."""
    return tuple(
        ClaimListEntry.objects.filter(region_code=region_code, organisation_code=organisation_code)
        .order_by("base_code")
        .values_list("base_code", flat=True)
    )
