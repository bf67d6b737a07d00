"""Who acted, in words (行为人)."""

from collections.abc import Collection, Mapping

from zhengtong.foundation.actors import OPERATOR, ActorKind
from zhengtong.people.queries import staff_by_code


def names_of_staff(staff_codes: Collection[str]) -> dict[str, str]:
    """Return the names of members of staff, in one query (人员姓名)."""
    return {code: person.name for code, person in staff_by_code(staff_codes).items()}


def actor_words(*, kind: str, code: str, names: Mapping[str, str]) -> str:
    """Return who acted: a person's name, or what acted in nobody's name (行为人)."""
    if kind == ActorKind.STAFF:
        return names.get(code, code)
    return "运维人员" if code == OPERATOR.code else "系统"
