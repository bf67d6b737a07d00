"""An act that was done earlier and is entered now says why (补录)."""

from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class LateEntryUnexplained(DomainError):
    """What was done earlier is entered without saying why only now (未说明补录理由)."""

    code: ClassVar[str] = "late_entry_unexplained"


def check_late_entry(*, reason: str) -> None:
    """Refuse to enter late without a reason (检查补录理由).

    Raises:
        LateEntryUnexplained: no reason.

    Source:
        Domain records 3: back_entry_reason 补录原因, mandatory where the case is a back entry.
    """
    if not reason.strip():
        raise LateEntryUnexplained("补录应写明理由")
