"""An act that was done earlier is entered with both times; its limits go by the real one."""

import datetime as dt
from functools import partial

import pytest

from zhengtong.cases.models import CaseAct
from zhengtong.cases.operations.act_times import entered_late
from zhengtong.cases.operations.back_entry import enter_late
from zhengtong.cases.operations.extension import extend_case
from zhengtong.cases.operations.relay import relay_case
from zhengtong.cases.operations.review import pass_step
from zhengtong.cases.operations.suspension import suspend_case
from zhengtong.cases.operations.unmasking import unmask_people
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.rules.deadlines import ExtensionRefused
from zhengtong.cases.rules.guards.chronology import ActInFuture, ActOutOfOrder
from zhengtong.cases.rules.guards.entering import LateEntryUnexplained
from zhengtong.cases.rules.personal_data import PersonalField
from zhengtong.cases.tests.factories import at, in_review, moment, trace
from zhengtong.cases.tests.test_procedures import extension, procedure
from zhengtong.cases.tests.test_relay import city, upper  # noqa: F401  the fixture of the organ above
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import DutyPeriod

pytestmark = pytest.mark.django_db
BEGUN = "2018-02-26 10:00"


def passing(number: str):
    return partial(pass_step, case_number=number, node="review", opinion="符合")


def enter(act, *, by, happened: str, now: str = "2018-03-05 09:00", reason: str = "停电"):
    return enter_late(act, occurred_at=moment(happened), reason=reason, by=by, now=moment(now))


def test_it_keeps_both_times_and_says_why(office) -> None:
    journey = in_review(office, on=BEGUN)
    case = enter(passing(journey.number), by=office.reviewer, happened="2018-02-28 15:00")
    assert case.origin == "live"
    assert case.last_act_at == moment("2018-02-28 15:00")
    act = CaseAct.objects.get(region_code="510703", action="pass_node")
    assert (act.occurred_at, act.recorded_at) == (
        moment("2018-02-28 15:00"),
        moment("2018-03-05 09:00"),
    )
    assert (act.origin, act.entry_reason) == ("back_entry", "停电")
    entry = Entry.objects.get(region_code="510703", kind="cases.step_passed")
    assert (entry.origin, entry.day) == ("back_entry", dt.date(2018, 2, 28))
    assert "停电" not in entry.body
    last = case_record(case_number=journey.number, now=moment("2018-03-05 10:00")).acts[-1]
    assert (last.is_late_entry, last.entry_reason) == (True, "停电")


def test_due_moments_go_by_the_real_time(office) -> None:
    journey = in_review(office, on=BEGUN)
    suspending = partial(suspend_case, case_number=journey.number, request=procedure())
    enter(suspending, by=office.reviewer, happened="2018-02-28 10:00", now="2018-04-20 10:00")
    record = case_record(case_number=journey.number, now=moment("2018-04-20 11:00"))
    # Entered long after the limit, but it began in time: the clock has stood since 28 February.
    assert record.days.statutory.standing.is_paused
    assert record.days.statutory.standing.left.count == 18


def test_an_extension_in_time_may_be_entered_after_the_limit(office) -> None:
    journey = in_review(office, on=BEGUN)
    extending = partial(extend_case, case_number=journey.number, request=extension())
    with pytest.raises(ExtensionRefused, match="届满"):
        extending(by=office.reviewer, at=at("2018-04-02 10:00"))
    case = enter(extending, by=office.reviewer, happened="2018-03-20 10:00", now="2018-04-02 10:00")
    assert case.statutory_due_at == moment("2018-04-10 23:59:59")


@pytest.mark.parametrize(
    ("happened", "reason", "refusal"),
    [
        pytest.param("2018-03-05 09:01", "停电", ActInFuture, id="in the future"),
        pytest.param("2018-02-26 10:01", "停电", ActOutOfOrder, id="before the act before"),
        pytest.param("2018-02-28 15:00", " ", LateEntryUnexplained, id="no reason"),
    ],
)
def test_it_refuses_a_time_that_cannot_be(office, happened, reason, refusal) -> None:
    journey = in_review(office, on=BEGUN)
    before = trace(journey.number)
    with pytest.raises(refusal):
        enter(passing(journey.number), by=office.reviewer, happened=happened, reason=reason)
    assert trace(journey.number) == before


def test_it_takes_the_right_of_the_act_and_the_right_to_enter_late(office) -> None:
    journey = in_review(office, on=BEGUN)
    before = trace(journey.number)
    with pytest.raises(PermissionRefused, match="审查"):
        enter(passing(journey.number), by=office.clerk, happened="2018-02-28 15:00")
    suspending = partial(suspend_case, case_number=journey.number, request=procedure())
    DutyPeriod.objects.filter(staff_id="S02").delete()
    with pytest.raises(PermissionRefused, match="补录以前的办理"):
        enter(suspending, by=office.reviewer, happened="2018-02-28 15:00")
    assert trace(journey.number) == before


def test_no_operation_lets_a_late_time_in_without_a_reason(office) -> None:
    journey = in_review(office, on=BEGUN)
    before = trace(journey.number)
    late = entered_late(
        occurred_at=moment("2018-02-28 15:00"), now=moment("2018-03-05 09:00"), reason=""
    )
    with pytest.raises(LateEntryUnexplained):
        passing(journey.number)(by=office.reviewer, at=late)
    assert trace(journey.number) == before


def test_a_relay_may_be_entered_late_and_opens_the_upper_case_then(office, city) -> None:  # noqa: F811
    journey = in_review(office, on=BEGUN)
    relaying = partial(relay_case, case_number=journey.number, upper=upper(), opinion="初审合格")
    lower, above = enter(relaying, by=office.reviewer, happened="2018-03-01 10:00")
    assert lower.completed_at == above.received_at == moment("2018-03-01 10:00")
    assert above.origin == "back_entry"


def test_who_looked_in_between_does_not_bar_an_earlier_act(office) -> None:
    journey = in_review(office, on=BEGUN)
    unmask_people(
        case_number=journey.number,
        fields=[PersonalField.APPLICANT_MOBILE],
        reason="电话核实",
        by=office.reviewer,
        now=moment("2018-03-05 08:00"),
    )
    case = enter(passing(journey.number), by=office.reviewer, happened="2018-02-28 15:00")
    assert case.reviewer == "S02"
