"""Who else keeps what was sealed: a frozen bulletin knows its seal, so that one is missed.

Domains register in `apps.py`; the verification of the ledger asks them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSeal:
    """A seal as somebody outside the ledger keeps it: `holder` says who, in Chinese."""

    seal_id: UUID
    position: int
    chain: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKeeper:
    """A domain that keeps seals: in which regions, and which ones of a region."""

    regions: Callable[[], Iterable[str]]
    seals_of: Callable[[str], Iterable[KeptSeal]]


_KEEPERS: dict[str, SealKeeper] = {}


def register_seal_keeper(name: str, keeper: SealKeeper) -> None:
    """Make a keeper known by its name."""
    _KEEPERS[name] = keeper


def kept_seals(*, region_code: str) -> list[KeptSeal]:
    """Return the seals of a region that anybody keeps."""
    return [seal for keeper in _KEEPERS.values() for seal in keeper.seals_of(region_code)]


def keepers_regions() -> set[str]:
    """Return the regions of which anybody keeps a seal."""
    return {code for keeper in _KEEPERS.values() for code in keeper.regions()}
