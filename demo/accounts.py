"""Demo accounts: made with random passwords, kept in the installation's home (演示账号)."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.requests import Request
from zhengtong.people.operations.accounts import open_account
from zhengtong.people.queries import has_account

# Login, staff code and what the person does; all of them are invented people.
PEOPLE = (
    ("centre", "510703-C01-S01", "政务服务中心管理员：看全区通报，冻结、更正"),
    ("clerk", "510703-D02-S02", "食药工商质监局窗口人员：收件、送达"),
    ("reviewer", "510703-D02-S03", "食药工商质监局审查人员"),
    ("decider", "510703-D02-S04", "食药工商质监局决定人"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account to sign in with, as it is printed (演示账号)."""

    login: str
    password: str
    duty: str


def accounts_file() -> Path:
    """Return where this database's passwords stand, for the owner only (演示账号文件)."""
    database = Path(str(connection.settings_dict["NAME"])).stem
    return Path(settings.HOME) / f"demo-accounts-{database}.json"


def is_loaded() -> bool:
    """Tell whether this database holds the whole demo: its accounts come last (演示是否已载入)."""
    return all(has_account(login) for login, _, _ in PEOPLE)


def demo_accounts() -> list[DemoAccount]:
    """Return the demo accounts of this database; none where their passwords are not kept."""
    path = accounts_file()
    if not path.exists():
        return []
    return [DemoAccount(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


@transaction.atomic
def open_demo_accounts() -> list[DemoAccount]:
    """Open the demo accounts with passwords made now, and keep them (开通演示账号)."""
    accounts = [
        DemoAccount(login=login, password=secrets.token_urlsafe(9), duty=duty)
        for login, _, duty in PEOPLE
    ]
    request = Request(by=SYSTEM, now=timezone.now(), reason="演示")
    for account, (_, staff_code, _) in zip(accounts, PEOPLE, strict=True):
        open_account(
            username=account.login,
            staff_code=staff_code,
            password=account.password,
            request=request,
        )
    descriptor = os.open(accounts_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
    return accounts


def announcement() -> Iterator[str]:
    """Yield the lines that `serve` prints (启动时的提示)."""
    accounts = demo_accounts()
    if accounts:
        yield "演示账号（密码在首次载入时随机生成）："
    for account in accounts:
        yield f"  {account.login:<9} {account.password:<13} {account.duty}"
