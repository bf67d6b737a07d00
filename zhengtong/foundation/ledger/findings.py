"""What verification says: pieces of damage, where they lie and what they are."""

from dataclasses import dataclass
from enum import StrEnum


class Damage(StrEnum):
    """What a finding says (损坏类别)."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    CHAIN_BROKEN = "chain_broken"
    SEAL_BROKEN = "seal_broken"
    SEAL_REMOVED = "seal_removed"
    HEAD_WRONG = "head_wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One piece of damage: where it lies and what it is, in Chinese."""

    region_code: str
    damage: Damage
    position: int | None
    message: str
    entry: str = ""
