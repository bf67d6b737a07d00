"""One case with everything that belongs to it, for pages and commands (办件档案)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from zhengtong.cases.models import Case, Filing
from zhengtong.cases.models import Extension as ExtensionRow
from zhengtong.cases.models import Step as StepRow
from zhengtong.cases.models import Suspension as SuspensionRow
from zhengtong.cases.queries.certificates import certificate_readiness
from zhengtong.cases.queries.clock_days import CaseDays, case_days
from zhengtong.cases.queries.clocks import ClockRecords
from zhengtong.cases.queries.counter_parts import CounterRecord, counter_record
from zhengtong.cases.queries.filings import FilingRecord, filing_record, filing_row
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.queries.lookup import find_case
from zhengtong.cases.queries.people import MaskedPeople, masked_people
from zhengtong.cases.queries.record_parts import (
    ActRecord,
    CaseRows,
    ExtensionRecord,
    LinkRecord,
    MaterialRecord,
    NoticeRecord,
    StepRecord,
    SuspensionRecord,
    act_records,
    extension_record,
    link_records,
    material_records,
    notice_record,
    rows_of,
    step_records,
    suspension_records,
)
from zhengtong.cases.queries.staffing import holders_of_posts
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.deadlines import Extension, Suspension
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.cases.rules.waiting import awaits_proposal, todo_at
from zhengtong.certificates.rules.types import Readiness
from zhengtong.flows import queries as flows
from zhengtong.flows.queries import PublishedFlow
from zhengtong.flows.rules.nodes import OWN_ORGANISATION
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.people.queries import staff_by_code
from zhengtong.people.rules.duties import Post
from zhengtong.places.queries import organisations, work_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """What a case is and where it stands (办件概况).

    Args:
        due_at: by when the next act is due, whatever it is.
    """

    number: str
    region_code: str
    organisation_code: str
    state: CaseState
    close_result: CloseResult | None
    close_reason: str
    proposal: str
    origin: Origin
    channel: Channel
    applicant_kind: ApplicantKind
    is_deemed_accepted: bool
    came_from_below: bool
    national_case_code: str
    source: str
    source_number: str
    data_version: int
    certificate_number: str
    delivery_way: DeliveryWay | None
    submitted_at: dt.datetime | None
    received_at: dt.datetime | None
    corrected_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    completed_at: dt.datetime | None
    delivered_at: dt.datetime | None
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """A case with its time line, clocks and everything else (办件档案).

    Args:
        people: masked.
        acts, steps: oldest first.
        flow: None where the item has no published flow.
        filing: None for what was applied for.
        certificate: whether its certificate can be made; None where the result is none.
        organisation_names: by code, of the case and of every node of its flow.
        at_work: names of who holds the post of each open step, by organisation and post; and of
            the reviewers of its own body while a draft decision is awaited.
    """

    head: CaseHead
    terms: ItemTerms
    people: MaskedPeople
    days: CaseDays
    acts: tuple[ActRecord, ...]
    steps: tuple[StepRecord, ...]
    suspensions: tuple[SuspensionRecord, ...]
    extension: ExtensionRecord | None
    notice: NoticeRecord | None
    materials: tuple[MaterialRecord, ...]
    links: tuple[LinkRecord, ...]
    counter: CounterRecord
    flow: PublishedFlow | None
    certificate: Readiness | None
    organisation_names: Mapping[str, str]
    at_work: Mapping[tuple[str, str], tuple[str, ...]]
    filing: FilingRecord | None = None

    @property
    def open_steps(self) -> tuple[StepRecord, ...]:
        """Return the steps where somebody must act now (当前环节)."""
        return tuple(step for step in self.steps if step.result is None and step.post)

    def todo_at(self, step: StepRecord) -> str:
        """Return what is to be done at an open step (环节待办)."""
        return todo_at(
            name=step.name,
            state=self.head.state,
            kind=step.kind,
            is_on_the_spot=self.terms.is_on_the_spot,
        )

    def people_at(self, step: StepRecord) -> tuple[str, ...]:
        """Return the names of who is to act at an open step: who has it, else the post (待办人)."""
        if awaits_proposal(
            state=self.head.state, kind=step.kind, is_on_the_spot=self.terms.is_on_the_spot
        ):
            return self.at_work.get((self.head.organisation_code, Post.REVIEWER.value), ())
        if step.claimed_by:
            return (step.claimed_by,)
        return self.at_work.get((step.organisation_code, step.post), ())

    @property
    def organisation_name(self) -> str:
        """Return the body that handles the case (承办机构)."""
        code = self.head.organisation_code
        return self.organisation_names.get(code, code)


def case_record(*, case_number: str, now: dt.datetime) -> CaseRecord:
    """Return a case with everything that belongs to it (办件档案).

    The number of queries does not depend on how much there is.

    Raises:
        CaseNumberRefused: the number cannot be one.
        CaseUnknown: no such case.
        SealedValueUnreadable: the key of its personal data is not here.
    """
    case = find_case(case_number)
    rows, filing = rows_of(case), filing_row(case)
    open_places = {
        (step.organisation_code, step.post)
        for step in rows.steps
        if step.closed_at is None and step.post
    }
    if any(_awaits_proposal(case, step) for step in rows.steps):
        open_places.add((case.organisation_code, Post.REVIEWER.value))
    held = holders_of_posts(places=open_places, on=local_day(now)) if open_places else {}
    names = _names(rows, filing, holders={code for codes in held.values() for code in codes})
    flow = _flow(case)
    bodies = organisations(_bodies(case, rows, flow))
    return CaseRecord(
        head=_head(case),
        terms=terms_of(case),
        people=masked_people(case),
        days=case_days(
            case,
            records=_clock_records(rows.suspensions, rows.extension),
            calendar=work_calendar(case.region_code),
            now=now,
        ),
        acts=act_records(rows, names=names),
        steps=step_records(rows.steps, names=names),
        suspensions=suspension_records(rows),
        extension=extension_record(rows, names=names),
        notice=notice_record(rows),
        materials=material_records(rows),
        links=link_records(rows),
        counter=counter_record(case),
        flow=flow,
        certificate=certificate_readiness(case) if case.needs_certificate else None,
        organisation_names={code: body.name for code, body in bodies.items()},
        at_work={
            place: tuple(names.get(code, code) for code in sorted(codes))
            for place, codes in held.items()
        },
        filing=filing_record(filing, names=names),
    )


def _names(rows: CaseRows, filing: Filing | None, *, holders: set[str]) -> dict[str, str]:
    """Return the names of everybody whom a record speaks of, in one query."""
    investigators = set(filing.investigators) if filing else set()
    found = staff_by_code(rows.staff_codes() | holders | investigators)
    return {code: person.name for code, person in found.items()}


def _awaits_proposal(case: Case, step: StepRow) -> bool:
    return step.closed_at is None and awaits_proposal(
        state=CaseState(case.state), kind=step.kind, is_on_the_spot=case.is_on_the_spot
    )


def _head(case: Case) -> CaseHead:
    return CaseHead(
        number=case.number,
        region_code=case.region_code,
        organisation_code=case.organisation_code,
        state=CaseState(case.state),
        close_result=CloseResult(case.close_result) if case.close_result else None,
        close_reason=case.close_reason,
        proposal=case.proposal,
        origin=Origin(case.origin),
        channel=Channel(case.channel),
        applicant_kind=ApplicantKind(case.applicant_kind),
        is_deemed_accepted=case.deemed_accepted,
        came_from_below=case.came_from_below,
        national_case_code=case.national_case_code,
        source=case.source,
        source_number=case.source_number,
        data_version=case.data_version,
        certificate_number=case.certificate_number,
        delivery_way=DeliveryWay(case.delivery_way) if case.delivery_way else None,
        submitted_at=case.submitted_at,
        received_at=case.received_at,
        corrected_at=case.corrected_at,
        accepted_at=case.accepted_at,
        decided_at=case.decided_at,
        completed_at=case.completed_at,
        delivered_at=case.delivered_at,
        due_at=case.due_at,
    )


def _clock_records(
    suspensions: list[SuspensionRow], extension: ExtensionRow | None
) -> ClockRecords:
    """Make of rows at hand what `queries.clocks` would read again."""
    return ClockRecords(
        suspensions=tuple(
            Suspension(SpecialProcedure(row.kind), row.started_on, row.ended_on)
            for row in suspensions
        ),
        extension=Extension(extension.count, extension.basis) if extension else None,
        extends_promise=extension.extends_promise if extension else True,
    )


def _bodies(case: Case, rows: CaseRows, flow: PublishedFlow | None) -> set[str]:
    codes = {case.organisation_code, *(step.organisation_code for step in rows.steps)}
    if flow is not None:
        codes |= {node.organisation_code for node in flow.graph.nodes}
    return codes - {"", OWN_ORGANISATION}


def _flow(case: Case) -> PublishedFlow | None:
    if not case.flow_code:
        return None
    try:
        return flows.published_flow(
            region_code=case.region_code, flow_code=case.flow_code, version=case.flow_version
        )
    except flows.FlowNotPublished:
        return None
