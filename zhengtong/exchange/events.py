"""What the exchange tells the others; each is one entry of the ledger (交换事件)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSet(Event):
    """A list of a source was mapped; the edition holds from a day on (设定代码对照)."""

    name: ClassVar[str] = "exchange.mapping_set"
    source_name: str
    mapped_list: str
    version: int
    holds_from: date
    pairs_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled(Event):
    """A source's counts or cases were held against ours (对账)."""

    name: ClassVar[str] = "exchange.reconciled"
    source_name: str
    first_day: date
    last_day: date
    content_hash: str
    found: int
    gone: int
    standing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceExplained(Event):
    """A person explained a difference; the words are kept with the act (说明差异)."""

    name: ClassVar[str] = "exchange.difference_explained"
    source_name: str
    difference_number: str
    kind: str
