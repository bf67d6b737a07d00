"""Random lives of cases: no illegal state, no lost entry, no clock that disagrees with its facts.

hypothesis drives the operations, legal and illegal, over days that cross the Spring Festival,
Qingming and National Day. What each rule believes is a model of its own, kept apart from the
code under test: a table of states written down here, and clocks counted day by day.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from zhengtong.cases.models import Case, CaseAct, Step
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.drafting import start_draft
from zhengtong.cases.operations.due_dates import recompute_open_cases
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.sweep import sweep_region
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.tests.factories import (
    CITIZEN,
    MOBILE,
    Office,
    application,
    make_office,
    moment,
    next_number,
    trace,
)
from zhengtong.cases.tests.life_acts import ACTS, LEGAL, REGION
from zhengtong.certificates.tests.factories import TYPE_CODE, make_certificate_type
from zhengtong.flows.rules.shapes import (
    on_the_spot,
    promised_with_certificate,
    promised_without_certificate,
)
from zhengtong.foundation.indicators import counted_kinds, measure
from zhengtong.foundation.ledger.models import Entry, Retraction
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.indicators.queries import counts_at
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import work_calendar

# A flow, its two limits in working days (0: on the spot), and what the item says besides.
OFFICES = {
    "promised": (promised_without_certificate(), (20, 7), {}),
    "certificate": (
        promised_with_certificate(),
        (20, 7),
        {"result_type": "certificate", "certificate_type_code": TYPE_CODE},
    ),
    "on the spot": (
        on_the_spot(),
        (20, 0),
        {"promised_limit": {"count": 0, "unit": "on_the_spot"}, "case_kind": "on_the_spot"},
    ),
}
MADE: dict[str, Office] = {}


def make_offices() -> None:
    """Make one department of each kind, once for all lives."""
    make_certificate_type()
    for number, (kind, (flow, _, more)) in enumerate(OFFICES.items(), start=1):
        code = f"{REGION}-D{number:02d}"
        MADE[kind] = make_office(
            organisation_code=code,
            prefix=f"S{number}",
            item=f"{code}-510101901000",
            flow=flow,
            calendar=number == 1,
            **more,
        )


COUNTED_AS_COMPLETED = {"to_deliver", "delivered", "withdrawn", "returned", "relayed"}
# The usual way of a case from each state, so that random lives get far.
USUAL = {
    "draft": ("submit",),
    "submitted": ("pass_pre_review", "start_pre_review"),
    "pre_review": ("pass_pre_review",),
    "received": ("accept", "accept", "accept", "notify", "fix"),
    "correction_noticed": ("supply", "accept"),
    "accepted": ("start_review", "on_the_spot"),
    "in_review": ("pass", "propose", "propose", "suspend", "extend", "on_the_spot"),
    "suspended": ("resume",),
    "decision_drafted": ("grant", "grant", "deny", "send_back"),
    "granted": ("complete", "certificate"),
    "denied": ("complete",),
    "cert_making": ("complete",),
    "to_deliver": ("deliver",),
}
WHOLE = Period(dt.date(2018, 1, 1), dt.date(2019, 12, 31))


@dataclass
class Stop:
    """A special procedure as the model remembers it."""

    started_on: dt.date
    ended_on: dt.date | None = None


class CaseLives(RuleBasedStateMachine):
    """A department and its cases, pushed at random through time."""

    def __init__(self) -> None:
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.now = moment("2018-02-05 09:00")
        self.states: dict[str, str] = {}
        self.acts: Counter[str] = Counter()
        self.taken: list[str] = []
        self.stops: defaultdict[str, list[Stop]] = defaultdict(list)
        self.longer: Counter[str] = Counter()
        self.received_on: dict[str, dt.date] = {}
        self.supplied_on: dict[str, dt.date] = {}
        self.accepted_on: dict[str, dt.date] = {}

    def teardown(self) -> None:
        try:
            self.check_figures()
        finally:
            transaction.set_rollback(True)
            self.atom.__exit__(None, None, None)

    @initialize(kind=st.sampled_from(sorted(OFFICES)))
    def choose_office(self, kind: str) -> None:
        self.office, self.limits = MADE[kind], OFFICES[kind][1]

    def tick(self):
        self.now += dt.timedelta(minutes=1)
        return live(self.now)

    def cases(self) -> list[str]:
        return sorted(self.states)

    @rule(days=st.integers(min_value=1, max_value=9))
    def time_passes(self, days: int) -> None:
        if self.now < moment("2018-11-01 09:00"):
            self.now += dt.timedelta(days=days)

    @precondition(lambda self: len(self.states) < 6)
    @rule()
    def a_window_case_comes_in(self) -> None:
        number = next_number()
        receive_case(
            case_number=number,
            application=application(item=self.office.item),
            collected=["申请表", "营业执照"],
            by=self.office.clerk,
            at=self.tick(),
        )
        self.states[number], self.acts[number] = "received", 1
        self.received_on[number] = local_day(self.now)

    @precondition(lambda self: len(self.states) < 6)
    @rule()
    def an_online_case_is_begun(self) -> None:
        number = next_number()
        start_draft(
            case_number=number,
            application=application(item=self.office.item, channel=Channel.PC),
            by=self.office.clerk,
            at=self.tick(),
        )
        self.states[number], self.acts[number] = "draft", 1

    @precondition(lambda self: self.states)
    @rule(data=st.data(), action=st.sampled_from(sorted(LEGAL)))
    def somebody_acts(self, data: st.DataObject, action: str) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        self.act(number, action)

    @precondition(lambda self: self.states)
    @rule(data=st.data(), steps=st.integers(min_value=1, max_value=9))
    def a_case_goes_its_usual_way(self, data: st.DataObject, steps: int) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        for _ in range(steps):
            ways = USUAL.get(self.states[number])
            if ways is None:
                return
            self.time_passes(days=data.draw(st.sampled_from([0, 0, 1, 4])))
            self.act(number, data.draw(st.sampled_from(ways)))

    @precondition(lambda self: self.states)
    @rule(
        data=st.data(),
        action=st.sampled_from(["void", "delete", "withdraw", *["usual way"] * 9]),
    )
    def a_case_may_be_taken_out(self, data: st.DataObject, action: str) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        if action in ACTS:
            self.act(number, action)
        elif ways := USUAL.get(self.states[number]):
            self.act(number, data.draw(st.sampled_from(ways)))

    @precondition(lambda self: self.states)
    @rule()
    def the_sweep_runs(self) -> None:
        swept = sweep_region(region_code=REGION, now=self.now)
        for number in swept.deemed:
            assert self.states[number] == "received"
            self.states[number] = "accepted"
            self.acts[number] += 1
            self.accepted_on[number] = self.received_on[number]
        for number in swept.returned:
            assert self.states[number] == "correction_noticed"
            self.states[number] = "returned"
            self.acts[number] += 1
        assert swept.refused == []

    def act(self, number: str, action: str) -> None:
        before = trace(number)
        may_from, leads_to = LEGAL[action]
        at = self.tick()
        try:
            with transaction.atomic():
                ACTS[action](self.office, number, at)
        except DomainError:
            # Refused: nothing at all has changed.
            assert trace(number) == before
            return
        assert self.states[number] in may_from, f"{action} went through from {before.state}"
        self.states[number] = leads_to
        self.acts[number] += 1
        self.remember(number, action, local_day(self.now))

    def remember(self, number: str, action: str, today: dt.date) -> None:
        """Note what the clocks and figures of the case depend on, without asking the database."""
        match action:
            case "pass_pre_review":
                self.received_on[number] = today
            case "supply":
                self.supplied_on.setdefault(number, today)
            case "accept":
                self.accepted_on[number] = self.supplied_on.get(number, today)
            case "deem":
                self.accepted_on[number] = self.received_on[number]
            case "suspend":
                self.stops[number].append(Stop(today))
            case "resume":
                self.stops[number][-1].ended_on = today
            case "extend":
                self.longer[number] += 10
            case "void" | "delete":
                self.taken.append(number)

    @invariant()
    def every_case_is_where_the_table_puts_it(self) -> None:
        rows = dict(Case.objects.filter(region_code=REGION).values_list("number", "state"))
        assert rows == self.states

    @invariant()
    def every_act_is_one_row_and_one_entry(self) -> None:
        counts = dict(Case.objects.filter(region_code=REGION).values_list("number", "entry_count"))
        assert counts == dict(self.acts)
        entries = Counter(
            subject.removeprefix("case:")
            for subject in Entry.objects.filter(
                region_code=REGION, subject__startswith="case:"
            ).values_list("subject", flat=True)
        )
        assert entries == self.acts
        assert CaseAct.objects.filter(region_code=REGION).count() == sum(self.acts.values())

    @invariant()
    def open_steps_belong_to_cases_under_way(self) -> None:
        live_cases = set(
            Step.objects.filter(region_code=REGION, closed_at=None).values_list(
                "case_id", flat=True
            )
        )
        for case in Case.objects.filter(region_code=REGION):
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
    def clocks_agree_with_their_facts(self) -> None:
        for case in Case.objects.filter(region_code=REGION, accepted_at__isnull=False):
            if case.state in {"to_deliver", "delivered"} or case.close_result:
                continue
            assert local_day(case.accepted_at) == self.accepted_on[case.number]
            stops, longer = self.stops[case.number], self.longer[case.number]
            statutory, promised = self.limits
            for limit, due_at in (
                (statutory + longer, case.statutory_due_at),
                (promised + longer if promised else 0, case.promised_due_at),
            ):
                expected = counted_by_hand(self.accepted_on[case.number], limit, stops)
                assert (local_day(due_at) if due_at else None) == expected

    def check_figures(self) -> None:
        """The figures are those of the model; the ledger verifies; due moments are projections."""
        assert recompute_open_cases(region_code=REGION).changed == 0
        number_pending(region_code=REGION)
        assert list(verify_region(region_code=REGION)) == []
        accepted, completed = Counter(), Counter()
        for number, day in self.accepted_on.items():
            if number not in self.taken:
                accepted[day] += 1
                completed[day] += self.states[number] in COUNTED_AS_COMPLETED
        for code, expected in (("accepted", accepted), ("completed", completed)):
            kinds = measure(code).kinds
            counted = counts_at(region_code=REGION, period=WHOLE, kinds=kinds, position=10**6)
            assert sum(counted.by_key.values()) == sum(expected.values())
        for number in self.taken:
            taken_back = set(
                Retraction.objects.filter(region_code=REGION, subject=f"case:{number}").values_list(
                    "kind", "day"
                )
            )
            entries = Entry.objects.filter(
                region_code=REGION, subject=f"case:{number}", kind__in=counted_kinds()
            )
            assert taken_back == set(entries.values_list("kind", "day"))
        for body in Entry.objects.filter(region_code=REGION).values_list("body", flat=True):
            assert CITIZEN not in body
            assert MOBILE not in body
            assert "张演示" not in body


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


LIVES = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_no_life_of_a_case_leaves_the_law() -> None:
    make_offices()
    run_state_machine_as_test(CaseLives, settings=LIVES)
