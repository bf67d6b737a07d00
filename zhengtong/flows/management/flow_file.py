"""A flow file given on the command line: CSV or .xlsx, read without trust (流程文件)."""

from dataclasses import dataclass
from pathlib import Path

from zhengtong.flows.rules.formats import (
    COLUMNS,
    REQUIRED_COLUMNS,
    FlowFileRefused,
    TextProblem,
    parse_rows,
)
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.foundation.commands import UnusableInput, whole_number
from zhengtong.foundation.tables import (
    Column,
    RowFault,
    Sheet,
    Table,
    UnreadableTable,
    open_table,
    text,
)
from zhengtong.places.queries import UnknownOrganisation, organisation

# A cell may stay empty wherever a remark stands, so no column is required of the rows.
FLOW_SHEET = Sheet(
    name="流程",
    columns=tuple(
        Column(identifier=identifier, name_zh=name_zh, parser=text())
        for identifier, name_zh in COLUMNS.items()
    ),
)

# Argument type of commands; as many versions as the column takes.
flow_version = whole_number(least=1, most=2**31 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile:
    """A flow as read from a file (流程文件).

    Args:
        note: encoding or worksheet, to tell the user.
    """

    graph: FlowGraph
    note: str


def read_flow_file(path: Path) -> FlowFile:
    """Read a flow file (读流程文件).

    Raises:
        UnusableInput: the file cannot be read as a whole.
        FlowFileRefused: some rows cannot be understood, each with its line and column.
    """
    try:
        with open_table(path, FLOW_SHEET) as table:
            _require_columns(table)
            rows, problems = _rows(table)
            note = table.encoding_note
    except UnreadableTable as refusal:
        raise UnusableInput(refusal.message) from refusal
    if problems:
        raise FlowFileRefused(problems)
    return FlowFile(graph=parse_rows(rows=rows), note=note)


def require_organisation(*, region: str, organisation_code: str) -> None:
    """Refuse a region without its organisation, and what does not fit together (承办机构).

    Raises:
        UnusableInput: see there.
    """
    if bool(region) != bool(organisation_code):
        raise UnusableInput("--region 和 --organisation 要同时给出")
    if not organisation_code:
        return
    try:
        body = organisation(organisation_code)
    except UnknownOrganisation as refused:
        raise UnusableInput(refused.message) from refused
    if body.region_code != region:
        raise UnusableInput(f"机构 {body.code} 属于区划 {body.region_code}，不是 {region}")


def _require_columns(table: Table) -> None:
    there = {column.identifier for column in FLOW_SHEET.match(table.headers) if column}
    missing = [COLUMNS[name] for name in REQUIRED_COLUMNS if name not in there]
    if missing:
        raise UnusableInput(f"缺少必填的列：{'、'.join(missing)}")


def _rows(table: Table) -> tuple[list[tuple[int, dict[str, str]]], list[TextProblem]]:
    rows, problems = [], []
    for row in table:
        if isinstance(row, RowFault):
            problems.append(TextProblem(row.number, row.field_zh, row.faults[0].message))
        else:
            rows.append((row.number, {name: cell or "" for name, cell in row.values.items()}))
    return rows, problems
