"""Offices whose items allow what the counter does: tolerance, pledge, fees, the register."""

import datetime as dt
from typing import Any

from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.undertakings import Undertakings
from zhengtong.cases.rules.undertakings import Pledge, Tolerance
from zhengtong.cases.tests.factories import (
    Journey,
    Office,
    application,
    make_office,
    moment,
    next_number,
)
from zhengtong.catalogue.tests.factories import complete_elements
from zhengtong.flows.rules.shapes import on_the_spot
from zhengtong.foundation.actors import Actor
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import make_handler

TOLERATED, PLEDGED = "营业执照", "场地证明"
FEE = {
    "fee_name": "工本费",
    "standard": "每证10元",
    "basis": "川发改价格〔2017〕1号",
    "unit_amount_fen": 1000,
    "reduction": "残疾人免收",
}
SPOT = {"promised_limit": {"count": 0, "unit": "on_the_spot"}, "case_kind": "on_the_spot"}


def materials(**supply_limit: Any) -> list[dict[str, Any]]:
    """Return three materials: a form, one that may come later, one that a pledge may replace."""
    form, licence = complete_elements()["materials"]
    limit = supply_limit or {"count": 5, "unit": "workday"}
    return [
        form,
        {**licence, "tolerant": True, "supply_limit": limit},
        {**licence, "material_name": PLEDGED, "tolerant": False, "pledgeable": True},
    ]


def make_counter_office(**changes: Any) -> Office:
    """Make a department whose item tolerates a material, takes a pledge and charges a fee."""
    elements = {
        "materials": materials(),
        "pledge": True,
        "pledge_check_limit": {"count": 20, "unit": "workday"},
        "is_fee": True,
        "fees": [FEE],
    }
    return make_office(**{**elements, **changes})


def make_spot_office(**changes: Any) -> tuple[Office, Actor]:
    """Make a department that decides at once, and somebody who may do all of it."""
    office = make_office(flow=on_the_spot(), **{**SPOT, "one_window": False, **changes})
    everything = make_handler(
        Post.INTAKE,
        Post.DECIDER,
        Post.CERTIFICATE_MAKER,
        Post.DELIVERER,
        staff_code="S77",
        organisation_code=office.organisation_code,
    )
    return office, everything


def tolerance(**changes: Any) -> Undertakings:
    fields: dict[str, Any] = {
        "materials": (TOLERATED,),
        "reference": "容缺承诺第1号",
        "is_applicant_told": True,
    }
    return Undertakings(tolerance=Tolerance(**{**fields, **changes}))


def pledge(**changes: Any) -> Undertakings:
    fields: dict[str, Any] = {
        "reference": "告知承诺第1号",
        "is_applicant_told": True,
        "materials": (PLEDGED,),
    }
    return Undertakings(pledge=Pledge(**{**fields, **changes}))


def taken_in(
    office: Office, *without: str, on: str = "2018-02-26 10:00", **changes: Any
) -> Journey:
    """Take a case in at the window without some of its materials."""
    journey = Journey(office=office, number=next_number(), now=moment(on))
    journey.case = receive_case(
        case_number=journey.number,
        application=application(item=office.item, **changes),
        collected=sorted({"申请表", TOLERATED, PLEDGED} - set(without)),
        by=office.clerk,
        at=journey.tick(),
    )
    return journey


def tolerated(office: Office, *, on: str = "2018-02-26 10:00", **changes: Any) -> Journey:
    """Accept a case whose licence is to come by Monday 5 March 2018, its own five days."""
    journey = taken_in(office, TOLERATED, on=on)
    journey.case = accept_case(
        case_number=journey.number,
        undertakings=tolerance(**changes),
        by=office.clerk,
        at=journey.tick(),
    )
    return journey


def pledged(office: Office, *, on: str = "2018-02-26 10:00") -> Journey:
    """Accept a case on a pledge in the place of one material."""
    journey = taken_in(office, PLEDGED, on=on)
    journey.case = accept_case(
        case_number=journey.number, undertakings=pledge(), by=office.clerk, at=journey.tick()
    )
    return journey


SUPPLY_BY = dt.date(2018, 3, 5)
