"""tools/tally.py: the counts are those of pytest's closing line."""

import os
import subprocess
import sys
from pathlib import Path

from tools.checkout import ROOT

SUITE = """
import pytest

@pytest.fixture
def broken():
    raise ValueError

def test_passes(): pass
def test_passes_too(): pass
def test_fails(): assert False
def test_errs(broken): pass
def test_skips(): pytest.skip("not here")
@pytest.mark.xfail
def test_fails_as_expected(): assert False
"""


def test_counts_as_pytest_does(tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text("[pytest]")
    written = tmp_path / "tally.json"

    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tools.tally", "-p", "no:django", tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ZHENGTONG_TEST_TALLY": str(written)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 failed, 2 passed, 1 skipped, 1 xfailed, 1 error in" in said.stdout
    assert written.read_text() == '{"passed": 2, "failed": 2, "skipped": 2}'
