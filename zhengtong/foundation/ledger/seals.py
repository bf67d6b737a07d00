"""Seals: signatures over a region's position and chain, made with a key outside the database.

The seals of a region form a chain of their own: each is numbered, and signs the signature of the
one before it. Whoever takes one away, or all after one, leaves a gap that a signature states.
"""

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from zhengtong.foundation.ledger.models import RegionHead, Seal
from zhengtong.foundation.ledger.numbering import lock_head, number_pending


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The seal that stands at the end of a region's ledger, and whether it was made just now."""

    seal: Seal
    is_new: bool


def seal_region(*, region_code: str, period: str, now: datetime) -> Sealed:
    """Number what is queued, then sign the region's last position and chain (封印).

    Where a good seal of the same period stands at the last position, it is left at that.

    Args:
        period: what the seal closes, such as `2018-02`; free text up to 32 characters.
    """
    number_pending(region_code=region_code)
    with transaction.atomic():
        head = lock_head(region_code=region_code)
        last = _last_seal(head)
        if last is not None and signature_holds(last):
            stated = (last.period, last.position, last.chain)
            if stated == (period, head.last_position, head.last_chain):
                return Sealed(seal=last, is_new=False)
        return Sealed(seal=seal_head(head, period=period, now=now), is_new=True)


def seal_head(head: RegionHead, *, period: str, now: datetime) -> Seal:
    """Sign a head row that the caller holds locked."""
    last = _last_seal(head)
    seal = Seal(
        region_code=head.region_code,
        sequence=head.last_seal + 1,
        previous=last.signature if last is not None else "",
        period=period,
        position=head.last_position,
        chain=head.last_chain,
        key_id=settings.SEAL_KEYS["current"],
        sealed_at=now,
    )
    seal.signature = base64.b64encode(_private_key(seal.key_id).sign(_text(seal))).decode()
    seal.save()
    head.last_seal = seal.sequence
    RegionHead.objects.filter(region_code=head.region_code).update(last_seal=seal.sequence)
    return seal


def _last_seal(head: RegionHead) -> Seal | None:
    return Seal.objects.filter(region_code=head.region_code, sequence=head.last_seal).first()


def signature_holds(seal: Seal) -> bool:
    """Say whether a seal's signature was made with our key over just these values."""
    if seal.key_id not in settings.SEAL_KEYS["keys"]:
        return False
    key = _private_key(seal.key_id).public_key()
    try:
        key.verify(base64.b64decode(seal.signature), _text(seal))
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(seal: Seal) -> bytes:
    """Return the bytes that a seal signs; only the period, in the middle, is free text."""
    before = f"{seal.region_code}|{seal.sequence}|{seal.previous}"
    return f"{before}|{seal.period}|{seal.position}|{seal.chain}".encode()


def _private_key(key_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        base64.b64decode(settings.SEAL_KEYS["keys"][key_id])
    )
