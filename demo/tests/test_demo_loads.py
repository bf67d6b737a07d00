"""The demo through every loader: the printed bulletin comes out of the ledger, cell by cell."""

import csv
import io
import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import call_command
from django.db import connection

from demo.cases import SOURCE_NAME
from demo.fucheng import DemoFiles, write_files
from demo.live import make_live_cases
from zhengtong.cases.models import Case
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff, User
from zhengtong.places.models import CalendarDay, Organisation, Region

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
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # All of it is one transaction here, which no autovacuum sees: references would be
            # checked row by row by plans that were made for empty tables.
            cursor.execute("ANALYZE")
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
    _killed_before_its_accounts_it_adds_no_second_cases(found)
    _templates_as_they_stand_change_nothing(found)
    _one_changed_case_changes_it(found)


def _second_load_changes_nothing(demo: DemoFiles, before: dict) -> None:
    call_command(
        "import_cases", str(demo.cases), region="510703", source=SOURCE_NAME, stdout=io.StringIO()
    )
    assert bulletin() == before
    assert list(verify_region(region_code="510703")) == []


def _killed_before_its_accounts_it_adds_no_second_cases(before: dict) -> None:
    cases = Case.objects.filter(region_code="510703", origin="live")
    assert cases.count() == 7
    User.objects.all().delete()
    running = {case.number: case.state for case in cases}
    call_command("demo", stdout=io.StringIO())
    assert {case.number: case.state for case in cases.all()} == running
    assert User.objects.count() == 4
    assert _figures(bulletin()) == _figures(before)


def _templates_as_they_stand_change_nothing(before: dict) -> None:
    kept = _rows()
    commands = [
        ("load_regions",), ("load_calendar",), ("load_organisations",),
        *(("load_staff", table) for table in ("staff", "duties", "posts", "leaders")),
    ]  # fmt: skip
    with TemporaryDirectory() as folder:
        for command, *table in commands:
            written = io.StringIO()
            call_command(command, "--template", *table, stdout=written)
            path = Path(folder) / f"{command}{''.join(table)}.csv"
            path.write_text(written.getvalue(), encoding="utf-8")
            option = [f"--{table[0]}"] if table and table != ["staff"] else []
            call_command(command, *option, str(path), stdout=io.StringIO())
    after = _rows()
    for name, rows in kept.items():
        assert after[name][: len(rows)] == rows, name
    assert Organisation.objects.filter(code="510704-D01").exists()
    assert Staff.objects.filter(staff_code="510704-D01-S01").exists()
    assert _figures(bulletin()) == _figures(before)


def _figures(found: dict) -> dict:
    """Return a bulletin without what other acts of the region move."""
    return {name: value for name, value in found.items() if name not in ("cutoff", "hash")}


def _rows() -> dict[str, list[dict]]:
    """Return every row that the loaders of places and people write."""
    models = [CalendarDay, Region, Organisation, Staff, DutyPeriod, PostPeriod]
    return {model.__name__: list(model.objects.order_by("id").values()) for model in models}


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
