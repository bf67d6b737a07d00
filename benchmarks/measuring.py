"""What a row of the table is, and how it is measured: limit and product in turn (测量)."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.db import connection

from benchmarks.pool import Pool

Measure = Callable[[], float]


class Unit(StrEnum):
    """In what a row is measured, as the table prints it (单位)."""

    PER_SECOND = "/s"
    MILLISECONDS = "ms"
    CPU_MILLISECONDS = "ms CPU"
    MEGABYTES = "MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What the ratio of product to limit is held against (指标要求).

    Args:
        least: the ratio is to be no smaller; exactly one of `least` and `most` is given.
        most: the ratio is to be no greater.
        goal: what would be better still.
    """

    least: float | None = None
    most: float | None = None
    goal: float | None = None

    def is_met(self, ratio: float) -> bool:
        """Tell whether a ratio reaches it (是否达到)."""
        return ratio >= self.least if self.least is not None else ratio <= (self.most or 0.0)

    def __str__(self) -> str:
        sign, bound = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{sign} {bound:g}" + (f" (goal {self.goal:g})" if self.goal else "")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides of a row, ready to be measured (一对测量).

    Args:
        remark: asked for after the last measurement; what a reader must know besides.
    """

    limit: Measure
    product: Measure
    remark: Callable[[], str] = lambda: ""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the rows share (基准运行).

    Args:
        address: of the server, for pgbench.
        programs: the folder of the server's programs.
        held: whatever rows keep running to the end of the run.
        memory_rows: how many rows the larger file has whose import's memory is measured.
    """

    address: str
    programs: str
    memory_rows: int
    pool: Pool = field(default_factory=Pool)
    held: ExitStack = field(default_factory=ExitStack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table: a piece of work, what is measured beside it, what it must reach (一行).

    Args:
        place: orders the table.
        reach: None where a row is there to be read beside another.
        inverse: the ratio is limit by product; where both are costs and the limit is the other's.
        turns: at most so many repetitions, for what takes long.
        prepare: makes whatever both sides need.
    """

    place: int
    name: str
    work: str
    beside: str
    unit: Unit
    reach: Reach | None
    prepare: Callable[[Bench], Pair]
    inverse: bool = False
    turns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a row came to (一行的结果)."""

    place: int
    name: str
    work: str
    beside: str
    unit: Unit
    reach: Reach | None
    limits: Sequence[float]
    products: Sequence[float]
    inverse: bool = False
    remark: str = ""

    @property
    def limit(self) -> float:
        """Return the median of the other side."""
        return statistics.median(self.limits)

    @property
    def product(self) -> float:
        """Return the median of the product's side."""
        return statistics.median(self.products)

    @property
    def ratio(self) -> float:
        """Return product by limit, or the other way round where the row says so."""
        return self.limit / self.product if self.inverse else self.product / self.limit

    @property
    def verdict(self) -> str:
        """Return whether the reach is met, empty where there is none."""
        if self.reach is None:
            return ""
        return "reached" if self.reach.is_met(self.ratio) else "**missed**"


def measure(row: Row, bench: Bench, *, repeat: int) -> Result:
    """Measure both sides of a row in turn, the one that begins changing each time (测量一行)."""
    pair = row.prepare(bench)
    limits: list[float] = []
    products: list[float] = []
    sides = [(pair.limit, limits), (pair.product, products)]
    for turn in range(min(repeat, row.turns or repeat)):
        for take, found in sides if turn % 2 == 0 else reversed(sides):
            found.append(take())
    return Result(
        place=row.place,
        name=row.name,
        work=row.work,
        beside=row.beside,
        unit=row.unit,
        reach=row.reach,
        limits=limits,
        products=products,
        inverse=row.inverse,
        remark=pair.remark(),
    )


class Stopwatch:
    """Seconds by the clock and of this process's CPU (计时)."""

    seconds = 0.0
    cpu_seconds = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Time what is done inside (计时)."""
    watch = Stopwatch()
    began, cpu = time.perf_counter(), time.process_time()
    yield watch
    watch.seconds = time.perf_counter() - began
    watch.cpu_seconds = time.process_time() - cpu


def median_milliseconds(do: Callable[[], object], *, times: int) -> float:
    """Return the median of several calls, after one that warms up (中位耗时)."""
    do()
    found = []
    for _ in range(times):
        with stopwatch() as watch:
            do()
        found.append(watch.seconds * 1000)
    return statistics.median(found)


def cpu_milliseconds(do: Callable[[], object]) -> float:
    """Return the CPU that a call takes in this process and in its server session (CPU 耗时).

    What other processes of the server do for it, such as writing the log, is not counted.
    """
    session = Path("/proc", str(_server_process()), "schedstat")
    of_server = int(session.read_text().split()[0])
    with stopwatch() as watch:
        do()
    of_server = int(session.read_text().split()[0]) - of_server
    return watch.cpu_seconds * 1000 + of_server / 1_000_000


def _server_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def processors() -> int:
    """Return how many processors this process may use (处理器数)."""
    return len(os.sched_getaffinity(0))
