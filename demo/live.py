"""A handful of cases under way today, so that a newcomer sees clocks that run (在办演示办件)."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from demo.applicants import FIRMS, firm
from demo.items import DemoItem, demo_items
from demo.organisations import department_code
from demo.sources import REGION_CODE
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.act_times import ActTime, live
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.decision import Proposal, grant_case, propose_decision
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.review import pass_step, start_review
from zhengtong.cases.operations.suspension import ProcedureRequest, suspend_case
from zhengtong.cases.queries.lookup import cases_of_person
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant, Application
from zhengtong.cases.rules.channels import Channel
from zhengtong.catalogue.queries import item_for_case
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.places.queries import work_calendar

DEPARTMENT = 2
ITEM_NAME = "食品经营许可（演示）"
FIRST_FIRM = FIRMS + 1  # firms that no imported case draws: each marks its own running case


class LiveCase:
    """One case and the working day it has come to; every act of it takes ten minutes (在办办件)."""

    def __init__(self, *, item: DemoItem, received_on: dt.date, firm_number: int) -> None:
        self.item, self.firm_number = item, firm_number
        self.now = dt.datetime.combine(received_on, dt.time(9, 30), CHINA_TIME)
        (self.number,) = reserve_case_numbers(region_code=REGION_CODE, day=received_on, count=1)

    def tick(self) -> ActTime:
        """Return the time of the next act."""
        self.now += dt.timedelta(minutes=10)
        return live(self.now)

    def receive(self) -> None:
        """Take it in at the window with everything on paper."""
        applicant = firm(self.firm_number)
        terms = item_for_case(
            region_code=REGION_CODE, implementation_code=self.item.implementation_code
        )
        receive_case(
            case_number=self.number,
            application=Application(
                implementation_code=self.item.implementation_code,
                applicant=Applicant(
                    kind=ApplicantKind.LEGAL,
                    name=applicant.name,
                    id_type=applicant.id_type,
                    id_number=applicant.id_number,
                    mobile=applicant.mobile,
                    legal_representative="演示法定代表人",
                ),
                channel=Channel.WINDOW,
            ),
            collected=[material.name for material in terms.materials],
            by=person("S02"),
            at=self.tick(),
        )

    def review(self) -> None:
        """Accept it and give it to the reviewer."""
        self.receive()
        accept_case(case_number=self.number, by=person("S02"), at=self.tick())
        start_review(case_number=self.number, by=person("S02"), at=self.tick())

    def propose(self) -> None:
        """Let the reviewer pass it on to the decider."""
        self.review()
        reviewer = person("S03")
        opinion = "演示：符合条件"
        pass_step(
            case_number=self.number, node="review", opinion=opinion, by=reviewer, at=self.tick()
        )
        propose_decision(
            case_number=self.number,
            proposal=Proposal.GRANT,
            opinion=opinion,
            by=reviewer,
            at=self.tick(),
        )

    def ask_for_correction(self) -> None:
        """Tell once everything that is lacking."""
        self.receive()
        point = Point(what="申请表未盖章", ground="演示：办事指南")
        notify_correction(case_number=self.number, points=[point], by=person("S02"), at=self.tick())

    def suspend(self) -> None:
        """Wait for a test; the clock stands still."""
        self.review()
        request = ProcedureRequest(
            kind=SpecialProcedure.TESTING,
            reason="演示：抽样检测",
            planned_days=10,
            approver=person("S04").code,
            is_applicant_told=True,
        )
        suspend_case(case_number=self.number, request=request, by=person("S03"), at=self.tick())

    def complete(self) -> None:
        """Grant it and make the result ready; delivery is still to come."""
        self.propose()
        decider = person("S04")
        grant_case(case_number=self.number, opinion="演示：同意", by=decider, at=self.tick())
        complete_case(case_number=self.number, by=decider, at=self.tick())


# How many working days ago each was received, and how far it has come.
STORIES: tuple[tuple[int, Callable[[LiveCase], None]], ...] = (
    (1, LiveCase.receive),
    (2, LiveCase.ask_for_correction),
    (9, LiveCase.review),
    (4, LiveCase.review),
    (6, LiveCase.suspend),
    (5, LiveCase.propose),
    (7, LiveCase.complete),
)


def person(place: str) -> Actor:
    """Return an invented member of the demo department by his place, such as `S02`."""
    organisation = department_code(DEPARTMENT)
    return Actor(
        kind=ActorKind.STAFF, code=f"{organisation}-{place}", organisation_code=organisation
    )


def make_live_cases(*, today: dt.date) -> list[str]:
    """Bring some cases to where they stand today; return their numbers (载入在办办件).

    May be repeated, also after it was killed: a case is made whole or not at all, and whose firm
    has a case already is left as it is.

    Raises:
        OutsideCalendar: today lies in a year whose calendar is not loaded.
    """
    calendar = work_calendar(REGION_CODE)
    item = next(item for item in demo_items() if item.name == ITEM_NAME)
    numbers = []
    for order, (days_ago, story) in enumerate(STORIES):
        firm_number = FIRST_FIRM + order
        received_on = calendar.subtract_working_days(today, days_ago)
        number = _held_by(firm_number)
        if not number:
            case = LiveCase(item=item, received_on=received_on, firm_number=firm_number)
            with transaction.atomic():
                story(case)
            number = case.number
        numbers.append(number)
    return numbers


def _held_by(firm_number: int) -> str:
    """Return the number of the firm's case, empty where it has none."""
    found = cases_of_person(region_code=REGION_CODE, id_number=firm(firm_number).id_number)
    return found[0].number if found else ""
