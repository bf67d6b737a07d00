"""One run: fill a tenth, measure what grows, fill the rest, measure all, report (一次运行)."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from benchmarks import growth, history, office, report
from benchmarks.__main__ import GROWTH, row_names
from benchmarks.measuring import Bench, Result, Row, measure
from tools.checkout import announce
from zhengtong.foundation.ledger.verification import verify_region

SMALLEST_KEPT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run was asked for (运行参数).

    Args:
        only: names of rows; none means all.
    """

    address: str
    programs: str
    cases: int
    repeat: int
    memory_rows: int
    only: Sequence[str] = ()

    def run(self) -> None:
        """Fill, measure, print; a whole run over enough cases is kept in the README."""
        began = dt.datetime.now().astimezone()
        bench = Bench(address=self.address, programs=self.programs, memory_rows=self.memory_rows)
        _timed("登记数据（register）", office.make_register)
        self._fill([history.LAST_YEAR])
        small = self._measure(growth.NAMES, bench) if self._has(GROWTH) else []
        self._fill(history.EARLIER_YEARS)
        check_ledger()
        with bench.held:
            results = self._measure(self._names(), bench)
        text = report.table([*results, *growth.compare(small, results)])
        stated = report.circumstances(cases=self.cases, repeat=self.repeat, began=began)
        announce(f"\n{stated}\n\n{text}")
        if not self.only and self.cases >= SMALLEST_KEPT:
            report.keep(f"{stated}\n\n{text}", cases=self.cases)

    def _names(self) -> list[str]:
        """Return the rows to measure; growth needs those that it compares."""
        if not self.only:
            return row_names()
        wanted = set(self.only) | (set(growth.NAMES) if GROWTH in self.only else set())
        return [name for name in row_names() if name in wanted]

    def _has(self, name: str) -> bool:
        return not self.only or name in self.only

    def _fill(self, years: Iterable[int]) -> None:
        work = history.months(cases=self.cases, years=years)
        cases = sum(month.cases for month in work)
        _timed(f"填入 {cases:,} 件（filling）", lambda: history.fill(work))

    def _measure(self, names: Iterable[str], bench: Bench) -> list[Result]:
        results = []
        for row in sorted(map(row_named, names), key=lambda row: row.place):
            announce(f"{row.name}: {row.work}")
            history.settle()
            results.append(measure(row, bench, repeat=self.repeat))
            announce(report.line(results[-1]))
        return results


def row_named(name: str) -> Row:
    """Return the row of a file in `rows/` (取一行)."""
    row: Row = import_module(f"benchmarks.rows.{name}").ROW
    return row


class LedgerDamaged(Exception):
    """What was filled in is no ledger that verifies; nothing measured on it would count."""


def check_ledger() -> None:
    """Verify a neighbour's ledger, which was filled by the same code (账本校验).

    Raises:
        LedgerDamaged: something is wrong with it.
    """
    found: list[str] = []

    def verify() -> None:
        found.extend(finding.message for finding in verify_region(region_code=office.NEIGHBOURS[0]))

    _timed("账本校验（verify-ledger）", verify)
    if found:
        raise LedgerDamaged(found[0])


def _timed(title: str, do: Callable[[], object]) -> None:
    began = time.monotonic()
    announce(f"{title} …")
    do()
    announce(f"  {time.monotonic() - began:.0f} s")
