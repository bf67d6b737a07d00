"""Keys and a backup: the backup holds none, and knows which ones its data needs (备份与密钥).

A print is a keyed hash that a key makes of a fixed text: two equal prints are the same key,
and nothing of the key can be learnt from one.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

PRINT_TEXT = b"zhengtong backup: which key is this"
SIGNED_TEXT = b"zhengtong backup manifest\n"
SHORTEST_PASSWORD = 6  # a shorter one would be found in any file by chance
KINDS = {"vault": "个人信息密钥", "lookup": "查找密钥", "seal": "封印密钥"}


def key_prints() -> dict[str, str]:
    """Return a print of each key of this installation by `kind:id` (密钥指纹)."""
    return {
        f"{kind}:{key_id}": hmac.new(_raw(key), PRINT_TEXT, hashlib.sha256).hexdigest()[:32]
        for kind, keys in _keys().items()
        for key_id, key in keys.items()
    }


def differing_keys(needed: Mapping[str, str]) -> list[str]:
    """Return what is wrong with each key that a backup needs and we lack (缺少或不符的密钥)."""
    here = key_prints()
    found = []
    for name, needed_print in needed.items():
        kind, _, key_id = name.partition(":")
        label = f"{KINDS.get(kind, kind)} {key_id}"
        if name not in here:
            found.append(f"缺少{label}")
        elif here[name] != needed_print:
            found.append(f"{label} 与备份时的不同")
    return found


def signed_by_us(content: bytes) -> dict[str, str]:
    """Sign a manifest with the current sealing key: its key id and signature (备份签名)."""
    key_id = settings.SEAL_KEYS["current"]
    signature = _signer(key_id).sign(SIGNED_TEXT + content)
    return {"key_id": key_id, "signature": base64.b64encode(signature).decode()}


def signature_is_ours(content: bytes, *, key_id: str, signature: str) -> bool:
    """Say whether we signed just this manifest; the key is one of ours."""
    try:
        public = _signer(key_id).public_key()
        public.verify(base64.b64decode(signature), SIGNED_TEXT + content)
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def secret_material() -> list[bytes]:
    """Return every byte string that must be in no backup: keys as kept and as used, passwords."""
    texts = [settings.SECRET_KEY, *(key for keys in _keys().values() for key in keys.values())]
    found = [text.encode() for text in texts]
    found += [_raw(key) for keys in _keys().values() for key in keys.values()]
    password = str(connection.settings_dict.get("PASSWORD") or "")
    if len(password) >= SHORTEST_PASSWORD:
        found.append(password.encode())
    return found


def _keys() -> dict[str, Mapping[str, str]]:
    return {
        "vault": settings.VAULT_KEYS["keys"],
        "lookup": settings.LOOKUP_KEYS["keys"],
        "seal": settings.SEAL_KEYS["keys"],
    }


def _raw(key: str) -> bytes:
    return base64.b64decode(key)


def _signer(key_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_raw(settings.SEAL_KEYS["keys"][key_id]))
