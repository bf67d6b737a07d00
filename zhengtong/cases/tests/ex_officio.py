"""An office that punishes, coerces or inspects, and its cases at any point of their life."""

from dataclasses import dataclass
from typing import Any

import pytest

from zhengtong.cases.models import Filing
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.filing import FilingRequest, file_case
from zhengtong.cases.operations.investigation import propose_outcome, record_handling
from zhengtong.cases.operations.outcome import OutcomeDecision, close_case, decide_outcome
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.ex_officio import ClueSource, Outcome
from zhengtong.cases.tests.factories import (
    ADDRESS,
    CITIZEN,
    MOBILE,
    REMEDIES,
    Journey,
    moment,
    next_number,
    trace,
)
from zhengtong.catalogue.tests.factories import complete_elements, make_published_item
from zhengtong.foundation.actors import Actor
from zhengtong.kernel.errors import DomainError
from zhengtong.people.rules.duties import Duty, Post
from zhengtong.people.tests.factories import (
    actor,
    give_duty,
    make_administrator,
    make_handler,
    make_staff,
)
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_calendar, make_organisation

PUNISHMENT = "510703-D01-510200601000"
USUAL = {
    "punishment": Outcome.PUNISH,
    "coercion": Outcome.COERCE,
    "inspection": Outcome.FOUND_FAULTY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingOffice:
    """A department with two who investigate, one who reviews and one who decides."""

    organisation_code: str
    item: str
    item_type: str
    handler: Actor
    second: Actor
    reviewer: Actor
    decider: Actor
    administrator: Actor

    @property
    def clerk(self) -> Actor:
        """Return who would take in an application, were there any."""
        return self.handler

    maker = deliverer = clerk


def make_filing_office(
    *,
    item_type: str = "punishment",
    item: str = PUNISHMENT,
    organisation_code: str = DEPARTMENT,
    region_code: str = REGION,
    prefix: str = "S",
    calendar: bool = True,
    **element_changes: Any,
) -> FilingOffice:
    """Make a department and a running item that nobody applies for."""
    if calendar:
        make_calendar()
    make_organisation(code=organisation_code, region_code=region_code)
    handlers = []
    for number in (1, 2):
        code = f"{prefix}0{number}"
        make_staff(staff_code=code, organisation_code=organisation_code)
        give_duty(staff_code=code, duty=Duty.CASE_HANDLER, organisation_code=organisation_code)
        handlers.append(actor(staff_code=code, organisation_code=organisation_code))
    reviewer = make_handler(
        Post.REVIEWER, staff_code=f"{prefix}03", organisation_code=organisation_code
    )
    decider = make_handler(
        Post.DECIDER, staff_code=f"{prefix}04", organisation_code=organisation_code
    )
    administrator = make_administrator(
        staff_code=f"{prefix}09", organisation_code=organisation_code
    )
    elements = complete_elements(
        item_name="对违法行为的处罚", item_type=item_type, statutory_limit=None
    )
    make_published_item(
        region_code=region_code,
        implementation_code=item,
        organisation_code=organisation_code,
        elements={**elements, **element_changes},
    )
    return FilingOffice(
        organisation_code=organisation_code,
        item=item,
        item_type=item_type,
        handler=handlers[0],
        second=handlers[1],
        reviewer=reviewer,
        decider=decider,
        administrator=administrator,
    )


def filing_request(office: FilingOffice, **changes: Any) -> FilingRequest:
    """Return the filing of a matter about an invented citizen."""
    fields: dict[str, Any] = {
        "implementation_code": office.item,
        "party": Applicant(
            kind=ApplicantKind.NATURAL,
            name="张演示",
            id_type="111",
            id_number=CITIZEN,
            mobile=MOBILE,
            address=ADDRESS,
        ),
        "clue_source": ClueSource.PATROL,
    }
    return FilingRequest(**{**fields, **changes})


def filed(office: FilingOffice, *, on: str = "2018-02-26 10:00", **changes: Any) -> Journey:
    """File a case."""
    journey: Any = Journey(office=office, number=next_number(), now=moment(on))  # type: ignore[arg-type]
    journey.case = file_case(
        case_number=journey.number,
        request=filing_request(office, **changes),
        by=office.handler,
        at=journey.tick(),
    )
    return journey


def handle(office: FilingOffice, number: str, at: ActTime) -> Any:
    """Record what two officials found."""
    return record_handling(
        case_number=number,
        result="现场检查笔录第1号，证据确实",
        investigators=[office.second.code],
        by=office.handler,
        at=at,
    )


def handled(office: FilingOffice, **moments: str) -> Journey:
    """Bring a case to where something may be proposed."""
    journey = filed(office, **moments)
    journey.case = handle(office, journey.number, journey.tick())
    return journey


def proposed(office: FilingOffice, *, on: str = "2018-02-26 10:00", **changes: Any) -> Journey:
    """Propose the usual outcome."""
    journey = handled(office, on=on)
    fields: dict[str, Any] = {"outcome": USUAL[office.item_type], "opinion": "拟处理"}
    journey.case = propose_outcome(
        case_number=journey.number,
        **{**fields, **changes},
        by=office.handler,
        at=journey.tick(),
    )
    return journey


def decision(outcome: Outcome, **changes: Any) -> OutcomeDecision:
    """Return a decision with everything told."""
    fields: dict[str, Any] = {
        "outcome": outcome,
        "reasons": "事实清楚，依据第一条",
        "remedies": REMEDIES,
        "is_party_heard": True,
    }
    return OutcomeDecision(**{**fields, **changes})


def decided(
    office: FilingOffice, *, outcome: Outcome | None = None, on: str = "2018-02-26 10:00"
) -> Journey:
    """Decide a case."""
    journey = proposed(office, on=on)
    journey.case = decide_outcome(
        case_number=journey.number,
        decision=decision(outcome or USUAL[office.item_type]),
        by=office.decider,
        at=journey.tick(),
    )
    return journey


def closed(office: FilingOffice, *, outcome: Outcome | None = None, **moments: str) -> Journey:
    """Close a case."""
    journey = decided(office, outcome=outcome, **moments)
    journey.case = close_case(
        case_number=journey.number,
        execution="罚款已缴清",
        by=office.handler,
        at=journey.tick(),
    )
    return journey


def filing(number: str) -> Filing:
    """Return the filing of a case as it stands."""
    return Filing.objects.get(region_code=number[:6], case__number=number)


def refuses(code: str, call: Any, **arguments: Any) -> DomainError:
    """Refuse with this code and leave everything as it was."""
    before = trace(arguments["case_number"])
    with pytest.raises(DomainError) as refusal:
        call(**arguments)
    assert refusal.value.code == code
    assert trace(arguments["case_number"]) == before
    return refusal.value
