"""What all events of cases have in common (办件事件)."""

from dataclasses import dataclass

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """What every event of a case carries (办件事件)."""

    case_number: str
    implementation_code: str
