"""tools/find_python.sh: a fit Python, or the command that brings one."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.checkout import ROOT

from .programs import write_program

BARE = "/usr/bin:/bin"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder of programs that hides every Python of the real machine."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "id"):
        real = next(place for place in BARE.split(":") if os.access(f"{place}/{name}", os.X_OK))
        (folder / name).symlink_to(f"{real}/{name}")
    return folder


def give_python(machine: Path, name: str, *, version: str, venv: bool = True) -> Path:
    """Give the machine a Python that answers the script's two questions."""
    has_venv = "exit 0" if venv else "exit 1"
    return write_program(
        machine / name, f'case "$2" in *ensurepip*) {has_venv};; *) echo {version};; esac'
    )


def find(machine: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script on that machine."""
    return subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find_python.sh"],
        env={"PATH": str(machine), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_takes_the_machines_own_python(machine: Path, version: str) -> None:
    own = give_python(machine, "python3", version=version)

    assert find(machine).stdout == f"{own}\n"


def test_passes_over_a_python_that_is_too_new(machine: Path) -> None:
    give_python(machine, "python3", version="3.14")
    fit = give_python(machine, "python3.12", version="3.12")

    assert find(machine).stdout == f"{fit}\n"


def test_passes_over_a_python_without_venv_where_another_has_it(machine: Path) -> None:
    give_python(machine, "python3", version="3.13", venv=False)
    fit = give_python(machine, "python3.11", version="3.11")

    assert find(machine).stdout == f"{fit}\n"


def test_passes_over_a_name_that_does_not_start(machine: Path) -> None:
    write_program(machine / "python3", "exit 127")
    fit = give_python(machine, "python3.13", version="3.13")

    assert find(machine).stdout == f"{fit}\n"


def test_takes_the_python_that_was_chosen(machine: Path) -> None:
    give_python(machine, "python3", version="3.13")
    chosen = give_python(machine, "python3.11", version="3.11")

    assert find(machine, PYTHON="python3.11").stdout == f"{chosen}\n"


def test_names_the_command_where_venv_is_missing(machine: Path) -> None:
    give_python(machine, "python3", version="3.13", venv=False)

    found = find(machine)

    assert found.returncode == 1
    assert "apt install python3-venv" in found.stderr


def test_names_the_command_where_there_is_no_python(machine: Path) -> None:
    found = find(machine)

    assert found.returncode == 1
    assert "apt install python3 python3-venv" in found.stderr


def test_names_another_version_where_the_python_is_too_old(machine: Path) -> None:
    give_python(machine, "python3", version="3.9")

    found = find(machine)

    assert found.returncode == 1
    assert "python3=3.9" in found.stderr
    assert "apt install python3.11 python3.11-venv" in found.stderr
