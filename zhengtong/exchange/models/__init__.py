from zhengtong.exchange.models.batch import ImportBatch
from zhengtong.exchange.models.client import Client
from zhengtong.exchange.models.difference import Difference, DifferenceAct, Reconciliation
from zhengtong.exchange.models.mapping import MappingEdition
from zhengtong.exchange.models.put_aside import PutAside
from zhengtong.exchange.models.record import ImportedRecord
from zhengtong.exchange.models.source import Source

__all__ = [
    "Client",
    "Difference",
    "DifferenceAct",
    "ImportBatch",
    "ImportedRecord",
    "MappingEdition",
    "PutAside",
    "Reconciliation",
    "Source",
]
