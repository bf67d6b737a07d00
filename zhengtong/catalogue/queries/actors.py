"""Who acted, in words (行为人)."""

from collections.abc import Collection

from zhengtong.people.queries import staff_by_code


def names_of_staff(staff_codes: Collection[str]) -> dict[str, str]:
    """Return the names of members of staff, in one query (人员姓名)."""
    return {code: person.name for code, person in staff_by_code(staff_codes).items()}
