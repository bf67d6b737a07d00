"""What the database itself refuses, past every operation, on both engines."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from zhengtong.foundation.database_guards import (
    install_database_guards,
    lifted_guards,
    live_guards,
    missing_guards,
)
from zhengtong.people.models import DutyPeriod, PostPeriod
from zhengtong.people.rules.duties import Duty, HoldingKind, Post
from zhengtong.people.tests.factories import give_duty, give_post, make_staff
from zhengtong.people.tests.sessions import in_sessions

OTHER_THREE = [Duty.DEPARTMENT_ADMINISTRATOR, Duty.ITEM_MANAGER, Duty.CASE_HANDLER]
MARCH, MAY = date(2018, 3, 1), date(2018, 5, 1)


@pytest.mark.django_db
class TestOneConnection:
    @pytest.fixture(autouse=True)
    def _people(self):
        make_staff(staff_code="S01")
        make_staff(staff_code="S02")

    @pytest.mark.parametrize("other", OTHER_THREE)
    def test_it_refuses_another_duty_to_a_supervisor_at_any_body(self, other):
        give_duty(duty=Duty.SUPERVISOR)
        with pytest.raises(IntegrityError), transaction.atomic():
            give_duty(duty=other, organisation_code="510703-D09")
        assert DutyPeriod.objects.count() == 1

    @pytest.mark.parametrize("other", OTHER_THREE)
    def test_it_refuses_to_make_a_supervisor_of_who_holds_another_duty(self, other):
        give_duty(duty=other)
        with pytest.raises(IntegrityError), transaction.atomic():
            give_duty(duty=Duty.SUPERVISOR, organisation_code="510703-D09")
        assert DutyPeriod.objects.get().duty == other

    def test_it_refuses_a_delegated_duty_to_a_supervisor(self):
        give_duty(duty=Duty.SUPERVISOR)
        with pytest.raises(IntegrityError), transaction.atomic():
            give_duty(
                starts_on=MARCH, ends_on=MAY, kind=HoldingKind.DELEGATION, delegated_from="S02"
            )

    def test_it_refuses_to_lengthen_a_period_into_the_other(self):
        give_duty(duty=Duty.SUPERVISOR, starts_on=MAY)
        give_duty(starts_on=MARCH, ends_on=date(2018, 4, 30))
        handling = DutyPeriod.objects.filter(duty=Duty.CASE_HANDLER)
        with pytest.raises(IntegrityError), transaction.atomic():
            handling.update(ends_on=MAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            handling.update(ends_on=None)
        assert handling.get().ends_on == date(2018, 4, 30)

    def test_it_refuses_to_turn_a_duty_into_supervision(self):
        give_duty()
        give_duty(duty=Duty.ITEM_MANAGER)
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyPeriod.objects.filter(duty=Duty.CASE_HANDLER).update(
                duty=Duty.SUPERVISOR, proof="证明"
            )

    def test_it_lets_one_follow_the_other_on_the_next_day(self):
        give_duty(starts_on=MARCH, ends_on=date(2018, 4, 30))
        give_duty(duty=Duty.SUPERVISOR, starts_on=MAY)
        assert DutyPeriod.objects.count() == 2

    def test_it_refuses_a_single_shared_day(self):
        give_duty(starts_on=MARCH, ends_on=MAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            give_duty(duty=Duty.SUPERVISOR, starts_on=MAY)

    def test_it_lets_a_supervisor_serve_several_bodies(self):
        for number in range(3):
            give_duty(duty=Duty.SUPERVISOR, organisation_code=f"510703-D0{number}")
        assert DutyPeriod.objects.count() == 3

    def test_it_lets_another_person_hold_what_a_supervisor_may_not(self):
        give_duty(duty=Duty.SUPERVISOR, staff_code="S01")
        give_duty(duty=Duty.CASE_HANDLER, staff_code="S02")
        assert DutyPeriod.objects.count() == 2

    def test_it_refuses_the_same_duty_or_post_twice_in_one_period(self):
        give_duty(starts_on=MARCH)
        give_post(starts_on=MARCH)
        with pytest.raises(IntegrityError), transaction.atomic():
            give_duty(starts_on=MAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            give_post(starts_on=MAY)
        give_post(starts_on=MAY, post=Post.REVIEWER)
        assert (DutyPeriod.objects.count(), PostPeriod.objects.count()) == (1, 2)

    @pytest.mark.parametrize(
        "fields",
        [
            pytest.param({"starts_on": MAY, "ends_on": MARCH}, id="ends before it starts"),
            pytest.param({"duty": Duty.SUPERVISOR, "proof": ""}, id="supervisor without proof"),
            pytest.param({"kind": HoldingKind.DELEGATION}, id="delegated by nobody"),
            pytest.param(
                {"kind": HoldingKind.DELEGATION, "delegated_from": "S02"},
                id="delegated without an end",
            ),
            pytest.param(
                {"kind": HoldingKind.DELEGATION, "delegated_from": "S01", "ends_on": MAY},
                id="delegated to oneself",
            ),
            pytest.param({"delegated_from": "S02"}, id="granted and delegated"),
            pytest.param({"recorded_by": "C01"}, id="recorded at no time"),
        ],
    )
    def test_it_refuses_a_row_that_makes_no_sense(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            give_duty(**fields)

    def test_it_has_its_guards_installed_and_puts_them_back(self):
        names = {name for name in live_guards() if name.startswith("people_")}
        assert {name.removesuffix("_insert").removesuffix("_update") for name in names} >= {
            "people_supervisor_alone",
            "people_duty_held_once",
            "people_post_held_once",
        }
        with lifted_guards():
            pass
        install_database_guards()
        assert [guard for guard in missing_guards() if guard.table.startswith("people_")] == []


@pytest.mark.django_db(transaction=True)
def test_it_refuses_the_second_of_two_sessions_at_once(tmp_path):
    """The second writes while the first has written and not committed."""
    make_staff(staff_code="S01")
    outcomes: dict[str, object] = {}
    first_has_written, second_begins = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            give_duty(duty=Duty.SUPERVISOR, organisation_code="510703-D01")
            first_has_written.set()
            second_begins.wait(10)
            let_second_run_into_the_lock()
        outcomes["first"] = "in"

    def second() -> None:
        first_has_written.wait(10)
        second_begins.set()
        try:
            with transaction.atomic():
                give_duty(duty=Duty.CASE_HANDLER, organisation_code="510703-D02")
            outcomes["second"] = "in"
        except IntegrityError:
            outcomes["second"] = "refused"

    def look() -> None:
        outcomes["held"] = list(DutyPeriod.objects.values_list("duty", flat=True))

    in_sessions(tmp_path, first, second)
    in_sessions(tmp_path, look)
    assert outcomes == {"first": "in", "second": "refused", "held": ["supervisor"]}


def let_second_run_into_the_lock() -> None:
    """Stay in the transaction until the other session waits for us."""
    if connection.vendor == "sqlite":
        threading.Event().wait(0.2)  # its BEGIN IMMEDIATE cannot be watched from here
        return
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waited")
