"""tools/run_tests.py: which runs there are, on what, and what is said at the end."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from tools import run_tests
from tools.checkout import ROOT
from tools.debian import MachineLacks
from tools.run_tests import Run
from tools.tally import Tally

NEEDED = {"ZHENGTONG_BROWSER": "/usr/bin/chromium", "ZHENGTONG_OFFICE": "/usr/bin/soffice"}
PASSED = Tally(passed=4, skipped=1)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Sequence[str]]]:
    """Return database, address and arguments of each run from now on; no test is run."""
    done: list[tuple[str, str, Sequence[str]]] = []

    def run_pytest(
        arguments: Sequence[str], *, on: str, address: str, needed: dict[str, str]
    ) -> Run:
        assert needed == NEEDED
        done.append((on, address, arguments))
        return Run(database=on, exit_code=0, tally=PASSED)

    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(run_tests.signals, "raise_on_signals", lambda: None)
    monkeypatch.setattr(run_tests, "ensure_browser", lambda named: "/usr/bin/chromium")
    monkeypatch.setattr(run_tests, "ensure_office", lambda named: "/usr/bin/soffice")
    monkeypatch.setattr(run_tests, "ensure_programs", lambda: SERVER)
    monkeypatch.setattr(run_tests, "throwaway_cluster", lambda _: nullcontext("postgresql://own"))
    monkeypatch.setattr(run_tests, "run_pytest", run_pytest)
    return done


SERVER = run_tests.ServerPrograms(folder=Path("/usr/lib/postgresql/17/bin"), version=17)


def test_runs_on_sqlite_and_then_on_a_server_of_its_own(
    runs: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests.main([]) == 0

    assert runs == [("sqlite", "", []), ("postgresql", "postgresql://own", [])]
    assert capsys.readouterr().out.splitlines()[-1] == "8 passed, 0 failed, 2 skipped"


def test_passes_pytests_arguments_on(runs: list[object]) -> None:
    run_tests.main(["--on", "sqlite", "-k", "ledger", "-x", "zhengtong/cases"])

    assert runs == [("sqlite", "", ["-k", "ledger", "-x", "zhengtong/cases"])]


def test_uses_the_server_that_is_named(runs: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://tests@db.example/office")

    run_tests.main(["--on", "postgresql"])

    assert runs == [("postgresql", "postgresql://tests@db.example/office", [])]


def test_refuses_another_kind_of_database_without_showing_its_password(
    runs: list[object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "mysql://tests:secret@db.example/office")

    assert run_tests.main([]) == 1

    said = capsys.readouterr().err
    assert "postgresql://" in said
    assert "secret" not in said
    assert runs == []


def test_names_everything_that_is_missing_before_the_first_test(
    runs: list[object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacks(what: str) -> None:
        raise MachineLacks(what=what, command=f"apt-get install {what}")

    monkeypatch.setattr(run_tests, "ensure_browser", lambda _: lacks("chromium"))
    monkeypatch.setattr(run_tests, "ensure_programs", lambda: lacks("postgresql"))

    assert run_tests.main([]) == 1

    said = capsys.readouterr().err
    assert "apt-get install chromium" in said
    assert "apt-get install postgresql" in said
    assert runs == []


@pytest.mark.parametrize(
    ("run", "exit_code", "last_line"),
    [
        pytest.param(
            Run(database="postgresql", exit_code=1, tally=Tally(passed=3, failed=2)),
            1,
            "7 passed, 2 failed, 1 skipped",
            id="a test failed",
        ),
        pytest.param(
            Run(database="postgresql", exit_code=5, tally=Tally()),
            1,
            "4 passed, 0 failed, 1 skipped",
            id="no test was found",
        ),
        pytest.param(
            Run(database="postgresql", exit_code=4, tally=None),
            1,
            "PostgreSQL: pytest 未正常结束（did not come to its close） (exit 4)",
            id="pytest broke off, so there is no sum",
        ),
    ],
)
def test_fails_and_says_why(
    capsys: pytest.CaptureFixture[str], run: Run, exit_code: int, last_line: str
) -> None:
    sqlite = Run(database="sqlite", exit_code=0, tally=PASSED)

    assert run_tests.report([sqlite, run]) == exit_code
    assert capsys.readouterr().out.splitlines()[-1] == last_line


def test_keeps_the_shells_own_databases_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setenv("ZHENGTONG_DATABASE_URL", "postgresql://real@db.example/office")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "real.settings")
    monkeypatch.setenv("PGHOST", "db.example")

    given = run_tests.environment(address="", needed=NEEDED)

    assert not {"ZHENGTONG_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PGHOST"} & given.keys()
    assert given["ZHENGTONG_BROWSER"] == "/usr/bin/chromium"
    assert given["ZHENGTONG_OFFICE"] == "/usr/bin/soffice"


def test_keeps_libpqs_variables_for_a_server_that_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://db.example/office")
    monkeypatch.setenv("PGPASSFILE", "/etc/office/pgpass")

    given = run_tests.environment(address="postgresql://db.example/office", needed=NEEDED)

    assert given["PGPASSFILE"] == "/etc/office/pgpass"
    assert given["ZHENGTONG_DATABASE_URL"] == "postgresql://db.example/office"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
def test_ends_what_it_started_when_it_is_ended(end: signal.Signals) -> None:
    script = (
        "from tools import checkout, signals; signals.raise_on_signals();"
        "signals.run_to_the_end(['sh', '-c', 'echo $$; exec sleep 60'], folder=checkout.ROOT)"
    )
    runner = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert runner.stdout is not None
    started = int(runner.stdout.readline())
    runner.send_signal(end)

    assert runner.wait(timeout=30) == 128 + end
    with pytest.raises(ProcessLookupError):
        os.kill(started, 0)
