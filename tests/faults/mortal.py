"""Runs a command of the platform in children that are killed at a statement each.

`python -m tests.faults.mortal K,K,… COMMAND ARGUMENT…`: one child after the other runs the real
command and kills itself with SIGKILL just before its K-th SQL statement, or just after it (a
negative K); with `cutK` its connection to the server ends instead. Prints for each the exit
code, negative where it was killed; a last child runs to the end, and what it prints comes out.
"""

import os
import signal
import sys
from itertools import count
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection

from tests.faults import ready  # noqa: F401


class Doom:
    """An execute wrapper that ends the process at a statement."""

    def __init__(self, text: str) -> None:
        self._is_cut = text.startswith("cut")
        self._statement, self._numbers = int(text.removeprefix("cut")), count(1)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        number = next(self._numbers)
        if number == self._statement and self._is_cut:
            cut_connection()
        elif number == self._statement:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        if number == -self._statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def cut_connection() -> None:
    """Have the server end our session, as a network that goes away does."""
    ours = connection.connection.info
    with psycopg.connect(ours.dsn, password=ours.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.backend_pid])


def run_child(statement: str | None, command: list[str]) -> int:
    """Run the command in a child; return its exit code, negative for a signal."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 0
        try:
            if statement is not None:
                quiet = os.open(os.devnull, os.O_WRONLY)
                os.dup2(quiet, 1)
                connection.execute_wrappers.append(Doom(statement))
            call_command(*command)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        except BaseException:  # noqa: BLE001 (the parent tells)
            import traceback

            traceback.print_exc()
            code = 70
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    for text in sys.argv[1].split(","):
        print("ended", run_child(text, sys.argv[2:]), flush=True)
    print("last", run_child(None, sys.argv[2:]), flush=True)
