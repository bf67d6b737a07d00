"""Freezing, verifying, correcting and withdrawing a bulletin."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from zhengtong.bulletins.models import Bulletin, BulletinAct
from zhengtong.bulletins.operations.correction import (
    NothingToCorrect,
    ReasonMissing,
    correct_bulletin,
)
from zhengtong.bulletins.operations.freezing import (
    AlreadyFrozen,
    NothingToFreeze,
    PeriodNotOver,
)
from zhengtong.bulletins.operations.withdrawal import withdraw_bulletin
from zhengtong.bulletins.queries.frozen import (
    frozen_bulletin,
    frozen_for,
    frozen_lines,
)
from zhengtong.bulletins.queries.traces import all_traced_cases
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.bulletins.rules.cells import UnknownCell, find_cell
from zhengtong.bulletins.rules.columns import COUNT_COLUMNS, TOTALS
from zhengtong.bulletins.rules.states import BulletinActionRefused
from zhengtong.bulletins.tests.factories import FEBRUARY
from zhengtong.bulletins.tests.ledger import (
    AGRICULTURE,
    MARCH_2_MORNING,
    WATER,
    accept,
    bulletin_now,
    complete,
    freeze,
    make_district,
    void,
)
from zhengtong.foundation import database_guards
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry, Position, RegionHead, Seal
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.seals import signature_holds
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.indicators.models import Target
from zhengtong.kernel.periods import Period
from zhengtong.kernel.texts import TextRefused
from zhengtong.people.tests.factories import make_administrator, make_centre_administrator
from zhengtong.places.models import Organisation
from zhengtong.places.queries import NoServiceCentre, UnknownRegion
from zhengtong.places.tests.factories import (
    REGION,
    make_region,
    make_service_centre,
)

NUMBER = "510703-2018-02-1"
LATER = MARCH_2_MORNING + timedelta(days=5)
pytestmark = pytest.mark.django_db


def correct(*, cell: str = f"{AGRICULTURE}:license_accepted", by=SYSTEM, now=LATER, reason="漏录"):
    row, column = cell.rsplit(":", 1)
    return correct_bulletin(number=NUMBER, row=row, column=column, reason=reason, by=by, now=now)


@pytest.mark.usefixtures("district")
class TestFreezing:
    def test_it_keeps_the_figures_of_the_moment_and_seals_their_position(self):
        current = bulletin_now()
        frozen = freeze()
        assert frozen.number == NUMBER
        assert frozen.bulletin.as_json() == current.as_json()
        assert frozen.stated_hash == current.digest
        seal = Seal.objects.get(region_code=REGION)
        assert (seal.position, seal.chain, seal.period) == (
            current.position,
            current.chain,
            "2018-02",
        )
        assert signature_holds(seal)
        assert frozen.seal_id == str(seal.id)

    def test_it_is_an_entry_behind_its_own_cut_off(self):
        frozen = freeze()
        number_pending(region_code=REGION)
        entry = Entry.objects.get(region_code=REGION, kind="bulletins.frozen")
        position = Position.objects.get(region_code=REGION, id=entry.id).position
        assert position == frozen.bulletin.position + 1
        payload = json.loads(entry.body)["payload"]
        assert payload["number"] == NUMBER
        assert payload["figures_hash"] == frozen.stated_hash
        assert entry.subject == f"bulletin:{NUMBER}"
        act = BulletinAct.objects.get(region_code=REGION)
        assert (act.action, act.actor_kind, act.act_no) == ("freeze", "system", 1)

    def test_it_takes_along_what_was_queued(self):
        accept(9)
        assert freeze().bulletin.totals.counts["license_accepted"] == 5
        assert list(verify_region(region_code=REGION)) == []

    def test_it_stays_unchanged_by_later_entries_names_and_targets(self):
        before = freeze().bulletin.as_json()
        void_and_add()
        Organisation.objects.filter(code=AGRICULTURE).update(name="农业农村局")
        Target.objects.create(
            region_code=REGION,
            organisation_code=AGRICULTURE,
            year=2018,
            number=7,
            groups="license",
            starts_on=date(2018, 1, 1),
            ends_on=date(2018, 12, 31),
        )
        held = frozen_for(region_code=REGION, period=FEBRUARY)
        assert held.bulletin.as_json() == before
        assert bulletin_now().as_json() != before
        verified = verify_bulletin(number=NUMBER)
        assert verified.faults == ()
        assert verified.recomputed_hash == verified.stated_hash == before["hash"]

    def test_its_figures_still_open_to_the_cases_of_then(self):
        freeze()
        void_and_add()
        bulletin = frozen_bulletin(number=NUMBER).bulletin
        for row in (TOTALS, AGRICULTURE, WATER):
            for column in COUNT_COLUMNS:
                cell = find_cell(bulletin=bulletin, row=row, column=column)
                traced = list(all_traced_cases(bulletin=bulletin, cell=cell))
                assert len(traced) == cell.figure

    def test_it_freezes_a_period_once(self):
        freeze()
        seals = Seal.objects.count()
        with pytest.raises(AlreadyFrozen, match=f"{NUMBER}.*bulletin erratum.*bulletin withdraw"):
            freeze()
        assert Bulletin.objects.count() == BulletinAct.objects.count() == 1
        assert Seal.objects.count() == seals

    def test_it_freezes_other_periods_beside(self):
        freeze()
        week = Period(date(2018, 2, 5), date(2018, 2, 11))
        assert freeze(period=week).number == "510703-2018-W06-1"
        assert [line.number for line in frozen_lines(region_codes=[REGION])] == [
            NUMBER,
            "510703-2018-W06-1",
        ]

    @pytest.mark.parametrize(
        "now",
        [
            pytest.param(datetime(2018, 2, 20, 2, tzinfo=UTC), id="in the middle"),
            pytest.param(datetime(2018, 2, 28, 15, 59, tzinfo=UTC), id="on the last evening"),
        ],
    )
    def test_it_refuses_a_period_that_is_not_over(self, now):
        with pytest.raises(PeriodNotOver, match="2018年2月还没有结束"):
            freeze(now=now)
        assert not Bulletin.objects.exists()

    def test_it_freezes_from_the_first_minute_of_the_day_after(self):
        assert freeze(now=datetime(2018, 2, 28, 16, 0, tzinfo=UTC)).number == NUMBER

    def test_it_asks_for_the_administrator_of_the_service_centre(self):
        department = make_administrator(organisation_code=AGRICULTURE)
        with pytest.raises(PermissionRefused, match="冻结通报"):
            freeze(by=department)
        assert not Bulletin.objects.exists()
        assert not Seal.objects.exists()
        frozen = freeze(by=make_centre_administrator())
        assert frozen.frozen_by == "演示员C01"

    def test_it_keeps_every_input(self):
        freeze()
        kept = json.loads(Bulletin.objects.get(region_code=REGION).inputs)
        assert [body["name"] for body in kept["bodies"]] == [
            "涪城区农业局",
            "涪城区水务局",
            "涪城区林业局",
        ]
        assert kept["kinds"]["accepted"] == [
            "cases.accepted",
            "cases.deemed_accepted",
            "cases.filed",
        ]
        assert kept["grouping"]["levy"] == "power_other"
        assert kept["items"] == {"license": 3, "power_other": 0, "public_service": 0}


def void_and_add() -> None:
    """Record what would change every figure of agriculture."""
    late = accept(50, day=date(2018, 2, 3))
    complete(late, day=date(2018, 2, 4))
    accept(51, code=WATER, item_type="public_service", day=date(2018, 2, 3))
    void(late, day=date(2018, 2, 20))
    for number in (60, 61, 62):
        accept(number, day=date(2018, 2, 7))


def test_it_refuses_a_region_without_service_centre_or_bodies():
    make_region()
    with pytest.raises(NoServiceCentre):
        freeze()
    make_service_centre()
    with pytest.raises(NothingToFreeze, match="还没有登记部门"):
        freeze()
    assert not Seal.objects.exists()


def test_it_refuses_an_unknown_region():
    with pytest.raises(UnknownRegion):
        freeze()


@pytest.mark.usefixtures("district")
class TestErrata:
    def test_it_names_the_frozen_figure_and_the_one_now(self):
        before = freeze().bulletin.as_json()
        accept(70)
        accept(71)
        made = correct()
        assert (made.cell, made.printed, made.corrected) == ("涪城区农业局 行政许可受理", 4, 6)
        held = frozen_bulletin(number=NUMBER)
        assert held.bulletin.as_json() == before
        assert [one.reason for one in held.errata] == ["漏录"]
        entry = Entry.objects.get(region_code=REGION, kind="bulletins.corrected")
        payload = json.loads(entry.body)["payload"]
        assert (payload["printed"], payload["corrected"]) == (4, 6)
        assert "reason" not in payload
        assert verify_bulletin(number=NUMBER).faults == ()

    def test_it_corrects_totals_and_targets(self):
        freeze()
        accept(70)
        totals = correct(cell="totals:year_accepted")
        assert (totals.cell, totals.printed, totals.corrected) == ("合计 累计受理", 5, 6)
        Target.objects.create(
            region_code=REGION,
            organisation_code=AGRICULTURE,
            year=2018,
            number=70,
            groups="license",
            starts_on=date(2018, 1, 1),
            ends_on=date(2018, 12, 31),
        )
        target = correct(cell="涪城区农业局:annual_target")
        assert (target.printed, target.corrected) == (None, 70)

    def test_it_refuses_what_is_right_already(self):
        freeze()
        with pytest.raises(NothingToCorrect, match="印发的是 4，按账本现在的数也是 4"):
            correct()
        accept(70)
        correct()
        with pytest.raises(NothingToCorrect, match="已经更正为 5"):
            correct()
        accept(71)
        assert correct().corrected == 6
        assert len(frozen_bulletin(number=NUMBER).errata) == 2

    @pytest.mark.parametrize("cell", ["没有的局:license_accepted", f"{AGRICULTURE}:permit"])
    def test_it_refuses_a_cell_that_is_not_there(self, cell):
        freeze()
        with pytest.raises(UnknownCell):
            correct(cell=cell)

    def test_it_asks_for_a_reason_and_for_permission(self):
        freeze()
        accept(70)
        with pytest.raises(ReasonMissing):
            correct(reason="  ")
        with pytest.raises(
            TextRefused, match="理由里有看不见的控制字符"
        ):  # Word has no form for it
            correct(reason="数\x0b错")
        with pytest.raises(TextRefused, match="理由最多 200 字，现有 201 字"):
            correct(reason="字" * 201)
        with pytest.raises(PermissionRefused):
            correct(by=make_administrator(organisation_code=AGRICULTURE))
        assert BulletinAct.objects.count() == 1
        centre = make_centre_administrator()
        assert correct(by=centre).made_by == "演示员C01"


@pytest.mark.usefixtures("district")
class TestWithdrawal:
    def withdraw(self, **fields):
        return withdraw_bulletin(
            **{"number": NUMBER, "reason": "口径有误", "by": SYSTEM, "now": LATER, **fields}
        )

    def test_it_lets_the_period_be_frozen_again_under_the_next_number(self):
        freeze()
        assert self.withdraw().withdrawn_for == "口径有误"
        accept(70)
        again = freeze(now=LATER)
        assert again.number == "510703-2018-02-2"
        assert again.bulletin.totals.counts["license_accepted"] == 5
        assert frozen_for(region_code=REGION, period=FEBRUARY).number == again.number
        assert verify_bulletin(number=NUMBER).faults == ()
        assert verify_bulletin(number=again.number).faults == ()

    def test_it_allows_nothing_more_on_a_withdrawn_bulletin(self):
        freeze()
        self.withdraw()
        accept(70)
        with pytest.raises(BulletinActionRefused, match="已撤回，不能更正"):
            correct()
        with pytest.raises(BulletinActionRefused, match="已撤回，不能撤回"):
            self.withdraw()

    def test_it_asks_for_a_reason_and_for_permission(self):
        freeze()
        with pytest.raises(ReasonMissing):
            self.withdraw(reason="")
        with pytest.raises(TextRefused, match="理由里有看不见的控制字符"):
            self.withdraw(reason="撤\x00回")
        with pytest.raises(PermissionRefused):
            self.withdraw(by=make_administrator(organisation_code=AGRICULTURE))
        assert Bulletin.objects.get(region_code=REGION).state == "frozen"


@pytest.mark.usefixtures("district")
def test_it_keeps_acts_from_being_changed():
    freeze()
    assert "bulletins_bulletinact" in database_guards._APPEND_ONLY_TABLES
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="只增不改"):
            BulletinAct.objects.filter(region_code=REGION).update(reason="x")


def test_it_moves_no_head_backwards():
    make_district()
    accept(1)
    frozen = freeze()
    head = RegionHead.objects.get(region_code=REGION)
    assert (head.last_position, frozen.bulletin.position) == (1, 1)
