"""The printed table of Fucheng, February 2018: from its figures alone the bulletin as printed."""

from collections import Counter

import pytest

from demo.sources import printed_short_names
from demo.table import department_rows
from zhengtong.bulletins.rules.composition import Bulletin, compose
from zhengtong.bulletins.rules.inputs import Body, RealVolume, Tally
from zhengtong.bulletins.tests.factories import NOT_LICENSES, ONE_TYPE, make_inputs, make_target
from zhengtong.kernel.item_types import ItemGroup

ACTS = ("accepted", "completed")
LICENSES = (ItemGroup.LICENSE,)


@pytest.fixture(scope="module")
def bulletin() -> Bulletin:
    rows = department_rows()
    february, both = Counter(), Counter()
    for row in rows:
        for group, item_type in ONE_TYPE.items():
            for act in ACTS:
                key = (f"D{row.sequence}", item_type, f"cases.{act}")
                february[key] = getattr(row.february[group], act)
                both[key] = february[key] + getattr(row.january[group], act)
    short_names = printed_short_names()
    inputs = make_inputs(
        bodies=tuple(
            Body(code=f"D{row.sequence}", name=row.name, short_name=short_names.get(row.name, ""))
            for row in rows
        ),
        targets=tuple(make_target(f"D{row.sequence}", row.annual_target) for row in rows),
        volumes=(RealVolume(year=2017, number=120_000, groups=LICENSES),),
        items=dict.fromkeys(ItemGroup, 0),
    )
    return compose(inputs=inputs, tally=Tally(position=1, chain="", period=february, year=both))


def test_it_adds_up_to_the_printed_totals(bulletin):
    assert bulletin.as_json()["totals"] == {
        "annual_target": 245388,
        "license_accepted": 1388,
        "license_completed": 1383,
        "power_other_accepted": 853,
        "power_other_completed": 841,
        "public_service_accepted": 22,
        "public_service_completed": 20,
        "year_accepted": 5254,
        "year_completed": 5190,
    }
    assert bulletin.as_json()["groups"] == {
        "license": {"accepted": 1388, "completed": 1383},
        "power_other": {"accepted": 853, "completed": 841},
        "public_service": {"accepted": 22, "completed": 20},
    }


def test_it_prints_each_department_as_printed(bulletin):
    rows = bulletin.as_json()["departments"]
    assert len(rows) == 29
    assert rows[12] == {
        "name": "涪城区农业局",
        "annual_target": 20000,
        "license_accepted": 296,
        "license_completed": 296,
        "power_other_accepted": 9,
        "power_other_completed": 7,
        "public_service_accepted": 0,
        "public_service_completed": 0,
        "year_accepted": 850,
        "year_completed": 846,
    }


def test_it_finds_the_five_good_departments(bulletin):
    assert bulletin.as_json()["good_departments"] == [
        {"name": "涪城区食品药品和工商质监管理局", "accepted": 890},
        {"name": "涪城区住房和城乡建设局", "accepted": 605},
        {"name": "涪城区农业局", "accepted": 305},
        {"name": "涪城区交通运输局", "accepted": 258},
        {"name": "涪城区卫生和计划生育局", "accepted": 129},
    ]


def test_it_finds_exactly_the_sixteen_zero_case_departments(bulletin):
    printed = [
        "区地税局", "区发改局", "区文广新局", "区民政局", "区工信局", "区民宗局", "区商旅局",
        "区档案局", "区财政局", "区教体局", "区安监局", "区科知局", "区残联", "区审计局",
        "区统计局", "区国税局",
    ]  # fmt: skip
    assert [one.body.short_name for one in bulletin.zero_case_departments] == printed
    assert bulletin.as_json()["zero_case_departments"][:2] == ["涪城区地税局", "涪城区发展和改革局"]


def test_it_computes_both_coverages(bulletin):
    assert bulletin.as_json()["coverage"] == [
        {"groups": ["license"], "numerator": 1388, "denominator": 10000, "rate": "0.139"},
        {
            "groups": [group.value for group in NOT_LICENSES],
            "numerator": 875,
            "denominator": 20449,
            "rate": "0.043",
        },
    ]
