"""tools/browser.py: which browser is used, and what is said where there is none."""

import os
from pathlib import Path

import pytest

from tools import browser
from tools.debian import MachineLacks

from .programs import write_program


def test_passes_over_a_stub_that_does_not_start(tmp_path: Path) -> None:
    stub = write_program(tmp_path / "chromium", "echo 'install the snap' >&2; exit 1")
    real = write_program(tmp_path / "google-chrome", "echo 'Google Chrome 140'")

    found = browser.find_browser(names=(str(stub), str(real)), playwright=tmp_path / "none")

    assert found == str(real)


def test_takes_playwrights_download_last(tmp_path: Path) -> None:
    path = tmp_path / "chromium-1200" / "chrome-linux64" / "chrome"
    downloaded = write_program(path, "echo 'Chromium 140'")

    found = browser.find_browser(names=("no-such-browser",), playwright=tmp_path)

    assert found == str(downloaded)


@pytest.mark.parametrize(
    ("distribution", "command"),
    [
        pytest.param("debian", "sudo apt-get install chromium fonts-noto-cjk", id="Debian"),
        pytest.param("ubuntu", "playwright install chromium", id="Ubuntu has only a snap"),
    ],
)
def test_names_the_command_where_it_may_not_install(
    monkeypatch: pytest.MonkeyPatch, distribution: str, command: str
) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda **_: None)
    monkeypatch.setattr(browser.debian, "distribution", lambda: distribution)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(MachineLacks, match=command):
        browser.ensure_browser()
