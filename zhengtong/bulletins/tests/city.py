"""Mianyang with two of its districts, each with a ledger of its own, for tests of roll-ups."""

from datetime import date

from zhengtong.bulletins.tests.ledger import AGRICULTURE, WATER, accept, complete, make_district
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.indicators.models import BaseVolume, Target
from zhengtong.places.rules.organisations import OrganisationLevel
from zhengtong.places.tests.factories import make_organisation, make_region

PROVINCE, CITY, FUCHENG, YOUXIAN, SANTAI = "510000", "510700", "510703", "510704", "510722"
YOUXIAN_FARMS, YOUXIAN_ROADS = "510704-D01", "510704-D02"


def make_city() -> None:
    """Make the city: two districts with bodies and cases, one that is not loaded."""
    make_region(code=PROVINCE, name="四川省")
    make_region(code=CITY, name="绵阳市")
    make_region(code=SANTAI, name="三台县")
    make_district(AGRICULTURE, WATER)
    make_region(code=YOUXIAN, name="游仙区")
    for sequence, (code, name) in enumerate(
        ((YOUXIAN_FARMS, "游仙区农业局"), (YOUXIAN_ROADS, "游仙区交通局")), start=1
    ):
        make_organisation(code=code, name=name, region_code=YOUXIAN, sequence=sequence)
        make_published_item(
            implementation_code=f"{code}-ITEM",
            organisation_code=code,
            region_code=YOUXIAN,
            is_demo=True,
        )


def make_cases() -> None:
    """Write a few cases of January and February 2018 into both ledgers."""
    for number in range(1, 4):
        complete(accept(number, day=date(2018, 2, number)), day=date(2018, 2, 9))
    accept(4, code=WATER, item_type="levy", day=date(2018, 1, 9))
    for number in range(1, 6):
        accept(number, code=YOUXIAN_FARMS, region_code=YOUXIAN, day=date(2018, 2, number))
    accept(
        6,
        code=YOUXIAN_ROADS,
        region_code=YOUXIAN,
        item_type="public_service",
        day=date(2018, 1, 20),
    )


def make_bases() -> None:
    """Give one district a volume of last year and a target, the other a volume alone."""
    for region_code, volume in ((FUCHENG, 1200), (YOUXIAN, 2400)):
        BaseVolume.objects.create(
            region_code=region_code, year=2017, groups="license", volume=volume
        )
    Target.objects.create(
        region_code=FUCHENG,
        organisation_code=AGRICULTURE,
        year=2018,
        number=120,
        groups="power_other,public_service",
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
    )


def make_townships() -> None:
    """Make a township with a case in one district."""
    make_organisation(
        code="510704-T01",
        name="石马镇",
        region_code=YOUXIAN,
        level=OrganisationLevel.TOWNSHIP,
        township_code="510704101",
    )
    accept(90, code="510704-T01", region_code=YOUXIAN, day=date(2018, 2, 8))
