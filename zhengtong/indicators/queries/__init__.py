"""Counts, the entries behind them, and what they are held against; plain values only."""

from zhengtong.indicators.queries.counting import (
    CountKey,
    Counts,
    count_days,
    counted_days,
    counts,
    counts_at,
    counts_of_periods,
    counts_of_periods_at,
)
from zhengtong.indicators.queries.targets import TargetInfo, VolumeInfo, targets_in, volumes_of
from zhengtong.indicators.queries.traces import (
    TracedEntry,
    all_traced_entries,
    late_subjects,
    traced_entries,
)

__all__ = [
    "CountKey",
    "Counts",
    "TargetInfo",
    "TracedEntry",
    "VolumeInfo",
    "all_traced_entries",
    "count_days",
    "counted_days",
    "counts",
    "counts_at",
    "counts_of_periods",
    "counts_of_periods_at",
    "late_subjects",
    "targets_in",
    "traced_entries",
    "volumes_of",
]
