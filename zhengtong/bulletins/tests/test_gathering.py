"""Bulletins from the ledger: bodies, counts, notes, and every figure opening to its cases."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.bulletins.queries.gathering import gather
from zhengtong.bulletins.queries.months import months_with_counts
from zhengtong.bulletins.queries.traces import all_traced_cases, traced_cases
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.bulletins.rules.cells import find_cell
from zhengtong.bulletins.rules.columns import COUNT_COLUMNS, PERIOD_COLUMNS, TOTALS
from zhengtong.bulletins.tests.factories import FEBRUARY, NOT_LICENSES
from zhengtong.bulletins.tests.ledger import (
    AGRICULTURE,
    FORESTRY,
    MARCH_2_MORNING,
    WATER,
    accept,
    bulletin_now,
    complete,
    freeze,
    make_district,
    void,
)
from zhengtong.catalogue.operations.exceptions import (
    ExceptionDraft,
    approve_exception,
    declare_exception,
)
from zhengtong.catalogue.rules.exceptions import ExceptionKind
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.ledger.models import RegionHead
from zhengtong.foundation.requests import Request
from zhengtong.indicators.models import BaseVolume, DailyTotal, Target
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.periods import Period
from zhengtong.people.models import Staff
from zhengtong.people.tests.factories import actor, make_centre_administrator
from zhengtong.places.queries import UnknownRegion
from zhengtong.places.rules.organisations import OrganisationLevel
from zhengtong.places.tests.factories import CENTRE, REGION, make_organisation, make_region

LAST_DAY = datetime(2018, 2, 28, 2, 0, tzinfo=UTC)
TYPES = ["license", "levy", "public_service"]
pytestmark = pytest.mark.django_db


def figures(bulletin, code: str = TOTALS) -> dict[str, int]:
    rows = {one.body.code: one.row for one in bulletin.departments} | {TOTALS: bulletin.totals}
    return {key: number for key, number in rows[code].counts.items() if number}


def declare(
    code: str, *, kind: ExceptionKind = ExceptionKind.UPPER_LEVEL, now: datetime = LAST_DAY
) -> int:
    """Declare that a body does not count in 2018; return the number of the declaration."""
    draft = ExceptionDraft(
        organisation_code=code,
        kind=kind,
        basis="绵府发〔2018〕1号第三条",
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
    )
    return declare_exception(draft=draft, request=Request(by=OPERATOR, now=now)).number


def approve(number: int, *, now: datetime = LAST_DAY) -> None:
    if not Staff.objects.filter(staff_code="C01").exists():
        make_centre_administrator()
    by = actor(staff_code="C01", organisation_code=CENTRE)
    approve_exception(region_code=REGION, number=number, request=Request(by=by, now=now))


def codes(bulletin) -> list[str]:
    return [one.body.code for one in bulletin.departments]


def test_it_counts_what_was_just_recorded():
    make_district()
    complete(accept(1), day=date(2018, 2, 6))
    accept(2, code=WATER, item_type="public_service", day=date(2018, 1, 31))
    bulletin = bulletin_now()
    assert figures(bulletin, AGRICULTURE) == {
        "license_accepted": 1,
        "license_completed": 1,
        "year_accepted": 1,
        "year_completed": 1,
    }
    assert figures(bulletin, WATER) == {"year_accepted": 1}
    head = RegionHead.objects.get(region_code=REGION)
    assert (bulletin.position, bulletin.chain) == (head.last_position, head.last_chain)
    assert bulletin.position == 3


def test_it_takes_a_voided_case_out_of_both_columns():
    make_district()
    note = accept(1)
    complete(note)
    before = bulletin_now()
    void(note, day=date(2018, 2, 20))
    after = bulletin_now()
    assert figures(before)
    assert not figures(after)
    assert before.digest != after.digest


def test_it_changes_when_one_case_changes():
    make_district()
    accept(1)
    before = bulletin_now()
    accept(2, code=WATER)
    assert bulletin_now().digest != before.digest


def test_it_is_the_same_when_nothing_changed():
    make_district()
    accept(1)
    assert bulletin_now().as_json() == bulletin_now().as_json()


def test_it_starts_the_year_on_1_january():
    make_district()
    accept(1, day=date(2017, 12, 31))
    accept(2, day=date(2018, 1, 1))
    assert figures(bulletin_now()) == {"year_accepted": 1}


def test_it_never_mixes_levels():
    make_district()
    for number in range(2):
        make_organisation(
            code=f"510703-T0{number}",
            level=OrganisationLevel.TOWNSHIP,
            township_code=f"51070300{number}",
        )
    accept(1, code="510703-T00")
    accept(2)
    bulletin = bulletin_now()
    assert figures(bulletin)["license_accepted"] == 1
    assert [one.body.code for one in bulletin.departments] == [AGRICULTURE, WATER, FORESTRY]
    assert "各层级分别统计，乡镇街道 2 个不在本表。" in bulletin.notes


def test_it_counts_only_bodies_whose_own_region_it_is():
    make_district(AGRICULTURE)
    make_region(code="510700", name="绵阳市")
    make_organisation(code="510700-D01", region_code="510700")
    assert [one.body.code for one in bulletin_now().departments] == [AGRICULTURE]


def test_it_says_who_is_left_out_and_why():
    make_district(AGRICULTURE, WATER)
    make_organisation(code=FORESTRY, name="涪城区林业局", sequence=3)
    number = declare(WATER)
    assert [one.body.code for one in bulletin_now().departments] == [AGRICULTURE, WATER]
    approve(number)
    bulletin = bulletin_now()
    assert [one.body.code for one in bulletin.departments] == [AGRICULTURE]
    assert bulletin.notes[0] == (
        "未列入本表的部门：由上级办理 1 个（涪城区水务局：绵府发〔2018〕1号第三条）；"
        "没有已认领并审核通过的事项 1 个（涪城区林业局）。"
    )
    january = bulletin_now(period=Period(date(2018, 1, 1), date(2018, 1, 31)))
    assert [one.body.code for one in january.departments] == [AGRICULTURE, WATER]


def test_it_leaves_past_bulletins_and_frozen_ones_as_they_were():
    make_district(AGRICULTURE, WATER)
    accept(1)
    accept(2, code=WATER)
    make_centre_administrator()
    number = declare(WATER, now=MARCH_2_MORNING)
    current = bulletin_now()
    frozen = freeze()
    approve(number, now=MARCH_2_MORNING)
    after = bulletin_now()
    assert codes(after) == [AGRICULTURE, WATER]
    assert after.totals.counts == current.totals.counts
    verified = verify_bulletin(number=frozen.number)
    assert verified.faults == ()
    accept(3, code=WATER, day=date(2018, 3, 6))
    accept(4, day=date(2018, 3, 6))
    bring_up_to_date(region_code=REGION, today=date(2018, 3, 31))
    months = months_with_counts(region_code=REGION)
    assert [(one.period.first_day.month, one.accepted) for one in months] == [(3, 1), (2, 2)]


def test_it_keeps_a_body_whose_items_were_cancelled_but_that_has_cases():
    make_district(AGRICULTURE)
    make_organisation(code=FORESTRY, name="涪城区林业局", sequence=3)
    accept(1, code=FORESTRY)
    assert figures(bulletin_now(), FORESTRY)["license_accepted"] == 1


def test_it_counts_items_and_holds_coverage_against_each_base():
    make_district(AGRICULTURE)
    make_published_item(
        implementation_code="SERVICE", organisation_code=AGRICULTURE, item_type="public_service"
    )
    BaseVolume.objects.create(region_code=REGION, year=2017, groups="license", volume=1200)
    Target.objects.create(
        region_code=REGION,
        organisation_code=AGRICULTURE,
        year=2018,
        number=120,
        groups="power_other,public_service",
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
    )
    for number, item_type in enumerate(["license", "license", "levy"]):
        accept(number, item_type=item_type)
    content = bulletin_now().as_json()
    assert content["items"] == {"license": 1, "power_other": 0, "public_service": 1}
    assert content["totals"]["annual_target"] == 120
    assert content["coverage"] == [
        {"groups": ["license"], "numerator": 2, "denominator": 100, "rate": "0.020"},
        {
            "groups": [group.value for group in NOT_LICENSES],
            "numerator": 1,
            "denominator": 10,
            "rate": "0.100",
        },
    ]
    assert "年任务只含" in " ".join(content["notes"])


def test_it_says_how_many_cases_were_entered_late_each_once():
    make_district()
    note = accept(1, origin=Origin.BACK_ENTRY)
    complete(note, origin=Origin.BACK_ENTRY)
    accept(2, origin=Origin.BACK_ENTRY, day=date(2018, 1, 5))
    accept(3, origin=Origin.SYNCED)
    accept(4, origin=Origin.IMPORT)
    accept(5, origin=Origin.BACK_ENTRY, code="510703-T01")
    void(accept(6, origin=Origin.BACK_ENTRY))
    assert "事后补录 1 件" in bulletin_now().notes[-1]


def test_it_says_that_the_period_is_not_over():
    make_district()
    assert any("还没有结束" in note for note in bulletin_now(today=date(2018, 2, 28)).notes)
    assert not any("还没有结束" in note for note in bulletin_now(today=date(2018, 3, 1)).notes)


def test_it_is_empty_for_a_region_without_bodies_and_says_so():
    make_region(code="510704", name="游仙区")
    content = bulletin_now(region_code="510704").as_json()
    assert content["departments"] == content["good_departments"] == []
    assert content["notes"][0] == "游仙区还没有登记部门。"
    assert content["cutoff"] == {"position": 0, "chain": "0" * 64}
    assert {line["rate"] for line in content["coverage"]} == {None}


def test_it_refuses_an_unknown_region():
    with pytest.raises(UnknownRegion, match="999999"):
        bulletin_now(region_code="999999")


def test_it_pages_through_the_cases_behind_a_figure():
    make_district()
    for number in range(1, 8):
        accept(number, day=FEBRUARY.first_day + timedelta(days=number % 3))
    bulletin = bulletin_now()
    cell = find_cell(bulletin=bulletin, row=TOTALS, column="license_accepted")
    seen, after = [], None
    while page := traced_cases(bulletin=bulletin, cell=cell, after=after, limit=3):
        seen += [case.number for case in page]
        after = (page[-1].happened_at, page[-1].key)
    assert len(seen) == len(set(seen)) == cell.figure == 7


def test_its_cases_stay_those_of_its_position():
    make_district()
    first = accept(1)
    bulletin = bulletin_now()
    void(first)
    accept(2)
    bulletin_now()
    cell = find_cell(bulletin=bulletin, row=AGRICULTURE, column="license_accepted")
    cases = list(all_traced_cases(bulletin=bulletin, cell=cell))
    assert [case.number for case in cases] == ["510703-1"]
    assert cases[0].organisation_name == "涪城区农业局"


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_adds_up_and_opens_to_its_cases_for_random_histories(seed):
    chance = random.Random(seed)
    make_district()
    standing, day = [], date(2017, 12, 20)
    for number in range(1, 70):
        happened = day + timedelta(days=chance.randint(0, 75))
        origin = chance.choice([Origin.LIVE, Origin.SYNCED, Origin.BACK_ENTRY])
        note = accept(
            number,
            code=chance.choice([AGRICULTURE, WATER, FORESTRY, "510703-T01"]),
            item_type=chance.choice(TYPES),
            day=happened,
            origin=origin,
        )
        if chance.random() < 0.6:
            complete(note, day=happened + timedelta(days=chance.randint(0, 9)), origin=origin)
        standing.append(note)
        if chance.random() < 0.2:
            void(standing.pop(chance.randrange(len(standing))))
        if chance.random() < 0.1:
            bring_up_to_date(region_code=REGION, today=happened)
    counted, undecided = {AGRICULTURE, WATER, FORESTRY}, []
    for code in [WATER, FORESTRY]:
        kind = chance.choice(list(ExceptionKind))
        undecided.append((declare(code, kind=kind), code, kind))
    before = bulletin_now()
    assert set(codes(before)) == counted
    for one, code, kind in undecided:
        if chance.random() < 0.7:
            approve(one)
            stays = kind in (ExceptionKind.NOT_ONLINE, ExceptionKind.NOT_IN_HALL)
            counted -= set() if stays else {code}
    bulletin = bulletin_now()
    assert set(codes(bulletin)) == counted
    assert bulletin.totals.accepted > 0
    for row in [TOTALS, *sorted(counted)]:
        for column in (*COUNT_COLUMNS, *PERIOD_COLUMNS):
            cell = find_cell(bulletin=bulletin, row=row, column=column)
            traced = [case.number for case in all_traced_cases(bulletin=bulletin, cell=cell)]
            assert len(traced) == len(set(traced)) == cell.figure
    for column in COUNT_COLUMNS:
        rows = sum(one.row.counts[column] for one in bulletin.departments)
        assert bulletin.totals.counts[column] == rows


def test_it_asks_no_more_queries_for_more_cases_or_bodies():
    make_district(AGRICULTURE)
    accept(1)
    bulletin_now()
    with CaptureQueriesContext(connection) as few:
        bulletin_now()
    for number in range(20):
        code = f"510703-E{number:02d}"
        make_organisation(code=code, sequence=9 + number)
        make_published_item(implementation_code=code, organisation_code=code)
        accept(100 + number, code=code)
    bulletin_now()
    with CaptureQueriesContext(connection) as many:
        bulletin_now()
    assert len(few) == len(many) <= 22


def test_it_reads_month_and_year_at_one_position_while_totals_move(monkeypatch):
    make_district()
    accept(1)
    bulletin_now()
    original = DailyTotal.objects.filter
    moved = Counter()

    def filter_and_move(*arguments, **conditions):
        rows = original(*arguments, **conditions)
        if not moved["once"]:
            moved["once"] += 1
            accept(2)
            bring_up_to_date(region_code=REGION, today=date(2018, 3, 2))
        return rows

    monkeypatch.setattr(DailyTotal.objects, "filter", filter_and_move)
    bulletin = gather(region_code=REGION, period=FEBRUARY, today=date(2018, 3, 2))
    assert moved["once"] == 1
    assert (bulletin.position, figures(bulletin)["license_accepted"]) == (2, 2)
    assert figures(bulletin)["year_accepted"] == 2
    assert bulletin.inputs.items[ItemGroup.LICENSE] == 3
