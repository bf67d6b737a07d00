"""A disk that is full: said in plain words, nothing half, and work goes on once there is room."""

import os
from pathlib import Path

import psycopg
import pytest

from tests.faults.books import assert_caught_up, assert_kept
from tests.faults.disk import fill, small_disk
from tests.faults.installation import Installation, copied, kill, seeded
from tests.faults.server import running_server
from tests.faults.test_killed_processes import IMPORT
from zhengtong.exchange.tests.elsewhere import write_many

FULL = "磁盘空间不足"


def has(path: Path, word: str, *, after: int = 0) -> bool:
    return path.exists() and word in path.read_text()[after:]


def assert_refuses_and_goes_on(there: Installation, told: Path, *, fill_up, make_room) -> None:
    """Let a clerk work until the disk is full, and on when there is room again."""
    clerk = there.start("tests.faults.clerk", told)
    there.wait_for(lambda: has(told, "accepted"), what="受理")
    fill_up()
    there.wait_for(lambda: has(told, FULL), what="磁盘已满的说明")
    refused = there.command("import-cases", write_many(told.parent / "办件.csv", 400), *IMPORT)
    assert refused.code == 1, refused
    assert FULL in refused.err
    assert "Traceback" not in refused.err
    seen = len(told.read_text())
    make_room()
    there.wait_for(lambda: has(told, "accepted", after=seen), what="腾出空间后受理")
    kill(clerk)
    acknowledged, stored = assert_kept(there, told)
    assert 2 <= acknowledged <= stored
    assert there.command("import-cases", told.parent / "办件.csv", *IMPORT).code == 0
    assert_caught_up(there)


def test_it_refuses_when_the_disk_of_the_embedded_database_is_full(template, tmp_path):
    if template.address:
        pytest.skip("PostgreSQL 另测")
    with small_disk(tmp_path / "disk", megabytes=24) as is_mounted:
        if not is_mounted:
            pytest.skip("不能挂载 tmpfs：见按页数设限的一项")
        with copied(template, tmp_path / "disk" / "there") as there:
            filler: list[Path] = []
            assert_refuses_and_goes_on(
                there,
                tmp_path / "甲",
                fill_up=lambda: filler.append(fill(tmp_path / "disk")),
                make_room=lambda: filler.pop().unlink(),
            )


def test_it_refuses_when_the_embedded_database_may_not_grow(template, tmp_path):
    """What can be tried without the right to mount: the database's own limit of pages."""
    if template.address:
        pytest.skip("PostgreSQL 另测")
    with copied(template, tmp_path / "there") as there:
        ((pages,),) = there.rows("PRAGMA page_count")
        told = tmp_path / "甲"
        clerk = there.start("tests.faults.clerk", told, FAULT_MOST_PAGES=str(pages + 40))
        there.wait_for(lambda: has(told, FULL), what="磁盘已满的说明")
        kill(clerk)
        before = assert_kept(there, told)
        assert before[0] <= before[1]
        assert there.start("tests.faults.clerk", told, "2").wait(timeout=60) == 0
        acknowledged, _ = assert_kept(there, told)
        assert acknowledged == before[0] + 2


def test_it_refuses_when_the_disk_of_the_server_is_full(template, tmp_path):
    if not template.address:
        pytest.skip("SQLite 另测")
    with running_server() as server:
        owner = server.cluster.owner
        place = server.cluster.folder / "disk"
        with small_disk(place, megabytes=40) as is_mounted:
            if not is_mounted:
                pytest.skip("不能挂载 tmpfs，PostgreSQL 没有别的办法限制表空间")
            if owner is not None:
                os.chown(place, owner.pw_uid, owner.pw_gid)
            with psycopg.connect(server.address, autocommit=True) as admin:
                admin.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
            with seeded(tmp_path / "there", server=server.address, place="small") as there:
                assert_refuses_and_goes_on(
                    there,
                    tmp_path / "甲",
                    fill_up=lambda: execute(there, *FILL),
                    make_room=lambda: execute(there, "DROP TABLE filler"),
                )


FILL = (
    "CREATE TABLE filler (number bigint, text varchar(4000))",
    "ALTER TABLE filler ALTER COLUMN text SET STORAGE PLAIN",
)


def execute(there: Installation, *statements: str) -> None:
    """Run statements past the platform; those of `FILL` are followed by rows until it is full."""
    with psycopg.connect(there.address, autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)
        if statements != FILL:
            return
        for rows in (200, 20, 1):
            try:
                while True:
                    admin.execute(
                        "INSERT INTO filler SELECT n, repeat('x', 4000)"
                        f" FROM generate_series(1, {rows}) n"
                    )
            except psycopg.errors.DiskFull:
                continue


def test_it_leaves_no_backup_where_the_disk_is_full(there: Installation, tmp_path):
    with small_disk(tmp_path / "disk", megabytes=1) as is_mounted:
        if not is_mounted:
            pytest.skip("不能挂载 tmpfs")
        filler = fill(tmp_path / "disk")
        with filler.open("r+b") as file:
            file.truncate(1024 * 1024 - 16 * 4096)
        ended = there.command("backup", tmp_path / "disk" / "备份.tar.gz")
        assert ended.code == 1, ended
        assert FULL in ended.err
        assert list((tmp_path / "disk").iterdir()) == [filler]
