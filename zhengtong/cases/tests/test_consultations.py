"""One key counts a consultation: an entry each, no case, in no figure of cases."""

import datetime as dt
import json

import pytest
from django.core.management import call_command

from zhengtong.cases.models import Case, Consultation
from zhengtong.cases.operations.consultations import (
    CountRefused,
    count_consultations,
    take_back_consultations,
)
from zhengtong.cases.tests.factories import moment
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.indicators.queries import counts, counts_at, traced_entries
from zhengtong.kernel.periods import Period
from zhengtong.people.tests.factories import make_administrator
from zhengtong.places.queries import UnknownOrganisation
from zhengtong.places.tests.factories import CENTRE

pytestmark = pytest.mark.django_db
REGION, BODY = "510703", "510703-D01"
NOW = moment("2018-03-02 15:00")
YEAR = Period(dt.date(2018, 1, 1), dt.date(2018, 12, 31))


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def count(office, number: int = 1, now: dt.datetime = NOW) -> int:
    return count_consultations(organisation_code=BODY, number=number, by=office.clerk, now=now)


def take_back(office, number: int = 1, now: dt.datetime = NOW) -> int:
    return take_back_consultations(organisation_code=BODY, number=number, by=office.clerk, now=now)


def figures(code: str) -> tuple[int, int, int]:
    """Return the figure from totals, from the ledger, and the entries that it opens to."""
    position = bring_up_to_date(region_code=REGION, today=dt.date(2018, 3, 3))
    asked = {"region_code": REGION, "period": YEAR, "kinds": measure(code).kinds}
    traced = traced_entries(**asked, position=position, organisation_codes=[BODY], item_types=[""])
    return (
        sum(counts(**asked).by_key.values()),
        sum(counts_at(**asked, position=position).by_key.values()),
        len(traced),
    )


def test_it_makes_one_entry_each_and_no_case(office) -> None:
    assert count(office) == 1
    assert count(office, 4) == 5
    entries = Entry.objects.filter(region_code=REGION, kind="cases.consultation_counted")
    assert entries.count() == 5
    assert len(set(entries.values_list("subject", flat=True))) == 5
    assert figures("consultations") == (5, 5, 5)
    assert figures("accepted") == figures("completed") == (0, 0, 0)
    assert not Case.objects.filter(region_code=REGION).exists()
    assert list(verify_region(region_code=REGION)) == []


def test_it_takes_a_slip_of_the_finger_back(office) -> None:
    count(office, 3)
    assert take_back(office, 2) == 1
    assert figures("consultations") == (1, 1, 1)
    assert Consultation.objects.filter(region_code=REGION, is_taken_back=True).count() == 2
    with pytest.raises(CountRefused, match="今天只登记了 1 次咨询，不能冲回 2 次"):
        take_back(office, 2)
    with pytest.raises(CountRefused, match="今天只登记了 0 次"):
        take_back(office, now=moment("2018-03-05 09:00"))
    assert figures("consultations") == (1, 1, 1)


@pytest.mark.parametrize("number", [0, -1, 1001])
def test_it_refuses_a_number_that_nobody_answered(office, number) -> None:
    with pytest.raises(CountRefused, match="一次登记 1 至 1000 次"):
        count(office, number)
    assert not Consultation.objects.filter(region_code=REGION).exists()


def test_it_refuses_who_does_not_serve_there(office) -> None:
    stranger = make_administrator(staff_code="Z01", organisation_code=CENTRE)
    with pytest.raises(PermissionRefused):
        count_consultations(organisation_code=BODY, by=stranger, now=NOW)
    with pytest.raises(UnknownOrganisation):
        count_consultations(organisation_code="510703-D77", by=office.clerk, now=NOW)


def test_it_counts_at_the_command_line(office, capsys) -> None:
    call_command("count_consultation", "--organisation", BODY, "--number", "3", "--staff", "S01")
    assert capsys.readouterr().out == "登记咨询 3 次，今天共 3 次\n"
    call_command("count_consultation", "--organisation", BODY, "--take-back", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "organisation": BODY,
        "counted": -1,
        "today": 2,
    }


def test_it_refuses_at_the_command_line(office, capsys) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command("count_consultation", "--organisation", BODY, "--number", "-5")
    assert leaving.value.code == 1
    assert "不能是 -5 次" in capsys.readouterr().err
    with pytest.raises(SystemExit) as leaving:
        call_command("count_consultation", "--organisation", BODY, "--staff", "nobody")
    assert leaving.value.code == 2
