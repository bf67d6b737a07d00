"""Where a person is recorded as leader, head or liaison (担任的领导和联络员)."""

from zhengtong.places.queries import OrganisationInfo, organisations_in, regions_with_organisations


def leadership_of(staff_code: str) -> tuple[tuple[OrganisationInfo, str], ...]:
    """Return each body that records a person, with what as, in Chinese (担任何机构的领导).

    Looks through the bodies of all regions: a leader in charge often works elsewhere. Asked
    seldom, when a person goes or moves.
    """
    return tuple(
        (body, label)
        for region_code in regions_with_organisations()
        for body in organisations_in(region_code)
        for code, label in _recorded(body)
        if code == staff_code
    )


def _recorded(body: OrganisationInfo) -> tuple[tuple[str, str], ...]:
    return (
        (body.leader_in_charge_code, "分管领导"),
        (body.organ_head_code, "机关负责人"),
        (body.liaison_code, "联络员"),
    )
