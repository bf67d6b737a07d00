"""Starting the web server and what is said when it starts."""

import socket
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces

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
