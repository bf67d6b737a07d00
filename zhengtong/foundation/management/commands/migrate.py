from argparse import SUPPRESS
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError

from zhengtong.foundation.commands import REFUSED, UNUSABLE, ChineseParser
from zhengtong.foundation.database_guards import install_database_guards
from zhengtong.foundation.outages import outage_words

DETAILED = 2
_HELP = {
    "app_label": "只升级一个应用（默认全部）",
    "migration_name": "升级或退回到哪一步；zero 为全部撤除",
    "verbosity": "0 不输出，1 逐步说明，2 连同 Django 的原文",
    "check_unapplied": "只看有没有要升级的；有则返回 1",
    "help": "显示本说明",
}
_STARTED = {"apply_start": "· 升级 ", "unapply_start": "· 退回 "}
_DONE = frozenset({"apply_success", "unapply_success"})


class Command(migrate.Command):
    """Django's migrate in Chinese, followed by the triggers, constraints and rights of the tables.

    What Django says stands behind `--verbosity 2`.
    """

    help = "建表、升级数据库结构，并装好触发器、约束和权限"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = ChineseParser(
            prog=f"zhengtong {subcommand}",
            description=self.help,
            called_from_command_line=getattr(self, "_called_from_command_line", None),
            **kwargs,
        )
        self.add_base_argument(
            parser, "-v", "--verbosity", default=1, type=int, choices=[0, 1, 2, 3]
        )
        for flag in ("--settings", "--pythonpath"):
            self.add_base_argument(parser, flag)
        for flag in ("--traceback", "--no-color", "--force-color", "--skip-checks"):
            self.add_base_argument(parser, flag, action="store_true")
        self.add_arguments(parser)
        parser._positionals.title, parser._optionals.title = "参数", "选项"
        for action in parser._actions:
            action.help = _HELP.get(action.dest, SUPPRESS)
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        self._told = options["verbosity"]
        self._steps = 0
        if self._told < DETAILED and not options["plan"]:
            options["verbosity"] = 0
        try:
            super().handle(*args, **options)
        except CommandError as error:
            self._stop(_sentence(options), str(error), code=UNUSABLE)
        except OperationalError as error:
            sentence = "数据库没有接受升级；请核对 ZHENGTONG_DATABASE_URL"
            self._stop(outage_words(error) or sentence, str(error), code=REFUSED)
        except SystemExit:
            self._tell("数据库结构有未做的升级，请运行 zhengtong migrate")
            raise
        if options["plan"]:
            return
        changed = f"改动了 {self._steps} 步" if self._steps else "已是最新"
        if options["check_unapplied"]:
            self._tell(f"数据库结构{changed}")
            return
        install_database_guards()
        self._tell(f"数据库结构{changed}；触发器、约束和权限已装好")

    def migration_progress_callback(
        self, action: str, migration: Any = None, fake: bool = False
    ) -> None:
        if self.verbosity >= DETAILED:
            super().migration_progress_callback(action, migration, fake)
        elif action in _STARTED:
            self._tell(f"{_STARTED[action]}{migration.app_label} {migration.name} ……", ending="")
            self.stdout.flush()
        elif action in _DONE:
            self._tell("完成")
        self._steps += action in _DONE

    def _tell(self, line: str, *, ending: str = "\n") -> None:
        if self._told:
            self.stdout.write(line, ending=ending)

    def _stop(self, sentence: str, detail: str, *, code: int) -> None:
        self.stderr.write(sentence)
        if self._told >= DETAILED:
            self.stderr.write(detail)
        else:
            self.stderr.write("加 --verbosity 2 可看 Django 的原文")
        raise SystemExit(code)


def _sentence(options: dict[str, Any]) -> str:
    """Say what Django refused: nearly always a name that is not there."""
    if name := options["migration_name"]:
        return f"应用“{options['app_label']}”没有（或不止一个）名为“{name}”的升级步骤"
    if label := options["app_label"]:
        return f"没有名为“{label}”的应用，或它没有数据库结构"
    return "升级步骤互相矛盾，数据库结构没有升级"
