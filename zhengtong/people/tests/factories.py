"""Staff with duties and posts for tests of any domain, put in past the operations."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from stdnum.cn import ric

from zhengtong.foundation.actors import SYSTEM, Actor, ActorKind
from zhengtong.foundation.requests import Request
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff, User
from zhengtong.people.operations.identity import put_id_number
from zhengtong.people.queries import StaffInfo, staff
from zhengtong.people.rules.duties import Duty, HoldingKind, Post, StaffKind
from zhengtong.places.models import Organisation
from zhengtong.places.tests.factories import CENTRE, DEPARTMENT, make_organisation

SINCE = date(2018, 1, 1)
NOW = datetime(2018, 2, 28, 2, 0, tzinfo=UTC)  # 10:00 in Beijing
PASSWORD = "yanshi-2018-fucheng"
_orders = count()


def invented_id_number(order: int) -> str:
    """Return a number that passes the check and is nobody's: born in 1900, in a young district."""
    born_on = date(1900, 1, 1) + timedelta(days=order // 999)
    body = f"510703{born_on:%Y%m%d}{order % 999 + 1:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def make_staff(
    *,
    staff_code: str = "S01",
    name: str = "",
    kind: StaffKind = StaffKind.CIVIL,
    organisation_code: str = DEPARTMENT,
    id_number: str | None = None,
    **fields: Any,
) -> StaffInfo:
    """Make a person; his body too unless it is there.

    Args:
        id_number: an invented one by default; empty for none.
    """
    if not Organisation.objects.filter(code=organisation_code).exists():
        make_organisation(code=organisation_code)
    row = Staff(
        staff_code=staff_code,
        name=name or f"演示员{staff_code}",
        kind=kind,
        organisation_code=organisation_code,
        is_demo=True,
        **fields,
    )
    put_id_number(row, invented_id_number(next(_orders)) if id_number is None else id_number)
    row.save(force_insert=True)
    return staff(staff_code)


def give_duty(
    *,
    staff_code: str = "S01",
    duty: Duty = Duty.CASE_HANDLER,
    organisation_code: str = DEPARTMENT,
    starts_on: date = SINCE,
    ends_on: date | None = None,
    **fields: Any,
) -> None:
    """Give a duty without asking anybody; a supervisor gets a proof."""
    proof = {"proof": "纪检监察岗位证明"} if duty is Duty.SUPERVISOR else {}
    DutyPeriod.objects.create(
        staff_id=staff_code,
        duty=duty,
        organisation_code=organisation_code,
        starts_on=starts_on,
        ends_on=ends_on,
        **{"kind": HoldingKind.GRANT, "granted_by": "test", **proof, **fields},
    )


def give_post(
    *,
    staff_code: str = "S01",
    post: Post = Post.INTAKE,
    organisation_code: str = DEPARTMENT,
    starts_on: date = SINCE,
    ends_on: date | None = None,
    **fields: Any,
) -> None:
    """Put a person into a post without asking anybody."""
    PostPeriod.objects.create(
        staff_id=staff_code,
        post=post,
        organisation_code=organisation_code,
        starts_on=starts_on,
        ends_on=ends_on,
        assigned_by="test",
        **fields,
    )


def make_handler(
    *posts: Post, staff_code: str = "S01", organisation_code: str = DEPARTMENT, **fields: Any
) -> Actor:
    """Make a person who is case handler and holds the posts; return him as an actor."""
    make_staff(staff_code=staff_code, organisation_code=organisation_code, **fields)
    give_duty(staff_code=staff_code, organisation_code=organisation_code)
    for post in posts:
        give_post(staff_code=staff_code, post=post, organisation_code=organisation_code)
    return actor(staff_code=staff_code, organisation_code=organisation_code)


def make_administrator(*, staff_code: str = "A01", organisation_code: str = DEPARTMENT) -> Actor:
    """Make the administrator of a body; return him as an actor."""
    make_staff(staff_code=staff_code, organisation_code=organisation_code)
    give_duty(
        staff_code=staff_code,
        duty=Duty.DEPARTMENT_ADMINISTRATOR,
        organisation_code=organisation_code,
    )
    return actor(staff_code=staff_code, organisation_code=organisation_code)


def make_centre_administrator(*, staff_code: str = "C01") -> Actor:
    """Make the administrator of the service centre, which must be there."""
    return make_administrator(staff_code=staff_code, organisation_code=CENTRE)


def actor(*, staff_code: str = "S01", organisation_code: str = DEPARTMENT) -> Actor:
    """Return a staff member as an actor on behalf of a body."""
    return Actor(kind=ActorKind.STAFF, code=staff_code, organisation_code=organisation_code)


def make_account(*, username: str = "yuan01", staff_code: str = "S01") -> User:
    """Make an account with `PASSWORD`."""
    return User.objects.create_user(username, PASSWORD, staff_code=staff_code)


def request(*, by: Actor = SYSTEM, now: datetime = NOW, reason: str = "测试") -> Request:
    """Return a request for a staff change."""
    return Request(by=by, now=now, reason=reason)
