"""Acts of the counter in the random lives: undertakings, what comes of them, annulment."""

import datetime as dt
from collections import Counter
from typing import ClassVar

from zhengtong.cases.models import CaseMaterial
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.pledges import AnnulmentRequest, annul_decision, check_pledge
from zhengtong.cases.operations.undertakings import Undertakings, supply_tolerated
from zhengtong.cases.rules.undertakings import Pledge, Tolerance, UndertakingResult
from zhengtong.cases.tests.counter_offices import PLEDGED, TOLERATED
from zhengtong.cases.tests.factories import REMEDIES
from zhengtong.cases.tests.life_acts import ACCEPTED_ON, EVERYWHERE, ON_THE_FLOW, case_of
from zhengtong.cases.tests.life_offices import REGION, LifeOffice
from zhengtong.kernel.local_time import local_day
from zhengtong.places.queries import work_calendar

# With how much a case comes in, one after the other.
COMES_WITHOUT = ((TOLERATED,), (TOLERATED, PLEDGED), (), (PLEDGED,), (TOLERATED,))
SUPPLY_DAYS = 5
# Written down from the rules of the house, not taken from the code.
COUNTER_LEGAL = {
    "accept_on": ({"received", "correction_noticed"}, "accepted"),
    "annul": ({"to_deliver", "delivered"}, "annulled"),
    "void": (ACCEPTED_ON | {"annulled"}, "voided"),
    "delete": (ACCEPTED_ON | {"annulled"}, "deleted"),
}
COUNTER_BESIDE = {
    "supply_tolerated": ON_THE_FLOW | {"accepted"},
    "check_true": {"to_deliver", "delivered"},
    "check_false": {"to_deliver", "delivered"},
    "unmask": EVERYWHERE | {"annulled"},
}
MAY_GO_BACK = {"accepted", "in_review", "suspended", "decision_drafted"}


def lacking(number):
    """Return the materials of a case that are not there."""
    rows = CaseMaterial.objects.filter(
        region_code=number[:6], case_id=case_of(number).id, is_collected=False
    )
    return set(rows.values_list("name", flat=True))


def do_accept_on(office, number, at):
    out = lacking(number)
    told = {"reference": "承诺书", "is_applicant_told": True}
    accept_case(
        case_number=number,
        undertakings=Undertakings(
            tolerance=Tolerance(materials=(TOLERATED,), **told) if TOLERATED in out else None,
            pledge=Pledge(materials=(PLEDGED,), **told) if PLEDGED in out else None,
        ),
        by=office.office.clerk,
        at=at,
    )


def do_check(result):
    return lambda office, number, at: check_pledge(
        case_number=number, result=result, finding="现场核查", by=office.office.reviewer, at=at
    )


COUNTER_ACTS = {
    "accept_on": do_accept_on,
    "supply_tolerated": lambda office, number, at: supply_tolerated(
        case_number=number, materials=[TOLERATED], by=office.office.clerk, at=at
    ),
    "check_true": do_check(UndertakingResult.PASSED),
    "check_false": do_check(UndertakingResult.FALSE),
    "annul": lambda office, number, at: annul_decision(
        case_number=number,
        request=AnnulmentRequest(reasons="承诺不实", remedies=REMEDIES, is_holder_heard=True),
        by=office.office.decider,
        at=at,
    ),
}
COUNTER_USUAL = {
    "received": ("accept_on", "notify", "accept_on", "fix", "accept_on"),
    "correction_noticed": ("supply", "accept_on"),
    "accepted": ("supply_tolerated", "start_review", "supply_tolerated"),
    "in_review": ("pass", "supply_tolerated", "propose", "suspend", "propose"),
    "to_deliver": ("supply_tolerated", "deliver", "check_false", "deliver", "annul"),
    "delivered": ("check_false", "annul", "check_true", "annul"),
}
# Where nothing is awaited any more.
ENDED = {"delivered", "returned", "withdrawn", "relayed", "voided", "deleted", "annulled"}


class CounterChecks:
    """What random lives remember of the counter, and hold what went through against (窗口日常)."""

    now: dt.datetime
    states: dict[str, str]
    acts: Counter[str]
    supplied_on: dict[str, dt.date]
    office_of: dict[str, LifeOffice]
    reached: ClassVar[Counter[tuple[str, str]]]

    def remember_the_counter(self) -> None:
        """Begin with nothing undertaken: what is out, until when, whose pledge is what."""
        self.without: dict[str, set[str]] = {}
        self.supply_by: dict[str, dt.date] = {}
        self.denied: set[str] = set()
        self.granted: set[str] = set()
        self.pledges: dict[str, str] = {}

    def check_counter(self, number: str, action: str, at: ActTime) -> None:
        """Hold what went through against what the counter may do, and remember it."""
        out = self.without.get(number, set())
        match action:
            case "accept":
                assert not out
            case "accept_on":
                if TOLERATED in out:
                    self.supply_by[number] = self.last_supply_day(number, at)
                if PLEDGED in out:
                    self.pledges[number] = "taken"
            case "supply_tolerated":
                is_decided = number in self.granted | self.denied
                assert is_decided or at.day <= self.supply_by[number]
                del self.supply_by[number]
            case "grant" | "on_the_spot":
                self.granted.add(number)
            case "deny":
                self.denied.add(number)
            case "deliver":
                assert number not in self.supply_by or number in self.denied
            case "relay":
                assert number not in self.supply_by
                assert number not in self.pledges
            case "check_true" | "check_false":
                assert number in self.granted
                assert self.pledges[number] == "taken"
                self.pledges[number] = action
            case "annul":
                assert self.pledges[number] == "check_false"
        if self.states[number] in ENDED:
            self.supply_by.pop(number, None)

    def last_supply_day(self, number: str, at: ActTime) -> dt.date:
        """Return five working days from the acceptance, counted by hand; the promise is longer."""
        day, left = self.supplied_on.get(number, at.day), SUPPLY_DAYS
        while left:
            day += dt.timedelta(days=1)
            left -= work_calendar(REGION).is_working_day(day)
        return day

    def note_unsupplied(self, region: str, numbers: list[str]) -> None:
        """Each case whose day has passed goes back by rule, and no other."""
        today = local_day(self.now)
        overdue = {
            number
            for number, day in self.supply_by.items()
            if number[:6] == region and day < today and self.states[number] in MAY_GO_BACK
        }
        assert set(numbers) == overdue
        for number in numbers:
            self.states[number] = "returned"
            self.acts[number] += 1
            del self.supply_by[number]
            self.reached[self.office_of[number].name, "unsupplied"] += 1
