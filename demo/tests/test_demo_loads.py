"""The demo through every loader: the printed bulletin comes out of the ledger, cell by cell."""

import csv
import io
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from django.core.management import call_command

from demo.cases import SOURCE_NAME
from demo.fucheng import DemoFiles, write_files
from demo.live import make_live_cases
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.kernel.calendars import OutsideCalendar

COLUMNS = {
    "annual_target": "annual_target",
    "permit_accepted_feb": "license_accepted",
    "permit_completed_feb": "license_completed",
    "power_accepted_feb": "power_other_accepted",
    "power_completed_feb": "power_other_completed",
    "service_accepted_feb": "public_service_accepted",
    "service_completed_feb": "public_service_completed",
    "accepted_jan_feb": "year_accepted",
    "completed_jan_feb": "year_completed",
}


def printed(name: str) -> list[dict[str, str]]:
    text = (files("demo") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def bulletin() -> dict:
    out = io.StringIO()
    call_command("bulletin", region="510703", month="2018-02", format="json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_it_does_without_running_cases_where_today_has_no_calendar():
    with pytest.raises(OutsideCalendar):
        make_live_cases(today=date(2039, 5, 4))


@pytest.fixture
def loaded(db, settings, tmp_path: Path) -> DemoFiles:
    settings.HOME = tmp_path
    call_command("demo", stdout=io.StringIO())
    return write_files(tmp_path / "again")


def test_it_prints_what_was_printed(loaded):
    found = bulletin()
    rows = {row["name"]: row for row in found["departments"]}
    for row in printed("fucheng-2018-02-departments.csv"):
        cells = {ours: int(row[theirs]) for theirs, ours in COLUMNS.items()}
        assert rows[row["department_zh"]] == {"name": row["department_zh"], **cells}
    assert [row["name"] for row in found["departments"]] == [
        row["department_zh"] for row in printed("fucheng-2018-02-departments.csv")
    ]
    assert found["totals"] == {
        "annual_target": 245388,
        "license_accepted": 1388,
        "license_completed": 1383,
        "power_other_accepted": 853,
        "power_other_completed": 841,
        "public_service_accepted": 22,
        "public_service_completed": 20,
        "year_accepted": 5254,
        "year_completed": 5190,
    }
    assert [row["accepted"] for row in found["good_departments"]] == [890, 605, 305, 258, 129]
    assert found["zero_case_departments"] == [
        row["department_zh"] for row in printed("fucheng-2018-02-zero-case.csv")
    ]
    rates = {tuple(row["groups"]): row["rate"] for row in found["coverage"]}
    assert rates[("license",)] == "0.139"
    assert rates[("power_other", "public_service")] == "0.043"
    _second_load_changes_nothing(loaded, found)
    _one_changed_case_changes_it(found)


def _second_load_changes_nothing(demo: DemoFiles, before: dict) -> None:
    call_command(
        "import_cases", str(demo.cases), region="510703", source=SOURCE_NAME, stdout=io.StringIO()
    )
    assert bulletin() == before
    assert list(verify_region(region_code="510703")) == []


def _one_changed_case_changes_it(before: dict) -> None:
    out = io.StringIO()
    asked = {"region": "510703", "month": "2018-02", "trace": "涪城区林业局:license_accepted"}
    call_command("bulletin", **asked, format="json", stdout=out)
    traced = json.loads(out.getvalue())
    assert (traced["figure"], len(traced["cases"])) == (17, 17)
    number = traced["cases"][0]["case_number"]
    call_command("case", "void", number, "--reason", "演示作废")
    after = bulletin()
    assert after["totals"]["license_accepted"] == before["totals"]["license_accepted"] - 1
    assert after["totals"]["year_accepted"] == before["totals"]["year_accepted"] - 1
