"""A registered source with its register, and files of cases as it would send them."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.exchange.operations.registration import SourceDraft, register_source
from zhengtong.exchange.queries import SourceInfo, source
from zhengtong.foundation.actors import OPERATOR
from zhengtong.places.tests.factories import (
    DEPARTMENT,
    REGION,
    make_calendar,
    make_organisation,
    make_region,
)

SOURCE = "部门业务系统"
ITEM = "510703-D01-510101901000"
REGISTERED_AT = datetime(2018, 1, 1, tzinfo=UTC)
ACCEPTED: Mapping[str, str] = {
    "source_number": "A-1",
    "data_version": "1",
    "implementation_code": ITEM,
    "organisation_code": DEPARTMENT,
    "applicant_kind": "natural",
    "applicant_name": "演示申请人081",
    "applicant_id_type": "111",
    "applicant_id_number": "510703190001010815",
    "contact_mobile": "16400000081",
    "channel": "window",
    "submitted_at": "2018-01-10T09:00:00+08:00",
    "received_at": "2018-01-10T09:05:00+08:00",
    "accepted_at": "2018-01-10T09:10:00+08:00",
    "decided_at": "",
    "completed_at": "",
    "delivered_at": "",
    "result": "",
    "close_reason": "",
    "source_recorded_at": "2018-01-10T09:15:00+08:00",
}
ENDING: Mapping[str, str] = {
    "decided_at": "2018-02-05T10:00:00+08:00",
    "completed_at": "2018-02-05T10:10:00+08:00",
    "delivered_at": "2018-02-05T11:00:00+08:00",
    "result": "granted",
    "source_recorded_at": "2018-02-05T11:30:00+08:00",
}


def make_register() -> None:
    """Make what rows refer to: region, calendar, a department and its item."""
    make_region()
    make_calendar()
    make_organisation()
    make_published_item(is_demo=True)


def make_source(
    *,
    name: str = SOURCE,
    lag_days: int = 3,
    switched_off_on: date | None = None,
    result_codes: Mapping[str, str] | None = None,
) -> SourceInfo:
    """Register a source of the region."""
    register_source(
        draft=SourceDraft(
            region_code=REGION,
            name=name,
            lag_days=lag_days,
            switched_off_on=switched_off_on,
            result_codes=result_codes or {},
        ),
        by=OPERATOR,
        now=REGISTERED_AT,
    )
    return source(region_code=REGION, name=name)


def accepted(number: str = "A-1", **changes: str) -> dict[str, str]:
    """Return a row of a case that was accepted on 10 January 2018."""
    return {**ACCEPTED, "source_number": number, **changes}


def completed(number: str = "A-1", **changes: str) -> dict[str, str]:
    """Return the second version of the same case: granted and delivered on 5 February."""
    return {**ACCEPTED, "source_number": number, "data_version": "2", **ENDING, **changes}


def write_cases(path: Path, rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8") -> Path:
    """Write a file of cases."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(ACCEPTED), extrasaction="raise")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Run:
    """What one run of a command came to."""

    def __init__(self, *arguments: object) -> None:
        out, err = StringIO(), StringIO()
        self.code = 0
        try:
            call_command(*map(str, arguments), stdout=out, stderr=err)
        except SystemExit as leaving:
            self.code = int(leaving.code or 0)
        self.out, self.err = out.getvalue(), err.getvalue()

    @property
    def json(self) -> dict[str, Any]:
        """What it printed for a program."""
        return json.loads(self.out)


def import_cases(path: Path, *options: str, name: str = SOURCE) -> Run:
    """Run `import-cases` over a file and return what it came to."""
    return Run("import_cases", path, "--region", REGION, "--source", name, *options)


def imported(path: Path, *options: str, name: str = SOURCE) -> dict[str, Any]:
    """Run `import-cases --json` and return the report with its exit code as `code`."""
    run = import_cases(path, "--json", *options, name=name)
    return {**run.json, "code": run.code}
