"""The database: embedded SQLite by default, PostgreSQL 15 or newer where one is named."""

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
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
        ),
    },
}

_url = environment.text("DATABASE_URL", "")
DATABASES = {
    "default": dj_database_url.parse(_url, conn_max_age=None, conn_health_checks=True)
    if _url
    else EMBEDDED
}
# Role that serves requests where migrations run as another role (see docs/operations).
APP_DATABASE_ROLE = environment.text("APP_DATABASE_ROLE", "zhengtong_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
