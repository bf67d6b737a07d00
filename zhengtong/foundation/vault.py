"""Personal data at rest: sealed per field, found by keyed hash, shown masked (个人信息保护).

A sealed value is bound to its table, column and row: moved elsewhere it does not open.
Look-up hashes use keys of their own. Both kinds of key carry an id, so they can be changed
one after the other: a new key seals, old keys still open.

Source: 《个人信息保护法》第五十一条（采取加密、去标识化等安全技术措施）.
"""

import base64
import hmac
import os
import re
import uuid
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from zhengtong.kernel.errors import DomainError

NONCE_BYTES = 12
_BLANKS_AND_DASHES = re.compile(r"[\s\-]")
_CHINA_PREFIX = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_OLD_NUMBER = re.compile(r"\d{15}")


class LookupKind(StrEnum):
    """What a look-up hash is taken of; each kind has its own normal form."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    RECORD = "record"  # `field|value` of a record from elsewhere, compared with what came before


class SealedValueUnreadable(DomainError):
    """The value was moved, changed, or sealed with a key that is not here."""

    code: ClassVar[str] = "sealed_value_unreadable"


def seal_value(plain: str, *, table: str, column: str, row_id: uuid.UUID) -> str:
    """Return the sealed form `key id:base64`, or empty for an empty value."""
    if not plain:
        return ""
    key_id = settings.VAULT_KEYS["current"]
    nonce = os.urandom(NONCE_BYTES)
    bound = _bound_to(table=table, column=column, row_id=row_id)
    sealed = _cipher(settings.VAULT_KEYS["keys"][key_id]).encrypt(nonce, plain.encode(), bound)
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def open_value(sealed: str, *, table: str, column: str, row_id: uuid.UUID) -> str:
    """Return the plain value of a sealed one.

    Raises:
        SealedValueUnreadable: see there.
    """
    if not sealed:
        return ""
    key_id, _, text = sealed.partition(":")
    try:
        raw = base64.b64decode(text)
        bound = _bound_to(table=table, column=column, row_id=row_id)
        cipher = _cipher(settings.VAULT_KEYS["keys"][key_id])
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound).decode()
    except (InvalidTag, KeyError, ValueError):
        raise SealedValueUnreadable("个人信息无法解密：密钥缺失，或数据被移动、改动") from None


def lookup_hash(kind: LookupKind, plain: str) -> str:
    """Return `key id:hash` of the normalised value under the current look-up key."""
    return _hash(settings.LOOKUP_KEYS["current"], kind, plain)


def lookup_hash_under(key_id: str, kind: LookupKind, plain: str) -> str:
    """Return the hash under a key that rows may still carry, else under the current one."""
    known = key_id in settings.LOOKUP_KEYS["keys"]
    return _hash(key_id if known else settings.LOOKUP_KEYS["current"], kind, plain)


def next_lookup_hash(kind: LookupKind, plain: str) -> str:
    """Return the hash under the key that is being rotated in; empty when none is."""
    following = settings.LOOKUP_KEYS.get("next")
    return _hash(following, kind, plain) if following else ""


def lookup_hashes(kind: LookupKind, plain: str) -> list[str]:
    """Return the hash under every key that rows may still carry, current first."""
    keys: Mapping[str, Any] = settings.LOOKUP_KEYS["keys"]
    current = settings.LOOKUP_KEYS["current"]
    ordered = [current, *(key for key in keys if key != current)]
    return [_hash(key_id, kind, plain) for key_id in ordered] if plain else []


def normalise(kind: LookupKind, plain: str) -> str:
    """Return the one form in which a value is compared: 15 → 18 digits, X upper, no +86."""
    text = _BLANKS_AND_DASHES.sub("", plain).upper()
    if kind is LookupKind.PHONE:
        return _CHINA_PREFIX.sub("", text)
    if _OLD_NUMBER.fullmatch(text):
        return _eighteen_digits(text)
    return text


def mask_id_number(plain: str) -> str:
    """Return an ID number or credit code with its middle hidden."""
    return _masked(plain, head=4, tail=3)


def mask_phone(plain: str) -> str:
    """Return a phone number with its middle hidden."""
    return _masked(plain, head=3, tail=4)


def mask_name(plain: str) -> str:
    """Return a person's name with all but the first character hidden."""
    return plain[:1] + "某" * min(len(plain) - 1, 2) if len(plain) > 1 else plain


def _masked(plain: str, *, head: int, tail: int) -> str:
    hidden = len(plain) - head - tail
    return f"{plain[:head]}{'*' * hidden}{plain[-tail:]}" if hidden > 0 else "*" * len(plain)


def _eighteen_digits(old: str) -> str:
    """Return the 18-character form of a 15-digit citizen number (all were born in 19xx)."""
    body = f"{old[:6]}19{old[6:]}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def _hash(key_id: str, kind: LookupKind, plain: str) -> str:
    if not plain:
        return ""
    text = f"{kind.value}|{normalise(kind, plain)}".encode()
    key = _lookup_key(settings.LOOKUP_KEYS["keys"][key_id])
    return f"{key_id}:{hmac.digest(key, text, 'sha256').hex()}"


def _bound_to(*, table: str, column: str, row_id: uuid.UUID) -> bytes:
    return f"{table}|{column}|{row_id}".encode()


@lru_cache(maxsize=8)
def _lookup_key(key: str) -> bytes:
    return base64.b64decode(key)


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))
