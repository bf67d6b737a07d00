"""`exception`, as departments and the service centre run it."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from zhengtong.catalogue.models import ExceptionDeclaration
from zhengtong.catalogue.rules.exceptions import FORM_NOTICE
from zhengtong.catalogue.tests.offices import BASE_CODE, DEPARTMENT, REGION
from zhengtong.foundation.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness", "office")]
ORDER = "川府发〔2018〕1号第三条"


@pytest.fixture
def run(capsys):
    """Run the command and return exit code and what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("exception", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def words(**changes: str | None) -> list[str]:
    today = timezone.localdate()
    said = {
        "code": DEPARTMENT,
        "--item": BASE_CODE,
        "--kind": "由上级办理",
        "--basis": ORDER,
        "--until": str(today + timedelta(days=90)),
        "--staff": "M01",
        **{f"--{name}": value for name, value in changes.items()},
    }
    code = said.pop("code")
    pairs = [word for name, value in said.items() if value is not None for word in (name, value)]
    return ["declare", code or "", *pairs]


def test_it_walks_from_declaration_to_early_end(run) -> None:
    today = timezone.localdate()
    code, out, _ = run(*words())
    assert (code, FORM_NOTICE in out) == (0, True)
    assert f"#1 机构 {DEPARTMENT} 事项 {BASE_CODE}　由上级办理" in out
    assert "待审核，审核同意前仍计入各项基数" in out
    code, out, _ = run("approve", "1", "--region", REGION, "--staff", "C01", "--json")
    found = json.loads(out)
    assert (code, found["state"], found["counts_from"]) == (0, "approved", str(today))
    code, out, _ = run("list", "--region", REGION, "--on", str(today))
    assert f"#1 机构{DEPARTMENT}（{DEPARTMENT}）“" in out
    assert f"已同意，{today} 至 {today + timedelta(days=90)} 不计入" in out
    ended = ("end", "1", "--region", REGION, "--staff", "M01", "--reason", "划回本级")
    code, out, _ = run(*ended)
    assert (code, "已提前结束，未曾生效" in out) == (0, True)
    code, out, _ = run("list", "--region", REGION, "--state", "已同意")
    assert (code, out.strip()) == (0, "510703 没有这样的例外申报")
    _, out, _ = run("list", "--region", REGION, "--kind", "upper_level", "--json")
    assert [(one["declared_by"], one["decided_by"]) for one in json.loads(out)] == [("M01", "C01")]


def test_it_refuses_with_a_reason_that_is_given(run) -> None:
    run(*words())
    code, _, err = run("refuse", "1", "--region", REGION, "--staff", "C01")
    assert (code, "缺少参数：--reason" in err) == (2, True)
    code, _, err = run("approve", "1", "--region", REGION)
    assert (code, "缺少参数：--staff" in err) == (2, True)
    code, out, _ = run("refuse", "1", "--region", REGION, "--staff", "C01", "--reason", "无依据")
    assert (code, "不同意" in out) == (0, True)


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        pytest.param({"basis": None}, 2, "缺少参数：--basis", id="no clause"),
        pytest.param({"basis": " "}, 1, "须写明依据的条款或者文号", id="empty clause"),
        pytest.param({"until": None}, 2, "缺少参数：--until", id="no end"),
        pytest.param({"until": "2018-01-01"}, 1, "早于起始日", id="end before start"),
        pytest.param({"kind": "不想"}, 2, "没有“不想”，可选：secret（涉密）", id="kind"),
        pytest.param({"item": "999"}, 1, "没有编码为 999 的事项", id="unknown item"),
        pytest.param({"staff": "X99"}, 2, "X99", id="nobody"),
    ],
)
def test_it_refuses_bad_input_and_changes_nothing(run, changes, code, message) -> None:
    entries = Entry.objects.count()
    found, _, err = run(*words(**changes))
    assert (found, message in err) == (code, True)
    assert (ExceptionDeclaration.objects.count(), Entry.objects.count()) == (0, entries)


def test_it_says_what_is_not_there(run) -> None:
    code, _, err = run("approve", "#7", "--region", REGION, "--staff", "C01")
    assert (code, "510703 没有第 7 号例外申报" in err) == (2, True)
    code, _, err = run("approve", "一", "--region", REGION, "--staff", "C01")
    assert (code, "“一”不是例外申报的序号" in err) == (2, True)
    declared = words()
    declared[1] = "X"
    code, _, err = run(*declared)
    assert (code, "机构 X 不存在" in err) == (2, True)


def test_its_form_says_that_nothing_secret_is_entered(capsys) -> None:
    for arguments in (("--help",), ("declare", "--help")):
        with pytest.raises(SystemExit):
            call_command("exception", *arguments)
        assert "不得填写任何涉密内容" in "".join(capsys.readouterr().out.split())
