"""Ends that come from outside: Ctrl-C, a closed terminal, a `kill` (中断)."""

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 15.0


def raise_on_signals() -> None:
    """Turn every such signal into an exception, so that what was begun is cleared away.

    SIGINT as well: a shell that starts a command in the background has it ignored.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let a short step finish that must not be cut in two; a signal comes after it."""
    received: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        received.append(number)

    before = {end: signal.signal(end, remember) for end in ENDS}
    try:
        yield
    finally:
        for end, handler in before.items():
            signal.signal(end, handler)
    if received:
        signal.raise_signal(received[0])


def run_to_the_end(
    command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str] | None = None
) -> int:
    """Run a program and return its exit code; when we are ended, it is ended first."""
    process = None
    try:
        with undisturbed():
            process = subprocess.Popen(command, cwd=folder, env=environment)
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C reaches every program of the terminal: this one is clearing up already.
        with undisturbed():
            _wait(process)
        raise
    finally:
        with undisturbed():
            end(process, signal.SIGINT, signal.SIGKILL)


def end(process: subprocess.Popen[bytes] | None, *steps: signal.Signals) -> None:
    """Send one signal after the other, giving the program time after each."""
    if process is None:
        return
    for step in steps:
        if process.poll() is not None:
            return
        process.send_signal(step)
        _wait(process)


def _wait(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    try:
        process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        return
