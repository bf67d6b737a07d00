"""The columns of a source's own counts and of its list of cases (对账文件)."""

from collections.abc import Mapping

from zhengtong.exchange.management.case_sheet import LONGEST_SOURCE_NUMBER
from zhengtong.exchange.rules.records import FIELD_LABELS
from zhengtong.exchange.rules.results import result_words
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_REGION,
    Column,
    Parser,
    Sheet,
    choice,
    code,
    day,
    integer,
    text,
)

LARGEST_COUNT = 1_000_000
_EXAMPLES = {
    "day": "2018-02-01",
    "accepted_on": "2018-02-01",
    "completed_on": "2018-02-05",
    "result": "准予办结",
    "source_number": "SL-2018-000001",
    "implementation_code": f"{EXAMPLE_ORGANISATION}-510704905000",
    "organisation_code": EXAMPLE_ORGANISATION,
    "accepted": "12",
    "completed": "9",
    "region_code": EXAMPLE_REGION,
}
_LABELS = {
    **FIELD_LABELS,
    "day": "日期",
    "accepted": "受理数",
    "completed": "办结数",
    "accepted_on": "受理日期",
    "completed_on": "办结日期",
    "source_name": "来源系统",
}


def counts_sheet() -> Sheet:
    """Return the columns of a source's counts by day, item and body (来源件数文件)."""
    number = integer(minimum=0, maximum=LARGEST_COUNT)
    return Sheet(
        name="件数",
        columns=(
            _column("day", day(), required=True, help="本文件首日到末日之间没有列出的算 0"),
            *_references(),
            _column("accepted", number, required=True),
            _column("completed", number, required=True),
        ),
    )


def list_sheet(*, result_codes: Mapping[str, str]) -> Sheet:
    """Return the columns of a source's list of cases (来源办件清单).

    Args:
        result_codes: what the source's own result codes mean.
    """
    return Sheet(
        name="办件",
        columns=(
            _column("source_number", code(max_length=LONGEST_SOURCE_NUMBER), required=True),
            *_references(),
            _column("accepted_on", day(), required=True),
            _column("completed_on", day()),
            _column("result", choice(result_words(result_codes)), help="不填只对是否办结"),
        ),
    )


def label_of(identifier: str) -> str:
    """Return a column's Chinese name (列名)."""
    return _LABELS[identifier]


def _references() -> tuple[Column, ...]:
    return (
        _column("implementation_code", code(max_length=64), required=True),
        _column("organisation_code", code(max_length=32), required=True),
        _column("region_code", code(max_length=6), help="可不填；填了应为本次对账的区划"),
        _column("source_name", text(max_length=64), help="可不填；填了应为本次对账的来源系统"),
    )


def _column(identifier: str, parser: Parser, *, required: bool = False, help: str = "") -> Column:
    return Column(
        identifier=identifier,
        name_zh=_LABELS[identifier],
        parser=parser,
        required=required,
        help=help,
        example=_EXAMPLES.get(identifier, ""),
    )
