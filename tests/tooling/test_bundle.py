"""tools/bundle.py: when npm runs, and which lock file it refuses."""

import json
from pathlib import Path

import pytest

from tools import bundle


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return npm's arguments from now on; a small frontend/ takes the real one's place."""
    frontend, made = tmp_path / "frontend", tmp_path / "static"
    calls: list[str] = []

    def run(*arguments: str) -> None:
        calls.append(arguments[0])
        (frontend / "node_modules").mkdir(exist_ok=True)
        made.mkdir(exist_ok=True)

    frontend.mkdir()
    (frontend / "package.json").write_text('{"name": "small"}')
    (frontend / "package-lock.json").write_text('{"packages": {"": {"name": "small"}}}')
    (frontend / "main.css").write_text("body { color: black }")
    monkeypatch.setattr(bundle, "FRONTEND", frontend)
    monkeypatch.setattr(bundle, "LOCK", frontend / "package-lock.json")
    monkeypatch.setattr(bundle, "MODULES", frontend / "node_modules")
    monkeypatch.setattr(bundle, "PACKAGES_MADE_FROM", frontend / "node_modules" / ".made-from")
    monkeypatch.setattr(bundle, "BUNDLE_MADE_FROM", made / ".made-from")
    monkeypatch.setattr(bundle, "npm", run)
    return calls


def test_builds_once(npm: list[str]) -> None:
    assert bundle.main(["build"]) == 0
    assert bundle.main(["build"]) == 0

    assert npm == ["ci", "run"]


def test_builds_again_when_a_source_changed(npm: list[str], tmp_path: Path) -> None:
    bundle.main(["build"])
    (tmp_path / "frontend" / "main.css").write_text("body { color: navy }")
    bundle.main(["build"])

    assert npm == ["ci", "run", "run"]


def test_installs_again_when_the_lock_changed(npm: list[str], tmp_path: Path) -> None:
    bundle.main(["packages"])
    lock = tmp_path / "frontend" / "package-lock.json"
    lock.write_text('{"packages": {"": {"name": "small", "version": "2"}}}')
    bundle.main(["packages"])

    assert npm == ["ci", "ci"]


def test_builds_again_when_the_bundle_was_deleted(npm: list[str], tmp_path: Path) -> None:
    bundle.main(["build"])
    (tmp_path / "static" / ".made-from").unlink()
    bundle.main(["build"])

    assert npm == ["ci", "run", "run"]


@pytest.mark.parametrize(
    "address", ["https://registry.example/x.tgz", "git+ssh://git.example/x.git"]
)
def test_refuses_a_lock_with_download_addresses(
    npm: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    lock = {"packages": {"": {"name": "small"}, "node_modules/x": {"resolved": address}}}
    (tmp_path / "frontend" / "package-lock.json").write_text(json.dumps(lock))

    assert bundle.main(["build"]) == 1
    assert npm == []
    assert "node_modules/x" in capsys.readouterr().err
