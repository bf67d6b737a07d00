"""What is proved of restored data: the ledger here, more by domains below (恢复后的校验)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from zhengtong.foundation.ledger.verification import regions_to_verify, verify_region
from zhengtong.foundation.progress import track


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that was recomputed, and what was wrong with it (一项校验).

    Args:
        subject: what was recomputed, such as `区划 510703 的账本`.
        faults: Chinese sentences; none where it is sound.
    """

    subject: str
    faults: tuple[str, ...] = field(default=())


Check = Callable[[], Iterable[Proof]]
_CHECKS: dict[str, Check] = {}


def register_restored_check(name: str, check: Check) -> None:
    """Let a domain recompute what it keeps; called once from its `apps.py`."""
    _CHECKS[name] = check


def prove_restored() -> list[tuple[str, Proof]]:
    """Recompute everything that can be; return each proof with the name of its check."""
    checks = {"账本": _ledger, **_CHECKS}
    return [(name, proof) for name, check in checks.items() for proof in check()]


def _ledger() -> Iterable[Proof]:
    for code in track(regions_to_verify(), description="校验账本"):
        faults = [finding.message for finding in verify_region(region_code=code)]
        yield Proof(subject=f"区划 {code} 的账本", faults=tuple(faults))
