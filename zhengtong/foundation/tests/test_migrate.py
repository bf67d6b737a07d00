"""`migrate` speaks Chinese; what Django says stands behind `--verbosity 2`."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from zhengtong.foundation.management.commands.migrate import Command

pytestmark = pytest.mark.django_db


class Run:
    def __init__(self, *arguments: str) -> None:
        out, err = StringIO(), StringIO()
        self.code = 0
        try:
            call_command("migrate", *arguments, stdout=out, stderr=err)
        except SystemExit as leaving:
            self.code = int(leaving.code or 0)
        self.out, self.err = out.getvalue(), err.getvalue()


def test_it_says_that_nothing_was_to_do():
    run = Run()
    assert (run.code, run.out, run.err) == (
        0,
        "数据库结构已是最新；触发器、约束和权限已装好\n",
        "",
    )
    assert Run("--check").out == "数据库结构已是最新\n"


def test_it_says_nothing_where_told_to():
    assert Run("--verbosity", "0").out == ""


def test_it_leaves_the_word_to_django_on_request():
    assert "No migrations to apply." in Run("--verbosity", "2").out


@pytest.mark.parametrize(
    ("arguments", "sentence", "detail"),
    [
        (["nope"], "没有名为“nope”的应用，或它没有数据库结构", "No installed app"),
        (
            ["cases", "0999"],
            "应用“cases”没有（或不止一个）名为“0999”的升级步骤",
            "Cannot find a migration",
        ),
    ],
)
def test_it_refuses_what_is_not_there(arguments, sentence, detail):
    run = Run(*arguments)
    assert (run.code, run.err) == (2, f"{sentence}\n加 --verbosity 2 可看 Django 的原文\n")
    assert detail in Run(*arguments, "--verbosity", "2").err


def test_it_names_a_database_that_is_not_there(monkeypatch):
    def fail(*_, **__):
        raise OperationalError("connection refused")

    monkeypatch.setattr(MigrationExecutor, "__init__", fail)
    run = Run()
    assert (run.code, run.err.startswith("连不上数据库")) == (1, True)
    assert "connection refused" not in run.err
    assert "connection refused" in Run("--verbosity", "2").err


def test_it_tells_each_step():
    out = StringIO()
    command = Command(stdout=out, no_color=True)
    command._told, command._steps, command.verbosity = 1, 0, 0
    step = SimpleNamespace(app_label="cases", name="0002_more")
    for action in ("render_start", "apply_start", "apply_success", "unapply_start"):
        command.migration_progress_callback(action, step)
    assert out.getvalue() == "· 升级 cases 0002_more ……完成\n· 退回 cases 0002_more ……"
    assert command._steps == 1


def test_its_help_is_chinese_and_lists_only_what_an_operator_needs():
    text = Command().create_parser("zhengtong", "migrate").format_help()
    assert "显示本说明" in text
    assert "Django's" not in text
    assert "--fake" not in text
