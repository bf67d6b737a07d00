"""In whose name a command acts (以谁的名义)."""

from argparse import ArgumentParser

from django.utils import timezone

from zhengtong.foundation.requests import Request
from zhengtong.people.queries import acting


def add_staff(parser: ArgumentParser) -> None:
    """Let a command act for a member of staff (以谁的名义)."""
    parser.add_argument("--staff", metavar="CODE", help="以哪位工作人员的名义，默认运维人员")


def request_of(*, staff_code: str | None, reason: str) -> Request:
    """Return the request of a member of staff, or of the operator (办理请求).

    Raises:
        UnusableInput: nobody has the code.
    """
    return Request(by=acting(staff_code), now=timezone.now(), reason=reason)
