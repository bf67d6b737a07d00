"""What this domain tells the others: changes of staff, duties, posts and leaders."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRegistered(Event):
    """A person was registered at a body (人员登记)."""

    name: ClassVar[str] = "people.staff_registered"
    staff_code: str
    organisation_code: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChanged(Event):
    """A person's particulars changed, or he left (人员信息变更).

    `changed` names the particulars, never what they say.
    """

    name: ClassVar[str] = "people.staff_changed"
    staff_code: str
    organisation_code: str
    kind: str
    active: bool
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyGranted(Event):
    """A duty was granted (授予职责)."""

    name: ClassVar[str] = "people.duty_granted"
    staff_code: str
    organisation_code: str
    duty: str
    starts_on: date
    ends_on: date | None
    successor_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDelegated(Event):
    """A holder let another person do his duty for a time (委托职责)."""

    name: ClassVar[str] = "people.duty_delegated"
    staff_code: str
    delegated_from: str
    organisation_code: str
    duty: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyEnded(Event):
    """A duty ended, with the posts that hung on it; a successor may have followed (职责终止).

    `posts` are those that ended; `successor_code` took over the duty and these posts.
    """

    name: ClassVar[str] = "people.duty_ended"
    staff_code: str
    organisation_code: str
    duty: str
    last_day: date
    posts: tuple[str, ...] = ()
    successor_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAssigned(Event):
    """A post was assigned (指派岗位)."""

    name: ClassVar[str] = "people.post_assigned"
    staff_code: str
    organisation_code: str
    post: str
    starts_on: date
    ends_on: date | None
    successor_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEnded(Event):
    """A post ended; a successor may have followed in the same act (岗位终止)."""

    name: ClassVar[str] = "people.post_ended"
    staff_code: str
    organisation_code: str
    post: str
    last_day: date
    successor_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingRecorded(Event):
    """A duty was recorded at the service centre (中心备案)."""

    name: ClassVar[str] = "people.staffing_recorded"
    staff_code: str
    organisation_code: str
    duty: str
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadershipNamed(Event):
    """A body's leader in charge, head and liaison were named (指定领导)."""

    name: ClassVar[str] = "people.leadership_named"
    organisation_code: str
    leader_in_charge_code: str
    organ_head_code: str
    liaison_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """An account was opened for a person (开通账号)."""

    name: ClassVar[str] = "people.account_opened"
    staff_code: str
    organisation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """An account was closed (停用账号)."""

    name: ClassVar[str] = "people.account_closed"
    staff_code: str
    organisation_code: str
