"""Bring a Debian package where we may, name the command where we may not."""

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence

from tools.checkout import announce

WAIT_FOR_OTHER_APT = "DPkg::Lock::Timeout=300"


class MachineLacks(Exception):
    """The machine lacks a program; says which command brings it (缺少程序)."""

    def __init__(self, *, what: str, command: str) -> None:
        super().__init__(f"缺少 {what}，请先运行：{command}\n{what} is missing; run: {command}")


def distribution() -> str:
    """Return the distribution's short name, such as "debian" or "ubuntu"."""
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return ""


def may_install() -> bool:
    """Return whether we are root on a machine that has apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*, what: str, packages: Sequence[str]) -> None:
    """Install Debian packages (安装系统软件包).

    Raises:
        MachineLacks: we may not, or apt-get failed.
    """
    prefix = "" if os.geteuid() == 0 else "sudo "
    command = f"{prefix}apt-get install {' '.join(packages)}"
    if not may_install():
        raise MachineLacks(what=what, command=command)
    announce(f"安装 {what}：apt-get install {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", WAIT_FOR_OTHER_APT]
    for arguments in (["update"], ["install", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *arguments], check=False, env=quiet, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise MachineLacks(what=what, command=command)
