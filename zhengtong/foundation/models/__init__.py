from zhengtong.foundation.models.base import (
    GrowingModel,
    GrowingReference,
    LocalModel,
    Scale,
    SmallModel,
)

# The tables of the foundation itself; after the base models, which they stand on.
from zhengtong.foundation.ledger import models as ledger_models  # noqa: E402, I001
from zhengtong.foundation import serials  # noqa: E402

__all__ = [
    "GrowingModel",
    "GrowingReference",
    "LocalModel",
    "Scale",
    "SmallModel",
    "ledger_models",
    "serials",
]
