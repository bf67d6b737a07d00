"""Run the whole suite on SQLite and then on PostgreSQL (测试).

`python -m tools.run_tests [--on sqlite|postgresql] [pytest's own arguments]`.
PostgreSQL is the server that TEST_DATABASE_URL names, else one of our own for this run.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from tools import signals, tally
from tools.browser import ensure_browser
from tools.checkout import ROOT, announce, refuse
from tools.debian import MachineLacks
from tools.office import ensure_office
from tools.postgres_programs import ServerPrograms, ensure_programs
from tools.tally import Tally
from tools.throwaway_postgres import ServerFailed, throwaway_cluster

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SERVER_VARIABLE = "TEST_DATABASE_URL"
# The first is read by config/settings, the others by the tests that need these programs.
DATABASE_VARIABLE = "ZHENGTONG_DATABASE_URL"
BROWSER_VARIABLE = "ZHENGTONG_BROWSER"
OFFICE_VARIABLE = "ZHENGTONG_OFFICE"
MOST_PROCESSES = 4
# A test that takes this long is named as failed, with where it was; the others go on.
HANGS_AFTER_SECONDS = 300
# Each of these says how many processes there are, or needs there to be one.
CHOOSES_PROCESSES = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--co")


class NotReady(Exception):
    """The tests cannot begin; says everything that is in the way (尚不能测试)."""


@dataclass(frozen=True, slots=True)
class Run:
    """How one run of pytest ended; no tally where it never came to its close (测试运行)."""

    database: str
    exit_code: int
    tally: Tally | None


def main(arguments: Sequence[str]) -> int:
    """Run pytest on each database; 0 only when each run ran tests and all passed."""
    parser = argparse.ArgumentParser(prog="python -m tools.run_tests", allow_abbrev=False)
    parser.add_argument("--on", choices=DATABASES, help="one database only")
    options, pytest_arguments = parser.parse_known_args(arguments)
    databases = [options.on] if options.on else list(DATABASES)
    signals.raise_on_signals()
    try:
        needed, programs = prerequisites(databases)
        runs = []
        for database in databases:
            with address_of(database, programs) as address:
                runs.append(
                    run_pytest(pytest_arguments, on=database, address=address, needed=needed)
                )
    except (NotReady, MachineLacks, ServerFailed) as error:
        refuse(error)
        return 1
    except KeyboardInterrupt:
        refuse("已中断（interrupted）")
        return 130
    return report(runs)


def prerequisites(databases: Sequence[str]) -> tuple[dict[str, str], ServerPrograms | None]:
    """Return the browser and the office by their variables, and programs for a server of our own.

    Raises:
        NotReady: something is missing.
    """
    needed: dict[str, str] = {}
    programs, lacks = None, []
    for variable, ensure in ((BROWSER_VARIABLE, ensure_browser), (OFFICE_VARIABLE, ensure_office)):
        try:
            needed[variable] = ensure(os.environ.get(variable))
        except MachineLacks as lack:
            lacks.append(str(lack))
    try:
        programs = programs_for(databases)
    except MachineLacks as lack:
        lacks.append(str(lack))
    if lacks:
        raise NotReady("\n".join(lacks))
    return needed, programs


def programs_for(databases: Sequence[str]) -> ServerPrograms | None:
    """Return the programs for a server of our own, None where none is needed.

    Raises:
        MachineLacks: needed, and not to be had.
        NotReady: TEST_DATABASE_URL has another scheme.
    """
    if "postgresql" not in databases:
        return None
    named = os.environ.get(SERVER_VARIABLE)
    if not named:
        return ensure_programs()
    if not named.startswith(("postgres://", "postgresql://")):
        raise NotReady(
            f"{SERVER_VARIABLE} 应为 postgresql:// 开头的地址"
            f"\n{SERVER_VARIABLE} must be an address that starts with postgresql://"
        )
    return None


def address_of(database: str, programs: ServerPrograms | None) -> AbstractContextManager[str]:
    """Return the address to test on; empty means the embedded SQLite."""
    if database == "sqlite":
        return nullcontext("")
    if programs is None:
        return nullcontext(os.environ[SERVER_VARIABLE])
    announce(f"启动临时 PostgreSQL {programs.version}（{programs.folder}）")
    return throwaway_cluster(programs)


def run_pytest(
    arguments: Sequence[str], *, on: str, address: str, needed: Mapping[str, str]
) -> Run:
    """Run pytest once, in several processes unless the arguments say otherwise."""
    command = [sys.executable, "-m", "pytest", "-p", "tools.tally", *arguments]
    if not any(argument.startswith(CHOOSES_PROCESSES) for argument in arguments):
        command += ["-n", str(min(os.cpu_count() or 1, MOST_PROCESSES))]
        command += ["-o", f"faulthandler_timeout={HANGS_AFTER_SECONDS}"]
        command += ["-o", "faulthandler_exit_on_timeout=true"]
    announce(f"\n== {DATABASES[on]} ==")
    with tempfile.TemporaryDirectory(prefix="zhengtong-tally-") as folder:
        written = Path(folder, "tally.json")
        variables = environment(address=address, needed=needed)
        variables[tally.VARIABLE] = str(written)
        exit_code = signals.run_to_the_end(command, folder=ROOT, environment=variables)
        counts = Tally(**json.loads(written.read_text())) if written.exists() else None
    return Run(database=on, exit_code=exit_code, tally=counts)


def environment(*, address: str, needed: Mapping[str, str]) -> dict[str, str]:
    """Return our environment without what a developer's shell says about other databases.

    Args:
        needed: programs that the tests start, by the variable that names them.
    """
    foreign = ["ZHENGTONG_", "DJANGO_"]
    if address != os.environ.get(SERVER_VARIABLE):
        foreign.append("PG")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(tuple(foreign))
    }
    kept.update(needed)
    if address:
        kept[DATABASE_VARIABLE] = address
    return kept


def report(runs: Sequence[Run]) -> int:
    """Print one line a run and the sum, where pytest counted; return the exit code."""
    announce("")
    for run in runs:
        counted = run.tally or "pytest 未正常结束（did not come to its close）"
        failed = f" (exit {run.exit_code})" if run.exit_code else ""
        announce(f"{DATABASES[run.database]}: {counted}{failed}")
    tallies = [run.tally for run in runs if run.tally is not None]
    total = reduce(add, tallies, Tally())
    if len(tallies) == len(runs) and total != Tally():
        announce(str(total))
    return 1 if any(run.exit_code for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
