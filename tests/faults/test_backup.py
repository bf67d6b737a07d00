"""Backups of a working installation, restored elsewhere and proved; and what is refused."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from tests.faults.books import assert_caught_up, assert_kept
from tests.faults.installation import Installation, copied, empty, kill
from tests.faults.test_killed_processes import FREEZE, IMPORT, have_accepted
from zhengtong.exchange.tests.elsewhere import write_many

PASSWORD = "Kein-Passwort-im-Archiv"


@pytest.fixture(scope="module")
def working(template: Installation, tmp_path_factory) -> Iterator[Installation]:
    """An installation with cases, a frozen bulletin, and files in its home."""
    folder = tmp_path_factory.mktemp("working")
    with copied(template, folder / "there") as made:
        imported = made.command("import-cases", write_many(folder / "办件.csv", 60), *IMPORT)
        assert imported.code == 0, imported
        assert made.command(*FREEZE).code == 0
        assert made.command("worker", "--once").code == 0
        stored = made.home / "files" / "ab"
        stored.mkdir(parents=True)
        (stored / "abcdef").write_bytes(bytes(range(256)) * 5000)
        (made.home / "旧密钥.txt").write_bytes((made.home / "secrets.json").read_bytes())
        yield made


@pytest.fixture(scope="module")
def archive(working: Installation, tmp_path_factory) -> Path:
    """A backup of it, with a password in the database's address."""
    path = tmp_path_factory.mktemp("archive") / "备份.tar.gz"
    changes = {"ZHENGTONG_DATABASE_URL": with_password(working)} if working.address else {}
    process = working.start("zhengtong", "backup", path, "--json", **changes)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, working.said(process)
    told = json.loads(out)
    assert {one["name"]: one["reason"] for one in told["left_out"]} == {
        "secrets.json": "密钥、口令不进备份",
        "旧密钥.txt": "文件里有密钥或口令",
    }
    assert (told["files"], told["size"]) == (1, path.stat().st_size)
    assert path.stat().st_mode & 0o777 == 0o600
    return path


def with_password(there: Installation) -> str:
    """Return the address with a password, which a server that trusts us does not ask for."""
    told = conninfo.conninfo_to_dict(there.address)
    place = f"{told['host']}:{told['port']}/{told['dbname']}"
    return f"postgresql://{told['user']}:{told.get('password') or PASSWORD}@{place}"


@pytest.fixture
def elsewhere(tmp_path: Path, django_db_setup: None) -> Iterator[Installation]:
    """An empty home with the same keys and an empty database."""
    with empty(tmp_path / "elsewhere") as made:
        yield made


def wait_until_alone(there: Installation) -> None:
    """Wait for pg_restore, which goes on for a moment after whoever started it was killed."""
    give_up_at = time.monotonic() + 60
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    while there.address and time.monotonic() < give_up_at:
        with psycopg.connect(there.address, autocommit=True) as asking:
            if asking.execute(others).fetchone() == (1,):
                return
        time.sleep(0.2)


def content(there: Installation) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but who is signed in, in an order of their own."""
    listing = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if there.address
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    tables = [name for (name,) in there.rows(listing) if name != "django_session"]
    return {name: sorted(there.rows(f'SELECT * FROM "{name}"'), key=repr) for name in tables}


def guards(there: Installation) -> set[str]:
    """Return the names of triggers and constraints."""
    listing = (
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        if there.address
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {name for (name,) in there.rows(listing)}


def test_it_restores_every_row_file_and_guard_and_proves_ledger_and_bulletin(
    working, archive, elsewhere
):
    restored = elsewhere.command("restore", archive, "--verify", "--json")
    assert restored.code == 0, restored
    told = json.loads(restored.out)
    assert told["proofs"] == [
        {"check": "账本", "subject": "区划 510703 的账本", "faults": []},
        {"check": "通报", "subject": "510703-2018-02-1", "faults": []},
    ]
    assert content(elsewhere) == content(working)
    assert guards(elsewhere) == guards(working)
    assert len(guards(elsewhere)) > 10
    kept = (elsewhere.home / "files" / "ab" / "abcdef").read_bytes()
    assert kept == bytes(range(256)) * 5000
    assert not (elsewhere.home / "旧密钥.txt").exists()
    assert_caught_up(elsewhere)  # and the platform works on there


def test_it_holds_no_key_and_no_password(working, archive):
    plain = archive.read_bytes() + gzip.decompress(archive.read_bytes())
    secrets = json.loads((working.home / "secrets.json").read_text())
    keys = [key for kind in ("vault", "lookup", "seal") for key in secrets[kind]["keys"].values()]
    for text in (secrets["django_secret_key"], *keys, PASSWORD):
        assert text.encode() not in plain
    assert b"SCRAM-SHA-256$" not in plain
    # What is looked for would be found: a row's own value is there.
    assert "演示申请人081".encode() in plain


def test_it_shows_one_moment_while_clerks_go_on(template, tmp_path, elsewhere):
    with copied(template, tmp_path / "there") as there:
        before, after = tmp_path / "甲", tmp_path / "乙"
        clerk = there.start("tests.faults.clerk", before)
        there.wait_for(lambda: have_accepted(before), what="受理")
        known = tmp_path / "备份前"
        whole = before.read_text().rpartition("\n")[0]
        known.write_text(whole + "\n")
        other = there.start("tests.faults.clerk", after)
        assert there.command("backup", tmp_path / "备份.tar.gz").code == 0
        for process in (clerk, other):
            kill(process)
    restored = elsewhere.command("restore", tmp_path / "备份.tar.gz", "--verify")
    assert restored.code == 0, restored
    assert_kept(elsewhere, known)
    assert_caught_up(elsewhere)


def untouched(there: Installation) -> tuple[list[str], int]:
    """Return the names in the home and how many tables the database has."""
    names = sorted(path.name for path in there.home.rglob("*"))
    if not there.address:
        return names, 0
    return names, len(there.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'"))


def test_it_refuses_what_is_cut_off_and_changes_nothing(archive, elsewhere, tmp_path):
    cut = tmp_path / "截断.tar.gz"
    cut.write_bytes(archive.read_bytes()[:-100])
    ended = elsewhere.command("restore", cut, "--verify")
    assert (ended.code, "已截断、损坏" in ended.err) == (2, True), ended
    assert untouched(elsewhere) == (["secrets.json"], 0)


def test_it_refuses_other_keys_unless_they_are_lost_for_good(archive, elsewhere):
    path = elsewhere.home / "secrets.json"
    secrets = json.loads(path.read_text())
    other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    secrets["seal"]["keys"] = dict.fromkeys(secrets["seal"]["keys"], other)
    path.write_text(json.dumps(secrets))
    ended = elsewhere.command("restore", archive, "--verify")
    assert ended.code == 1
    assert "密钥不符：封印密钥 s1 与备份时的不同。" in ended.err
    assert untouched(elsewhere) == (["secrets.json"], 0)
    ended = elsewhere.command("restore", archive, "--verify", "--without-keys")
    assert ended.code == 1, ended
    assert "密钥不符：封印密钥 s1 与备份时的不同" in ended.out
    assert "有误  账本" in ended.out


def test_it_refuses_a_database_that_holds_rows_and_a_name_that_is_taken(working, archive):
    before = content(working)
    ended = working.command("restore", archive)
    assert (ended.code, "数据库里已经有数据" in ended.err) == (1, True), ended
    assert content(working) == before
    size = archive.stat().st_size
    ended = working.command("backup", archive)
    assert (ended.code, "已经存在" in ended.err) == (2, True), ended
    assert archive.stat().st_size == size


def test_it_restores_into_a_migrated_database_after_a_restore_that_was_killed(
    archive, elsewhere, working, chance
):
    assert elsewhere.command("migrate").code == 0
    process = elsewhere.start("zhengtong", "restore", archive)
    time.sleep(chance.uniform(0.5, 3))
    kill(process)
    wait_until_alone(elsewhere)
    if not content(elsewhere).get("cases_case"):  # nothing of it, or all
        restored = elsewhere.command("restore", archive, "--verify")
        assert restored.code == 0, restored
    assert content(elsewhere) == content(working)


def test_it_leaves_no_file_by_its_name_when_it_is_killed(working, tmp_path, chance):
    path = tmp_path / "备份.tar.gz"
    process = working.start("zhengtong", "backup", path)
    time.sleep(chance.uniform(0.5, 2))
    kill(process)
    if path.exists():
        gzip.decompress(path.read_bytes())  # whole, for it has its name
