"""Declaration of measures: which kinds of entry a figure counts (指标口径).

Each domain declares its own in `indicators.py`; `indicators` counts them, so a figure and
the list of cases behind it come from the same declaration.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A count of ledger entries by their reporting day (计数口径).

    Attributes:
        kinds: entry kinds that count; each subject has at most one of each.
    """

    code: str
    label: str
    kinds: frozenset[str]


_MEASURES: dict[str, Measure] = {}


def declare_measure(measure: Measure) -> Measure:
    """Make a measure known by its code."""
    _MEASURES[measure.code] = measure
    return measure


def measure(code: str) -> Measure:
    """Return a declared measure; KeyError for an unknown code is a bug."""
    return _MEASURES[code]


def counted_kinds() -> frozenset[str]:
    """Return every kind that some measure counts; daily totals keep these."""
    return frozenset(kind for declared in _MEASURES.values() for kind in declared.kinds)
