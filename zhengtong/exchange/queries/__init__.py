"""Reads of sources, records, contradictions and differences; plain values only."""

from zhengtong.exchange.queries.differences import (
    DifferenceInfo,
    UnknownDifference,
    cases_of_difference,
    count_standing,
    difference,
    standing_differences,
)
from zhengtong.exchange.queries.issues import (
    LateRow,
    OwnedContradiction,
    SilentSource,
    SourceIssues,
    silent_everywhere,
    silent_sources,
    source_issues,
)
from zhengtong.exchange.queries.mappings import EditionInfo, mapping_editions, mapping_of
from zhengtong.exchange.queries.put_asides import PutAsideInfo, count_waiting, put_asides
from zhengtong.exchange.queries.records import KnownRecord, known_records
from zhengtong.exchange.queries.sources import (
    SourceInfo,
    UnknownSource,
    regions_with_sources,
    source,
    sources,
)

__all__ = [
    "DifferenceInfo",
    "EditionInfo",
    "KnownRecord",
    "LateRow",
    "OwnedContradiction",
    "PutAsideInfo",
    "SilentSource",
    "SourceInfo",
    "SourceIssues",
    "UnknownDifference",
    "UnknownSource",
    "cases_of_difference",
    "count_standing",
    "count_waiting",
    "difference",
    "known_records",
    "mapping_editions",
    "mapping_of",
    "put_asides",
    "regions_with_sources",
    "silent_everywhere",
    "silent_sources",
    "source",
    "source_issues",
    "sources",
    "standing_differences",
]
