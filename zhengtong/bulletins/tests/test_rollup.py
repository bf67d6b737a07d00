"""A city and a province from their districts: rows, sums, rates, traces, freezing."""

from datetime import UTC, date, datetime

import pytest

from zhengtong.bulletins.operations.correction import correct_bulletin
from zhengtong.bulletins.operations.freezing import freeze_bulletin
from zhengtong.bulletins.operations.preparation import current_bulletin
from zhengtong.bulletins.queries.districts import NoDistricts
from zhengtong.bulletins.queries.frozen import frozen_bulletin
from zhengtong.bulletins.queries.months import months_with_counts
from zhengtong.bulletins.queries.traces import all_traced_cases, lines_behind, traced_cases
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.bulletins.rules.cells import find_cell
from zhengtong.bulletins.rules.columns import COUNT_COLUMNS, PERIOD_COLUMNS, TOTALS
from zhengtong.bulletins.rules.levels import BulletinLevel, UnknownLevel
from zhengtong.bulletins.tests.city import (
    CITY,
    FUCHENG,
    PROVINCE,
    YOUXIAN,
    YOUXIAN_FARMS,
    make_bases,
    make_cases,
    make_city,
    make_townships,
)
from zhengtong.bulletins.tests.factories import FEBRUARY
from zhengtong.bulletins.tests.ledger import AGRICULTURE, MARCH_2_MORNING, accept
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.database_guards import lifted_guards
from zhengtong.foundation.ledger.models import Entry
from zhengtong.kernel.named_periods import parse_period
from zhengtong.places.models import Organisation, Region
from zhengtong.places.tests.factories import make_organisation, make_region, make_service_centre

TODAY = date(2018, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city():
    make_city()


def bulletin_of(region_code=CITY, *, period="2018-02", level=BulletinLevel.DEPARTMENT):
    return current_bulletin(
        region_code=region_code, period=parse_period(period), today=TODAY, level=level
    )


def test_its_rows_are_the_districts_and_its_totals_their_sums():
    make_cases()
    content = bulletin_of().as_json()
    assert [(one["name"], one["license_accepted"]) for one in content["departments"]] == [
        ("涪城区", 3),
        ("游仙区", 5),
    ]
    assert content["totals"]["license_accepted"] == 8
    assert content["totals"]["license_completed"] == 3
    assert content["totals"]["year_accepted"] == 10
    assert content["items"] == {"license": 4, "power_other": 0, "public_service": 0}
    assert content["good_departments"] == [
        {"name": "游仙区", "accepted": 5},
        {"name": "涪城区", "accepted": 3},
    ]
    assert content["zero_case_departments"] == []


def test_each_row_is_the_bulletin_of_the_district():
    make_cases()
    make_bases()
    rows = {one.body.code: one.row for one in bulletin_of(period="2018Q1").departments}
    for code in (FUCHENG, YOUXIAN):
        assert rows[code] == bulletin_of(code, period="2018Q1").totals


def test_it_lists_a_district_without_cases():
    make_cases()
    content = bulletin_of(period="2018-W08").as_json()
    assert content["zero_case_departments"] == ["涪城区", "游仙区"]
    assert content["good_departments"] == []


def test_it_adds_the_bases_and_leaves_out_who_has_none():
    make_cases()
    make_bases()
    coverage = bulletin_of().as_json()["coverage"]
    assert coverage == [
        {"groups": ["license"], "numerator": 8, "denominator": 300, "rate": "0.027"},
        {
            "groups": ["power_other", "public_service"],
            "numerator": 0,
            "denominator": 10,
            "rate": "0.000",
        },
    ]


def test_it_says_what_it_is_the_sum_of_and_who_is_missing():
    make_cases()
    notes = bulletin_of().notes
    assert notes[0].startswith("本表由 2 个区县按各自账本汇总，计入 4 个部门；不列入的部门")
    assert notes[1] == "未汇总的区县：没有载入机构 1 个（三台县）。"


def test_it_compares_only_where_every_district_has_data():
    accept(1, day=date(2018, 1, 5))
    accept(2, day=date(2018, 2, 5))
    accept(3, code=YOUXIAN_FARMS, region_code=YOUXIAN, day=date(2018, 2, 6))
    before = bulletin_of().comparisons[0]
    assert (before.changes, before.unknown) == (None, ("游仙区",))
    accept(4, code=YOUXIAN_FARMS, region_code=YOUXIAN, day=date(2018, 1, 6))
    before = bulletin_of().comparisons[0]
    assert (before.changes["accepted"].now, before.changes["accepted"].before) == (2, 2)


def test_a_province_has_the_districts_of_all_its_cities():
    make_cases()
    make_region(code="510800", name="广元市")
    make_region(code="510802", name="利州区")
    Region.objects.filter(code=FUCHENG).update(full_name="四川省绵阳市涪城区")
    make_organisation(code="510802-D01", name="利州区农业局", region_code="510802")
    accept(1, code="510802-D01", region_code="510802", day=date(2018, 2, 5))
    content = bulletin_of(PROVINCE).as_json()
    assert [one["name"] for one in content["departments"]] == ["绵阳市涪城区", "游仙区", "利州区"]
    assert content["totals"]["license_accepted"] == 9
    assert [one["region"] for one in content["districts"]] == [FUCHENG, YOUXIAN, "510802"]


def test_a_city_without_counties_is_a_district_of_its_own():
    make_region(code="440000", name="广东省")
    make_region(code="441900", name="东莞市")
    make_organisation(code="441900-D01", name="东莞市农业局", region_code="441900")
    accept(1, code="441900-D01", region_code="441900", day=date(2018, 2, 5))
    assert [one.body.code for one in bulletin_of("441900").departments] == ["441900-D01"]
    assert [one.body.code for one in bulletin_of("440000").departments] == ["441900"]


def test_it_counts_the_city_s_own_bodies_where_asked():
    make_cases()
    make_organisation(code="510700-D01", name="绵阳市农业局", region_code=CITY)
    accept(1, code="510700-D01", region_code=CITY, day=date(2018, 2, 5))
    own = bulletin_of(level=BulletinLevel.OWN)
    assert [one.body.name for one in own.departments] == ["绵阳市农业局"]
    assert own.totals.accepted == 1
    assert bulletin_of().totals.accepted == 8


def test_it_never_mixes_levels():
    make_cases()
    make_townships()
    content = bulletin_of(level=BulletinLevel.TOWNSHIP).as_json()
    assert [(one["name"], one["license_accepted"]) for one in content["departments"]] == [
        ("涪城区", 0),
        ("游仙区", 1),
    ]
    assert content["level"] == "township"
    assert bulletin_of().totals.accepted == 8
    townships = bulletin_of(YOUXIAN, level=BulletinLevel.TOWNSHIP)
    assert [one.body.name for one in townships.departments] == ["石马镇"]
    assert "各层级分别统计，区县部门 2 个不在本表。" in townships.notes
    villages = bulletin_of(YOUXIAN, level=BulletinLevel.VILLAGE)
    assert villages.notes[0] == "游仙区还没有登记村社区站点。"


def test_every_figure_opens_to_the_cases_of_its_districts():
    make_cases()
    bulletin = bulletin_of()
    for row in (TOTALS, FUCHENG, "游仙区"):
        for column in (*COUNT_COLUMNS, *PERIOD_COLUMNS):
            cell = find_cell(bulletin=bulletin, row=row, column=column)
            traced = list(all_traced_cases(bulletin=bulletin, cell=cell))
            assert len({(case.region_code, case.number) for case in traced}) == cell.figure
    cell = find_cell(bulletin=bulletin, row=TOTALS, column="year_accepted")
    seen, after = [], None
    while page := traced_cases(bulletin=bulletin, cell=cell, after=after, limit=3):
        seen += page
        after = (page[-1].happened_at, page[-1].key)
    assert len(seen) == 10
    assert [case.happened_at for case in seen] == sorted(case.happened_at for case in seen)
    assert {case.organisation_name for case in seen if case.region_code == YOUXIAN} == {
        "游仙区 游仙区农业局",
        "游仙区 游仙区交通局",
    }
    assert lines_behind(seen) == {}


@pytest.mark.parametrize(
    ("region_code", "level", "refusal", "message"),
    [
        pytest.param(
            "511300", "department", NoDistricts, "南充市下辖 1 个区县，都还没有载入机构", id="bare"
        ),
        pytest.param(
            "511500", "department", NoDistricts, "宜宾市的下级区划和机构都没有载入", id="nothing"
        ),
        pytest.param(FUCHENG, "own", UnknownLevel, "不分本级", id="own of a district"),
    ],
)
def test_it_refuses_what_cannot_be_rolled_up(region_code, level, refusal, message):
    make_region(code="511300", name="南充市")
    make_region(code="511302", name="顺庆区")
    make_region(code="511500", name="宜宾市")
    with pytest.raises(refusal, match=message):
        bulletin_of(region_code, level=BulletinLevel(level))


def test_it_lists_the_months_of_a_city():
    make_cases()
    current = bulletin_of(period="2018")
    assert current.totals.accepted == 10
    months = months_with_counts(region_code=CITY)
    assert [(f"{one.period.first_day:%Y-%m}", one.accepted) for one in months] == [
        ("2018-02", 8),
        ("2018-01", 2),
    ]
    Organisation.objects.all().delete()
    assert months_with_counts(region_code=CITY) == []


class TestFreezing:
    @pytest.fixture(autouse=True)
    def _cases(self):
        make_cases()
        make_service_centre(code="510700-C01", region_code=CITY)

    def freeze(self, **asked):
        return freeze_bulletin(
            region_code=CITY, period=FEBRUARY, by=SYSTEM, now=MARCH_2_MORNING, **asked
        )

    def test_it_stays_as_it_was_and_verifies(self):
        frozen = self.freeze()
        assert frozen.number == "510700-2018-02-1"
        accept(50, code=YOUXIAN_FARMS, region_code=YOUXIAN, day=date(2018, 2, 5))
        assert bulletin_of().totals.accepted == 9
        again = frozen_bulletin(number=frozen.number).bulletin
        assert again.totals.accepted == 8
        assert again.as_json() == frozen.bulletin.as_json()
        assert verify_bulletin(number=frozen.number).faults == ()

    def test_it_names_the_district_whose_ledger_was_changed(self):
        frozen = self.freeze()
        entry = Entry.objects.filter(region_code=YOUXIAN, kind="cases.accepted").first()
        with lifted_guards():
            Entry.objects.filter(region_code=YOUXIAN, id=entry.id).delete()
        faults = verify_bulletin(number=frozen.number).faults
        assert any(fault.startswith("游仙区 行政许可受理：印发 5，重算 4") for fault in faults)

    def test_it_corrects_a_district_s_figure_with_the_one_counted_now(self):
        frozen = self.freeze()
        accept(50, day=date(2018, 2, 7))
        erratum = correct_bulletin(
            number=frozen.number,
            row="涪城区",
            column="license_accepted",
            reason="漏录",
            by=SYSTEM,
            now=datetime(2018, 3, 5, 2, tzinfo=UTC),
        )
        assert (erratum.printed, erratum.corrected) == (3, 4)
        assert verify_bulletin(number=frozen.number).faults == ()

    def test_it_freezes_each_level_by_itself(self):
        make_townships()
        self.freeze()
        frozen = self.freeze(level=BulletinLevel.TOWNSHIP)
        assert frozen.number == "510700-2018-02-township-1"
        assert frozen.bulletin.totals.accepted == 1
        assert verify_bulletin(number=frozen.number).faults == ()

    def test_the_cases_behind_a_frozen_figure_stay(self):
        frozen = self.freeze()
        accept(50, day=date(2018, 2, 7))
        bulletin_of()
        bulletin = frozen_bulletin(number=frozen.number).bulletin
        cell = find_cell(bulletin=bulletin, row=TOTALS, column="license_accepted")
        assert len(list(all_traced_cases(bulletin=bulletin, cell=cell))) == 8
        cell = find_cell(bulletin=bulletin, row=FUCHENG, column="license_accepted")
        names = {case.organisation_code for case in all_traced_cases(bulletin=bulletin, cell=cell)}
        assert names == {AGRICULTURE}
