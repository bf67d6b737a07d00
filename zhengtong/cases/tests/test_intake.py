"""At the window: receipt, correction on the spot, refusals."""

import datetime as dt
from functools import partial

import pytest

from zhengtong.cases.models import Case, CaseMaterial
from zhengtong.cases.operations.back_entry import enter_late
from zhengtong.cases.operations.intake import fix_on_the_spot, receive_case
from zhengtong.cases.operations.refusal import refuse_acceptance, state_not_required
from zhengtong.cases.queries.lookup import CaseUnknown
from zhengtong.cases.rules.guards.acceptance import (
    FixNotDescribed,
    NotRequiredUnexplained,
    RefusalIncomplete,
)
from zhengtong.cases.rules.guards.chronology import ActInFuture, ActOutOfOrder
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    accepted,
    application,
    at,
    moment,
    next_number,
    received,
    trace,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.case_numbers import CaseNumberRefused

pytestmark = pytest.mark.django_db


def test_it_starts_the_five_days(office) -> None:
    journey = received(office, on="2018-09-28 16:00")
    left = trace(journey.number)
    assert (left.state, left.acts, left.kinds) == ("received", ("receive",), ("cases.received",))
    # 29 and 30 September were make-up days, 1 to 7 October a holiday: the fifth is 10 October.
    assert journey.case.due_at == moment("2018-10-10 23:59:59")
    entry = Entry.objects.get(region_code="510703", subject=f"case:{journey.number}")
    assert (entry.organisation_code, entry.item_type) == ("510703-D01", "license")
    assert (entry.actor, entry.channel, entry.origin) == ("staff:S01", "window", "live")
    assert entry.day == dt.date(2018, 9, 28)


def test_it_keeps_both_times_of_a_late_entry(office) -> None:
    receiving = partial(
        receive_case,
        case_number=next_number(),
        application=application(item=office.item),
        collected=[],
    )
    case = enter_late(
        receiving,
        occurred_at=moment("2018-02-20 10:00"),
        reason="停电，先收纸质材料",
        by=office.clerk,
        now=moment("2018-02-26 10:00"),
    )
    entry = Entry.objects.get(region_code="510703", subject=f"case:{case.number}")
    assert (entry.origin, case.origin) == ("back_entry", "back_entry")
    assert entry.occurred_at == moment("2018-02-20 10:00")
    assert entry.recorded_at == moment("2018-02-26 10:00")
    assert entry.day == dt.date(2018, 2, 20)


def test_it_refuses_a_receipt_in_the_future(office) -> None:
    receiving = partial(
        receive_case,
        case_number=next_number(),
        application=application(item=office.item),
        collected=[],
    )
    with pytest.raises(ActInFuture):
        enter_late(
            receiving,
            occurred_at=moment("2018-02-27 10:00"),
            reason="停电，先收纸质材料",
            by=office.clerk,
            now=moment("2018-02-26 10:00"),
        )
    assert not Case.objects.exists()


def test_it_refuses_a_receipt_by_others(office) -> None:
    with pytest.raises(PermissionRefused):
        receive_case(
            case_number=next_number(),
            application=application(item=office.item),
            collected=[],
            by=office.decider,
            at=at("2018-02-26 10:00"),
        )
    assert not Case.objects.exists()


def test_it_lets_an_error_be_corrected_on_the_spot(office) -> None:
    journey = received(office)
    CaseMaterial.objects.filter(region_code="510703", name="申请表").update(
        is_collected=False, collected_at=None
    )
    case = fix_on_the_spot(
        case_number=journey.number,
        fixed="申请表补签名",
        collected=["申请表"],
        by=office.clerk,
        at=journey.tick(),
    )
    assert case.state == "received"
    assert trace(journey.number).kinds[-1] == "cases.fixed_on_the_spot"
    assert CaseMaterial.objects.get(region_code="510703", name="申请表").is_collected


def test_it_refuses_a_correction_that_leaves_no_trace(office) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(FixNotDescribed):
        fix_on_the_spot(case_number=journey.number, fixed=" ", by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before


def test_it_tells_that_nothing_is_required(office) -> None:
    journey = received(office)
    case = state_not_required(
        case_number=journey.number,
        reason="该活动不属于许可范围",
        by=office.clerk,
        at=journey.tick(),
    )
    assert (case.state, case.close_result) == ("not_required", "not_accepted")
    assert case.close_reason == "该活动不属于许可范围"
    assert trace(journey.number).kinds[-1] == "cases.not_required"


def test_it_refuses_what_is_not_its_remit_and_names_the_organ(office) -> None:
    journey = received(office)
    case = refuse_acceptance(
        case_number=journey.number,
        reason="不属于本机关职权",
        competent_organ="绵阳市交通运输局",
        by=office.clerk,
        at=journey.tick(),
    )
    assert (case.state, case.close_result) == ("acceptance_refused", "not_accepted")
    assert case.close_reason == "不属于本机关职权；请向绵阳市交通运输局申请"
    assert case.due_at is None


def test_it_refuses_incomplete_refusals(office) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(RefusalIncomplete):
        refuse_acceptance(
            case_number=journey.number,
            reason="不属于本机关职权",
            competent_organ="",
            by=office.clerk,
            at=journey.tick(),
        )
    with pytest.raises(NotRequiredUnexplained):
        state_not_required(
            case_number=journey.number, reason="", by=office.clerk, at=journey.tick()
        )
    assert trace(journey.number) == before


def test_it_refuses_to_refuse_after_acceptance(office) -> None:
    journey = accepted(office)
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed):
        state_not_required(
            case_number=journey.number, reason="无需办理", by=office.clerk, at=journey.tick()
        )
    assert trace(journey.number) == before


def test_it_refuses_an_act_before_the_last_one(office) -> None:
    journey = received(office, on="2018-02-26 10:00")
    before = trace(journey.number)
    with pytest.raises(ActOutOfOrder):
        fix_on_the_spot(
            case_number=journey.number,
            fixed="补签名",
            by=office.clerk,
            at=at("2018-02-26 09:59"),
        )
    assert trace(journey.number) == before


@pytest.mark.parametrize(
    ("number", "refusal"),
    [("510703180226000018", CaseUnknown), ("510703180226000019", CaseNumberRefused)],
)
def test_it_refuses_an_unknown_number(office, number, refusal) -> None:
    with pytest.raises(refusal):
        fix_on_the_spot(
            case_number=number, fixed="补签名", by=office.clerk, at=at("2018-02-26 10:00")
        )
