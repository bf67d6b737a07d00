"""Where the parts of this checkout are, and how its steps announce themselves."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
PROGRAMS = VENV / "bin"
FRONTEND = ROOT / "frontend"
BUNDLE = ROOT / "zhengtong" / "foundation" / "static" / "zhengtong"


def announce(text: str) -> None:
    """Print one line at once, so that it stands before what the next program prints."""
    print(text, flush=True)


def refuse(text: object) -> None:
    """Print why a step cannot go on."""
    print(text, file=sys.stderr, flush=True)
