"""Lines that were pasted into the terminal, as a file that a loader reads (粘贴的内容)."""

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from zhengtong.foundation.tables import UnreadableTable

MOST_BYTES = 2 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


@contextmanager
def pasted_file(stream: BinaryIO | None = None) -> Iterator[Path]:
    """Give what was pasted as a CSV file for as long as it is read (粘贴的内容).

    What comes out of a spreadsheet has tabs between its cells; they become commas.

    Args:
        stream: the standard input where it is None.

    Raises:
        UnreadableTable: nothing was pasted, too much, or it is no text.
    """
    content = (stream or sys.stdin.buffer).read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableTable("粘贴的内容超过 2 MB，请存成文件后再登记")
    if not content.strip():
        raise UnreadableTable("没有粘贴任何内容")
    with TemporaryDirectory(prefix="zhengtong-") as folder:
        path = Path(folder) / "粘贴.csv"
        path.write_text(_with_commas(_decoded(content)), encoding="utf-8", newline="")
        yield path


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("粘贴的内容不是文字，无法读取")


def _with_commas(text: str) -> str:
    text = text if text.endswith("\n") else f"{text}\n"
    header = text.lstrip().partition("\n")[0]
    if "\t" not in header:
        return text
    written = io.StringIO(newline="")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as fault:
        raise UnreadableTable("粘贴的内容里引号不成对，请从表格里重新复制") from fault
    width = len(rows[0])
    csv.writer(written).writerows([*row, *[""] * (width - len(row))] for row in rows if any(row))
    return written.getvalue()
