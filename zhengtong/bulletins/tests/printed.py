"""The printed bulletin of Fucheng, February 2018, put together from its figures alone."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from demo.sources import printed_short_names
from demo.table import department_rows
from zhengtong.bulletins.rules.composition import Bulletin, compose
from zhengtong.bulletins.rules.documents.issue import Correction, Imprint, Issue
from zhengtong.bulletins.rules.inputs import Body, BulletinInputs, RealVolume, Tally
from zhengtong.bulletins.tests.factories import ONE_TYPE, make_inputs, make_target
from zhengtong.kernel.item_types import ItemGroup

ACTS = ("accepted", "completed")
MARCH_2 = datetime(2018, 3, 2, 2, 0, tzinfo=UTC)
NOTES = (
    "未列入本表的部门：由市级统一认领 1 个（涪城区水务局：市水务局统一认领）。",
    "各层级分别统计，乡镇街道 25 个不在本表。",
    "年任务只含行政权力（除行政许可）和公共服务，累计数含全部三类，不除以年任务。",
    "行政许可的录入率以2017年实际办件量为基数。",
)


def printed_inputs() -> BulletinInputs:
    """Return the inputs of the printed table."""
    rows, short_names = department_rows(), printed_short_names()
    return make_inputs(
        bodies=tuple(
            Body(code=f"D{row.sequence}", name=row.name, short_name=short_names.get(row.name, ""))
            for row in rows
        ),
        targets=tuple(make_target(f"D{row.sequence}", row.annual_target) for row in rows),
        volumes=(RealVolume(year=2017, number=120_000, groups=(ItemGroup.LICENSE,)),),
        items={
            ItemGroup.LICENSE: 602,
            ItemGroup.POWER_OTHER: 5205,
            ItemGroup.PUBLIC_SERVICE: 510,
        },
        notes=NOTES,
        late_note="本期计入的办件中，事后补录 {count} 件（录入晚于来源约定的时限）。",
        known_since=date(2018, 1, 2),
    )


def printed_tally() -> Tally:
    """Return the counts of the printed table."""
    february, january = Counter(), Counter()
    for row in department_rows():
        for group, item_type in ONE_TYPE.items():
            for act in ACTS:
                key = (f"D{row.sequence}", item_type, f"cases.{act}")
                february[key] = getattr(row.february[group], act)
                january[key] = getattr(row.january[group], act)
    return Tally(
        position=6545,
        chain="c8d2b4f1" * 8,
        period=february,
        year=february + january,
        before=january,
    )


@cache
def printed_bulletin() -> Bulletin:
    """Return the bulletin of the printed table."""
    return compose(inputs=printed_inputs(), tally=printed_tally())


def draft(bulletin: Bulletin | None = None) -> Issue:
    """Return a bulletin that is not frozen."""
    return Issue(bulletin=bulletin or printed_bulletin(), imprint=None, counted_at=MARCH_2)


def frozen(bulletin: Bulletin | None = None, *corrections: Correction) -> Issue:
    """Return a frozen bulletin, with errata."""
    composed = bulletin or printed_bulletin()
    imprint = Imprint(
        number=f"{composed.inputs.region_code}-2018-02-1",
        digest=composed.digest,
        seal_id="01962b2c-6a45-7c1e-9d3f-0a1b2c3d4e5f",
        frozen_at=MARCH_2,
        frozen_by="演示员〇〇一",
        publisher="涪城区政务服务中心",
        corrections=corrections,
    )
    return Issue(bulletin=composed, imprint=imprint, counted_at=MARCH_2)


def renamed(name: str) -> Bulletin:
    """Return the printed bulletin with its first body called otherwise."""
    inputs = printed_inputs()
    first, *others = inputs.bodies
    bodies = (replace(first, name=name), *others)
    return compose(inputs=replace(inputs, bodies=bodies), tally=printed_tally())
