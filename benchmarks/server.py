"""A durable PostgreSQL of our own and the platform on it, gone when the run is over (基准环境)."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.checkout import ROOT
from tools.postgres_programs import ServerPrograms
from tools.throwaway_postgres import throwaway_cluster

# Every commit reaches the disk, as in an office; memory and write-ahead log as on a small server.
# Both sides of every comparison run on the same server.
SETTINGS = (
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "shared_buffers=2GB",
    "max_wal_size=8GB",
    "checkpoint_timeout=15min",
    "random_page_cost=1.1",
    "max_connections=60",
    "maintenance_work_mem=512MB",
)


@contextmanager
def platform(programs: ServerPrograms) -> Iterator[str]:
    """Start the server, set Django up on it with every table, give the server's address (启动).

    Keys and whatever the platform writes lie in a folder of their own.
    """
    with (
        throwaway_cluster(programs, settings=SETTINGS) as address,
        tempfile.TemporaryDirectory(prefix="zhengtong-bench-") as home,
    ):
        for name in [name for name in os.environ if name.startswith("ZHENGTONG_")]:
            del os.environ[name]
        os.environ["ZHENGTONG_HOME"] = home
        Path(home, "static").mkdir()
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        _make_secrets()
        os.environ["ZHENGTONG_DATABASE_URL"] = address
        set_up()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield address
        from django.db import connection

        connection.close()


def set_up() -> None:
    """Make Django ready in this process; the environment names the database (准备)."""
    import django

    django.setup()


def home() -> Path:
    """Return the folder of this run (运行目录)."""
    return Path(os.environ["ZHENGTONG_HOME"])


def _make_secrets() -> None:
    """Let the platform make its keys: it does so only for the embedded database."""
    command = [sys.executable, "-c", "import config.settings"]
    subprocess.run(command, check=True, cwd=ROOT)
