"""Queries that look across regions on purpose say so by name; the query guard refuses others."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Every deliberate cross-region query of the platform. All of them are the operator's.
REPORTS = {
    "regions_with_queue": "哪些区划有待编号的条目（后台进程）",
    "ledger_regions": "哪些区划有账本（校验命令）",
    "parked_subjects": "搁置的主体（doctor）",
    "orphans": "指向不存在行的引用（doctor）",
}
_current: ContextVar[str] = ContextVar("cross_region_report", default="")


@contextmanager
def cross_region_report(name: str) -> Iterator[None]:
    """Mark the queries inside as a deliberate report over all regions, by its listed name."""
    if name not in REPORTS:
        raise KeyError(f"cross-region report {name} is not listed")
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


def current_report() -> str:
    """Return the name of the report that is running, or empty."""
    return _current.get()
