"""The database: embedded SQLite by default, PostgreSQL 15 or newer where one is named."""

from typing import Any

import dj_database_url

from config.settings import environment
from config.settings.paths import HOME

EMBEDDED = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "zhengtong.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
        ),
    },
}


def server(address: str) -> dict[str, Any]:
    """Return the settings of a PostgreSQL server.

    Statements that come back are prepared on the server, which halves its work for an act
    (docs/decisions/0011). A pooler between must know prepared statements (pgbouncer from 1.21).
    """
    found = dj_database_url.parse(address, conn_max_age=None, conn_health_checks=True)
    prepared = {"server_side_binding": True, "prepare_threshold": 3}
    return {**found, "OPTIONS": {**found.get("OPTIONS", {}), **prepared}}


_url = environment.text("DATABASE_URL", "")
DATABASES = {"default": server(_url) if _url else EMBEDDED}
# Role that serves requests where migrations run as another role (docs/operations.md).
APP_DATABASE_ROLE = environment.text("APP_DATABASE_ROLE", "zhengtong_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
