"""The database that a test run names is the one that all its processes use."""

import os
import subprocess
import sys

import pytest

from tools.checkout import ROOT

# What pytest-xdist does: a process that has read the settings starts another one.
PROBE = """
import subprocess, sys
from config.testing import DATABASES
print(DATABASES["default"]["ENGINE"].rpartition(".")[2], flush=True)
if len(sys.argv) > 1:
    subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
"""


@pytest.mark.parametrize(
    ("address", "engine"),
    [("postgres://somebody@127.0.0.1:1/nowhere", "postgresql"), ("", "sqlite3")],
)
def test_it_is_used_by_the_processes_that_pytest_starts(address, engine):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGTONG_")}
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, PROBE],
        cwd=ROOT,
        env={**ours, **({"ZHENGTONG_DATABASE_URL": address} if address else {})},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == [engine, engine]
