"""The one text of an entry, its hash and the chain over both. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

FIRST_CHAIN = "0" * 64
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_text(content: Mapping[str, Any]) -> str:
    """Return the text that is stored and hashed: sorted keys, no spaces, plain Chinese."""
    return _ENCODER.encode(content)


def canonical_moment(moment: datetime) -> str:
    """Return a moment in UTC with microseconds, the same for every database."""
    return _canonical(moment, moment.fold)


# The moments of a batch come again and again; by the clock alone those of a repeated hour are one.
@lru_cache(maxsize=256)
def _canonical(moment: datetime, fold: int) -> str:
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def text_hash(text: str) -> str:
    """Return the SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def next_chain(chain: str, entry_hash: str) -> str:
    """Return H(previous chain, entry hash); both and the result are 64 hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(chain) + bytes.fromhex(entry_hash)).hexdigest()
