"""What an import came to, for people and for programs (导入报告)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhengtong.exchange.operations.batches import RunState
from zhengtong.foundation.management.faults import MOST_NAMED, Output, print_faults
from zhengtong.foundation.tables import ErrorFile, FaultList, RowFault

MOST_LISTED = 1000


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """The findings of one run, of which only the first are kept (导入报告).

    Args:
        errors: None where no error file is written.
        taken_up_at: how many rows a killed run had behind it.
    """

    state: RunState
    errors: ErrorFile | None
    row_count: int
    encoding: str
    taken_up_at: int = 0
    faults: FaultList = field(default_factory=FaultList)
    put_aside: list[tuple[int, str]] = field(default_factory=list)

    def add_fault(self, fault: RowFault) -> None:
        """Note a bad row (记错误行)."""
        self.faults.add(fault)
        if self.errors is not None:
            self.errors.add(fault)

    def add_put_aside(self, *, row_number: int, sentences: tuple[str, ...]) -> None:
        """Note a row that waits for a person (记搁置行)."""
        if len(self.put_aside) < MOST_LISTED:
            self.put_aside.append((row_number, "；".join(sentences)))

    @property
    def bad_rows(self) -> int:
        """Rows that changed nothing because they were wrong."""
        return self.faults.row_count

    @property
    def waiting(self) -> int:
        """Rows that were put aside and wait for a person."""
        return self.state.counts["put_aside"]

    @property
    def error_path(self) -> Path | None:
        """Where the bad rows are, None where there are none or nothing was written."""
        return self.errors.path if self.errors is not None and self.bad_rows else None

    def lines(self) -> Iterator[str]:
        """Give the summary (小结)."""
        counts = self.state.counts
        if self.state.is_rehearsal:
            yield "试运行，以下都没有写入"
        if self.taken_up_at:
            yield f"上次导入在读完 {self.taken_up_at} 行后中断，本次续接，已写入的没有重复"
        yield (
            f"按 {self.encoding} 读取 {self.row_count} 行：新建 {counts['created']} 件，"
            f"推进 {counts['advanced']} 次，未变 {counts['unchanged']} 行，"
            f"旧版本 {counts['older']} 行，搁置 {counts['put_aside']} 行，有误 {self.bad_rows} 行"
        )
        if counts["synced"] or counts["back_entries"]:
            yield f"其中对接同步 {counts['synced']} 行，补录 {counts['back_entries']} 行"

    def print_complaints(self, out: Output) -> None:
        """Say what went wrong, in the order of the rows (问题)."""
        print_faults(out, self.errors or self.faults, outcome="没有导入")
        for row_number, text in sorted(self.put_aside)[:MOST_NAMED]:
            out.write(f"第 {row_number} 行　{text}")
        if self.waiting:
            out.write(f"{self.waiting} 行与已有记录矛盾，已搁置待人处理，用 put-aside 查看")

    def as_json(self) -> dict[str, Any]:
        """Return everything for a program (机读报告)."""
        counts = self.state.counts
        names = ("created", "advanced", "unchanged", "older", "put_aside", "synced", "back_entries")
        return {
            "rows": self.row_count,
            **{name: counts[name] for name in names},
            "bad_rows": self.bad_rows,
            "encoding": self.encoding,
            "dry_run": self.state.is_rehearsal,
            "taken_up_at": self.taken_up_at,
            "error_file": str(self.error_path) if self.error_path else None,
            "faults": [fault.as_json() for fault in self.faults],
            "put_aside_rows": [
                {"row": row, "reason": text} for row, text in sorted(self.put_aside)
            ],
        }
