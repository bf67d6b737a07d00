"""Build the front-end bundle with the environment's own Node (前端构建).

`python -m tools.bundle packages` installs the npm packages, `build` makes the bundle as
well; each only when what it is made from has changed.
"""

import argparse
import hashlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.checkout import BUNDLE, FRONTEND, PROGRAMS, announce, refuse

LOCK = FRONTEND / "package-lock.json"
MODULES = FRONTEND / "node_modules"
# Beside what they speak of, so that they go when it goes.
PACKAGES_MADE_FROM = MODULES / ".made-from"
BUNDLE_MADE_FROM = BUNDLE / ".made-from"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")


class AddressInLock(Exception):
    """A lock file names the server that a package came from (锁文件含下载地址)."""


def main(arguments: Sequence[str]) -> int:
    """Install the packages or build the bundle; exit code 1 when that fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.bundle")
    parser.add_argument("step", choices=("packages", "build"))
    step = parser.parse_args(arguments).step
    try:
        install_packages()
        if step == "build":
            build()
    except subprocess.CalledProcessError as error:
        refuse(f"前端未构建好（the bundle is not built）：{shlex.join(map(str, error.cmd))}")
        return 1
    except (AddressInLock, OSError) as error:
        refuse(f"前端未构建好（the bundle is not built）：{error}")
        return 1
    return 0


def install_packages() -> None:
    """Install the npm packages of the lock file, without running their scripts."""
    made_from = fingerprint([FRONTEND / "package.json", LOCK])
    if has(PACKAGES_MADE_FROM, made_from):
        return
    refuse_addresses(LOCK)
    announce("安装前端依赖 frontend/package-lock.json")
    npm(*NPM_CI)
    PACKAGES_MADE_FROM.write_text(made_from, encoding="utf-8")


def build() -> None:
    """Build the bundle into the folder that Django serves."""
    made_from = fingerprint(sources())
    if has(BUNDLE_MADE_FROM, made_from):
        return
    announce("构建前端 frontend/")
    npm("run", "build")
    BUNDLE_MADE_FROM.write_text(made_from, encoding="utf-8")


def refuse_addresses(lock: Path) -> None:
    """Refuse a package-lock.json that holds download addresses (锁文件不得含下载地址).

    Each machine has a registry of its own; the hashes are what must agree.

    Raises:
        AddressInLock: a package has a "resolved" entry with an address.
    """
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    named = [name for name, facts in packages.items() if "://" in str(facts.get("resolved", ""))]
    if named:
        raise AddressInLock(
            f"{lock.name} 含下载地址：{named[0]} 等 {len(named)} 项；"
            "请执行 npm install --omit-lockfile-registry-resolved"
        )


def sources() -> list[Path]:
    """Return every file that the bundle is built from, in a fixed order."""
    found = []
    for folder, subfolders, names in os.walk(FRONTEND):
        subfolders[:] = [name for name in subfolders if name != MODULES.name]
        found += [Path(folder, name) for name in names if not name.endswith(".md")]
    return sorted(found)


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a hash over the names and contents of files."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def has(note: Path, made_from: str) -> bool:
    """Return whether a note from an earlier run says the same fingerprint."""
    return note.exists() and note.read_text(encoding="utf-8") == made_from


def npm(*arguments: str) -> None:
    """Run npm inside frontend/."""
    quiet = [] if sys.stdout.isatty() else ["--loglevel=warn"]
    subprocess.run(
        [PROGRAMS / "npm", *arguments, *quiet],
        cwd=FRONTEND,
        check=True,
        stdin=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
