"""Bad rows are named on the terminal, the same by every loader (错误行提示)."""

from itertools import islice
from pathlib import Path
from typing import Protocol

from zhengtong.foundation.tables import ErrorFile, FaultList

MOST_NAMED = 20


class Output(Protocol):
    """Where lines go: `self.stderr` of a command (输出)."""

    def write(self, msg: str) -> object:
        """Write one line."""


def print_faults(
    out: Output,
    errors: ErrorFile | FaultList,
    *,
    label: str = "",
    outcome: str = "未载入",
) -> None:
    """Name the first bad rows in the order of the file, then how many there are (列出错误行).

    Writes nothing where no row was bad. A command calls it with its error file:
    `print_faults(self.stderr, error_file)`; for JSON the same list is
    `[fault.as_json() for fault in error_file.faults]`.

    Args:
        errors: a list alone where no error file was written.
        label: what the rows are, where a command loads several tables.
        outcome: what became of them.
    """
    faults, path = _parts(errors)
    if not faults.row_count:
        return
    mark = f"{label}　" if label else ""
    for fault in islice(faults, MOST_NAMED):
        out.write(f"{mark}第 {fault.row_number} 行　{fault.field_zh}：{fault.message}")
    more = faults.fault_count - MOST_NAMED
    if more > 0:
        out.write(f"……另有 {more} 处，{'见错误文件' if path else '这里不再列出'}")
    place = f"，见 {path}" if path else ""
    out.write(f"{mark}{faults.row_count} 行有误，{outcome}{place}")


def _parts(errors: ErrorFile | FaultList) -> tuple[FaultList, Path | None]:
    if isinstance(errors, FaultList):
        return errors, None
    return errors.faults, errors.path
