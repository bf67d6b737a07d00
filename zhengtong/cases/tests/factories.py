"""An office with people, an item and a flow, and cases brought to any point of their life."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from zhengtong.cases.models import Case, CaseAct
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.act_times import ActTime, live
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.decision import (
    Proposal,
    deny_case,
    grant_case,
    propose_decision,
)
from zhengtong.cases.operations.drafting import start_draft
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.pre_review import pass_pre_review
from zhengtong.cases.operations.review import pass_step, start_review
from zhengtong.cases.operations.submission import Submission, submit_case
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant, Application
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.catalogue.tests.factories import complete_elements, make_published_item
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.shapes import promised_without_certificate
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.ledger.models import Entry
from zhengtong.kernel.case_numbers import make_case_number
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import make_administrator, make_handler
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_calendar, make_organisation

ITEM = "510703-D01-510101901000"
CITIZEN = "11010519491231002X"  # the example printed in GB 11643
MOBILE = "13900001111"
ADDRESS = "涪城区某街道某路1号"
APPLICANT = Actor(kind=ActorKind.APPLICANT, code="applicant")
ORGAN_HEAD = "S90"
REMEDIES = Remedies(reconsideration="涪城区人民政府，六十日内", suit="涪城区人民法院，六个月内")
_serials: list[int] = [0]


def at(text: str) -> ActTime:
    """Return a live act at a moment such as `2018-09-28 10:00`, Beijing time."""
    return live(moment(text))


def moment(text: str) -> dt.datetime:
    """Return a moment such as `2018-09-28 10:00`, Beijing time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA_TIME)


def next_number(*, region_code: str = REGION, day: dt.date = dt.date(2018, 2, 26)) -> str:
    """Return a fresh case number, as if an edge had reserved it."""
    _serials[0] += 1
    return make_case_number(region_code=region_code, day=day, serial=_serials[0] % 99_999 + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department that can handle a case from beginning to end."""

    organisation_code: str
    item: str
    clerk: Actor
    reviewer: Actor
    decider: Actor
    maker: Actor
    deliverer: Actor
    administrator: Actor


@dataclass(slots=True, kw_only=True)
class Journey:
    """One case under way and the moment of its last act; every act takes a minute."""

    office: Office
    number: str
    now: dt.datetime
    case: Case = field(init=False)

    def tick(self) -> ActTime:
        """Return the time of the next act."""
        self.now += dt.timedelta(minutes=1)
        return live(self.now)


def make_office(
    *,
    organisation_code: str = DEPARTMENT,
    region_code: str = REGION,
    prefix: str = "S",
    item: str = ITEM,
    flow: FlowGraph | None = None,
    calendar: bool = True,
    **element_changes: Any,
) -> Office:
    """Make a department with one holder of each post, a running item and its flow."""
    if calendar:
        make_calendar()
    make_organisation(code=organisation_code, region_code=region_code)
    posts = (
        Post.INTAKE,
        Post.REVIEWER,
        Post.DECIDER,
        Post.CERTIFICATE_MAKER,
        Post.DELIVERER,
    )
    staff = [
        make_handler(post, staff_code=f"{prefix}0{number}", organisation_code=organisation_code)
        for number, post in enumerate(posts, start=1)
    ]
    administrator = make_administrator(
        staff_code=f"{prefix}09", organisation_code=organisation_code
    )
    published = make_published_flow(
        organisation_code=organisation_code,
        graph=flow or promised_without_certificate(),
        code=f"{item[-32:]}.flow",
        with_holders=False,
    )
    make_published_item(
        region_code=region_code,
        implementation_code=item,
        organisation_code=organisation_code,
        elements=complete_elements(**element_changes),
        flow_code=published.code,
        flow_version=published.version,
    )
    clerk, reviewer, decider, maker, deliverer = staff
    return Office(
        organisation_code=organisation_code,
        item=item,
        clerk=clerk,
        reviewer=reviewer,
        decider=decider,
        maker=maker,
        deliverer=deliverer,
        administrator=administrator,
    )


def application(*, item: str = ITEM, **changes: Any) -> Application:
    """Return an application of an invented citizen."""
    fields: dict[str, Any] = {
        "implementation_code": item,
        "applicant": Applicant(
            kind=ApplicantKind.NATURAL,
            name="张演示",
            id_type="111",
            id_number=CITIZEN,
            mobile=MOBILE,
            address=ADDRESS,
        ),
        "channel": Channel.WINDOW,
        "form": {"配偶证件号码": CITIZEN},
    }
    return Application(**{**fields, **changes})


def received(office: Office, *, on: str = "2018-02-26 10:00", **changes: Any) -> Journey:
    """Take a case in at the window with all its materials."""
    journey = Journey(office=office, number=next_number(), now=moment(on))
    journey.case = receive_case(
        case_number=journey.number,
        application=application(item=office.item, **changes),
        collected=["申请表", "营业执照"],
        by=office.clerk,
        at=live(journey.now),
    )
    return journey


def submitted(office: Office, *, on: str = "2018-02-26 10:00") -> Journey:
    """Hand a case in on line."""
    journey = Journey(office=office, number=next_number(), now=moment(on))
    draft = start_draft(
        case_number=journey.number,
        application=application(item=office.item, channel=Channel.PC),
        by=APPLICANT,
        at=live(journey.now),
    )
    journey.case = submit_case(
        case_number=journey.number,
        submission=Submission(
            is_identity_verified=True, files={"申请表": "a.pdf", "营业执照": "b.jpg"}
        ),
        by=APPLICANT,
        at=journey.tick(),
        query_code=draft.query_code,
    )
    return journey


def received_online(office: Office, **moments: str) -> Journey:
    """Take in a case that was handed in on line."""
    journey = submitted(office, **moments)
    journey.case = pass_pre_review(case_number=journey.number, by=office.clerk, at=journey.tick())
    return journey


def accepted(office: Office, **moments: str) -> Journey:
    """Accept a case a minute after it was received."""
    journey = received(office, **moments)
    journey.case = accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    return journey


def in_review(office: Office, **moments: str) -> Journey:
    """Dispatch an accepted case to its first node."""
    journey = accepted(office, **moments)
    journey.case = start_review(case_number=journey.number, by=office.clerk, at=journey.tick())
    return journey


def reviewed(office: Office, **moments: str) -> Journey:
    """Pass the review node."""
    journey = in_review(office, **moments)
    journey.case = pass_step(
        case_number=journey.number,
        node="review",
        opinion="符合条件",
        by=office.reviewer,
        at=journey.tick(),
    )
    return journey


def proposed(office: Office, *, proposal: Proposal = Proposal.GRANT, **moments: str) -> Journey:
    """Propose a decision."""
    journey = reviewed(office, **moments)
    journey.case = propose_decision(
        case_number=journey.number,
        proposal=proposal,
        opinion="拟办意见",
        by=office.reviewer,
        at=journey.tick(),
    )
    return journey


def granted(office: Office, **moments: str) -> Journey:
    """Grant a case."""
    journey = proposed(office, **moments)
    journey.case = grant_case(
        case_number=journey.number, opinion="同意", by=office.decider, at=journey.tick()
    )
    return journey


def denied(office: Office, **moments: str) -> Journey:
    """Deny a case."""
    journey = proposed(office, proposal=Proposal.DENY, **moments)
    journey.case = deny_case(
        case_number=journey.number,
        reasons="不符合许可条件",
        remedies=REMEDIES,
        by=office.decider,
        at=journey.tick(),
    )
    return journey


def completed(office: Office, **moments: str) -> Journey:
    """Make the result of a granted case ready."""
    journey = granted(office, **moments)
    journey.case = complete_case(case_number=journey.number, by=office.decider, at=journey.tick())
    return journey


@dataclass(frozen=True, slots=True)
class Trace:
    """What a case has left behind: enough to see that a refusal changed nothing."""

    state: str
    row: tuple[Any, ...]
    acts: tuple[str, ...]
    kinds: tuple[str, ...]


def trace(number: str) -> Trace:
    """Return state, row, acts and entries of a case as they stand in the database."""
    case = Case.objects.get(region_code=number[:6], number=number)
    row = tuple(getattr(case, name.attname) for name in Case._meta.local_concrete_fields)
    acts = CaseAct.objects.filter(region_code=case.region_code, case_id=case.id)
    entries = Entry.objects.filter(region_code=case.region_code, subject=f"case:{number}")
    return Trace(
        state=case.state,
        row=tuple(str(value) for value in row),
        acts=tuple(acts.order_by("act_no").values_list("action", flat=True)),
        kinds=tuple(entries.order_by("subject_no").values_list("kind", flat=True)),
    )
