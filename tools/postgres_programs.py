"""Find PostgreSQL's server programs, or bring them (数据库服务器程序)."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import debian
from tools.debian import MachineLacks

DEBIAN_SERVERS = Path("/usr/lib/postgresql")
DEBIAN_PACKAGES = ("postgresql",)
# Says to Debian's package while it is installed: make no server of your own.
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/zhengtong-tests.conf")
OLDEST_VERSION = 15


@dataclass(frozen=True, slots=True)
class ServerPrograms:
    """The folder that holds `initdb` and `postgres` of one version (服务器程序)."""

    folder: Path
    version: int


def ensure_programs() -> ServerPrograms:
    """Return the newest server programs; root installs Debian's where there are none.

    Raises:
        MachineLacks: there are none, and we may not install them or they are too old.
    """
    found = find_programs()
    if found is None:
        install_programs()
        found = find_programs()
    if found is None:
        raise MachineLacks(
            what=f"PostgreSQL {OLDEST_VERSION}+", command="apt-get install postgresql-15"
        )
    return found


def find_programs(
    *, debian_servers: Path = DEBIAN_SERVERS, search_path: str | None = None
) -> ServerPrograms | None:
    """Return the newest server programs of Debian's folders or of PATH.

    Args:
        search_path: folders in the manner of PATH; None means PATH itself.
    """
    folders = list(debian_servers.glob("*/bin"))
    on_path = shutil.which("initdb", path=search_path)
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    programs = [ServerPrograms(folder=folder, version=version_in(folder)) for folder in folders]
    fit = [each for each in programs if each.version >= OLDEST_VERSION]
    return max(fit, key=lambda each: each.version, default=None)


def version_in(folder: Path) -> int:
    """Return the major version of the server in a folder, 0 where there is none."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return 0
    ask = [str(folder / "postgres"), "--version"]
    said = subprocess.run(ask, check=False, capture_output=True, text=True)
    number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(number[1]) if number else 0


def install_programs() -> None:
    """Install Debian's server, without the cluster that its package would start.

    Raises:
        MachineLacks: we may not install.
    """
    if not debian.may_install():
        debian.install(what="PostgreSQL", packages=DEBIAN_PACKAGES)  # names the command
        return
    NO_MAIN_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    NO_MAIN_CLUSTER.write_text("create_main_cluster = false\n", encoding="utf-8")
    try:
        debian.install(what="PostgreSQL", packages=DEBIAN_PACKAGES)
    finally:
        NO_MAIN_CLUSTER.unlink()
