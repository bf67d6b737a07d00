"""Tables from strangers, CSV and .xlsx, read without trust (导入表格).

A table is declared, opened, and read row by row; bad rows go to a file that the user mends
and feeds again:

    TARGETS = Sheet(
        name="年任务数",
        columns=(
            Column(identifier="organisation_code", name_zh="机构编码", parser=code(),
                   required=True, example="510703-JT"),
            Column(identifier="number", name_zh="任务数", parser=integer(minimum=0),
                   required=True, example="3000"),
        ),
    )

    with open_table(path, TARGETS) as table, ErrorFile(table) as errors:
        for row in table:                       # lazily, memory flat
            if isinstance(row, RowFault):
                errors.add(row)
                continue
            try:
                set_target(**row.values)
            except DomainError as refusal:
                errors.add(row.fault(field_zh="机构编码", message=refusal.message))

`open_table` raises `UnreadableTable` for all that makes a file unreadable as a whole (exit 2)
before it gives out the first row; `errors.count` tells whether to exit 1, and
`foundation.management.faults.print_faults(self.stderr, errors)` names the first bad rows.
`table.encoding_note` says which encoding or worksheet was read. `template_csv` is what
`--template` prints, and `sheet_names_in` tells which worksheets there are. A parser is any
function from text to a value that raises a `DomainError`.

No Django here: the package stands on the standard library and `kernel.errors` alone.
"""

from zhengtong.foundation.tables.columns import REASON_COLUMN, Column, Parser, Sheet
from zhengtong.foundation.tables.error_file import (
    ErrorFile,
    ErrorFileRefused,
    default_error_path,
)
from zhengtong.foundation.tables.fault_list import FaultList, NamedFault
from zhengtong.foundation.tables.limits import DEFAULT_LIMITS, Limits, UnreadableTable
from zhengtong.foundation.tables.parsers import (
    CellRefused,
    boolean,
    choice,
    code,
    decimal,
    integer,
    listing,
    text,
)
from zhengtong.foundation.tables.table import (
    FieldFault,
    Row,
    RowFault,
    Table,
    open_table,
    sheet_names_in,
)
from zhengtong.foundation.tables.template import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_REGION,
    template_csv,
)
from zhengtong.foundation.tables.times import day, moment

__all__ = [
    "DEFAULT_LIMITS",
    "EXAMPLE_ORGANISATION",
    "EXAMPLE_REGION",
    "REASON_COLUMN",
    "CellRefused",
    "Column",
    "ErrorFile",
    "ErrorFileRefused",
    "FaultList",
    "FieldFault",
    "Limits",
    "NamedFault",
    "Parser",
    "Row",
    "RowFault",
    "Sheet",
    "Table",
    "UnreadableTable",
    "boolean",
    "choice",
    "code",
    "day",
    "decimal",
    "default_error_path",
    "integer",
    "listing",
    "moment",
    "open_table",
    "sheet_names_in",
    "template_csv",
    "text",
]
