import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, UnusableInput
from zhengtong.foundation.requests import Request
from zhengtong.people.operations.accounts import open_account


class Command(commands.Command):
    """Open an account for a person; the password is asked for or read from standard input."""

    help = "给工作人员开通账号（密码在终端输入，或从标准输入读一行）"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="LOGIN", help="登录名")
        parser.add_argument("--staff", required=True, metavar="CODE", help="工号")

    def run(self, *, username: str, staff: str, **_: Any) -> int:
        request = Request(by=OPERATOR, now=timezone.now(), reason="命令行开通")
        open_account(username=username, staff_code=staff, password=_password(), request=request)
        self.stdout.write(f"已给 {staff} 开通账号 {username}")
        return DONE


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("密码：")
    if first != getpass("再输一遍："):
        raise UnusableInput("两次输入的密码不一样")
    return first
