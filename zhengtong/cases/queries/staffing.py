"""Who may act at a node today (岗位人员)."""

from collections.abc import Collection
from datetime import date

from zhengtong.people import queries as people
from zhengtong.people.rules.duties import StaffKind


def holders_of_posts(
    *, places: Collection[tuple[str, str]], on: date
) -> dict[tuple[str, str], frozenset[str]]:
    """Return the staff codes behind (organisation, post) pairs, in one query (在岗人员)."""
    held = people.post_holder_codes({organisation for organisation, _ in places}, on)
    by_words = {(organisation, post.value): codes for (organisation, post), codes in held.items()}
    return {place: by_words.get(place, frozenset()) for place in places}


def is_contract_worker(staff_code: str) -> bool:
    """Tell whether a staff member is a contract worker (是否聘用人员)."""
    found = people.staff_by_code([staff_code]).get(staff_code)
    return found is not None and found.kind is StaffKind.CONTRACT
