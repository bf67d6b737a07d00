"""tools/office.py: which LibreOffice is used, and what is said where there is none."""

import os
from pathlib import Path

import pytest

from tools import office
from tools.debian import MachineLacks

from .programs import write_program


def test_takes_the_first_that_is_there(tmp_path: Path) -> None:
    program = write_program(tmp_path / "soffice", "exit 0")
    reader = write_program(tmp_path / "pdftotext", "exit 0")

    found = office.find_office(names=("no-such-office", str(program)), readers=(str(reader),))

    assert found == str(program)


def test_counts_an_office_without_a_pdf_reader_as_none(tmp_path: Path) -> None:
    program = write_program(tmp_path / "soffice", "exit 0")

    assert office.find_office(names=(str(program),), readers=("no-such-reader",)) is None


def test_names_the_command_where_it_may_not_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda **_: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(MachineLacks, match="sudo apt-get install libreoffice-writer"):
        office.ensure_office()
