"""Reads of staff, duties and posts; plain values only."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from zhengtong.foundation.actors import OPERATOR, Actor, ActorKind
from zhengtong.foundation.statements import Statement
from zhengtong.kernel.errors import DomainError
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff, User
from zhengtong.people.rules.duties import (
    Duty,
    HoldingKind,
    Post,
    StaffKind,
    duty_holding,
    post_holding,
)
from zhengtong.people.rules.tenures import Tenure
from zhengtong.places import queries as places

_DUTIES = frozenset(Duty)


class UnknownStaff(DomainError):
    """No staff member has the code (工作人员不存在)."""

    code: ClassVar[str] = "unknown_staff"


class AccountWithoutStaff(DomainError):
    """The account belongs to no staff member in active service (账号没有对应的在职人员)."""

    code: ClassVar[str] = "account_without_staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInfo:
    """A staff member as other domains see him (工作人员).

    Args:
        organisation_code: the body he works for; duties may lie at others.
    """

    staff_code: str
    name: str
    kind: StaffKind
    organisation_code: str
    position: str
    active: bool
    is_demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A duty or post held by a person at a body in a period (任期).

    Args:
        holding: `duty:<duty>` or `post:<post>`.
        ends_on: last day, None while it is open.
        delegated_from: who delegated it; empty for a grant or a post.
        is_recorded: reported to the service centre; always for posts.
    """

    staff_code: str
    organisation_code: str
    holding: str
    starts_on: date
    ends_on: date | None
    successor_code: str
    delegated_from: str
    is_recorded: bool


def staff(staff_code: str) -> StaffInfo:
    """Return a staff member (工作人员).

    Raises:
        UnknownStaff: there is none with this code.
    """
    found = _STAFF.first(staff_code=staff_code)
    if found is None:
        raise UnknownStaff(f"没有工号为 {staff_code} 的工作人员，请核对；人员由 load-staff 载入")
    return _staff_info(found)


_STAFF = Statement(lambda staff_code: Staff.objects.filter(staff_code=staff_code), staff_code=str)


def staff_by_code(staff_codes: Collection[str]) -> dict[str, StaffInfo]:
    """Return staff members by code; codes that nobody has are left out."""
    rows = Staff.objects.filter(staff_code__in=set(staff_codes))
    return {row.staff_code: _staff_info(row) for row in rows}


def in_service(staff_codes: Collection[str], *, on: date) -> frozenset[str]:
    """Return those of the codes whose people were in service on a day (某日在职人员).

    Who has left since was in service while he held a duty or a post; other days are not known.
    """
    codes = set(staff_codes)
    there = Staff.objects.filter(staff_code__in=codes, active=True)
    named = _in_force(on) & Q(staff__staff_code__in=codes)
    return frozenset(
        {
            *there.values_list("staff_code", flat=True),
            *DutyPeriod.objects.filter(named).values_list("staff__staff_code", flat=True),
            *PostPeriod.objects.filter(named).values_list("staff__staff_code", flat=True),
        }
    )


def holders(organisation_code: str, post: Post | str, on: date) -> list[StaffInfo]:
    """Return who holds a post at a body on a day, in order of code (在岗人员).

    Whoever holds a post also holds the duty of case handler there that day.
    """
    rows = PostPeriod.objects.filter(
        _in_force(on), organisation_code=organisation_code, post=post, staff__active=True
    )
    return _people(rows)


def duty_holders(organisation_code: str, duty: Duty | str, on: date) -> list[StaffInfo]:
    """Return who holds a duty at a body on a day, in order of code (职责在任人员)."""
    rows = DutyPeriod.objects.filter(
        _in_force(on), organisation_code=organisation_code, duty=duty, staff__active=True
    )
    return _people(rows)


def post_holder_codes(
    organisation_codes: Collection[str], on: date
) -> dict[tuple[str, Post], frozenset[str]]:
    """Return the staff codes behind each held post of several bodies, in one query.

    Returns:
        Keyed by organisation code and post; a post that nobody holds is left out.
    """
    found: dict[tuple[str, Post], set[str]] = defaultdict(set)
    rows = PostPeriod.objects.filter(
        _in_force(on), organisation_code__in=set(organisation_codes), staff__active=True
    )
    for organisation_code, post, code in rows.values_list("organisation_code", "post", "staff_id"):
        found[organisation_code, Post(post)].add(str(code))
    return {key: frozenset(codes) for key, codes in found.items()}


def codes_by_post(organisation_code: str, on: date) -> dict[str, frozenset[str]]:
    """Return the staff codes behind each held post of one body, by the post's code (在岗人员)."""
    found: dict[str, set[str]] = defaultdict(set)
    for post, code in _ON_POSTS.all(organisation_code=organisation_code, on=on):
        found[post].add(str(code))
    return {post: frozenset(codes) for post, codes in found.items()}


_ON_POSTS = Statement(
    lambda organisation_code, on: PostPeriod.objects.filter(
        _in_force(on), organisation_code=organisation_code, staff__active=True
    ).values_list("post", "staff_id"),
    organisation_code=str,
    on=date,
)


def post_holder_codes_on(
    organisation_codes: Collection[str], days: Collection[date]
) -> dict[date, dict[tuple[str, Post], frozenset[str]]]:
    """Return `post_holder_codes` for each of several days, in one query (各日在岗人员)."""
    if not days:
        return {}
    rows = PostPeriod.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=min(days)),
        starts_on__lte=max(days),
        organisation_code__in=set(organisation_codes),
        staff__active=True,
    )
    held = [
        ((body, Post(post)), str(code), Tenure(starts_on, ends_on))
        for body, post, code, starts_on, ends_on in rows.values_list(
            "organisation_code", "post", "staff_id", "starts_on", "ends_on"
        )
    ]
    found: dict[date, dict[tuple[str, Post], frozenset[str]]] = {}
    for day in set(days):
        on: dict[tuple[str, Post], set[str]] = defaultdict(set)
        for key, code, tenure in held:
            if tenure.covers(day):
                on[key].add(code)
        found[day] = {key: frozenset(codes) for key, codes in on.items()}
    return found


def holdings(staff_code: str, organisation_code: str, on: date) -> frozenset[str]:
    """Return `duty:<duty>` and `post:<post>` of a person at a body on a day (职责和岗位)."""
    names = _HELD.all(staff_code=staff_code, organisation_code=organisation_code, on=on)
    return frozenset(_holding(name) for (name,) in names)


def _held_at(staff_code: str, organisation_code: str, on: date) -> QuerySet[Any, tuple[str]]:
    held = _in_force(on) & Q(
        organisation_code=organisation_code, staff_id=staff_code, staff__active=True
    )
    duties = DutyPeriod.objects.filter(held).values_list("duty")
    return duties.union(PostPeriod.objects.filter(held).values_list("post"), all=True)


_HELD = Statement(_held_at, staff_code=str, organisation_code=str, on=date)


def _holding(name: str) -> str:
    return duty_holding(name) if name in _DUTIES else post_holding(name)


def holdings_by_organisation(staff_code: str, on: date) -> Mapping[str, frozenset[str]]:
    """Return what a person holds on a day at each body, in one query (各机构的职责和岗位)."""
    held = _in_force(on) & Q(staff_id=staff_code, staff__active=True)
    duties = DutyPeriod.objects.filter(held).values_list("organisation_code", "duty")
    posts = PostPeriod.objects.filter(held).values_list("organisation_code", "post")
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in duties.union(posts, all=True):
        found[code].add(_holding(name))
    return {code: frozenset(names) for code, names in found.items()}


def staffing_of(organisation_code: str, *, since: date) -> tuple[Holding, ...]:
    """Return the duties and posts of a body that run on or after a day (机构任期一览)."""
    at = Q(organisation_code=organisation_code) & (Q(ends_on=None) | Q(ends_on__gte=since))
    return _holdings_where(at)


def leader_in_charge_of(organisation_code: str) -> StaffInfo | None:
    """Return the one leader in charge of a body, None where none is named (分管领导).

    Raises:
        UnknownOrganisation: there is no such body.
    """
    code = places.organisation(organisation_code).leader_in_charge_code
    return staff_by_code([code]).get(code) if code else None


def organ_head_of(organisation_code: str) -> StaffInfo | None:
    """Return the head of a body, None where none is named (机关负责人).

    Raises:
        UnknownOrganisation: there is no such body.
    """
    code = places.organisation(organisation_code).organ_head_code
    return staff_by_code([code]).get(code) if code else None


def has_account(username: str) -> bool:
    """Tell whether there is an account of this login name, open or closed (有无此账号)."""
    return User.objects.filter(username=username).exists()


def acting(staff_code: str | None) -> Actor:
    """Return in whose name a command acts: the person's, or the operator's (以谁的名义).

    Raises:
        UnknownStaff: nobody has the code.
    """
    if not staff_code:
        return OPERATOR
    person = staff(staff_code)
    return Actor(
        kind=ActorKind.STAFF, code=person.staff_code, organisation_code=person.organisation_code
    )


def actor_of_user(user: Any) -> Actor:
    """Return the actor behind a signed-in account, on behalf of his own body (行为人).

    Args:
        user: `request.user`; also one that is not signed in, which is refused.

    Raises:
        AccountWithoutStaff: nobody in active service stands behind the account.
    """
    person = staff_of_user(user)
    return Actor(
        kind=ActorKind.STAFF, code=person.staff_code, organisation_code=person.organisation_code
    )


def staff_of_user(user: Any) -> StaffInfo:
    """Return the staff member behind a signed-in account (账号对应的人员).

    Raises:
        AccountWithoutStaff: nobody in active service stands behind the account.
    """
    code = getattr(user, "staff_code", "")
    row = Staff.objects.filter(staff_code=code, active=True).first() if code else None
    if row is None or not user.is_active:
        raise AccountWithoutStaff("该账号没有对应的在职人员，请联系本部门管理员")
    return _staff_info(row)


def grants_of(*, staff_code: str, organisation_code: str, today: date) -> frozenset[str]:
    """Answer the foundation what a person holds; `foundation.permissions.GrantSource`."""
    return holdings(staff_code, organisation_code, today)


def _in_force(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def _people(rows: QuerySet[DutyPeriod] | QuerySet[PostPeriod]) -> list[StaffInfo]:
    codes = rows.values_list("staff_id", flat=True)
    return [
        _staff_info(row)
        for row in Staff.objects.filter(staff_code__in=codes).order_by("staff_code")
    ]


def _staff_info(row: Staff) -> StaffInfo:
    return StaffInfo(
        staff_code=row.staff_code,
        name=row.name,
        kind=StaffKind(row.kind),
        organisation_code=row.organisation_code,
        position=row.position,
        active=row.active,
        is_demo=row.is_demo,
    )


def _holdings_where(condition: Q) -> tuple[Holding, ...]:
    duties = [
        Holding(
            staff_code=row.staff_id,
            organisation_code=row.organisation_code,
            holding=duty_holding(row.duty),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            successor_code=row.successor_code,
            delegated_from=row.delegated_from if row.kind == HoldingKind.DELEGATION else "",
            is_recorded=row.recorded_at is not None,
        )
        for row in DutyPeriod.objects.filter(condition)
    ]
    posts = [
        Holding(
            staff_code=row.staff_id,
            organisation_code=row.organisation_code,
            holding=post_holding(row.post),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            successor_code=row.successor_code,
            delegated_from="",
            is_recorded=True,
        )
        for row in PostPeriod.objects.filter(condition)
    ]
    return tuple(
        sorted(
            (*duties, *posts),
            key=lambda held: (
                held.organisation_code,
                held.holding,
                held.starts_on,
                held.staff_code,
            ),
        )
    )
