from zhengtong.foundation import serials

# The tables of the foundation itself; after the base models, which they stand on.
from zhengtong.foundation.api import idempotency
from zhengtong.foundation.ledger import models as ledger_models
from zhengtong.foundation.models.base import (
    GrowingModel,
    GrowingReference,
    LocalModel,
    Scale,
    SmallModel,
)

__all__ = [
    "GrowingModel",
    "GrowingReference",
    "LocalModel",
    "Scale",
    "SmallModel",
    "idempotency",
    "ledger_models",
    "serials",
]
