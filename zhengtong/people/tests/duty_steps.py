"""Short ways to grant, end and delegate, and to see that a refusal changes nothing."""

from datetime import date

import pytest

from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.models import DutyPeriod, PostPeriod, StaffingAct
from zhengtong.people.operations.delegations import delegate_duty
from zhengtong.people.operations.duties import (
    end_duty,
    grant_duty,
    reassign_duty,
)
from zhengtong.people.queries import holdings
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import (
    request,
)
from zhengtong.places.tests.factories import DEPARTMENT

TODAY, YESTERDAY, TOMORROW = date(2018, 2, 28), date(2018, 2, 27), date(2018, 3, 1)
APRIL, JUNE = date(2018, 4, 30), date(2018, 6, 30)


def grant(staff_code="S01", duty=Duty.CASE_HANDLER, starts_on=TODAY, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), **fields}
    grant_duty(staff_code=staff_code, duty=duty, starts_on=starts_on, **fields)


def end(staff_code="S01", duty=Duty.CASE_HANDLER, last_day=TODAY, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), **fields}
    end_duty(staff_code=staff_code, duty=duty, last_day=last_day, **fields)


def reassign(staff_code="S01", successor_code="S02", duty=Duty.CASE_HANDLER, **fields):
    fields = {
        "organisation_code": DEPARTMENT,
        "request": request(),
        "last_day": TODAY,
        **fields,
    }
    reassign_duty(staff_code=staff_code, successor_code=successor_code, duty=duty, **fields)


def delegate(delegator_code="S01", staff_code="S02", duty=Duty.CASE_HANDLER, **fields):
    fields = {
        "organisation_code": DEPARTMENT,
        "request": request(),
        "starts_on": TODAY,
        "ends_on": APRIL,
        **fields,
    }
    delegate_duty(delegator_code=delegator_code, staff_code=staff_code, duty=duty, **fields)


def held(staff_code="S01", on=TODAY, organisation_code=DEPARTMENT):
    return holdings(staff_code, organisation_code, on)


def refused(refusal, message, act, *arguments, **fields):
    """Assert that an act is refused with a message and changes nothing."""
    before = everything()
    with pytest.raises(refusal, match=message):
        act(*arguments, **fields)
    assert everything() == before


def everything():
    return (
        list(DutyPeriod.objects.order_by("id").values()),
        list(PostPeriod.objects.order_by("id").values()),
        StaffingAct.objects.count(),
        Entry.objects.count(),
    )
