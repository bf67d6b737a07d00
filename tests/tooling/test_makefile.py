"""The Makefile: every command is listed with its line."""

import re
import subprocess

from tools.checkout import ROOT


def test_help_lists_every_command() -> None:
    said = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    listed = re.findall(r"^  make (\w+) +\S", said, flags=re.MULTILINE)
    assert listed == [
        "help",
        "run",
        "test",
        "check",
        "fix",
        "setup",
        "migrate",
        "bundle",
        "bench",
        "lock",
        "hooks",
    ]
