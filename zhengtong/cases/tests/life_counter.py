"""Acts of the counter in the random lives: undertakings, what comes of them, annulment."""

from zhengtong.cases.models import CaseMaterial
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.pledges import AnnulmentRequest, annul_decision, check_pledge
from zhengtong.cases.operations.undertakings import Undertakings, supply_tolerated
from zhengtong.cases.rules.undertakings import Pledge, Tolerance, UndertakingResult
from zhengtong.cases.tests.counter_offices import PLEDGED, TOLERATED
from zhengtong.cases.tests.factories import REMEDIES
from zhengtong.cases.tests.life_acts import ACCEPTED_ON, EVERYWHERE, ON_THE_FLOW, case_of

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
