"""Where the installation keeps what it writes."""

from pathlib import Path

from config.settings import environment

BASE_DIR = Path(__file__).resolve().parents[2]
HOME = environment.folder("HOME", BASE_DIR / "var")
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
