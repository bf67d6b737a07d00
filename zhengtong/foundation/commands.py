"""Base of all commands: Chinese messages, exit codes 0, 1 and 2, JSON where asked (命令行).

0: done. 1: refused, or some rows were bad. 2: wrong usage, or nothing could be read.
"""

import json
import re
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, NoReturn, TypeVar

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error
from django.utils import timezone

from zhengtong.foundation.outages import outage_words
from zhengtong.foundation.tables import ErrorFileRefused, UnreadableTable
from zhengtong.kernel.errors import DomainError

Value = TypeVar("Value", bound=StrEnum)
DONE, REFUSED, UNUSABLE = 0, 1, 2

_USAGE_MESSAGES = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): expected one argument", r"参数 \1 后面要有一个值"),
    (r"argument (.+?): expected at least one argument", r"参数 \1 后面至少要有一个值"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"参数 \1 不能是 \2，可选：\3"),
    (r"argument (.+?): invalid int value: '(.*)'", r"参数 \1：“\2”不是整数，应写成 3 的样子"),
    (r"argument (.+?): invalid float value: '(.*)'", r"参数 \1：“\2”不是数，应写成 0.5 的样子"),
    (r"argument (.+?): invalid UUID value: '(.*)'", r"参数 \1：“\2”不是编号，请照列出的抄写"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"参数 \1 的值 \2 不对"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能与 \2 同用"),
    (r"one of the arguments (.+) is required", r"参数 \1 必须给出一个"),
    (r"argument (.+?): (.+)", r"参数 \1：\2"),
)


class UnusableInput(DomainError):
    """What was given on the command line cannot be used at all; exit code 2."""

    code: ClassVar[str] = "unusable_input"


_LOOK_UPS: dict[str, Callable[[str], object]] = {}


def register_argument(name: str, look_up: Callable[[str], object]) -> None:
    """Have an argument looked up before any command runs that takes it (登记要查核的参数).

    So an unknown code is wrong usage, exit code 2, whatever the command. The domain that knows
    the codes registers it in its `apps.py`.

    Args:
        name: as declared, without dashes: `region`, `organisation`.
        look_up: raises a `DomainError` for a code that names nothing.
    """
    _LOOK_UPS[name] = look_up


class ChineseParser(CommandParser):
    """Argument parser whose refusals are Chinese sentences."""

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _USAGE_MESSAGES:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, sentence, message)
                break
        self.exit(UNUSABLE, f"{message}\n用法见 zhengtong {self.command_name} --help\n")

    @property
    def command_name(self) -> str:
        return self.prog.split(maxsplit=1)[-1]


class Command(BaseCommand):
    """A command of the platform: `run` does the work and returns the exit code.

    Subclasses set `help` (one Chinese line) and implement `arguments` and `run`.
    """

    requires_system_checks: ClassVar[tuple[str, ...]] = ()  # type: ignore[misc]
    stealth_options = ("json",)
    has_json = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = ChineseParser(
            prog=f"zhengtong {subcommand.replace('_', '-')}",
            description=self.help,
            add_help=False,
            called_from_command_line=getattr(self, "_called_from_command_line", None),
            **kwargs,
        )
        parser._positionals.title, parser._optionals.title = "参数", "选项"
        parser.add_argument("-h", "--help", action="help", help="显示本说明")
        if self.has_json:
            parser.add_argument("--json", action="store_true", help="以 JSON 输出，供程序读取")
        self.arguments(parser)
        for name, value in _DJANGO_OPTIONS.items():
            parser.set_defaults(**{name: value})
        return parser

    def arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def handle(self, *args: Any, **options: Any) -> None:
        for name in _DJANGO_OPTIONS:
            options.pop(name, None)
        try:
            _require_known(options)
            code = self.run(**options)
        except (UnusableInput, UnreadableTable, ErrorFileRefused) as error:
            code = self.refuse(error, code=UNUSABLE)
        except DomainError as error:
            code = self.refuse(error, code=REFUSED)
        except Error as error:
            code = self._tell_outage(error)
        if code:
            raise SystemExit(code)

    def run(self, *arguments: Any, **options: Any) -> int:
        """Do the work; return the exit code."""
        raise NotImplementedError

    def refuse(self, error: DomainError, *, code: int) -> int:
        """Print a refusal with its clause, and return the exit code."""
        clause = f"（{error.clause}）" if error.clause else ""
        self.stderr.write(f"{error.message}{clause}")
        return code

    def _tell_outage(self, error: Error) -> int:
        """Print what the database's surroundings refused; anything else is a bug and rises."""
        words = outage_words(error)
        if not words:
            raise error
        self.stderr.write(words)
        return REFUSED

    def print_json(self, content: Any) -> None:
        """Print a value as JSON: dates in ISO form, amounts as strings."""
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=_json_value))


_DJANGO_OPTIONS: dict[str, Any] = {
    "settings": None,
    "pythonpath": None,
    "traceback": False,
    "no_color": True,
    "force_color": False,
    "skip_checks": True,
    "verbosity": 1,
}


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _require_known(options: dict[str, Any]) -> None:
    """Refuse codes on the command line that name nothing.

    Raises:
        UnusableInput: says which argument.
    """
    for name, look_up in _LOOK_UPS.items():
        if given := options.get(name):
            try:
                look_up(given)
            except DomainError as refusal:
                raise UnusableInput(f"参数 --{name}：{refusal.message}") from refusal


def add_actions(parser: ArgumentParser) -> Any:
    """Let a command have sub-commands, one of which must be given (子命令)."""
    return parser.add_subparsers(dest="action", title="子命令", metavar="子命令", required=True)


def add_action(actions: Any, name: str, title: str, *, has_json: bool) -> ArgumentParser:
    """Add one sub-command with its Chinese help (添加子命令)."""
    parser: ArgumentParser = actions.add_parser(name, help=title, description=title, add_help=False)
    parser._positionals.title, parser._optionals.title = "参数", "选项"
    parser.add_argument("-h", "--help", action="help", help="显示本说明")
    if has_json:
        parser.add_argument(
            "--json", action="store_true", default=SUPPRESS, help="以 JSON 输出，供程序读取"
        )
    return parser


def labelled(labels: Mapping[Value, str]) -> Callable[[str], Value]:
    """Return an argument type: one of these, by its code or its Chinese name (可选的值)."""

    def named(text: str) -> Value:
        for value, label in labels.items():
            if text in (value.value, label):
                return value
        raise ArgumentTypeError(f"没有“{text}”，可选：{listed(labels)}")

    return named


def listed(labels: Mapping[Value, str]) -> str:
    """Return what may be chosen, each with its Chinese name (列出可选的值)."""
    return "、".join(f"{value.value}（{label}）" for value, label in labels.items())


def region_code(text: str) -> str:
    """Argument type: a six-digit region code (区划代码)."""
    if not re.fullmatch(r"[0-9]{6}", text):
        raise ArgumentTypeError(f"“{text}”不是区划代码，应为 6 位数字，如 510703")
    return text


def whole_number(*, least: int, most: int) -> Callable[[str], int]:
    """Return an argument type: a whole number within bounds (整数)."""

    def number(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise ArgumentTypeError(f"“{text[:20]}”不是整数，应写成 3 的样子")
        if not least <= int(text) <= most:
            raise ArgumentTypeError(f"应为 {least} 至 {most}，不能是 {text}")
        return int(text)

    return number


PORT = whole_number(least=0, most=65535)


def iso_date(text: str) -> date:
    """Argument type: a date such as 2018-02-28 (日期)."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"“{text}”：日历上没有这一天") from fault
    raise ArgumentTypeError(f"“{text}”不是日期，应写成 2018-02-28 的样子")
