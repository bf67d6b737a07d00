"""Who may act at a node today (岗位人员)."""

from collections.abc import Collection
from datetime import date

from zhengtong.people import queries as people
from zhengtong.people.rules.duties import StaffKind


def holders_of_posts(
    *, places: Collection[tuple[str, str]], on: date
) -> dict[tuple[str, str], frozenset[str]]:
    """Return the staff codes behind (organisation, post) pairs (在岗人员)."""
    bodies = {organisation for organisation, _ in places}
    held = {organisation: people.codes_by_post(organisation, on) for organisation in bodies}
    return {(body, post): held[body].get(post, frozenset()) for body, post in places}


def is_contract_worker(staff_code: str) -> bool:
    """Tell whether a staff member is a contract worker (是否聘用人员)."""
    try:
        return people.staff(staff_code).kind is StaffKind.CONTRACT
    except people.UnknownStaff:
        return False
