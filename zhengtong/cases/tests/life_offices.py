"""The offices of the random lives: three kinds of flow, a joint review, and the organ above."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhengtong.cases.tests.counter_offices import materials
from zhengtong.cases.tests.ex_officio import FilingOffice, make_filing_office
from zhengtong.cases.tests.factories import Office, make_office
from zhengtong.certificates.tests.factories import TYPE_CODE, make_certificate_type
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.shapes import (
    joint_review,
    on_the_spot,
    promised_with_certificate,
    promised_without_certificate,
)
from zhengtong.foundation.actors import Actor
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import make_handler
from zhengtong.places.tests.factories import make_region

REGION, CITY = "510703", "510700"
REGIONS = (CITY, REGION)
COUNTER = "counter"
PLANNING, FIRE = "510703-P01", "510703-P02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What an office handles (事项).

    Args:
        statutory, promised: limits in working days; 0 for on the spot.
        longer: working days that its extension adds.
        more: what the item says besides.
    """

    flow: FlowGraph
    statutory: int = 20
    promised: int = 7
    longer: int = 10
    more: Mapping[str, Any] = field(default_factory=dict)


KINDS = {
    "promised": Kind(flow=promised_without_certificate()),
    "certificate": Kind(
        flow=promised_with_certificate(),
        more={"result_type": "certificate", "certificate_type_code": TYPE_CODE},
    ),
    "on the spot": Kind(
        flow=on_the_spot(),
        promised=0,
        more={"promised_limit": {"count": 0, "unit": "on_the_spot"}, "case_kind": "on_the_spot"},
    ),
    # 《行政许可法》第四十二条第二款: 45 working days, 15 more by the head of government.
    "joint": Kind(
        flow=joint_review(organisation_codes=(PLANNING, FIRE)),
        statutory=45,
        longer=15,
        more={"joint_body": [{"body_name": "规划"}], "statutory_limit": None},
    ),
    # What may come within five working days, and what a pledge may stand for.
    COUNTER: Kind(
        flow=promised_without_certificate(),
        more={
            "materials": materials(),
            "pledge": True,
            "pledge_check_limit": {"count": 20, "unit": "workday"},
        },
    ),
}
# What the organ begins itself: no promise; a hearing stands outside the limit of its item.
EX_OFFICIO = "ex officio"
EX_OFFICIO_KIND = Kind(flow=promised_without_certificate(), statutory=30, promised=0)
UPPER = "upper"
UPPER_KIND = Kind(flow=promised_without_certificate())


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeOffice:
    """An office as the lives know it (机构).

    Args:
        reviewers: who reviews or countersigns, by organisation.
        upper_item: item of the organ that cases are relayed to; empty at the top.
    """

    name: str
    kind: Kind
    region_code: str
    office: Office | FilingOffice
    reviewers: Mapping[str, Actor]
    upper_item: str


def make_offices() -> dict[str, LifeOffice]:
    """Make one department of each kind and the organ above them, once for all lives."""
    make_certificate_type()
    make_region(code=CITY, name="绵阳市")
    countersigners = {
        code: make_handler(Post.REVIEWER, staff_code=f"{code}-S", organisation_code=code)
        for code in (PLANNING, FIRE)
    }
    upper_item = f"{CITY}-D01-510101901000"
    made = {}
    kinds = [*KINDS.items(), (UPPER, UPPER_KIND)]
    for number, (name, kind) in enumerate(kinds, start=1):
        is_upper = name == UPPER
        region = CITY if is_upper else REGION
        code = f"{CITY}-D01" if is_upper else f"{REGION}-D{number:02d}"
        office = make_office(
            organisation_code=code,
            region_code=region,
            prefix=f"S{number}",
            item=upper_item if is_upper else f"{code}-510101901000",
            flow=kind.flow,
            calendar=number == 1,
            **kind.more,
        )
        made[name] = LifeOffice(
            name=name,
            kind=kind,
            region_code=region,
            office=office,
            reviewers={code: office.reviewer, **countersigners},
            upper_item="" if is_upper else upper_item,
        )
    made[EX_OFFICIO] = _filing_office()
    return made


def _filing_office() -> LifeOffice:
    office = make_filing_office(
        organisation_code=f"{REGION}-D09",
        item=f"{REGION}-D09-510200601000",
        prefix="X",
        calendar=False,
        statutory_limit={"count": EX_OFFICIO_KIND.statutory, "unit": "workday"},
        special_procedures=[{"kind": "hearing", "basis": "《某规定》第六十四条"}],
    )
    return LifeOffice(
        name=EX_OFFICIO,
        kind=EX_OFFICIO_KIND,
        region_code=REGION,
        office=office,
        reviewers={office.organisation_code: office.reviewer},
        upper_item="",
    )
