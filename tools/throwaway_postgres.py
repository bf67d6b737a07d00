"""A PostgreSQL server for one test run, gone when the run is over (临时数据库).

As root the server runs as another user, because PostgreSQL refuses to run as root.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import signals
from tools.debian import MachineLacks
from tools.postgres_programs import ServerPrograms

UNPRIVILEGED = ("postgres", "nobody")
SUPERUSER = "zhengtong"
# Where TMPDIR is closed to the server's user.
COMMON_PLACES = ("/tmp", "/var/tmp")  # noqa: S108 (a new folder is made in them)
FOLDER_PREFIX = "zhengtong-postgres-"
LONGEST_SOCKET_FOLDER = 90  # with the socket's name below the system's limit of 107 bytes
START_SECONDS = 60.0
PORT_TRIES = 3
# Nothing here outlives the run, so nothing has to reach the disk.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerFailed(Exception):
    """The server could not be made or started; carries what it said (数据库未能启动)."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One server's programs, its folder and the user who runs it (临时实例).

    `owner` is None where we run it ourselves; `settings` are `name=value`.
    """

    programs: ServerPrograms
    folder: Path
    owner: pwd.struct_passwd | None
    settings: Sequence[str] = SETTINGS

    @property
    def data(self) -> Path:
        """Return the folder of the database files."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the file that takes what the programs say."""
        return self.folder / "server.log"


@contextmanager
def throwaway_cluster(
    programs: ServerPrograms, *, settings: Sequence[str] = SETTINGS
) -> Iterator[str]:
    """Run a server, give the address of its empty database, remove both afterwards.

    Args:
        settings: `name=value`, in place of those that make tests quick.

    Raises:
        MachineLacks: we are root and there is no other user to run it.
        ServerFailed: it could not be made or started.
    """
    owner = unprivileged_user()
    cluster = Cluster(programs=programs, folder=make_folder(owner), owner=owner, settings=settings)
    try:
        make_files(cluster)
        with running(cluster) as port:
            yield f"postgresql://{SUPERUSER}@127.0.0.1:{port}/postgres"
    finally:
        with signals.undisturbed():
            shutil.rmtree(cluster.folder)


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return the existing user that the server runs as when we are root, else None.

    Raises:
        MachineLacks: root, and no such user.
    """
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return known[name]
    raise MachineLacks(what=" / ".join(UNPRIVILEGED), command="useradd --system postgres")


def make_folder(owner: pwd.struct_passwd | None) -> Path:
    """Make a folder that the server's user can reach and nobody else can open.

    Raises:
        ServerFailed: none of the usual places will do.
    """
    for place in (tempfile.gettempdir(), *COMMON_PLACES):
        folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=place))
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        reached = (
            subprocess.run(["test", "-w", folder], check=False, **identity(owner)).returncode == 0
        )
        if reached and len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        folder.rmdir()
    raise ServerFailed("no temporary folder that the PostgreSQL server can use")


def identity(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return how a program of the server is started: its user, and none of our settings."""
    bare = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    if owner is None:
        return {"env": bare}
    return {"env": bare, "user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def make_files(cluster: Cluster) -> None:
    """Make the database files: UTF-8, and texts ordered by code point on every machine.

    Raises:
        ServerFailed: initdb refused.
    """
    command: list[str | Path] = [cluster.programs.folder / "initdb"]
    command += ["-D", cluster.data, "-U", SUPERUSER]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]
    with cluster.log.open("wb") as log:
        made = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=cluster.folder,
            **identity(cluster.owner),
        )
    if made.returncode != 0:
        raise ServerFailed(f"initdb: {cluster.log.read_text(errors='replace')}")


@contextmanager
def running(cluster: Cluster) -> Iterator[int]:
    """Run the server on a free port of the loopback address, and end it afterwards.

    Raises:
        ServerFailed: it did not start.
    """
    for attempt in range(1, PORT_TRIES + 1):
        port = free_port()
        server = None
        try:
            with signals.undisturbed():
                server = start(cluster, port=port)
            if wait_until_ready(cluster, server):
                yield port
                return
        finally:
            with signals.undisturbed():
                # Its signals for a fast and for an immediate shutdown.
                signals.end(server, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
        said = cluster.log.read_text(errors="replace")
        if attempt == PORT_TRIES or "Address already in use" not in said:
            raise ServerFailed(f"postgres: {said[-4000:]}")


def start(cluster: Cluster, *, port: int) -> subprocess.Popen[bytes]:
    """Start the server as our child, out of the reach of the terminal's Ctrl-C.

    Where `setpriv` can arrange it, the kernel ends the server should we be killed.
    """
    setpriv = shutil.which("setpriv")
    command: list[str | Path] = [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []
    command += [cluster.programs.folder / "postgres", "-D", cluster.data]
    command += ["-h", "127.0.0.1", "-p", str(port), "-k", cluster.folder]
    for setting in cluster.settings:
        command += ["-c", setting]
    with cluster.log.open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=cluster.folder,
            start_new_session=True,
            **identity(cluster.owner),
        )


def wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes]) -> bool:
    """Return whether the server came up; it says so in its pid file, as for pg_ctl."""
    told = cluster.data / "postmaster.pid"
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
