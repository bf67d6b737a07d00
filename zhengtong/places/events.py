"""What this domain tells the others: changes of organisations and calendars."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRegistered(Event):
    """An organisation was registered (机构登记)."""

    name: ClassVar[str] = "places.organisation_registered"
    organisation_code: str
    level: str
    parent_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChanged(Event):
    """An organisation's particulars changed; `changed` names them (机构信息变更)."""

    name: ClassVar[str] = "places.organisation_changed"
    organisation_code: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarNoticeLoaded(Event):
    """A notice changed the working calendar of the nation or of a region (放假通知载入).

    `region_code` is 000000 for the nation; `edition` names the notice, `years` those it changed.
    """

    name: ClassVar[str] = "places.calendar_notice_loaded"
    region_code: str
    edition: str
    years: tuple[int, ...]
    changed_days: int
    first_changed_day: date
    last_changed_day: date
