"""The Chromium that the browser tests drive (浏览器)."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools import debian
from tools.debian import MachineLacks

NAMES = (
    "/usr/bin/chromium",
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
)
# A Chinese page without a Chinese font is a page of boxes.
PACKAGES = ("chromium", "fonts-noto-cjk")
DOWNLOADED = Path.home() / ".cache" / "ms-playwright"
START_SECONDS = 30


def ensure_browser(named: str | None = None) -> str:
    """Return a browser's path; on Debian, root installs Chromium where there is none.

    Args:
        named: the program that the developer wants instead.

    Raises:
        MachineLacks: there is no browser and we may not install one.
    """
    found = find_browser(names=(named,) if named else NAMES)
    if found is None and debian.distribution() != "debian":
        # Ubuntu's package of that name is a stub for a snap, which cannot read /tmp.
        raise MachineLacks(what="Chromium", command=".venv/bin/playwright install chromium")
    if found is None:
        debian.install(what="Chromium", packages=PACKAGES)
        found = find_browser()
    if found is None:
        raise MachineLacks(what="Chromium", command=f"apt-get install {' '.join(PACKAGES)}")
    return found


def find_browser(*, names: Iterable[str] = NAMES, playwright: Path = DOWNLOADED) -> str | None:
    """Return the first browser that starts: the machine's own, else Playwright's download."""
    downloaded = sorted(playwright.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
    for name in (*names, *map(str, downloaded)):
        path = shutil.which(name)
        if path and _starts(path):
            return path
    return None


def _starts(path: str) -> bool:
    """Tell a browser from a stub that only says where to get one."""
    try:
        asked = subprocess.run(
            [path, "--version"],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=START_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0
