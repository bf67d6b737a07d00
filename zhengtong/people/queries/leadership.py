"""Where a person is recorded as leader, head or liaison (担任的领导和联络员)."""

from zhengtong.places.queries import OrganisationInfo, organisations_led_by


def leadership_of(staff_code: str) -> tuple[tuple[OrganisationInfo, str], ...]:
    """Return each body that records a person, with what as, in Chinese (担任何机构的领导).

    Found by index among the bodies of all regions: a leader in charge often works elsewhere.
    """
    return tuple(
        (body, label)
        for body in organisations_led_by(staff_code)
        for code, label in _recorded(body)
        if code == staff_code
    )


def _recorded(body: OrganisationInfo) -> tuple[tuple[str, str], ...]:
    return (
        (body.leader_in_charge_code, "分管领导"),
        (body.organ_head_code, "机关负责人"),
        (body.liaison_code, "联络员"),
    )
