"""A pytest plugin that writes down what its closing line counts (测试计数).

`make test` adds up two runs from it; without the variable it does nothing.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

VARIABLE = "ZHENGTONG_TEST_TALLY"


@dataclass(frozen=True, slots=True)
class Tally:
    """How the tests of one run ended; an error counts as failed (测试结果)."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both runs together."""
        return Tally(
            passed=self.passed + other.passed,
            failed=self.failed + other.failed,
            skipped=self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        """Return the counts in words."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write the counts when pytest has finished; in the workers of xdist it is not called."""
    path = os.environ.get(VARIABLE)
    if path is None:
        return
    count = {kind: len(reports) for kind, reports in terminalreporter.stats.items()}
    tally = Tally(
        passed=count.get("passed", 0) + count.get("xpassed", 0),
        failed=count.get("failed", 0) + count.get("error", 0),
        skipped=count.get("skipped", 0) + count.get("xfailed", 0),
    )
    Path(path).write_text(json.dumps(asdict(tally)), encoding="utf-8")
