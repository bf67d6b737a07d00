"""Starting the web server, what is said when it starts, and what stays together with it.

Every process here may be killed: the web server starts its children again, `serve` its worker,
and a child whose parent was killed ends, so that it holds neither port nor database.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces

log = logging.getLogger(__name__)
# The web server's children find its process number here.
SERVER_VARIABLE = "ZHENGTONG_SERVER_PROCESS"
LOOK_EVERY_SECONDS, GRACE_SECONDS = 0.5, 10.0
LONGEST_WAIT_SECONDS = 30.0
_ANNOUNCEMENTS: list[Callable[[], Iterable[str]]] = []


def register_announcement(lines: Callable[[], Iterable[str]]) -> None:
    """Let an application add lines to what `serve` prints, such as the demo's accounts."""
    _ANNOUNCEMENTS.append(lines)


def serve_announcements() -> list[str]:
    """Return the lines that `serve` prints below the address."""
    return [line for announce in _ANNOUNCEMENTS for line in announce()]


def prepare_static_files() -> None:
    """Collect static files into the installation's home; unchanged ones are left alone."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


def port_is_free(*, host: str, port: int) -> bool:
    """Say whether the server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run_web(*, host: str, port: int, workers: int) -> None:
    """Serve until stopped; four threads a process keep their database connections."""
    os.environ[SERVER_VARIABLE] = str(os.getpid())
    Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


def end_with_server() -> None:
    """End this process when the web server that started it is gone; elsewhere nothing happens."""
    server = os.environ.get(SERVER_VARIABLE, "")
    if server == str(os.getppid()):
        end_with_parent(int(server))


def end_with_parent(parent: int) -> None:
    """Have this process end when its parent was killed (随父进程结束)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)  # for what is under way
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


@contextmanager
def background_worker() -> Iterator[None]:
    """Keep a worker beside the web server; one that was killed is started again (后台进程)."""
    keeper = _Keeper()
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


# While a process is being started, nobody may fork: a copy of us would hold the pipe by which
# `Popen` waits for the start, and it would wait for ever. Granian forks its children.
_STARTING = threading.Lock()
os.register_at_fork(
    before=_STARTING.acquire,
    after_in_parent=_STARTING.release,
    after_in_child=_STARTING.release,
)


class _Keeper(threading.Thread):
    """Starts the worker, waits for its end, starts it again; slower each time it fails at once."""

    def __init__(self) -> None:
        super().__init__(name="worker-keeper", daemon=True)
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        wait = LOOK_EVERY_SECONDS
        while process := self._start():
            began = time.monotonic()
            code = process.wait()
            if self._stopped.is_set():
                return
            lived = time.monotonic() - began
            wait = LOOK_EVERY_SECONDS if lived > LONGEST_WAIT_SECONDS else wait * 2
            log.warning("the worker ended (%s); starting another one", code)
            self._stopped.wait(min(wait, LONGEST_WAIT_SECONDS))

    def _start(self) -> subprocess.Popen[bytes] | None:
        with _STARTING:
            if self._stopped.is_set():
                return None
            # Its own session: Ctrl-C reaches the web server, which then stops the worker.
            self._process = subprocess.Popen(  # noqa: S603 (our own command)
                [sys.executable, "-m", "zhengtong", "worker", "--parent", str(os.getpid())],
                env=os.environ,
                start_new_session=True,
            )
            return self._process

    def stop(self) -> None:
        """End the worker and wait until it is gone."""
        self._stopped.set()
        with _STARTING:
            if self._process is not None:
                self._process.terminate()
        self.join()
