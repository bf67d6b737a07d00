"""Region codes, editions, and the data that come with the platform."""

from datetime import date
from functools import cache

import pytest

from zhengtong.places.models import FormerRegion, Region
from zhengtong.places.operations.bundled_regions import bundled_count, bundled_divisions
from zhengtong.places.operations.regions import Division, RegionsLoaded, load_divisions
from zhengtong.places.queries import UnknownRegion, children_of, has_region, known_regions, region
from zhengtong.places.rules.regions import (
    RegionCodeRefused,
    RegionLevel,
    level_of,
    parent_of,
    with_ancestors,
)

OLD, NEW = date(2017, 10, 31), date(2023, 6, 30)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        pytest.param("510000", RegionLevel.PROVINCE, "", id="province"),
        pytest.param("510700", RegionLevel.CITY, "510000", id="city"),
        pytest.param("510703", RegionLevel.COUNTY, "510700", id="county"),
        pytest.param("441900", RegionLevel.CITY, "440000", id="city without counties"),
        pytest.param("510703001", RegionLevel.TOWNSHIP, "510703", id="township"),
        pytest.param("510703001002", RegionLevel.VILLAGE, "510703001", id="village"),
    ],
)
def test_it_reads_level_and_parent_from_the_code(code, level, parent):
    assert (level_of(code), parent_of(code)) == (level, parent)


@pytest.mark.parametrize("text", ["", "51070", "5107031", "051070", "51070a", "5107030010021"])
def test_it_refuses_what_is_no_region_code(text):
    with pytest.raises(RegionCodeRefused, match="应为 6、9 或 12 位数字"):
        level_of(text)


def test_it_lists_the_regions_above():
    assert with_ancestors("510703001") == ("510000", "510700", "510703", "510703001")


def division(code: str, name: str, as_of: date = NEW) -> Division:
    return Division(code=code, name=name, full_name=f"四川省{name}", source="NBS", as_of=as_of)


@pytest.mark.django_db
class TestLoading:
    def test_it_keeps_one_row_a_code_with_the_newest_edition(self):
        loaded = load_divisions(
            [division("510703006", "普明街道"), division("510703006", "高新街道", OLD)]
        )
        assert loaded == RegionsLoaded(created=1, former=1)
        assert (region("510703006").name, region("510703006").as_of) == ("普明街道", NEW)
        assert FormerRegion.objects.get().name == "高新街道"

    def test_it_keeps_the_replaced_edition_when_a_newer_one_comes(self):
        load_divisions([division("510703006", "高新街道", OLD)])
        loaded = load_divisions([division("510703006", "普明街道")])
        assert loaded == RegionsLoaded(changed=1, former=1)
        assert [(row.name, row.as_of) for row in FormerRegion.objects.all()] == [("高新街道", OLD)]

    def test_it_changes_nothing_on_a_second_run(self):
        rows = [
            division("510703006", "普明街道"),
            division("510703006", "高新街道", OLD),
            division("510703002", "城北街道", OLD),
        ]
        load_divisions(rows)
        assert load_divisions(rows) == RegionsLoaded(unchanged=3)

    def test_it_mends_a_name_within_the_same_edition(self):
        load_divisions([division("510703006", "普明街道")])
        assert load_divisions([division("510703006", "普明街道办")]) == RegionsLoaded(changed=1)
        assert region("510703006").name == "普明街道办"
        assert not FormerRegion.objects.exists()

    def test_it_lists_children_of_an_edition(self):
        load_divisions(
            [
                division("510703006", "普明街道"),
                division("510703006", "高新街道", OLD),
                division("510703002", "城北街道", OLD),
            ]
        )
        assert [row.name for row in children_of("510703")] == ["普明街道"]
        assert [row.name for row in children_of("510703", as_of=OLD)] == ["城北街道", "高新街道"]

    def test_it_says_which_codes_are_unknown(self):
        load_divisions([division("510703", "涪城区")])
        assert has_region("510703")
        assert known_regions(["510703", "999999"]) == {"510703"}
        with pytest.raises(UnknownRegion, match="区划代码 999999 不存在"):
            region("999999")


@cache
def bundled() -> tuple[Division, ...]:
    return tuple(bundled_divisions())


class TestBundledData:
    @pytest.fixture
    def divisions(self):
        return bundled()

    def test_it_has_the_whole_country_to_county_and_sichuan_to_village(self, divisions):
        newest = {row.code for row in divisions if row.as_of != OLD}
        counted = [sum(1 for code in newest if level_of(code) is level) for level in RegionLevel]
        assert counted == [34, 342, 2975, 3111, 34412]

    def test_it_lists_the_cities_without_counties_once(self, divisions):
        named = [
            (row.code, row.full_name)
            for row in divisions
            if row.code in {"441900", "442000", "460400"}
        ]
        assert named == [
            ("441900", "广东省东莞市"),
            ("442000", "广东省中山市"),
            ("460400", "海南省儋州市"),
        ]

    def test_it_has_the_25_townships_of_fucheng_in_2017(self, divisions):
        assert sum(1 for row in divisions if row.as_of == OLD) == 25

    def test_it_spells_names_out_from_the_province(self, divisions):
        by_code = {row.code: row.full_name for row in divisions}
        assert by_code["510703100"] == "四川省绵阳市涪城区丰谷镇"

    def test_it_says_how_long_the_walk_is(self, divisions):
        assert bundled_count() == len(divisions) + 3  # the three cities' second rows

    @pytest.mark.django_db
    def test_it_goes_in_with_every_level_as_its_code_shows(self, divisions):
        counties = [row for row in divisions if len(row.code) == 6]
        assert load_divisions(counties).created == 3351
        assert Region.objects.get(code="441900").level == "city"
