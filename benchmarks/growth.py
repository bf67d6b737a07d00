"""The same work at a tenth of the rows and at all of them (数据增长)."""

from collections.abc import Sequence

from benchmarks.measuring import Reach, Result, Unit

NAMES = ("accept", "bulletin", "worklist")
FACTOR = 10
_PLACE = 11


def compare(small: Sequence[Result], full: Sequence[Result]) -> list[Result]:
    """Return how much longer each piece of work takes at ten times the rows (增长对比).

    Rates are turned into the time of one, so that all read alike. What the machine's own limit
    did meanwhile stands in the remark.
    """
    by_name = {result.name: result for result in full}
    return [
        _compared(before, by_name[before.name], place=_PLACE + number)
        for number, before in enumerate(small)
        if before.name in by_name
    ]


def _compared(before: Result, after: Result, *, place: int) -> Result:
    limits = _times(before.limits, before.unit), _times(after.limits, after.unit)
    grown = sorted(limits[1])[len(limits[1]) // 2] / sorted(limits[0])[len(limits[0]) // 2]
    return Result(
        place=place,
        name=f"growth_{before.name}",
        work=f"{before.name} at {FACTOR} times the rows",
        beside="the same at one time",
        unit=Unit.MILLISECONDS,
        reach=Reach(most=1.3),
        limits=_times(before.products, before.unit),
        products=_times(after.products, after.unit),
        remark=f"what was measured beside it took {grown:.2f} times as long",
    )


def _times(values: Sequence[float], unit: Unit) -> list[float]:
    """Return the milliseconds of one piece of work."""
    return [1000 / value for value in values] if unit is Unit.PER_SECOND else list(values)
