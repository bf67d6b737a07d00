"""What flows must ask of domains below them (流程的对外询问).

`certificates` says what keeps a certificate type from being issued; `cases` moves running cases
to another version. Each registers in its `apps.py`; there is one of each.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from zhengtong.foundation.actors import Actor


class CertificateReadiness(Protocol):
    """Answers why a certificate type is not ready for a region; empty where it is.

    The same answer as `catalogue.ports.CertificateReadiness` gives.
    """

    def __call__(self, *, region_code: str, certificate_type_code: str) -> tuple[str, ...]: ...


class RunningCases(Protocol):
    """Knows the cases that run on a version of a flow, and moves one at a time (办理中的办件)."""

    def numbers(self, *, region_code: str, flow_code: str, version: int) -> Iterator[str]:
        """Yield the numbers of open cases on a version, page by page, in a stable order."""
        ...

    def move(self, *, case_number: str, to_version: int, by: Actor, now: datetime) -> None:
        """Put one case on another version of its flow: one act, one transaction, one entry.

        Where the case can stand on the new version, `rules.moving.moved_positions` tells.

        Raises:
            DomainError: the case cannot be moved; the message says why.
        """
        ...


_certificates: list[CertificateReadiness] = []
_cases: list[RunningCases] = []


def register_certificate_readiness(source: CertificateReadiness) -> None:
    """Let `certificates` answer; once, from its `apps.py` (登记证照就绪)."""
    _certificates[:] = [source]


def register_running_cases(source: RunningCases) -> None:
    """Let `cases` answer; once, from its `apps.py` (登记办理中的办件)."""
    _cases[:] = [source]


def certificate_type_reasons(*, region_code: str, certificate_type_code: str) -> tuple[str, ...]:
    """Ask what keeps certificates of a type from being issued (询问证照类型)."""
    if not _certificates:
        return ("电子证照尚未启用，无法确认",)
    return _certificates[0](region_code=region_code, certificate_type_code=certificate_type_code)


def running_cases() -> RunningCases | None:
    """Return who moves running cases, None where nobody registered (办理中的办件)."""
    return _cases[0] if _cases else None
