"""PostgreSQL's own programs: `pg_dump` and `pg_restore` of the server's version or newer."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

from zhengtong.kernel.errors import DomainError

DEBIAN_SERVERS = Path("/usr/lib/postgresql")
PROGRAMS = ("pg_dump", "pg_restore")


class ProgramsMissing(DomainError):
    """The machine lacks PostgreSQL's client programs, or they are older than the server."""

    code: ClassVar[str] = "programs_missing"


def client_programs(
    *, server_version: int, debian_servers: Path = DEBIAN_SERVERS, search_path: str | None = None
) -> Path:
    """Return the folder of the oldest programs that can serve a server (数据库客户端程序).

    The nearest version is taken, so that what it writes can be read by the server's own.

    Args:
        server_version: major version, such as 15.
        search_path: folders in the manner of PATH; None means PATH itself.

    Raises:
        ProgramsMissing: there are none, or all are too old; names the package that brings them.
    """
    folders = set(debian_servers.glob("*/bin"))
    on_path = shutil.which("pg_dump", path=search_path)
    if on_path is not None:
        # Debian's own is a wrapper beside no pg_restore of a version; it answers like one.
        folders.add(Path(on_path).parent)
    found = [(version_in(folder), folder) for folder in folders]
    fit = [each for each in found if each[0] >= server_version]
    if not fit:
        newest = max((version for version, _ in found), default=0)
        have = f"，本机只有 {newest} 版" if newest else ""
        raise ProgramsMissing(
            f"缺少 PostgreSQL {server_version} 的 pg_dump 和 pg_restore{have}，"
            f"请先运行：apt-get install postgresql-client-{server_version}"
        )
    return min(fit)[1]


def version_in(folder: Path) -> int:
    """Return the major version of the programs in a folder, 0 where one is missing."""
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return 0
    said = subprocess.run(  # noqa: S603 (a program of the machine, no input)
        [folder / "pg_dump", "--version"],
        check=False,
        capture_output=True,
        text=True,
    )
    number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(number[1]) if number else 0
