"""Reads of sources, records and contradictions; plain values only."""

from zhengtong.exchange.queries.put_asides import PutAsideInfo, count_waiting, put_asides
from zhengtong.exchange.queries.records import KnownRecord, known_records
from zhengtong.exchange.queries.sources import SourceInfo, UnknownSource, source

__all__ = [
    "KnownRecord",
    "PutAsideInfo",
    "SourceInfo",
    "UnknownSource",
    "count_waiting",
    "known_records",
    "put_asides",
    "source",
]
