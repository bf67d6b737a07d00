"""Files of the installation's home that belong in a backup: all but keys and what is made anew."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from django.conf import settings
from django.db import connection

from zhengtong.foundation.backup.archive import CHUNK, looks_like_backup
from zhengtong.foundation.backup.keys import secret_material

# Keys, drafts of ours and other programs; the static files are collected at each start.
_LEFT_OUT = ["secrets.json*", ".zhengtong-*"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFile:
    """A file below the home (安装目录里的文件).

    Args:
        why_not: why it does not go into a backup; empty where it does.
    """

    name: str
    path: Path
    why_not: str = ""


def register_left_out(pattern: str) -> None:
    """Let an application keep files of the home out of backups, such as passwords it printed."""
    if pattern not in _LEFT_OUT:
        _LEFT_OUT.append(pattern)


def home_files() -> Iterator[HomeFile]:
    """Yield every file of the home but the database, with why it stays out (安装目录的文件).

    A file that holds one of our keys stays out, whatever its name is.
    """
    home, secrets = Path(settings.HOME), secret_material()
    database = _database_files()
    for folder, names, files in os.walk(home):
        here = Path(folder)
        names[:] = sorted(
            name
            for name in names
            if here / name != Path(settings.STATIC_ROOT) and not _is_left_out(name)
        )
        for file_name in sorted(files):
            path = here / file_name
            if path in database or (here == home and file_name.startswith(".zhengtong-")):
                continue
            name = path.relative_to(home).as_posix()
            if (shown := _shown(name)) != name:
                yield HomeFile(name=shown, path=path, why_not="文件名不是 UTF-8 编码，请改名")
                continue
            yield HomeFile(name=name, path=path, why_not=_why_not(path, secrets))


def _shown(name: str) -> str:
    """Return a name as it can be printed and put into a manifest; other bytes are replaced."""
    return os.fsencode(name).decode(errors="replace")


def _why_not(path: Path, secrets: Sequence[bytes]) -> str:
    if path.is_symlink() or not path.is_file():
        return "不是普通文件"
    if "\\" in path.name:
        return "文件名里有反斜杠"
    if _is_left_out(path.name):
        return "密钥、口令不进备份"
    if looks_like_backup(path):
        return "是以前的备份"
    if _holds(path, secrets):
        return "文件里有密钥或口令"
    return ""


def _is_left_out(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _LEFT_OUT)


def _holds(path: Path, secrets: Sequence[bytes]) -> bool:
    """Say whether a file holds one of the secrets, also across the ends of what is read."""
    overlap = max(map(len, secrets)) - 1
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            window = before + chunk
            if any(secret in window for secret in secrets):
                return True
            before = window[-overlap:]
    return False


def _database_files() -> set[Path]:
    if connection.vendor != "sqlite":
        return set()
    name = str(connection.settings_dict["NAME"])
    return {Path(name + ending).absolute() for ending in ("", "-wal", "-shm", "-journal")}
