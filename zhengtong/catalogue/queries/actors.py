"""Who acted, in words (行为人)."""

from collections.abc import Collection, Mapping

from zhengtong.foundation.actors import ActorKind
from zhengtong.people.queries import staff_by_code

# The code under which the platform's commands act for nobody in particular.
OPERATOR_CODE = "operator"


def names_of_staff(staff_codes: Collection[str]) -> dict[str, str]:
    """Return the names of members of staff, in one query (人员姓名)."""
    return {code: person.name for code, person in staff_by_code(staff_codes).items()}


def actor_words(*, kind: str, code: str, names: Mapping[str, str]) -> str:
    """Return who acted: a person's name, or what acted in nobody's name (行为人)."""
    if kind == ActorKind.STAFF:
        return names.get(code, code)
    return "操作员命令" if code == OPERATOR_CODE else "系统"
