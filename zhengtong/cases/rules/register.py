"""The on-the-spot register: one line is one case from receipt to result (即办登记)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.cases.rules.applications import Applicant
from zhengtong.kernel.errors import DomainError

MOST_LINES = 2000
ITEM, APPLICANT, ID_NUMBER, CERTIFICATE, RECEIVER, HANDLED_AT, LATE_REASON, KEY = (
    "item",
    "applicant_name",
    "applicant_id_number",
    "certificate_number",
    "receiver",
    "handled_at",
    "late_reason",
    "key",
)
# Which field of a line a refusal speaks of, by its code; the item for any other.
_FIELD_OF_REFUSAL = {
    "applicant_refused": APPLICANT,
    "code_refused": ID_NUMBER,
    "certificate_not_made": CERTIFICATE,
    "certificate_blocked": CERTIFICATE,
    "certificate_not_needed": CERTIFICATE,
    "delivery_unproved": RECEIVER,
    "late_entry_unexplained": LATE_REASON,
    "act_in_future": HANDLED_AT,
    "act_out_of_order": HANDLED_AT,
}


class LineRefused(DomainError):
    """A line of the register cannot be what it says (登记行有误).

    Args:
        field: identifier of the column it speaks of.
    """

    code: ClassVar[str] = "line_refused"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotLine:
    """One line of the register (登记行). Who enters it says that all required materials are in.

    Args:
        number: of the line on the page or in the file; refusals are told by it.
        item: code of the item, or its name at the body of who registers.
        certificate_number: of the certificate made at once; needed where the item yields one.
        receiver: who took the result along; empty where it is handed over later.
        handled_at: when it was done, if it is entered later; then `late_reason` says why.
        key: number that the office gave the line; lines without one are told apart by what
            they say.
    """

    number: int
    item: str
    applicant: Applicant
    certificate_number: str = ""
    receiver: str = ""
    handled_at: dt.datetime | None = None
    late_reason: str = ""
    key: str = ""


def refused_field(refusal: DomainError) -> str:
    """Return which field of a line a refusal speaks of (出错的列)."""
    if isinstance(refusal, LineRefused):
        return refusal.field
    return _FIELD_OF_REFUSAL.get(refusal.code, ITEM)


def keys_of(lines: Iterable[SpotLine], *, today: dt.date) -> dict[int, str]:
    """Return by line number what tells each line apart from every other (登记键原文).

    The second of two lines that say the same on one day is the second such line, so a file that
    was mended and is fed again brings in only what is new.
    """
    said: Counter[str] = Counter()
    keys: dict[int, str] = {}
    for line in lines:
        if line.key.strip():
            keys[line.number] = f"key|{line.key.strip()}"
            continue
        who = line.applicant
        day = line.handled_at.isoformat() if line.handled_at else today.isoformat()
        text = "|".join(
            (day, line.item, who.name, who.id_type, who.id_number, line.certificate_number)
        )
        said[text] += 1
        keys[line.number] = f"line|{text}|{said[text]}"
    return keys
