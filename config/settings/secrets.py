"""Keys of the installation: they live in one file that no database role can read.

The embedded installation makes its own file on the first start. With a database of
its own (`ZHENGTONG_DATABASE_URL`) the file must be named, so that nobody runs
production on keys that appeared by themselves.
"""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.settings import environment
from config.settings.paths import HOME


def _new_secrets() -> dict[str, object]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "django_secret_key": secrets.token_urlsafe(48),
        "vault": {"current": "v1", "keys": {"v1": key()}},
        "lookup": {"current": "l1", "keys": {"l1": key()}},
        "seal": {"current": "s1", "keys": {"s1": key()}},
    }


def _write(path: Path, content: dict[str, object]) -> None:
    """Write the file once; where two processes start together, the first one's stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=1)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _load() -> dict[str, Any]:
    named = environment.text("SECRETS_FILE", "")
    path = Path(named) if named else HOME / "secrets.json"
    if not path.exists():
        if environment.text("DATABASE_URL", ""):
            raise ImproperlyConfigured(
                f"找不到密钥文件 {path}。请用 ZHENGTONG_SECRETS_FILE 指明；"
                "首次安装可先不设数据库地址运行一次 zhengtong check 生成，再妥善保管"
            )
        _write(path, _new_secrets())
    return dict(json.loads(path.read_text(encoding="utf-8")))


_SECRETS = _load()
SECRET_KEY = str(_SECRETS["django_secret_key"])
VAULT_KEYS: dict[str, Any] = _SECRETS["vault"]
LOOKUP_KEYS: dict[str, Any] = _SECRETS["lookup"]
SEAL_KEYS: dict[str, Any] = _SECRETS["seal"]
