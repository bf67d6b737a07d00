"""What time brings about, and due moments made again from their facts."""

import pytest
from django.db import IntegrityError, transaction

from zhengtong.cases.models import Case
from zhengtong.cases.operations import sweep
from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.due_dates import recompute_open_cases
from zhengtong.cases.operations.sweep import sweep_cases
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.tests.factories import (
    accepted,
    completed,
    granted,
    in_review,
    moment,
    received,
    trace,
)
from zhengtong.catalogue.models import LocalItem
from zhengtong.places.models import CalendarDay, CalendarNotice
from zhengtong.places.tests.factories import make_calendar

pytestmark = pytest.mark.django_db


def test_it_sweeps_what_has_run_out_and_is_safe_to_repeat(office) -> None:
    silent = received(office, on="2018-02-26 10:00")
    fresh = received(office, on="2018-03-20 10:00")
    noticed = received(office, on="2018-02-26 10:00")
    notify_correction(
        case_number=noticed.number,
        points=[Point(what="营业执照已过期")],
        by=office.clerk,
        at=noticed.tick(),
    )
    swept = sweep_cases(now=moment("2018-03-21 02:00"))
    assert (swept.deemed, swept.returned, swept.refused) == (
        [silent.number],
        [noticed.number],
        [],
    )
    assert trace(silent.number).state == "accepted"
    assert trace(noticed.number).state == "returned"
    assert trace(fresh.number).state == "received"
    again = sweep_cases(now=moment("2018-03-21 02:00"))
    assert (again.deemed, again.returned, again.refused) == ([], [], [])


def test_it_names_what_it_could_not_deal_with(office) -> None:
    silent = received(office, on="2018-02-26 10:00")
    due_early = moment("2018-02-27 00:00")
    Case.objects.filter(region_code="510703").update(due_at=due_early)
    swept = sweep_cases(now=moment("2018-02-28 02:00"))
    assert swept.refused == [(silent.number, "收件未满五个工作日，不能视为受理")]
    assert trace(silent.number).state == "received"


def test_it_goes_on_after_a_case_that_fails_and_logs_its_number(
    office, monkeypatch, caplog
) -> None:
    broken, silent = (received(office, on="2018-02-26 10:00") for _ in range(2))
    deem = sweep.deem_accepted

    def fail(*, case_number, **how):
        if case_number == broken.number:
            raise ValueError("broken row")
        return deem(case_number=case_number, **how)

    monkeypatch.setattr(sweep, "deem_accepted", fail)
    swept = sweep_cases(now=moment("2018-03-21 02:00"))
    assert swept.deemed == [silent.number]
    assert swept.refused == [(broken.number, "程序出错（ValueError），详见日志")]
    assert f"sweep of case {broken.number} failed" in caplog.text
    assert trace(broken.number).state == "received"


def test_a_new_notice_moves_open_cases_and_leaves_finished_ones(office) -> None:
    open_case = in_review(office, on="2019-12-20 09:00")
    done = completed(office, on="2019-12-20 09:00")
    assert open_case.case.due_is_provisional
    before = {journey.number: trace(journey.number) for journey in (open_case, done)}
    make_calendar(years=(2020,))
    result = recompute_open_cases()
    assert (result.checked, result.changed, result.refused) == (2, 1, [])
    case = Case.objects.get(region_code="510703", number=open_case.number)
    # 2020: New Year's Day, then the Spring Festival from 24 January, with 19 January worked.
    assert case.statutory_due_at == moment("2020-01-19 23:59:59")
    assert not case.due_is_provisional
    after = {journey.number: trace(journey.number) for journey in (open_case, done)}
    assert after[done.number] == before[done.number]
    assert after[open_case.number].kinds == before[open_case.number].kinds


def test_it_rebuilds_what_was_lost(office) -> None:
    journeys = [
        received(office),
        accepted(office),
        in_review(office),
        granted(office),
        completed(office),
    ]
    notified = received(office)
    notify_correction(
        case_number=notified.number,
        points=[Point(what="营业执照已过期")],
        by=office.clerk,
        at=notified.tick(),
    )
    journeys.append(notified)
    before = {journey.number: trace(journey.number) for journey in journeys}
    Case.objects.filter(region_code="510703").exclude(state="to_deliver").update(
        statutory_due_at=None, promised_due_at=None, correction_due_at=None
    )
    Case.objects.filter(region_code="510703").update(due_at=None)
    trial = recompute_open_cases(is_trial=True)
    assert (trial.checked, trial.changed) == (6, 6)
    assert not Case.objects.filter(region_code="510703", due_at__isnull=False).exists()
    assert recompute_open_cases().changed == 6
    assert {number: trace(number) for number in before} == before
    assert recompute_open_cases().changed == 0


def test_it_names_cases_whose_year_is_not_there(office) -> None:
    journey = in_review(office, on="2019-12-20 09:00")
    CalendarDay.objects.filter(day__year=2019).delete()
    CalendarNotice.objects.create(
        source="测试", years="2019", changed_days=1, loaded_at=moment("2019-12-21 09:00")
    )
    result = recompute_open_cases()
    assert [number for number, _ in result.refused] == [journey.number]


def test_an_item_changed_later_leaves_running_cases_alone(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    item = LocalItem.objects.get(region_code="510703")
    LocalItem.objects.filter(region_code="510703", id=item.id).update(
        elements={**item.elements, "promised_limit": {"count": 1, "unit": "workday"}}
    )
    before = trace(journey.number)
    assert recompute_open_cases().changed == 0
    assert trace(journey.number) == before


def test_what_has_ended_is_due_no_more(office) -> None:
    journey = completed(office)
    deliver_case(
        case_number=journey.number,
        way=DeliveryWay.SIGNED,
        proof="张演示",
        by=office.deliverer,
        at=journey.tick(),
    )
    case = Case.objects.filter(region_code="510703", number=journey.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.update(due_at=moment("2018-03-01 00:00"))
    assert case.get().due_at is None
