"""Opening and closing accounts; duties stay with the person (账号)."""

from typing import ClassVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import checked_text
from zhengtong.people.events import AccountClosed, AccountOpened
from zhengtong.people.models import User
from zhengtong.people.operations.staffing import commit_change, lock_staff, lock_staffing
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.queries import staff
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.places.queries import require_at_body_or_centre

LONGEST_LOGIN_NAME = 64
_PASSWORD_FAULTS = {
    "password_too_short": "不足 10 位",
    "password_too_common": "太常见",
    "password_too_similar": "与登录名太像",
}


class AccountRefused(DomainError):
    """The login name is taken, or there is no such account (账号有误)."""

    code: ClassVar[str] = "account_refused"


class PasswordRefused(DomainError):
    """The password is too easy to guess (密码过于简单)."""

    code: ClassVar[str] = "password_refused"


@transaction.atomic
def open_account(*, username: str, staff_code: str, password: str, request: Request) -> None:
    """Open an account for a person in active service (开通账号).

    Raises:
        PermissionRefused: neither the administrator of his body nor the centre's.
        UnknownStaff, StaffInactive: see there.
        AccountRefused: the login name is taken, or is none.
        TextRefused: it is too long.
        PasswordRefused: see there.
    """
    _require_login_name(username)
    person = lock_staff(staff_code)[staff_code]
    body, staffing = lock_staffing(person.organisation_code)
    require_at_body_or_centre(
        request,
        PeoplePermission.OPEN_ACCOUNT,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    if User.objects.filter(username=username).exists():
        raise AccountRefused(f"登录名 {username} 已被使用")
    user = User(username=username, staff_code=staff_code)
    _require_good_password(password, user)
    user.set_password(password)
    user.save(force_insert=True)
    commit_change(
        staffing,
        action=StaffingAction.OPEN_ACCOUNT,
        staff_code=staff_code,
        event=AccountOpened(staff_code=staff_code, organisation_code=body.code),
        request=request,
    )


@transaction.atomic
def close_account(*, username: str, request: Request) -> None:
    """Close an account; whoever is signed in with it is out at the next page (停用账号).

    Raises:
        PermissionRefused: neither the administrator of the person's body nor the centre's.
        AccountRefused: there is no such open account.
    """
    open_accounts = User.objects.filter(username=username, is_active=True)
    staff_code = open_accounts.values_list("staff_code", flat=True).first()
    if staff_code is None:
        raise _no_open_account(username)
    # The staffing before the account, as whoever lets a person go.
    body, staffing = lock_staffing(staff(staff_code).organisation_code)
    require_at_body_or_centre(
        request,
        PeoplePermission.OPEN_ACCOUNT,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    user = open_accounts.select_for_update().first()
    if user is None:
        raise _no_open_account(username)
    user.is_active = False
    user.save(update_fields=["is_active"])
    commit_change(
        staffing,
        action=StaffingAction.CLOSE_ACCOUNT,
        staff_code=user.staff_code,
        event=AccountClosed(staff_code=user.staff_code, organisation_code=body.code),
        request=request,
    )


def _require_login_name(username: str) -> None:
    checked_text(username, limit=LONGEST_LOGIN_NAME, name="登录名")
    if not username or username != username.strip() or not username.isprintable():
        raise AccountRefused("登录名应有 1 至 64 个字，开头、结尾不能是空白")


def _no_open_account(username: str) -> AccountRefused:
    return AccountRefused(f"没有登录名为 {username} 的在用账号")


def _require_good_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults = [_PASSWORD_FAULTS.get(fault.code or "", "不合要求") for fault in error.error_list]
        raise PasswordRefused(f"密码{'，'.join(faults)}，请另设一个") from error
