"""One natural person, one staff code: ID numbers sealed, unique, and asked of supervisors."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.vault import LookupKind, lookup_hash, open_value
from zhengtong.kernel.codes import CodeRefused
from zhengtong.people.models import DutyPeriod, Staff
from zhengtong.people.operations.cover import SuccessorRefused
from zhengtong.people.operations.identity import IdNumberMissing, PersonAlreadyRegistered
from zhengtong.people.operations.staff import StaffDraft, save_staff
from zhengtong.people.rules.duties import Duty, StaffKind, needs_id_number
from zhengtong.people.tests.duty_steps import APRIL, delegate, grant, reassign, refused
from zhengtong.people.tests.factories import (
    give_duty,
    make_administrator,
    make_centre_administrator,
    make_staff,
    request,
)
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

# Invented: born 1900-01-01 in a district that exists since 1992; nobody's.
NUMBER, SAME_WRITTEN_OTHERWISE = "51070319000101906X", "５１０７０３ 19000101-906x"
OTHER_NUMBER = "510703190001019035"
ONE = StaffDraft(
    staff_code="S01",
    name="演示员一",
    kind=StaffKind.CIVIL,
    organisation_code=DEPARTMENT,
    id_number=NUMBER,
)
SECOND = replace(ONE, staff_code="S02", id_number=SAME_WRITTEN_OTHERWISE)


def save(draft, **by):
    return save_staff(draft=draft, request=request(**by))


@pytest.mark.parametrize("duty", list(Duty))
def test_it_asks_supervisors_alone_for_an_id_number(duty):
    assert needs_id_number(duty) is (duty is Duty.SUPERVISOR)


@pytest.mark.django_db
class TestRegistering:
    @pytest.fixture(autouse=True)
    def _house(self):
        make_organisation()
        make_service_centre()

    def test_it_keeps_the_number_sealed_and_findable_by_hash_alone(self):
        save(ONE)
        row = Staff.objects.get(staff_code="S01")
        assert row.id_number_hash == lookup_hash(LookupKind.ID_NUMBER, NUMBER)
        assert NUMBER not in row.id_number_sealed
        bound = {"table": "people_staff", "column": "id_number_sealed"}
        assert open_value(row.id_number_sealed, row_id=row.vault_id, **bound) == NUMBER
        assert NUMBER not in repr(ONE)
        assert NUMBER not in "".join(Entry.objects.values_list("body", flat=True))

    def test_it_refuses_a_second_staff_code_and_names_only_the_first(self):
        save(ONE)
        before = Entry.objects.count()
        with pytest.raises(PersonAlreadyRegistered) as told:
            save(SECOND)
        assert told.value.message == (
            "所填身份证号已登记在工号 S01 名下，一人只有一个工号；请沿用该工号，或核对号码"
        )
        assert (Staff.objects.count(), Entry.objects.count()) == (1, before)

    def test_it_refuses_it_also_when_the_number_comes_later(self):
        save(ONE)
        save(replace(SECOND, id_number=""))
        with pytest.raises(PersonAlreadyRegistered, match="S01"):
            save(SECOND)
        assert Staff.objects.get(staff_code="S02").id_number_hash == ""

    def test_it_refuses_who_left_a_new_code(self):
        save(ONE)
        save(replace(ONE, active=False))
        with pytest.raises(PersonAlreadyRegistered, match="S01"):
            save(SECOND)

    def test_it_refuses_what_is_no_citizen_number_without_repeating_it(self):
        with pytest.raises(CodeRefused, match="校验位不对") as told:
            save(replace(ONE, id_number="510703190001019061"))
        assert "510703190001019061" not in told.value.message
        assert not Staff.objects.exists()

    def test_it_keeps_the_number_when_none_is_given_and_sees_the_same_one(self):
        save(ONE)
        assert save(replace(ONE, id_number="")) is Saved.UNCHANGED
        assert save(replace(ONE, id_number=SAME_WRITTEN_OTHERWISE)) is Saved.UNCHANGED
        assert Staff.objects.get().id_number_hash

    def test_it_names_in_the_ledger_that_the_number_was_recorded(self):
        save(replace(ONE, id_number=""))
        assert save(ONE) is Saved.CHANGED
        assert '"changed":["id_number"]' in Entry.objects.order_by("-subject_no")[0].body

    def test_it_lets_the_centre_alone_change_a_number_on_file(self):
        save(ONE)
        changed = replace(ONE, id_number=OTHER_NUMBER)
        with pytest.raises(PermissionRefused):
            save(changed, by=make_administrator())
        assert save(changed, by=make_centre_administrator()) is Saved.CHANGED
        found = Staff.objects.get(staff_code="S01")
        assert found.id_number_hash == lookup_hash(LookupKind.ID_NUMBER, OTHER_NUMBER)

    def test_it_lets_an_administrator_record_a_number_first(self):
        save(replace(ONE, id_number=""))
        assert save(ONE, by=make_administrator()) is Saved.CHANGED

    def test_it_sees_a_number_under_a_key_that_is_being_rotated(self, settings):
        save(ONE)
        old = settings.LOOKUP_KEYS
        fresh = {"k-new": "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="}
        settings.LOOKUP_KEYS = {**old, "current": "k-new", "keys": {**old["keys"], **fresh}}
        assert save(ONE) is Saved.UNCHANGED
        with pytest.raises(PersonAlreadyRegistered, match="S01"):
            save(SECOND)


@pytest.mark.django_db
def test_it_is_refused_by_the_database_past_the_operation():
    make_staff(id_number=NUMBER)
    make_staff(staff_code="S02", id_number="")
    held = Staff.objects.get(staff_code="S01")
    second = Staff.objects.filter(staff_code="S02")
    for columns in (
        {"id_number_hash": held.id_number_hash, "id_number_sealed": held.id_number_sealed},
        {"id_number_hash": "k:0"},
        {"id_number_sealed": "k:0"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            second.update(**columns)
    assert second.get().id_number_hash == ""


@pytest.mark.django_db
class TestSupervisors:
    PROOF = "任职文件"

    @pytest.fixture(autouse=True)
    def _people(self):
        make_staff(discipline_post_proof=self.PROOF)
        make_staff(staff_code="S02", discipline_post_proof=self.PROOF, id_number="")

    def test_it_grants_supervision_only_to_who_is_identified(self):
        refused(IdNumberMissing, "没有登记身份证号", grant, "S02", Duty.SUPERVISOR)
        grant("S01", Duty.SUPERVISOR)
        assert DutyPeriod.objects.get().staff_id == "S01"

    def test_it_grants_other_duties_without(self):
        grant("S02", Duty.CASE_HANDLER)
        assert DutyPeriod.objects.count() == 1

    def test_it_hands_supervision_over_only_to_who_is_identified(self):
        give_duty(duty=Duty.SUPERVISOR)
        refused(IdNumberMissing, "没有登记身份证号", reassign, "S01", "S02", Duty.SUPERVISOR)
        refused(IdNumberMissing, "没有登记身份证号", delegate, duty=Duty.SUPERVISOR)

    def test_it_takes_no_unidentified_successor(self):
        message = "接任人 演示员S02 没有登记身份证号"
        fields = {"ends_on": APRIL, "successor_code": "S02"}
        refused(SuccessorRefused, message, grant, "S01", Duty.SUPERVISOR, **fields)


@pytest.mark.django_db(transaction=True)
def test_it_keeps_two_sessions_from_registering_one_person_twice(tmp_path):
    make_organisation()
    make_organisation(code="510703-D02")
    refusals = []

    def register(draft):
        try:
            save(draft)
        except PersonAlreadyRegistered as refusal:
            refusals.append(refusal.message)

    def count():
        assert Staff.objects.exclude(id_number_hash="").count() == 1

    in_sessions(
        tmp_path,
        lambda: register(ONE),
        lambda: register(replace(SECOND, organisation_code="510703-D02")),
    )
    assert len(refusals) == 1
    assert "已登记在工号 S0" in refusals[0]
    in_sessions(tmp_path, count)


@pytest.mark.django_db(transaction=True)
def test_it_is_told_by_the_constraint_when_the_other_session_was_quicker(tmp_path, monkeypatch):
    """The look-up of the second session saw nothing; the unique hash speaks."""
    from zhengtong.people.operations import identity

    make_organisation()
    save(ONE)
    looked = []
    real = identity._refuse_second_code

    def first_time_blind(row, hashes):
        looked.append(row.staff_code)
        if len(looked) > 1:
            real(row, hashes)

    monkeypatch.setattr(identity, "_refuse_second_code", first_time_blind)
    with pytest.raises(PersonAlreadyRegistered, match="工号 S01 名下"):
        save(SECOND)
    assert Staff.objects.count() == 1


@pytest.mark.django_db
def test_it_lists_who_is_not_identified(capsys):
    from django.core.management import call_command

    from zhengtong.people.queries import WarningKind, staffing_warnings

    make_staff(name="演示员一")
    make_staff(staff_code="S02", name="演示员二", id_number="")
    make_staff(staff_code="S03", name="演示员三", id_number="", active=False)
    (found,) = staffing_warnings(today=date(2018, 2, 28))
    assert (found.kind, found.last_holders) == (WarningKind.NOT_IDENTIFIED, ("演示员二（S02）",))
    call_command("staffing_warnings")
    assert "工作人员　未登记身份证号　演示员二（S02）" in capsys.readouterr().out
