"""A PostgreSQL server of our own that may be killed and comes up again with what it had."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg

from tools import signals, throwaway_postgres
from tools.postgres_programs import ensure_programs
from tools.throwaway_postgres import Cluster

START_SECONDS = 30.0
# The throw-away server of the suite does without; this one is killed.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


@dataclass(slots=True)
class Server:
    """The server's folder, its port and the process that runs now."""

    cluster: Cluster
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"postgresql://{throwaway_postgres.SUPERUSER}@127.0.0.1:{self.port}/postgres"

    def kill(self) -> None:
        """Kill the server's first process; its children notice and end."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)

    def stop_immediately(self) -> None:
        """Let the server drop everything, as `pg_ctl stop -m immediate` does."""
        subprocess.run(
            [
                self.cluster.programs.folder / "pg_ctl",
                "stop",
                "--mode=immediate",
                "--pgdata",
                self.cluster.data,
            ],
            check=True,
            capture_output=True,
            cwd=self.cluster.folder,
            **throwaway_postgres.identity(self.cluster.owner),
        )
        self.process.wait(timeout=30)

    def start_again(self) -> None:
        """Start it over the same files; the children of the killed one may need a moment.

        The file that says "ready" is still that of the killed one: whether it is, one asks.
        """
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                self.process = throwaway_postgres.start(self.cluster, port=self.port)
            with suppress(psycopg.OperationalError), psycopg.connect(self.address):
                return
            time.sleep(0.1)
        raise AssertionError(self.cluster.log.read_text(errors="replace")[-2000:])


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server that reaches the disk before it says that something is committed."""
    owner = throwaway_postgres.unprivileged_user()
    cluster = Cluster(
        programs=ensure_programs(),
        folder=throwaway_postgres.make_folder(owner),
        owner=owner,
        settings=DURABLE,
    )
    throwaway_postgres.make_files(cluster)
    port = throwaway_postgres.free_port()
    server = Server(cluster, port, throwaway_postgres.start(cluster, port=port))
    try:
        assert throwaway_postgres.wait_until_ready(cluster, server.process)
        with psycopg.connect(server.address) as there:
            assert there.execute("SHOW synchronous_commit").fetchone() == ("on",)
        yield server
    finally:
        signals.end(server.process, signal.SIGINT, signal.SIGKILL)
        shutil.rmtree(cluster.folder, ignore_errors=True)
