"""Batches of records become cases, acts and entries, and nothing else."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.models import Case, CaseAct
from zhengtong.cases.operations.due_dates import recompute_open_cases
from zhengtong.cases.operations.importing import ImportedCase, ImportOutcome, import_case_batch
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.operations.review import start_review
from zhengtong.cases.queries.items import terms_for_import
from zhengtong.cases.queries.people import opened
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.guards.chronology import CompletionBeforeAcceptance
from zhengtong.cases.rules.milestones import (
    Milestone,
    Statement,
    StatementContradicts,
    StatementRefused,
)
from zhengtong.cases.tests.factories import CITIZEN, ITEM, at, moment, next_number, trace
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.ledger.models import Entry, QueuedEntry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.codes import CodeRefused
from zhengtong.kernel.origins import Origin

pytestmark = pytest.mark.django_db
SOURCE = Actor(kind=ActorKind.SOURCE, code="traffic")
NOW = moment("2018-03-01 09:00")
APPLICANT = Applicant(
    kind=ApplicantKind.NATURAL,
    name="张演示",
    id_type="111",
    id_number=CITIZEN,
    mobile="13900001111",
)


def statement(**changes) -> Statement:
    fields = {
        "channel": Channel.WINDOW,
        "submitted_at": moment("2018-02-26 09:00"),
        "received_at": moment("2018-02-26 09:01"),
        "accepted_at": moment("2018-02-26 09:05"),
    }
    return Statement(**{**fields, **changes})


DONE = {
    "decided_at": moment("2018-02-27 10:00"),
    "completed_at": moment("2018-02-27 10:05"),
    "delivered_at": moment("2018-02-27 11:00"),
    "result": CloseResult.GRANTED,
}


def record(number: int = 1, *, version: int = 1, **changes) -> ImportedCase:
    terms = terms_for_import(region_code="510703", implementation_codes=[ITEM])[ITEM]
    fields = {
        "source_number": f"N{number:04d}",
        "data_version": version,
        "case_number": next_number(),
        "terms": terms,
        "organisation_code": terms.organisation_code,
        "applicant": APPLICANT,
        "statement": statement(),
        "recorded_at": moment("2018-02-28 09:00"),
        "origins": dict.fromkeys(Milestone, Origin.SYNCED),
    }
    return ImportedCase(**{**fields, **changes})


def bring(*rows: ImportedCase) -> ImportOutcome:
    return import_case_batch(rows, region_code="510703", source="traffic", by=SOURCE, now=NOW)


def the_case() -> Case:
    return Case.objects.get(region_code="510703")


def test_a_record_becomes_a_case_with_one_act_and_entry_for_each_time(office) -> None:
    outcome = bring(record(statement=statement(**DONE)))
    case = the_case()
    assert outcome.created == {"N0001": case.number}
    assert (outcome.entries, outcome.refused) == (5, [])
    left = trace(case.number)
    assert left.state == "delivered"
    assert left.acts == ("receive", "accept", "grant", "complete", "deliver")
    assert left.kinds == (
        "cases.received",
        "cases.accepted",
        "cases.granted",
        "cases.completed",
        "cases.delivered",
    )
    assert (case.entry_count, case.close_result, case.origin) == (5, "granted", "synced")
    assert case.submitted_at == moment("2018-02-26 09:00")
    # Twenty working days and seven from 26 February 2018.
    assert case.statutory_due_at == moment("2018-03-26 23:59:59")
    assert case.promised_due_at == moment("2018-03-07 23:59:59")
    entry = Entry.objects.get(region_code="510703", kind="cases.completed")
    assert entry.occurred_at == moment("2018-02-27 10:05")
    assert entry.recorded_at == moment("2018-02-28 09:00")
    assert (entry.day, entry.origin, entry.actor) == (
        dt.date(2018, 2, 27),
        "synced",
        "source:traffic",
    )


def test_the_ledger_that_it_writes_verifies(office) -> None:
    bring(*(record(number, statement=statement(**DONE)) for number in range(1, 21)))
    assert QueuedEntry.objects.count() == 100
    assert number_pending(region_code="510703") == 100
    assert list(verify_region(region_code="510703")) == []


def test_it_seals_the_applicant(office) -> None:
    bring(record())
    case = the_case()
    assert CITIZEN not in case.applicant_id_sealed
    assert opened(case, "applicant_id_sealed") == CITIZEN
    assert case.applicant_id_hash


def test_the_number_of_queries_does_not_grow_with_the_rows(office) -> None:
    bring(record(900))
    few, many = (
        [record(number, statement=statement(**DONE)) for number in numbers]
        for numbers in (range(1, 4), range(101, 151))
    )
    with CaptureQueriesContext(
        connection,
    ) as three:
        bring(*few)
    with CaptureQueriesContext(connection) as fifty:
        bring(*many)
    assert len(fifty) == len(three)


def test_a_newer_version_advances_the_case(office) -> None:
    bring(record())
    number = the_case().number
    before = trace(number)
    outcome = bring(record(version=2, statement=statement(**DONE)))
    assert (outcome.created, outcome.advanced) == ({}, {"N0001": number})
    left = trace(number)
    assert left.state == "delivered"
    assert left.acts == (*before.acts, "grant", "complete", "deliver")
    case = the_case()
    assert (case.data_version, case.entry_count) == (2, 5)
    assert [act.act_no for act in CaseAct.objects.order_by("act_no")] == [1, 2, 3, 4, 5]


def test_versions_of_one_batch_are_applied_in_order(office) -> None:
    outcome = bring(record(), record(version=2, statement=statement(**DONE)))
    assert list(outcome.created) == ["N0001"]
    assert trace(the_case().number).state == "delivered"
    assert the_case().entry_count == 5


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"statement": statement(accepted_at=moment("2018-02-26 09:06"))}, "受理时间"),
        ({"version": 1, "statement": statement(**DONE)}, "版本"),
        ({"organisation_code": "510703-D99"}, "机构"),
        ({"applicant": replace(APPLICANT, id_number="510703190001010019")}, "证件号码"),
    ],
)
def test_a_contradiction_changes_nothing(office, changes, match) -> None:
    bring(record())
    number = the_case().number
    before = trace(number)
    outcome = bring(record(**{"version": 2, **changes}))
    assert [found.is_contradiction for found in outcome.refused] == [True]
    assert outcome.refused[0].case_number == number
    assert match in outcome.refused[0].error.message
    assert trace(number) == before


def test_a_bad_record_changes_nothing_and_the_others_go_in(office) -> None:
    bad = record(2, statement=statement(**{**DONE, "completed_at": moment("2018-02-25 10:00")}))
    worse = record(3, applicant=replace(APPLICANT, id_number="110105194912310020"))
    outcome = bring(record(1), bad, worse, record(4))
    assert list(outcome.created) == ["N0001", "N0004"]
    assert [(found.source_number, type(found.error)) for found in outcome.refused] == [
        ("N0002", CompletionBeforeAcceptance),
        ("N0003", CodeRefused),
    ]
    assert Case.objects.count() == 2
    assert Entry.objects.count() == 4


def test_a_case_that_is_handled_here_is_not_pushed_from_outside(office) -> None:
    bring(record())
    number = the_case().number
    start_review(case_number=number, by=office.clerk, at=at("2018-03-01 09:00"))
    before = trace(number)
    outcome = bring(record(version=2, statement=statement(**DONE)))
    assert isinstance(outcome.refused[0].error, StatementContradicts)
    assert trace(number) == before


@pytest.mark.parametrize("result", [CloseResult.VOIDED, CloseResult.DELETED])
def test_no_source_removes_a_case(office, result) -> None:
    removed = statement(result=result, ended_at=moment("2018-02-28 08:00"), close_reason="重复")
    bring(record())
    before = trace(the_case().number)
    outcome = bring(record(version=2, statement=removed), record(2, statement=removed))
    assert [type(found.error) for found in outcome.refused] == [StatementRefused] * 2
    assert trace(the_case().number) == before


def test_a_case_that_was_voided_here_stays_so(office) -> None:
    bring(record(statement=statement(**DONE)))
    number = the_case().number
    void_case(
        case_number=number,
        reason="重复上报",
        by=office.administrator,
        at=at("2018-03-01 09:00"),
    )
    outcome = bring(record(version=2, statement=statement(**DONE)))
    assert [type(found.error) for found in outcome.refused] == [StatementContradicts]
    assert the_case().state == "voided"


def test_each_act_keeps_its_own_origin_and_the_case_that_of_its_first(office) -> None:
    late_start = dict.fromkeys(
        (Milestone.RECEIVED, Milestone.ACCEPTED), Origin.BACK_ENTRY
    ) | dict.fromkeys((Milestone.DECIDED, Milestone.COMPLETED, Milestone.DELIVERED), Origin.SYNCED)
    outcome = bring(record(statement=statement(**DONE), origins=late_start))
    assert list(CaseAct.objects.order_by("act_no").values_list("action", "origin")) == [
        ("receive", "back_entry"),
        ("accept", "back_entry"),
        ("grant", "synced"),
        ("complete", "synced"),
        ("deliver", "synced"),
    ]
    assert dict(Entry.objects.values_list("kind", "origin"))["cases.completed"] == "synced"
    assert the_case().origin == "back_entry"
    assert outcome.origins == {("N0001", 1): Origin.BACK_ENTRY}


@pytest.mark.parametrize(
    ("result", "state", "kind", "completed_at"),
    [
        (
            CloseResult.RETURNED,
            "returned",
            "cases.returned_after_acceptance",
            moment("2018-02-27 08:00"),
        ),
        (CloseResult.RELAYED, "relayed", "cases.relayed", moment("2018-02-27 08:00")),
    ],
)
def test_other_ends_count_as_completed(office, result, state, kind, completed_at) -> None:
    ended = statement(result=result, ended_at=moment("2018-02-27 08:00"), close_reason="申请人放弃")
    bring(record(statement=ended))
    case = the_case()
    assert (case.state, case.completed_at) == (state, completed_at)
    assert trace(case.number).kinds[-1] == kind


def test_an_ended_case_may_come_again_unchanged_but_not_otherwise(office) -> None:
    ended = statement(
        result=CloseResult.RETURNED,
        ended_at=moment("2018-02-27 08:00"),
        close_reason="申请人放弃",
    )
    bring(record(statement=ended))
    assert bring(record(version=2, statement=ended)).refused == []
    outcome = bring(record(version=3, statement=statement(**DONE)))
    assert isinstance(outcome.refused[0].error, StatementContradicts)


def test_an_online_record_begins_with_its_submission(office) -> None:
    bring(record(statement=statement(channel=Channel.PC)))
    assert trace(the_case().number).kinds == (
        "cases.submitted",
        "cases.received",
        "cases.accepted",
    )


def test_its_due_moments_are_those_of_its_facts(office) -> None:
    received_only = statement(accepted_at=None)
    completed = statement(**{**DONE, "delivered_at": None})
    bring(record(1), record(2, statement=received_only), record(3, statement=completed))
    due = dict(Case.objects.values_list("source_number", "due_at"))
    assert due == {
        "N0001": moment("2018-03-07 23:59:59"),
        "N0002": None,  # whether it was answered only its source knows
        "N0003": moment("2018-03-13 23:59:59"),
    }
    assert recompute_open_cases().changed == 0


def test_it_refuses_a_year_that_is_not_loaded(office) -> None:
    late = statement(
        submitted_at=None,
        received_at=moment("2016-02-26 09:00"),
        accepted_at=moment("2016-02-26 09:01"),
    )
    outcome = bring(record(statement=late))
    assert "2016" in outcome.refused[0].error.message
    assert not Case.objects.exists()


def test_only_a_source_imports(office) -> None:
    with pytest.raises(PermissionRefused):
        import_case_batch(
            [record()], region_code="510703", source="traffic", by=office.clerk, now=NOW
        )
    assert not Case.objects.exists()
