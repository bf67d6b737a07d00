"""One clue is one case; a refusal names the law of its kind of power."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case, Filing
from zhengtong.cases.operations import filing as filing_operations
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.filing import file_case
from zhengtong.cases.operations.investigation import (
    record_handling,
)
from zhengtong.cases.operations.outcome import decide_outcome
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.rules.ex_officio import ClueSource
from zhengtong.cases.tests.ex_officio import (
    PUNISHMENT,
    USUAL,
    decision,
    filed,
    filing_request,
    make_filing_office,
    proposed,
    refuses,
)
from zhengtong.cases.tests.factories import (
    moment,
    next_number,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import Period

pytestmark = pytest.mark.django_db
REPORTED = {"clue_source": ClueSource.REPORT, "clue_number": "JB-1"}
FEBRUARY = Period(dt.date(2018, 2, 1), dt.date(2018, 2, 28))


@pytest.fixture
def office():
    return make_filing_office()


def file_reported(office):
    return file_case(
        case_number=next_number(),
        request=filing_request(office, **REPORTED),
        by=office.handler,
        at=live(moment("2018-02-26 10:00")),
    )


def test_the_database_says_last_who_was_first_with_a_clue(office, monkeypatch):
    monkeypatch.setattr(filing_operations, "_check_first", lambda case, request: None)
    first = file_reported(office)
    with pytest.raises(DomainError) as refusal:
        file_reported(office)
    assert refusal.value.code == "clue_filed_already"
    assert "JB-1" in refusal.value.message
    assert list(Case.objects.values_list("number", flat=True)) == [first.number]


def test_the_clue_of_a_case_taken_out_is_free_again(office):
    first = file_reported(office)
    with pytest.raises(DomainError) as refusal:
        file_reported(office)
    assert first.number in refusal.value.message
    void_case(
        case_number=first.number,
        reason="录错",
        by=office.administrator,
        at=live(moment("2018-02-26 11:00")),
    )
    assert file_reported(office).state == "filed"
    assert Filing.objects.filter(clue_number="JB-1").count() == 2


@pytest.mark.parametrize(
    ("item_type", "item", "alone", "unheard"),
    [
        ("punishment", PUNISHMENT, "《行政处罚法》（2021年修订）第四十二条第一款", "第四十五条"),
        ("coercion", "510703-D01-510300601000", "《行政强制法》第十八条第二项", "第十八条第六项"),
        ("inspection", "510703-D01-510600601000", "", None),
    ],
)
def test_a_refusal_names_the_law_of_the_kind_of_power(item_type, item, alone, unheard):
    office = make_filing_office(item_type=item_type, item=item)
    journey = filed(office)
    refusal = refuses(
        "handling_incomplete",
        record_handling,
        case_number=journey.number,
        result="查实",
        investigators=[],
        by=office.handler,
        at=journey.tick(),
    )
    assert refusal.clause == alone
    if unheard is not None:
        journey = proposed(office)
        refusal = refuses(
            "party_not_heard",
            decide_outcome,
            case_number=journey.number,
            decision=decision(USUAL[item_type], is_party_heard=False),
            by=office.decider,
            at=journey.tick(),
        )
        assert unheard in refusal.clause
        assert ("行政强制法" in refusal.clause) is (item_type == "coercion")
