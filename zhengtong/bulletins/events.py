"""What the domain of bulletins tells the others; each is one entry of the ledger (通报事件)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFrozen(Event):
    """A bulletin was frozen at a ledger position that was sealed with it (冻结通报)."""

    name: ClassVar[str] = "bulletins.frozen"
    number: str
    first_day: date
    last_day: date
    position: int
    chain: str
    figures_hash: str
    inputs_hash: str
    seal_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinCorrected(Event):
    """An erratum was made: the frozen figure and the right one (更正通报).

    `row_key` is a body's code or `totals`; the reason is kept with the act.
    """

    name: ClassVar[str] = "bulletins.corrected"
    number: str
    row_key: str
    column: str
    printed: "int | None"
    corrected: "int | None"
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinWithdrawn(Event):
    """A bulletin was withdrawn; its period may be frozen again (撤回通报)."""

    name: ClassVar[str] = "bulletins.withdrawn"
    number: str
