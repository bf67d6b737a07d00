"""`verify-ledger` and `seal-ledger` at the command line."""

import json

import pytest
from django.core.management import call_command

from zhengtong.foundation.database_guards import lifted_guards
from zhengtong.foundation.ledger.models import Entry, Position, Seal
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.seals import signature_holds
from zhengtong.foundation.tests.ledger_subject import REGION, append_entries, write_note
from zhengtong.foundation.tests.tampering import delete_seals, rewrite_and_rechain
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regions():
    make_region()
    make_region(code="510704", name="游仙区")


@pytest.fixture(autouse=True)
def _region():
    make_region()


def run(command: str, *arguments: str) -> int:
    try:
        call_command(command, *arguments)
    except SystemExit as stopped:
        return stopped.code
    return 0


def test_it_finds_a_whole_ledger_whole(capsys):
    append_entries(3)
    assert run("seal_ledger", "--region", REGION, "--period", "2018-02") == 0
    assert "已封印区划 510703，期间 2018-02，第 1 枚" in capsys.readouterr().out
    assert run("verify_ledger") == 0
    assert capsys.readouterr().out == ("区划 510703：完好，账本到位置 3，最近的封印到位置 3\n")


def test_it_seals_what_was_queued_under_today(capsys):
    append_entries(2)
    assert run("seal_ledger", "--region", REGION, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    seal = Seal.objects.get(region_code=REGION)
    assert signature_holds(seal)
    assert (told["position"], told["chain"]) == (2, seal.chain)
    assert len(told["period"]) == len("2018-02-28")


@pytest.mark.parametrize(
    ("change", "damage", "message"),
    [
        pytest.param({"organisation_code": "D02"}, "changed", "与原文不符", id="a column"),
        pytest.param({"body": "{}"}, "changed", "原文被改动", id="the text"),
    ],
)
def test_it_names_a_changed_entry_and_exits_1(capsys, change, damage, message):
    append_entries(3)
    number_pending(region_code=REGION)
    second = Position.objects.get(region_code=REGION, position=2)
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, id=second.id).update(**change)
    assert run("verify_ledger", "--region", REGION) == 1
    told = capsys.readouterr().out
    assert "发现 1 处损坏" in told
    assert "位置 2 的条目" in told
    assert message in told
    assert run("verify_ledger", "--json") == 1
    [region] = json.loads(capsys.readouterr().out)
    assert region["region"] == REGION
    assert region["findings"][0]["damage"] == damage
    assert region["findings"][0]["position"] == 2


def test_it_names_a_removed_entry(capsys):
    append_entries(3)
    number_pending(region_code=REGION)
    with lifted_guards():
        second = Position.objects.get(region_code=REGION, position=2)
        Entry.objects.filter(region_code=REGION, id=second.id).delete()
    assert run("verify_ledger") == 1
    assert "位置 2 的条目已被删除" in capsys.readouterr().out


def test_it_verifies_only_the_region_asked_for(capsys):
    append_entries(1)
    number_pending(region_code=REGION)
    assert run("verify_ledger", "--region", "510704") == 2
    assert "510704 的账本里没有条目" in capsys.readouterr().err


def test_an_empty_ledger_is_sound(capsys):
    assert run("verify_ledger") == 0
    assert "还没有条目" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--region", "5107"),
        ("--region", "510704"),
        ("--region", REGION, "--period", "长" * 33),
    ],
)
def test_it_refuses_wrong_arguments_of_sealing(arguments):
    append_entries(1)
    assert run("seal_ledger", *arguments) == 2
    assert not Seal.objects.exists()


def test_it_seals_a_position_only_once(capsys):
    append_entries(2)
    for _ in range(2):
        assert run("seal_ledger", "--region", REGION, "--period", "2018-02") == 0
    first, second = capsys.readouterr().out.split("已经封印过，不再重复：")
    assert "第 1 枚" in first
    assert second.startswith("区划 510703，期间 2018-02，第 1 枚")
    assert run("seal_ledger", "--region", REGION, "--period", "2018-02", "--json") == 0
    assert json.loads(capsys.readouterr().out)["is_new"] is False
    assert Seal.objects.count() == 1


def test_it_holds_the_ledger_against_a_printed_seal(capsys):
    append_entries(3)
    run("seal_ledger", "--region", REGION, "--period", "2018-02")
    chain = Seal.objects.get(region_code=REGION).chain
    rewrite_and_rechain(2)
    delete_seals(1, mend_head=True)
    assert run("verify_ledger") == 0
    capsys.readouterr()
    assert run("verify_ledger", "--against", f"3:{chain}") == 1
    assert "印出的封印与位置 3 的链值不符" in capsys.readouterr().out
    now = Position.objects.get(region_code=REGION, position=3).chain
    assert run("verify_ledger", "--region", REGION, "--against", f"3:{now[:12].upper()}") == 0
    assert run("verify_ledger", "--against", f"7:{chain}") == 1


@pytest.mark.parametrize("text", ["3", "3:", "3:abc", ":abcdefabcdef", "x:abcdefabcdef", "3:无"])
def test_it_refuses_a_printed_seal_that_cannot_be_read(capsys, text):
    append_entries(1)
    number_pending(region_code=REGION)
    assert run("verify_ledger", "--against", text) == 2
    assert "链值至少抄 12 位" in capsys.readouterr().err


def test_a_printed_seal_needs_its_region_where_there_are_several(capsys):
    append_entries(1)
    write_note(number=1, region_code="510704")
    assert run("verify_ledger", "--against", f"1:{'0' * 64}") == 2
    assert "请用 --region 指明" in capsys.readouterr().err
