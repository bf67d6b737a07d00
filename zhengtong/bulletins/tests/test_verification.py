"""Verifying a frozen bulletin: whole, and with every kind of damage."""

import json

import pytest

from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.queries.frozen import (
    UnknownBulletin,
)
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.bulletins.rules.composition import content_hash
from zhengtong.bulletins.tests.ledger import (
    WATER,
    accept,
    freeze,
)
from zhengtong.foundation.database_guards import lifted_guards
from zhengtong.foundation.ids import new_id
from zhengtong.foundation.ledger.models import Entry, Position, Seal
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.places.tests.factories import (
    REGION,
    make_organisation,
)

NUMBER = "510703-2018-02-1"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def verified():
    return verify_bulletin(number=NUMBER)


def test_it_refuses_an_unknown_number():
    for number in ("510703-2018-03-1", "hello", ""):
        with pytest.raises(UnknownBulletin):
            verify_bulletin(number=number)


def test_it_finds_changed_figures():
    freeze()
    row = Bulletin.objects.get(region_code=REGION)
    changed = row.figures.replace('"license_accepted":4', '"license_accepted":400')
    assert changed != row.figures
    Bulletin.objects.filter(region_code=REGION).update(figures=changed)
    assert "数字被改动过" in "".join(verified().faults)


def test_it_finds_figures_changed_together_with_their_hash():
    freeze()
    row = Bulletin.objects.get(region_code=REGION)
    figures = json.loads(row.figures)
    figures["totals"]["license_accepted"] = 400
    figures["hash"] = content_hash(figures)
    Bulletin.objects.filter(region_code=REGION).update(
        figures=json.dumps(figures), figures_hash=figures["hash"]
    )
    faults = "".join(verified().faults)
    assert "与账本里冻结时记下的不符" in faults
    assert "合计 行政许可受理：印发 400，重算 4" in faults


def test_it_finds_changed_inputs():
    freeze()
    row = Bulletin.objects.get(region_code=REGION)
    Bulletin.objects.filter(region_code=REGION).update(
        inputs=row.inputs.replace("涪城区水务局", "涪城区水利局")
    )
    assert "依据" in "".join(verified().faults)


def test_it_finds_figures_and_inputs_that_cannot_be_read():
    freeze()
    Bulletin.objects.filter(region_code=REGION).update(figures="{", inputs="[]")
    faults = "".join(verified().faults)
    assert "无法读出" in faults


def test_it_names_the_cells_of_an_entry_taken_out_of_the_ledger():
    freeze()
    entry = Entry.objects.filter(region_code=REGION, kind="cases.accepted").first()
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, id=entry.id).delete()
    faults = verified().faults
    assert "涪城区农业局 行政许可受理：印发 4，重算 3" in faults
    assert verified().recomputed_hash != verified().stated_hash


def test_it_finds_an_entry_slipped_in_before_the_cut_off():
    freeze()
    entry = Entry.objects.filter(region_code=REGION, kind="cases.accepted").first()
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, id=entry.id).update(organisation_code=WATER)
    assert any("涪城区水务局" in fault for fault in verified().faults)


def test_it_finds_a_broken_seal():
    freeze()
    with lifted_guards():
        Seal.objects.filter(region_code=REGION).update(signature="AAAA")
    assert "冻结时的封印签名无效" in verified().faults


def test_it_finds_a_ledger_cut_off_before_its_position():
    frozen = freeze()
    number_pending(region_code=REGION)
    with lifted_guards():
        Position.objects.filter(region_code=REGION, position__gte=frozen.bulletin.position).delete()
    assert "账本里没有位置" in "".join(verified().faults)


def test_it_finds_another_cut_off_than_the_one_of_its_figures():
    freeze()
    Bulletin.objects.filter(region_code=REGION).update(position=3)
    faults = verified().faults
    assert "保存的截止位置与数字里的不符" in faults
    assert any(fault.startswith("封印在位置 9，与通报的截止位置 3") for fault in faults)


def test_it_finds_a_rewritten_freezing_entry():
    freeze()
    number_pending(region_code=REGION)
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, kind="bulletins.frozen").update(body="{")
    faults = "".join(verified().faults)
    assert "（位置 10）被改动过" in faults
    assert "与账本里冻结时记下的不符" in faults


def test_it_finds_a_seal_that_is_gone():
    freeze()
    Bulletin.objects.filter(region_code=REGION).update(seal_id=new_id())
    assert "冻结时的封印不见了" in verified().faults
    Bulletin.objects.filter(region_code=REGION).update(
        seal_id=Seal.objects.get(region_code=REGION).id
    )


def test_it_names_what_differs_beyond_the_cells():
    freeze()
    Bulletin.objects.filter(region_code=REGION).update(figures_hash="0" * 64)
    assert "重算的摘要与印发的不符（内容被改动）" in verified().faults
    inputs = Bulletin.objects.get(region_code=REGION).inputs
    changed = inputs.replace("事后补录", "后来补录")
    Bulletin.objects.filter(region_code=REGION).update(inputs=changed)
    assert "重算的摘要与印发的不符（notes）" in verified().faults


def test_it_counts_the_cells_where_many_differ():
    for number in range(20, 40):
        code = f"510703-E{number}"
        make_organisation(code=code, sequence=number)
        accept(number, code=code)
    freeze()
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, kind="cases.accepted").delete()
    assert verified().faults[-1] == "……共 45 格重算不符"


def test_it_finds_a_freezing_entry_that_is_gone():
    freeze()
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, kind="bulletins.frozen").delete()
    assert "账本里没有冻结这期通报的条目" in verified().faults
