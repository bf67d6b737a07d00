"""An example file that the reader accepts (模板)."""

import csv
import io

from zhengtong.foundation.tables.columns import Sheet

# The place that the examples of all templates speak of. No demo uses its codes, so a template
# loaded as it stands changes nothing that is there.
EXAMPLE_REGION = "510704"
EXAMPLE_ORGANISATION = f"{EXAMPLE_REGION}-D01"
_BYTE_ORDER_MARK = "\ufeff"


def template_csv(sheet: Sheet) -> str:
    """Return the header and example rows of a table as CSV (生成模板).

    It begins with a byte-order mark, so that a spreadsheet reads it as UTF-8.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(column.name_zh for column in sheet.columns)
    writer.writerow(column.example for column in sheet.columns)
    for example in sheet.more_examples:
        writer.writerow(example.get(column.identifier, "") for column in sheet.columns)
    return _BYTE_ORDER_MARK + written.getvalue()
