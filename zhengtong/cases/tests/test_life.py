"""Random lives of cases: no illegal state, no lost entry, no clock that disagrees with its facts.

What each invariant believes is a model of its own, kept apart from the code under test: a table
of states written down in `life_acts`, the branches of the joint review, and clocks counted day by
day. A run that never came as far as a relay or a join proves nothing of them, so each run says
which acts it must have reached.
"""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from zhengtong.cases.models import Case, CaseAct, CaseLink, Step
from zhengtong.cases.operations.due_dates import recompute_open_cases
from zhengtong.cases.tests.factories import CITIZEN, MOBILE
from zhengtong.cases.tests.life_machine import MADE, REACHED, CaseLives, Stop
from zhengtong.cases.tests.life_offices import COUNTER, EX_OFFICIO, REGION, REGIONS, make_offices
from zhengtong.foundation.indicators import counted_kinds, measure
from zhengtong.foundation.ledger.models import Entry, Retraction
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.indicators.queries import counts_at
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import work_calendar

COUNTED_AS_COMPLETED = {
    "to_deliver",
    "delivered",
    "withdrawn",
    "returned",
    "relayed",
    "closed",
    "dropped",
    "annulled",
}
WHOLE = Period(dt.date(2018, 1, 1), dt.date(2019, 12, 31))
BRANCHES = {"countersign_1", "countersign_2"}


class CheckedLives(CaseLives):
    """The same lives, looked at after each act and at their end."""

    def teardown(self) -> None:
        try:
            self.check_figures()
            self.check_links()
        finally:
            transaction.set_rollback(True)
            self.atom.__exit__(None, None, None)

    @invariant()
    def every_case_is_where_the_table_puts_it(self) -> None:
        rows = dict(Case.objects.filter(region_code__in=REGIONS).values_list("number", "state"))
        assert rows == self.states

    @invariant()
    def every_act_is_one_row_and_one_entry(self) -> None:
        cases = Case.objects.filter(region_code__in=REGIONS)
        assert dict(cases.values_list("number", "entry_count")) == dict(self.acts)
        entries = Counter(
            subject.removeprefix("case:")
            for subject in Entry.objects.filter(
                region_code__in=REGIONS, subject__startswith="case:"
            ).values_list("subject", flat=True)
        )
        assert entries == self.acts
        acts = CaseAct.objects.filter(region_code__in=REGIONS)
        assert acts.count() == sum(self.acts.values())

    @invariant()
    def open_steps_belong_to_cases_under_way(self) -> None:
        live_cases = set(
            Step.objects.filter(region_code__in=REGIONS, closed_at=None).values_list(
                "case_id", flat=True
            )
        )
        for case in Case.objects.filter(region_code__in=REGIONS):
            on_flow = case.state in {
                "in_review",
                "suspended",
                "decision_drafted",
                "granted",
                "denied",
                "cert_making",
                "to_deliver",
            }
            assert (case.id in live_cases) == on_flow

    @invariant()
    def a_joint_review_waits_for_all_its_branches(self) -> None:
        for case in Case.objects.filter(region_code=REGION, state__in=["in_review", "suspended"]):
            if self.office_of[case.number].name != "joint":
                continue
            rows = Step.objects.filter(region_code=REGION, case_id=case.id, closed_at=None)
            working = set(rows.exclude(post="").values_list("node", flat=True))
            done = self.passed[case.number]
            if "review" not in done:
                assert working == {"review"}
            elif not done >= BRANCHES:
                assert working == BRANCHES - done
            else:
                assert working == {"decision"}

    @invariant()
    def clocks_agree_with_their_facts(self) -> None:
        for case in Case.objects.filter(region_code__in=REGIONS, accepted_at__isnull=False):
            if case.state in {"to_deliver", "delivered"} or case.close_result:
                continue
            assert local_day(case.accepted_at) == self.accepted_on[case.number]
            stops, longer = self.stops[case.number], self.longer[case.number]
            kind = self.office_of[case.number].kind
            if self.office_of[case.number].name == EX_OFFICIO:
                assert case.promised_due_at is None
                due = counted_by_hand(self.accepted_on[case.number], kind.statutory, stops)
                assert (local_day(case.statutory_due_at) if case.statutory_due_at else None) == due
                continue
            for limit, due_at in (
                (kind.statutory + longer, case.statutory_due_at),
                (kind.promised + longer if kind.promised else 0, case.promised_due_at),
            ):
                expected = counted_by_hand(self.accepted_on[case.number], limit, stops)
                assert (local_day(due_at) if due_at else None) == expected

    @invariant()
    def what_is_awaited_is_what_was_undertaken(self) -> None:
        cases = Case.objects.filter(region_code__in=REGIONS)
        awaited = cases.filter(supply_due_on__isnull=False).values_list("number", "supply_due_on")
        assert dict(awaited) == self.supply_by
        pledged = cases.filter(is_on_pledge=True).values_list("number", flat=True)
        assert set(pledged) == set(self.pledges)

    def check_links(self) -> None:
        """Each relayed case and the one above it know each other, and nobody else does."""
        links = CaseLink.objects.filter(region_code__in=REGIONS)
        found = {
            (link.region_code, link.role, link.other_number)
            for link in links.only("region_code", "role", "other_number")
        }
        assert found == {
            (number[:6], role, other)
            for lower, upper in self.went_up.items()
            for number, role, other in (
                (lower, "relayed_to", upper),
                (upper, "relayed_from", lower),
            )
        }

    def check_figures(self) -> None:
        """The figures are those of the model; the ledger verifies; due moments are projections."""
        for region in REGIONS:
            self.check_figures_of(region)

    def check_figures_of(self, region: str) -> None:
        assert recompute_open_cases(region_code=region).changed == 0
        number_pending(region_code=region)
        assert list(verify_region(region_code=region)) == []
        accepted, completed = Counter(), Counter()
        for number, day in self.accepted_on.items():
            if number not in self.taken and number[:6] == region:
                accepted[day] += 1
                completed[day] += self.states[number] in COUNTED_AS_COMPLETED
        for code, expected in (("accepted", accepted), ("completed", completed)):
            kinds = measure(code).kinds
            counted = counts_at(region_code=region, period=WHOLE, kinds=kinds, position=10**6)
            assert sum(counted.by_key.values()) == sum(expected.values())
        for number in [one for one in self.taken if one[:6] == region]:
            taken_back = set(
                Retraction.objects.filter(
                    region_code=region, taken__subject=f"case:{number}"
                ).values_list("taken__kind", "taken__day")
            )
            entries = Entry.objects.filter(
                region_code=region, subject=f"case:{number}", kind__in=counted_kinds()
            )
            assert taken_back == set(entries.values_list("kind", "day"))
        for body in Entry.objects.filter(region_code=region).values_list("body", flat=True):
            assert CITIZEN not in body
            assert MOBILE not in body
            assert "张演示" not in body


class FiledLives(CheckedLives):
    """Lives without application; a hearing takes three acts in a row, which chance hardly finds."""

    @precondition(lambda self: "proposed" in self.states.values())
    @rule(
        data=st.data(),
        days=st.integers(min_value=0, max_value=18),
        course=st.sampled_from(["hold_hearing", "end_hearing"]),
    )
    def a_hearing_takes_its_course(self, data: st.DataObject, days: int, course: str) -> None:
        waiting = [one for one in self.cases() if self.states[one] == "proposed"]
        number = data.draw(st.sampled_from(waiting))
        for action in ("tell_hearing", "request_hearing"):
            self.act(number, action, self.tick())
        self.time_passes(days=days)
        self.act(number, course, self.tick())


def counted_by_hand(accepted_on: dt.date, limit: int, stops: list[Stop]) -> dt.date | None:
    """Count a limit one day after the other; None while a procedure that began in time is open."""
    calendar = work_calendar(REGION)
    day, left = accepted_on, limit
    while left:
        for stop in stops:
            if stop.ended_on is None and stop.started_on <= day:
                return None
        day += dt.timedelta(days=1)
        is_stopped = any(
            stop.ended_on is not None and stop.started_on < day <= stop.ended_on for stop in stops
        )
        if calendar.is_working_day(day) and not is_stopped:
            left -= 1
    return day


# What a run of each department must have come to; the organ above goes on with what was relayed.
ANSWERED_ABOVE = {("upper", "accept"), ("upper", "start_review"), ("upper", "pass review")}
MUST_REACH = {
    "promised": {("promised", "relay"), ("promised", "deliver")} | ANSWERED_ABOVE,
    "certificate": {("certificate", "certificate"), ("certificate", "relay")} | ANSWERED_ABOVE,
    "on the spot": {("on the spot", "on_the_spot"), ("on the spot", "deliver")},
    "joint": {
        ("joint", "pass review"),
        ("joint", "pass countersign_1"),
        ("joint", "pass countersign_2"),
        ("joint", "propose"),
        ("joint", "relay"),
    }
    | ANSWERED_ABOVE,
    EX_OFFICIO: {
        (EX_OFFICIO, "hold_hearing"),
        (EX_OFFICIO, "end_hearing"),
        (EX_OFFICIO, "review_legality"),
        (EX_OFFICIO, "decide_against"),
        (EX_OFFICIO, "close"),
        (EX_OFFICIO, "drop"),
    },
    COUNTER: {
        (COUNTER, "accept_on"),
        (COUNTER, "supply_tolerated"),
        (COUNTER, "unsupplied"),
        (COUNTER, "check_false"),
        (COUNTER, "annul"),
        (COUNTER, "deliver"),
    },
}
LIVES = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


# The counter has more ends than any other life, and each takes time to pass.
LONGER = settings(LIVES, max_examples=70)


@pytest.mark.django_db
@pytest.mark.parametrize("focus", MUST_REACH)
def test_no_life_of_a_case_leaves_the_law(focus: str) -> None:
    REACHED.clear()
    MADE.update(make_offices())
    checked = FiledLives if focus == EX_OFFICIO else CheckedLives
    lives = type("FocusedLives", (checked,), {"focus": focus})
    run_state_machine_as_test(lives, settings=LONGER if focus == COUNTER else LIVES)
    assert MUST_REACH[focus] - set(REACHED) == set()
    assert REACHED["back_entry", "act"] > 0


WALKS = {
    "a punishment heard, reviewed, sent back, decided, closed and deleted": (
        EX_OFFICIO,
        "handle handle propose_outcome tell_hearing request_hearing send_back_outcome unmask "
        "handle propose_outcome tell_hearing request_hearing wait hold_hearing review_legality "
        "decide close delete",
        "",
    ),
    "a punishment dropped while a hearing is awaited": (
        EX_OFFICIO,
        "handle propose_outcome tell_hearing request_hearing drop",
        "",
    ),
    "a punishment whose hearing was given up": (
        EX_OFFICIO,
        "handle propose_outcome tell_hearing request_hearing end_hearing decide close",
        "",
    ),
    "no punishment though a hearing is awaited": (
        EX_OFFICIO,
        "handle propose_outcome tell_hearing request_hearing decide_against close",
        "",
    ),
    "no punishment": (EX_OFFICIO, "handle propose_outcome decide_against close", ""),
    "a joint review, held, handed on and sent back": (
        "joint",
        "accept start_review claim release transfer pass unmask pass pass propose send_back "
        "pass pass pass propose grant complete",
        "",
    ),
    "a joint review relayed between its branches": (
        "joint",
        "accept start_review pass pass relay",
        "accept start_review pass propose grant complete deliver",
    ),
    "a joint review suspended, extended and returned": (
        "joint",
        "accept start_review pass pass suspend resume extend pass propose return_accepted void",
        "",
    ),
    "a case relayed and sent back above": (
        "promised",
        "notify supply accept start_review pass relay",
        "accept start_review suspend resume pass propose send_back pass propose deny complete "
        "deliver",
    ),
    "a result waits for what was tolerated": (
        COUNTER,
        "accept_on start_review pass propose grant complete supply_tolerated deliver void",
        "",
    ),
    "a relayed case deleted below goes on above": (
        "certificate",
        "accept start_review relay delete",
        "accept start_review pass withdraw",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("focus", "below", "above"), WALKS.values(), ids=list(WALKS))
def test_a_life_walked_by_hand(focus: str, below: str, above: str) -> None:
    """Edges that random lives reach seldom; each act must go through, under the same invariants."""
    MADE.update(make_offices())
    lives = type("WalkedLives", (CheckedLives,), {"focus": focus})()
    if focus == EX_OFFICIO:
        lives.a_case_is_filed()
    else:
        lives.a_window_case_comes_in()
    (number,) = lives.cases()
    for action in below.split():
        walk(lives, number, action)
    for action in above.split():
        walk(lives, lives.went_up[number], action)
    lives.teardown()


def walk(lives: CheckedLives, number: str, action: str) -> None:
    """Do one act that must go through, and look at everything after it; or wait two weeks."""
    if action == "wait":
        lives.time_passes(days=14)
        return
    before = lives.acts[number]
    lives.act(number, action, lives.tick())
    assert lives.acts[number] == before + 1, f"{action} was refused"
    for check in (
        lives.every_case_is_where_the_table_puts_it,
        lives.every_act_is_one_row_and_one_entry,
        lives.open_steps_belong_to_cases_under_way,
        lives.a_joint_review_waits_for_all_its_branches,
        lives.clocks_agree_with_their_facts,
        lives.what_is_awaited_is_what_was_undertaken,
    ):
        check()
