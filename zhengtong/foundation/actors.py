"""Who acts: the answer to "by whom" in every act and entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of party acts (行为人类别)."""

    STAFF = "staff"
    APPLICANT = "applicant"
    SYSTEM = "system"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One acting party, named by a business key and never by personal data (行为人).

    Attributes:
        code: staff code, source name, `applicant` or `system`.
        organisation_code: the body on whose behalf the staff member acts; empty for others.
    """

    kind: ActorKind
    code: str
    organisation_code: str = ""


SYSTEM = Actor(kind=ActorKind.SYSTEM, code="system")
# Who runs the platform's commands and names nobody else (运维人员).
OPERATOR = Actor(kind=ActorKind.SYSTEM, code="operator")


def actor_words(*, kind: str, code: str, names: Mapping[str, str]) -> str:
    """Return who acted, in words: a person's name, or what acted in nobody's name (行为人)."""
    match ActorKind(kind):
        case ActorKind.STAFF:
            return names.get(code, code)
        case ActorKind.APPLICANT:
            return "申请人"
        case ActorKind.SOURCE:
            return f"来源系统 {code}"
        case _:
            return "运维人员" if code == OPERATOR.code else "系统"
