"""Run every check of the code, one after the other, to the last (检查)."""

import sys
import time
from collections.abc import Mapping, Sequence

from tools import signals
from tools.checkout import FRONTEND, PROGRAMS, ROOT, announce

CHECKS: Mapping[str, Sequence[str]] = {
    "ruff format": ("ruff", "format", "--check", "."),
    "ruff check": ("ruff", "check", "."),
    "mypy": ("mypy", "."),
    "import-linter": ("lint-imports",),
    "migrations": ("zhengtong", "makemigrations", "--check", "--dry-run"),
    "django": ("zhengtong", "check", "--fail-level", "WARNING"),
    "architecture": ("pytest", "-q", "tests/architecture"),
    "typescript": ("npm", "--prefix", str(FRONTEND), "run", "--silent", "check"),
}


def main() -> int:
    """Run all checks; exit code 1 when one failed."""
    signals.raise_on_signals()
    lines, failed = [], False
    for name, command in CHECKS.items():
        announce(f"\n== {name}: {' '.join(command)}")
        began = time.monotonic()
        try:
            code = run(command)
        except KeyboardInterrupt:
            return 130
        failed = failed or code != 0
        verdict = "通过" if code == 0 else f"未通过 (exit {code})"
        lines.append(f"{name:<14} {time.monotonic() - began:6.1f} s  {verdict}")
    announce("\n" + "\n".join(lines))
    return 1 if failed else 0


def run(command: Sequence[str]) -> int:
    """Run one program of the environment."""
    program, *arguments = command
    return signals.run_to_the_end([PROGRAMS / program, *arguments], folder=ROOT)


if __name__ == "__main__":
    sys.exit(main())
