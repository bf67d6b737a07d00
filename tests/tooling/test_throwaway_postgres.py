"""tools/throwaway_postgres.py: the server runs, and nothing of it stays."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import throwaway_postgres
from tools.postgres_programs import ServerPrograms
from tools.throwaway_postgres import ServerFailed, throwaway_cluster

from .programs import (
    INITDB,
    INITDB_REFUSES,
    POSTGRES,
    POSTGRES_PORT_TAKEN,
    write_program,
)


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the folders that are made for servers from now on."""
    made: list[Path] = []
    make = throwaway_postgres.make_folder

    def make_and_tell(owner: object) -> Path:
        made.append(make(owner))
        return made[-1]

    monkeypatch.setattr(throwaway_postgres, "make_folder", make_and_tell)
    return made


@pytest.fixture
def programs() -> Iterator[ServerPrograms]:
    """Return stand-ins of a server, in a folder that every user may read."""
    folder = Path(tempfile.mkdtemp(prefix="zhengtong-programs-", dir="/tmp"))
    folder.chmod(0o755)
    write_program(folder / "initdb", INITDB)
    write_program(folder / "postgres", POSTGRES)
    yield ServerPrograms(folder=folder, version=17)
    shutil.rmtree(folder)


def server_of(folder: Path) -> int:
    """Return the process id of the server that runs in a folder."""
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def test_gives_the_address_and_leaves_nothing(
    programs: ServerPrograms, folders: list[Path]
) -> None:
    with throwaway_cluster(programs) as address:
        assert address.startswith("postgresql://zhengtong@127.0.0.1:")
        assert address.endswith("/postgres")
        assert (folders[0] / "data" / "made").exists()
        assert folders[0].stat().st_mode & 0o777 == 0o700
        server = server_of(folders[0])

    assert not folders[0].exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def test_runs_as_another_user_when_we_are_root(
    programs: ServerPrograms, folders: list[Path]
) -> None:
    with throwaway_cluster(programs):
        owner = (folders[0] / "data" / "postmaster.pid").stat().st_uid

    assert owner != 0
    assert (owner == os.geteuid()) is (os.geteuid() != 0)


def test_leaves_nothing_after_ctrl_c(programs: ServerPrograms, folders: list[Path]) -> None:
    servers = []

    def interrupted() -> None:
        servers.append(server_of(folders[0]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), throwaway_cluster(programs):
        interrupted()

    assert not folders[0].exists()
    with pytest.raises(ProcessLookupError):
        os.kill(servers[0], 0)


def test_says_why_initdb_refused(programs: ServerPrograms, folders: list[Path]) -> None:
    write_program(programs.folder / "initdb", INITDB_REFUSES)

    with pytest.raises(ServerFailed, match="no such locale"), throwaway_cluster(programs):
        pass

    assert not folders[0].exists()


def test_tries_other_ports_and_then_says_why(
    programs: ServerPrograms, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = iter([5001, 5002, 5003])
    monkeypatch.setattr(throwaway_postgres, "free_port", lambda: next(ports))
    write_program(programs.folder / "postgres", POSTGRES_PORT_TAKEN)

    with pytest.raises(ServerFailed, match="already in use"), throwaway_cluster(programs):
        pass

    assert list(ports) == []
    assert not folders[0].exists()
