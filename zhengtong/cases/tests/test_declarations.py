"""Events, figures and permissions as they are declared."""

from datetime import date

import pytest

from zhengtong.cases import events, indicators
from zhengtong.cases.events import CaseAccepted, CaseEvent, ReviewStarted, ex_officio
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.counter_acts import CounterAct
from zhengtong.cases.rules.side_acts import SideAct
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.events import event_class
from zhengtong.foundation.permissions import declared_permissions
from zhengtong.foundation.work import _REGISTER

EVENTS = [
    found
    for found in (*vars(events).values(), *vars(ex_officio).values())
    if isinstance(found, type) and issubclass(found, CaseEvent) and found.name
]


def test_there_is_an_event_for_every_act() -> None:
    # 34 acts on application, the change of flow, four beside the procedure, seven at the counter;
    # receipts share one event, so do grants and parcels; a withdrawal has two. Without application
    # 13 acts: the steps of the hearing share one event, so do both decisions.
    assert (len(CaseAction), len(SideAct), len(CounterAct), len(EVENTS)) == (34 + 13, 4, 7, 44 + 9)
    assert all(found.name.startswith("cases.") for found in EVENTS)
    assert all(event_class(found.name) is found for found in EVENTS)


@pytest.mark.parametrize(
    "event",
    [
        CaseAccepted(
            case_number="510703180226000018",
            implementation_code="I1",
            item_version=2,
            statutory_due_on=date(2018, 3, 26),
            promised_due_on=None,
        ),
        ReviewStarted(
            case_number="510703180226000018",
            implementation_code="I1",
            nodes=("review", "countersign"),
        ),
    ],
)
def test_an_event_comes_back_as_it_was(event) -> None:
    payload = event.payload()
    assert type(event).from_payload(payload) == event
    assert type(event).from_payload({**payload, "of a newer version": 1}) == event


def test_the_figures_count_what_the_contract_says() -> None:
    assert indicators.ACCEPTED.kinds == {
        "cases.accepted",
        "cases.deemed_accepted",
        "cases.filed",
    }
    assert indicators.COMPLETED.kinds == {
        "cases.completed",
        "cases.relayed",
        "cases.withdrawn_after_acceptance",
        "cases.returned_after_acceptance",
        "cases.closed",
        "cases.dropped",
    }


def test_every_permission_is_declared_in_chinese() -> None:
    declared = {grant.permission: grant for grant in declared_permissions()}
    assert {permission.value for permission in CasePermission} <= declared.keys()
    assert all(declared[permission.value].description for permission in CasePermission)


def test_the_worker_sweeps_every_hour() -> None:
    assert _REGISTER.rounds["cases.sweep"].every.total_seconds() == 3600
