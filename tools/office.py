"""LibreOffice and the PDF reader with which the tests open Word and Excel files (办公软件)."""

import shutil
from collections.abc import Iterable

from tools import debian
from tools.debian import MachineLacks

NAMES = ("soffice", "libreoffice", "/opt/libreoffice/program/soffice")
# pdftotext and pdfinfo say what the pages hold.
READERS = ("pdftotext", "pdfinfo")
# Writer opens Word, Calc opens Excel; without a Chinese font every page is boxes.
PACKAGES = ("libreoffice-writer", "libreoffice-calc", "poppler-utils", "fonts-noto-cjk")


def ensure_office(named: str | None = None) -> str:
    """Return LibreOffice's path; root on Debian or Ubuntu installs it where there is none.

    Args:
        named: the program that the developer wants instead.

    Raises:
        MachineLacks: it is not there and we may not install it.
    """
    names = (named,) if named else NAMES
    found = find_office(names=names)
    if found is None:
        debian.install(what="LibreOffice", packages=PACKAGES)  # or names the command
        found = find_office(names=names)
    if found is None:
        command = f"apt-get install {' '.join(PACKAGES)}"
        raise MachineLacks(what="LibreOffice", command=command)
    return found


def find_office(*, names: Iterable[str] = NAMES, readers: Iterable[str] = READERS) -> str | None:
    """Return the first LibreOffice there is, None where it or a PDF reader is missing."""
    if any(shutil.which(reader) is None for reader in readers):
        return None
    return next((path for name in names if (path := shutil.which(name))), None)
