from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput
from zhengtong.foundation.requests import Request
from zhengtong.people.operations.accounts import close_account
from zhengtong.people.queries import UnknownStaff, acting


class Command(commands.Command):
    """Close one account; the person stays, with what he holds (停用账号)."""

    help = "停用一个账号，已登录的随即退出；人员及其职责不变（离职用 staffing leave）"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="LOGIN", help="登录名")
        parser.add_argument("--staff", metavar="CODE", help="以谁的名义（工号），默认运维人员")
        parser.add_argument("--reason", default="命令行停用", metavar="TEXT", help="事由")

    def run(self, *, username: str, staff: str | None, reason: str, **_: Any) -> int:
        try:
            by = acting(staff)
        except UnknownStaff as refusal:
            raise UnusableInput(refusal.message) from refusal
        request = Request(by=by, now=timezone.now(), reason=reason)
        close_account(username=username, request=request)
        self.stdout.write(f"已停用账号 {username}")
        return DONE
