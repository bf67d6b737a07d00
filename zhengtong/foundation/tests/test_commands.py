"""The base of commands: Chinese refusals, exit codes 0, 1 and 2, JSON."""

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from zhengtong.cli import own_commands
from zhengtong.foundation import commands
from zhengtong.foundation.tables import UnreadableTable
from zhengtong.kernel.errors import DomainError


class Refused(DomainError):
    code = "refused_here"
    clause = "某法第一条"


class Probe(commands.Command):
    help = "试"
    has_json = True

    def arguments(self, parser):
        parser.add_argument("--count", type=int, required=True)
        parser.add_argument("--region", type=commands.region_code)
        parser.add_argument("--day", type=commands.iso_date)
        parser.add_argument("--share", type=float)
        parser.add_argument("--port", type=commands.PORT)
        parser.add_argument("--id", type=UUID)

    def run(self, *, count, json, **options):
        if count == 1:
            raise Refused("不行")
        if count == 2:
            raise UnreadableTable("读不了")
        self.print_json({"at": datetime(2018, 2, 28, tzinfo=UTC), "rate": Decimal("0.139")})
        return commands.DONE


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    probe = Probe(stdout=out, stderr=err)
    parser = probe.create_parser("zhengtong", "probe")
    options = vars(parser.parse_args(list(arguments)))
    try:
        probe.execute(**options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_it_prints_json_with_local_times_and_exact_amounts():
    code, out, _ = run("--count", "3")
    assert code == 0
    assert json.loads(out) == {"at": "2018-02-28T08:00:00+08:00", "rate": "0.139"}


@pytest.mark.parametrize(
    ("count", "code", "message"), [("1", 1, "不行（某法第一条）\n"), ("2", 2, "读不了\n")]
)
def test_it_answers_a_refusal_with_its_code_and_clause(count, code, message):
    assert run("--count", count) == (code, "", message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少参数：--count"),
        (["--count"], "参数 --count 后面要有一个值"),
        (["--count", "many"], "参数 --count：“many”不是整数，应写成 3 的样子"),
        (["--count", "3", "--other"], "不认识的参数：--other"),
        (["--count", "3", "--port", "many"], "参数 --port：“many”不是整数，应写成 3 的样子"),
        (["--count", "3", "--port", "99999"], "参数 --port：应为 0 至 65535，不能是 99999"),
        (["--count", "3", "--port", "9" * 5000], "参数 --port：“99999999999999999999”不是整数"),
        (
            ["--count", "3", "--region", "51"],
            "参数 --region：“51”不是区划代码，应为 6 位数字，如 510703",
        ),
        (
            ["--count", "3", "--day", "2018-02-30"],
            "参数 --day：“2018-02-30”：日历上没有这一天",
        ),
        (
            ["--count", "3", "--day", "20180228"],
            "参数 --day：“20180228”不是日期，应写成 2018-02-28 的样子",
        ),
        (["--count", "3", "--share", "half"], "参数 --share：“half”不是数，应写成 0.5 的样子"),
        (["--count", "3", "--id", "7"], "参数 --id：“7”不是编号，请照列出的抄写"),
    ],
)
def test_it_refuses_wrong_usage_in_chinese(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        run(*arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_it_reads_a_date():
    assert commands.iso_date("2018-02-28") == date(2018, 2, 28)


def test_it_lists_every_command_with_one_chinese_line():
    lines = own_commands()
    assert {"bulletin", "doctor", "load-calendar", "migrate", "serve", "worker"} <= set(lines)
    assert all(
        "\n" not in line and any("一" <= char <= "鿿" for char in line) for line in lines.values()
    )


def test_it_refuses_an_unknown_command():
    run = subprocess.run(
        [sys.executable, "-m", "zhengtong", "no-such"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert "没有“no-such”这个命令" in run.stderr
