"""Seals: signatures over a region's position and chain, made with a key outside the database."""

import base64
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from zhengtong.foundation.ledger.models import RegionHead, Seal
from zhengtong.foundation.ledger.numbering import lock_head, number_pending


def seal_region(*, region_code: str, period: str, now: datetime) -> Seal:
    """Number what is queued, then sign the region's last position and chain (封印).

    Args:
        period: what the seal closes, such as `2018-02`; free text up to 32 characters.
    """
    number_pending(region_code=region_code)
    with transaction.atomic():
        return seal_head(lock_head(region_code=region_code), period=period, now=now)


def seal_head(head: RegionHead, *, period: str, now: datetime) -> Seal:
    """Sign a head row that the caller holds locked."""
    key_id = settings.SEAL_KEYS["current"]
    text = sealed_text(
        region_code=head.region_code,
        period=period,
        position=head.last_position,
        chain=head.last_chain,
    )
    seal = Seal(
        region_code=head.region_code,
        period=period,
        position=head.last_position,
        chain=head.last_chain,
        key_id=key_id,
        signature=base64.b64encode(_private_key(key_id).sign(text)).decode(),
        sealed_at=now,
    )
    seal.save()
    return seal


def sealed_text(*, region_code: str, period: str, position: int, chain: str) -> bytes:
    """Return the bytes that a seal signs."""
    return f"{region_code}|{period}|{position}|{chain}".encode()


def signature_holds(seal: Seal) -> bool:
    """Say whether a seal's signature was made with our key over just these values."""
    if seal.key_id not in settings.SEAL_KEYS["keys"]:
        return False
    text = sealed_text(
        region_code=seal.region_code, period=seal.period, position=seal.position, chain=seal.chain
    )
    try:
        _private_key(seal.key_id).public_key().verify(base64.b64decode(seal.signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private_key(key_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        base64.b64decode(settings.SEAL_KEYS["keys"][key_id])
    )
