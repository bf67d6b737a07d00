"""tools/postgres_programs.py: which server is used, and what is said where there is none."""

import os
from pathlib import Path

import pytest

from tools import postgres_programs
from tools.debian import MachineLacks

from .programs import write_server


def test_takes_the_newest_of_debians_folders(tmp_path: Path) -> None:
    write_server(tmp_path / "15" / "bin", version="15.18 (Debian 15.18-0+deb12u1)")
    newest = write_server(tmp_path / "17" / "bin", version="17.4")
    write_server(tmp_path / "9.6" / "bin", version="9.6.24")

    found = postgres_programs.find_programs(debian_servers=tmp_path, search_path="")

    assert found == postgres_programs.ServerPrograms(folder=newest, version=17)


def test_takes_what_is_on_the_path(tmp_path: Path) -> None:
    on_path = write_server(tmp_path / "here", version="18beta1")

    found = postgres_programs.find_programs(
        debian_servers=tmp_path / "none", search_path=str(on_path)
    )

    assert found == postgres_programs.ServerPrograms(folder=on_path, version=18)


def test_passes_over_a_server_that_is_too_old(tmp_path: Path) -> None:
    write_server(tmp_path / "14" / "bin", version="14.9")

    assert postgres_programs.find_programs(debian_servers=tmp_path, search_path="") is None


def test_passes_over_a_folder_with_the_client_alone(tmp_path: Path) -> None:
    (tmp_path / "16" / "bin").mkdir(parents=True)

    assert postgres_programs.find_programs(debian_servers=tmp_path, search_path="") is None


def test_names_the_command_where_it_may_not_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "find_programs", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(MachineLacks, match="sudo apt-get install postgresql"):
        postgres_programs.ensure_programs()


def test_installs_without_a_cluster_of_the_packages_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, seen = tmp_path / "createcluster.d" / "tests.conf", []

    def install(*, what: str, packages: tuple[str, ...]) -> None:
        seen.append((packages, told.read_text()))

    monkeypatch.setattr(postgres_programs, "NO_MAIN_CLUSTER", told)
    monkeypatch.setattr(postgres_programs.debian, "may_install", lambda: True)
    monkeypatch.setattr(postgres_programs.debian, "install", install)

    postgres_programs.install_programs()

    assert seen == [(("postgresql",), "create_main_cluster = false\n")]
    assert not told.exists()
