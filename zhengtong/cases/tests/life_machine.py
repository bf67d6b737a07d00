"""What happens in the random lives of cases, and what the model remembers of it.

hypothesis drives the operations, legal and illegal, over days that cross the Spring Festival,
Qingming and National Day: alone, in a joint review of three bodies, and up to the organ above,
which goes on with what was relayed.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from zhengtong.cases.models import CaseLink
from zhengtong.cases.operations.act_times import ActTime, entered_late, live
from zhengtong.cases.operations.drafting import start_draft
from zhengtong.cases.operations.filing import file_case
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.sweep import sweep_region
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.tests import life_acts
from zhengtong.cases.tests.counter_offices import PLEDGED, TOLERATED
from zhengtong.cases.tests.ex_officio import filing_request
from zhengtong.cases.tests.factories import application, moment, next_number, trace
from zhengtong.cases.tests.life_acts import ON_THE_FLOW, row_at
from zhengtong.cases.tests.life_counter import (
    COMES_WITHOUT,
    COUNTER_ACTS,
    COUNTER_BESIDE,
    COUNTER_LEGAL,
    COUNTER_USUAL,
    MAY_GO_BACK,
    CounterChecks,
)
from zhengtong.cases.tests.life_ex_officio import EX_OFFICIO_ACTS, EX_OFFICIO_USUAL
from zhengtong.cases.tests.life_offices import (
    COUNTER,
    EX_OFFICIO,
    REGION,
    REGIONS,
    UPPER,
    LifeOffice,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day

ACTS = life_acts.ACTS | COUNTER_ACTS
LEGAL = life_acts.LEGAL | COUNTER_LEGAL
BESIDE = life_acts.BESIDE | COUNTER_BESIDE
MADE: dict[str, LifeOffice] = {}
# What went through, by office and act, over all lives of a run.
REACHED: Counter[tuple[str, str]] = Counter()
# The usual way of a case from each state, so that random lives get far.
USUAL = {
    "draft": ("submit",),
    "submitted": ("pass_pre_review", "start_pre_review", "pass_pre_review"),
    "pre_review": ("pass_pre_review",),
    "received": ("accept", "notify", "fix", "accept"),
    "correction_noticed": ("supply", "accept"),
    "accepted": ("start_review", "on_the_spot", "start_review"),
    "in_review": ("pass", "relay", "propose", "suspend", "extend", "on_the_spot", "propose"),
    "suspended": ("resume",),
    "decision_drafted": ("grant", "deny", "send_back", "grant"),
    "granted": ("complete", "certificate"),
    "denied": ("complete",),
    "cert_making": ("complete",),
    "to_deliver": ("deliver",),
} | EX_OFFICIO_USUAL
# In a joint review most of the work is passing nodes; ends are drawn more often than middles.
USUAL_JOINT = USUAL | {
    "in_review": ("pass", "pass", "suspend", "relay", "propose", "propose", "pass", "propose")
}


USUAL_OF = {"joint": USUAL_JOINT, COUNTER: USUAL | COUNTER_USUAL}


@dataclass
class Stop:
    """A special procedure as the model remembers it."""

    started_on: dt.date
    ended_on: dt.date | None = None


class CaseLives(CounterChecks, RuleBasedStateMachine):
    """A department and its cases, pushed at random through time (随机办件).

    `focus` names the department of `MADE` whose cases they are.
    """

    focus: ClassVar[str]
    reached = REACHED

    def __init__(self) -> None:
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.now = moment("2018-02-05 09:00")
        self.office = MADE[self.focus]
        self.office_of: dict[str, LifeOffice] = {}
        self.states: dict[str, str] = {}
        self.acts: Counter[str] = Counter()
        self.taken: list[str] = []
        self.stops: defaultdict[str, list[Stop]] = defaultdict(list)
        self.longer: Counter[str] = Counter()
        self.received_on: dict[str, dt.date] = {}
        self.supplied_on: dict[str, dt.date] = {}
        self.accepted_on: dict[str, dt.date] = {}
        self.passed: defaultdict[str, set[str]] = defaultdict(set)
        self.went_up: dict[str, str] = {}
        self.remember_the_counter()

    def tick(self) -> ActTime:
        self.now += dt.timedelta(minutes=1)
        return live(self.now)

    def cases(self) -> list[str]:
        return sorted(self.states)

    def ways(self, number: str) -> tuple[str, ...] | None:
        usual = USUAL_OF.get(self.office_of[number].name, USUAL)
        return usual.get(self.states[number])

    @rule(days=st.integers(min_value=1, max_value=9))
    def time_passes(self, days: int) -> None:
        if self.now < moment("2018-11-01 09:00"):
            self.now += dt.timedelta(days=days)

    @precondition(lambda self: self.focus == EX_OFFICIO and len(self.states) < 5)
    @rule()
    def a_case_is_filed(self) -> None:
        number = next_number()
        office = self.office.office
        file_case(
            case_number=number,
            request=filing_request(office),
            by=office.handler,
            at=self.tick(),
        )
        self.begins(number, "filed", self.office)

    @precondition(lambda self: self.focus != EX_OFFICIO and len(self.states) < 5)
    @rule()
    def a_window_case_comes_in(self) -> None:
        number = next_number()
        is_lacking = self.office.name == COUNTER
        without = COMES_WITHOUT[len(self.states) % len(COMES_WITHOUT)] if is_lacking else ()
        self.without[number] = set(without)
        receive_case(
            case_number=number,
            application=application(item=self.office.office.item),
            collected=sorted({"申请表", TOLERATED, PLEDGED} - set(without)),
            by=self.office.office.clerk,
            at=self.tick(),
        )
        self.begins(number, "received", self.office)

    @precondition(lambda self: self.focus != EX_OFFICIO and len(self.states) < 5)
    @rule()
    def an_online_case_is_begun(self) -> None:
        number = next_number()
        start_draft(
            case_number=number,
            application=application(item=self.office.office.item, channel=Channel.PC),
            by=self.office.office.clerk,
            at=self.tick(),
        )
        self.without[number] = {PLEDGED} if self.office.name == COUNTER else set()
        self.begins(number, "draft", self.office)

    def begins(self, number: str, state: str, office: LifeOffice) -> None:
        self.states[number], self.acts[number] = state, 1
        self.office_of[number] = office
        if state == "received":
            self.received_on[number] = local_day(self.now)
        elif state == "filed":
            self.accepted_on[number] = local_day(self.now)

    @precondition(lambda self: self.states)
    @rule(data=st.data(), action=st.sampled_from(sorted(EX_OFFICIO_ACTS)))
    def somebody_acts_without_application(self, data: st.DataObject, action: str) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        self.act(number, action, self.tick())

    @precondition(lambda self: self.states)
    @rule(data=st.data(), action=st.sampled_from(sorted(ACTS.keys() - EX_OFFICIO_ACTS.keys())))
    def somebody_acts(self, data: st.DataObject, action: str) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        self.act(number, action, self.tick())

    @precondition(lambda self: self.states)
    @rule(data=st.data(), days=st.integers(min_value=1, max_value=9))
    def somebody_enters_late(self, data: st.DataObject, days: int) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        happened_at = self.tick().occurred_at
        self.time_passes(days=days)
        at = entered_late(
            occurred_at=happened_at, now=self.tick().recorded_at, reason="停电，先在纸上办理"
        )
        if ways := self.ways(number):
            self.act(number, data.draw(st.sampled_from(ways)), at)

    @precondition(lambda self: self.states)
    @rule(data=st.data(), steps=st.integers(min_value=4, max_value=24))
    def a_case_goes_its_usual_way(self, data: st.DataObject, steps: int) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        for _ in range(steps):
            ways = self.ways(number)
            if ways is None:
                # Whoever relayed a case follows it to the organ above.
                number = self.went_up.get(number, "")
                if not number:
                    return
                continue
            self.time_passes(days=data.draw(st.sampled_from([0, 0, 1, 4])))
            if number in self.supply_by:
                # As the worker does every hour; what it returned goes on no more.
                self.the_sweep_runs()
                if self.states[number] == "returned":
                    return
            self.act(number, data.draw(st.sampled_from(ways)), self.tick())

    @precondition(lambda self: self.states)
    @rule(
        data=st.data(),
        action=st.sampled_from(
            ["void", "delete", "withdraw", "return_accepted", *["usual way"] * 9]
        ),
    )
    def a_case_may_be_taken_out(self, data: st.DataObject, action: str) -> None:
        number = data.draw(st.sampled_from(self.cases()))
        if action in ACTS:
            self.act(number, action, self.tick())
        elif ways := self.ways(number):
            self.act(number, data.draw(st.sampled_from(ways)), self.tick())

    @precondition(lambda self: set(self.states.values()) & ON_THE_FLOW)
    @rule(data=st.data(), action=st.sampled_from(sorted(BESIDE)))
    def a_step_changes_hands(self, data: st.DataObject, action: str) -> None:
        under_way = [one for one in self.cases() if self.states[one] in ON_THE_FLOW]
        self.act(data.draw(st.sampled_from(under_way)), action, self.tick())

    @precondition(lambda self: self.states)
    @rule()
    def the_sweep_runs(self) -> None:
        for region in REGIONS:
            swept = sweep_region(region_code=region, now=self.now)
            for number in swept.deemed:
                assert self.owes_an_answer(number)
                self.states[number] = "accepted"
                self.acts[number] += 1
                self.accepted_on[number] = self.complete_on(number)
            for number in swept.returned:
                assert self.states[number] == "correction_noticed"
                assert number not in self.supplied_on
                self.states[number] = "returned"
                self.acts[number] += 1
            assert swept.refused == []
            self.note_unsupplied(region, swept.unsupplied)

    @precondition(lambda self: any(self.states[one] in MAY_GO_BACK for one in self.supply_by))
    @rule()
    def what_was_tolerated_never_comes(self) -> None:
        self.time_passes(days=9)
        self.the_sweep_runs()

    def act(self, number: str, action: str, at: ActTime) -> None:
        before, office = trace(number), self.office_of[number]
        row = row_at(number, at, "review", "countersign") if action == "pass" else None
        try:
            with transaction.atomic():
                ACTS[action](office, number, at)
        except DomainError:
            # Refused: nothing at all has changed.
            assert trace(number) == before
            return
        if action in BESIDE:
            assert self.states[number] in BESIDE[action], f"{action} went through: {before.state}"
        else:
            may_from, leads_to = LEGAL[action]
            assert self.states[number] in may_from, f"{action} went through from {before.state}"
            assert action != "deem" or self.owes_an_answer(number)
            assert action != "return" or number not in self.supplied_on
            self.states[number] = leads_to
        self.acts[number] += 1
        self.check_counter(number, action, at)
        what = f"{action} {row.node}" if row else action
        REACHED[office.name, what] += 1
        REACHED[at.origin.value, "act"] += 1
        self.remember(number, action, at.day, node=row.node if row else "")

    def remember(self, number: str, action: str, today: dt.date, *, node: str) -> None:
        """Note what the clocks and figures of the case depend on, without asking the database."""
        match action:
            case "pass_pre_review":
                self.received_on[number] = today
            case "supply":
                self.supplied_on.setdefault(number, today)
            case "accept" | "accept_on":
                self.accepted_on[number] = self.supplied_on.get(number, today)
            case "deem":
                self.accepted_on[number] = self.complete_on(number)
            case "suspend" | "request_hearing":
                self.stops[number].append(Stop(today))
            case "resume" | "hold_hearing" | "end_hearing":
                self.stops[number][-1].ended_on = today
            case "send_back_outcome" | "decide_against":
                for stop in self.stops[number]:
                    stop.ended_on = stop.ended_on or today
            case "extend":
                self.longer[number] += self.office_of[number].kind.longer
            case "pass":
                self.passed[number].add(node)
            case "send_back":
                self.passed[number].clear()
            case "relay":
                self.note_upper(number, today)
            case "void" | "delete":
                self.taken.append(number)

    def owes_an_answer(self, number: str) -> bool:
        """Tell whether the office has all that it asked for and has not answered."""
        return self.states[number] == "received" or (
            self.states[number] == "correction_noticed" and number in self.supplied_on
        )

    def complete_on(self, number: str) -> dt.date:
        """Return the day on which the office had all that it asked for."""
        return self.supplied_on.get(number, self.received_on[number])

    def note_upper(self, number: str, today: dt.date) -> None:
        """Note the case that a relay opened above: one nobody knew, received at that moment."""
        links = CaseLink.objects.filter(region_code=REGION, role="relayed_to")
        (upper,) = set(links.values_list("other_number", flat=True)) - set(self.went_up.values())
        self.went_up[number] = upper
        self.begins(upper, "received", MADE[UPPER])
        self.received_on[upper] = today
