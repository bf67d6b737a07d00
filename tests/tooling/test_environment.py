"""tools/environment.py: when .venv is made, and when it is left alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment

from .programs import write_program


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Return an environment of a fit Python, cheap enough for a test."""
    programs = tmp_path / ".venv" / "bin"
    write_program(programs / "python", "echo 3.13")
    write_program(programs / "pip", f"# {programs}/python")
    return tmp_path / ".venv"


def test_uses_an_environment_that_works(venv: Path) -> None:
    assert environment.is_usable(venv)


def test_replaces_one_that_was_copied_from_another_folder(venv: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / ".venv"
    copy.parent.mkdir()
    venv.rename(copy)

    assert not environment.is_usable(copy)


def test_replaces_one_whose_python_is_gone(venv: Path) -> None:
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")

    assert not environment.is_usable(venv)


def test_replaces_one_of_a_python_that_is_not_supported(venv: Path) -> None:
    write_program(venv / "bin" / "python", "echo 3.14")

    assert not environment.is_usable(venv)


def test_makes_one_where_there_is_none(tmp_path: Path) -> None:
    assert not environment.is_usable(tmp_path / ".venv")


@pytest.fixture
def installations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the locks that are installed from now on; nothing is really installed."""
    done: list[str] = []

    def install(lock: str) -> None:
        done.append(lock)
        locks = {name: environment.fingerprint(name) for name in environment.CONTAINS[lock]}
        environment.INSTALLED.write_text(json.dumps(locks))

    monkeypatch.setattr(environment, "INSTALLED", tmp_path / "installed.json")
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(environment, "is_usable", lambda venv: True)
    monkeypatch.setattr(environment, "install", install)
    for name in environment.CONTAINS:
        (tmp_path / f"{name}.lock").write_text("Django==5.2.19\n")
    return done


def test_installs_a_lock_once(installations: list[str]) -> None:
    assert environment.main(["build"]) == 0
    assert environment.main(["build"]) == 0

    assert installations == ["build"]


def test_installs_again_when_the_lock_changed(installations: list[str], tmp_path: Path) -> None:
    environment.main(["build"])
    (tmp_path / "build.lock").write_text("Django==5.2.20\n")
    environment.main(["build"])

    assert installations == ["build", "build"]


def test_installs_nothing_for_running_where_all_is_there_for_developing(
    installations: list[str],
) -> None:
    environment.main(["dev"])
    environment.main(["build"])

    assert installations == ["dev"]


def test_adds_what_developing_needs(installations: list[str]) -> None:
    environment.main(["build"])
    environment.main(["dev"])

    assert installations == ["build", "dev"]


def test_says_which_step_failed(
    installations: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def install(lock: str) -> None:
        raise subprocess.CalledProcessError(1, ["pip", "install", Path("dev.lock")])

    monkeypatch.setattr(environment, "install", install)

    assert environment.main(["dev"]) == 1
    assert "pip install dev.lock" in capsys.readouterr().err


def test_writes_a_program_that_starts_in_a_folder_with_a_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout, programs = tmp_path / "my office", tmp_path / "my office" / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (checkout / "greeting.py").write_text("def main():\n    print('您好')\n    return 3\n")
    monkeypatch.setattr(environment, "PROGRAMS", programs)
    monkeypatch.setattr(environment, "ROOT", checkout)
    monkeypatch.setattr(environment, "program_names", lambda: {"greet": "greeting:main"})

    environment.link_checkout(programs)

    said = subprocess.run(
        [programs / "greet"],
        env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.stdout, said.returncode) == ("您好\n", 3)
    assert (programs / "zhengtong-checkout.pth").read_text() == f"{checkout}\n"
