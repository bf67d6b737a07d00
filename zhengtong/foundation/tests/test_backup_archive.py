"""The archive and its manifest: whole or refused, whatever was done to the file."""

import gzip
import io
import json
import os
import random
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zhengtong.foundation.backup import archive, restoring
from zhengtong.foundation.backup.archive import (
    hash_of,
    looks_like_backup,
    opened_archive,
    working_folder,
    write_archive,
)
from zhengtong.foundation.backup.home_files import home_files, register_left_out
from zhengtong.foundation.backup.keys import key_prints, secret_material
from zhengtong.foundation.backup.manifest import Manifest, Member, read_manifest
from zhengtong.foundation.backup.postgres_programs import ProgramsMissing, client_programs
from zhengtong.foundation.backup.refusals import (
    ArchiveUnreadable,
    BackupFailed,
    KeysDiffer,
    RestoreRefused,
)

CONTENT = {"database/zhengtong.sqlite3": b"rows " * 5000, "home/files/ab/cd": b"\x00\x01" * 700}


def manifest_of(sources: Mapping[str, Path], **changes: Any) -> Manifest:
    members = [(name, *hash_of(path)) for name, path in sources.items()]
    fields: dict[str, Any] = {
        "product_version": "0.1.0",
        "engine": "sqlite",
        "engine_version": "3.40",
        "created_at": datetime(2018, 2, 28, 4, 0, tzinfo=UTC),
        "migrations": {"foundation": ["0001_initial"]},
        "row_counts": {"cases_case": 3},
        "keys": key_prints(),
        "members": tuple(Member(name=name, size=size, sha256=hex) for name, size, hex in members),
    }
    return Manifest(**{**fields, **changes})


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for number, (name, content) in enumerate(CONTENT.items()):
        found[name] = tmp_path / f"source{number}"
        found[name].write_bytes(content)
    return found


def write(sources: dict[str, Path], target: Path, **changes: Any) -> Path:
    with working_folder(target.parent) as work:
        write_archive(manifest_of(sources, **changes), sources=sources, target=target, work=work)
    return target


@pytest.fixture
def whole(sources, tmp_path) -> Path:
    return write(sources, tmp_path / "备份.tar.gz")


def take_out(path: Path, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    with opened_archive(path) as opened:
        places = opened.take_out(folder)
    return {name: place.read_bytes() for name, place in places.items()}


def test_it_gives_back_what_was_put_in(whole, tmp_path):
    assert take_out(whole, tmp_path / "out") == CONTENT
    assert looks_like_backup(whole)
    assert whole.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".zheng")] == []


def test_it_overwrites_nothing(whole, sources):
    before = whole.read_bytes()
    with pytest.raises(BackupFailed, match="已经存在，备份不覆盖文件"):
        write(sources, whole)
    assert whole.read_bytes() == before


def test_it_leaves_no_file_where_a_member_changes_meanwhile(sources, tmp_path):
    manifest = manifest_of(sources)
    sources["home/files/ab/cd"].write_bytes(b"\x00\x02" * 700)
    with (
        pytest.raises(BackupFailed, match="在备份时被改动"),
        working_folder(tmp_path) as work,
    ):
        write_archive(manifest, sources=sources, target=tmp_path / "x", work=work)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("seed", range(20))
def test_it_refuses_a_file_that_was_cut_off(seed, whole, tmp_path):
    content = whole.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(content[: random.Random(seed).randrange(len(content))])
    with pytest.raises(ArchiveUnreadable, match="没有恢复任何内容"):
        take_out(cut, tmp_path / "out")


def test_it_refuses_a_file_in_which_a_bit_was_changed(whole, tmp_path):
    """A few bits after the last packed block mean nothing to anybody: they change nothing."""
    chance, content = random.Random(5), whole.read_bytes()
    header = 10 + len(archive.INNER_NAME) + 1  # time, flags and name are not content
    meaningless, told = 0, set()
    for number in range(60):
        changed = bytearray(content)
        changed[chance.randrange(header, len(changed))] ^= 1 << chance.randrange(8)
        (tmp_path / "changed").write_bytes(changed)
        try:
            assert take_out(tmp_path / "changed", tmp_path / f"out {number}") == CONTENT
            meaningless += 1
        except ArchiveUnreadable as refusal:
            told.add(refusal.message)
    assert meaningless <= 2
    assert told
    assert all("没有恢复任何内容" in words for words in told)


def repack(whole: Path, path: Path, change) -> Path:
    """Write the archive again with its entries changed, as somebody would who can use tar."""
    entries = {}
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(whole.read_bytes()))) as tar:
        for entry in tar:
            entries[entry.name] = tar.extractfile(entry).read()
    with tarfile.open(path, "w:gz") as tar:
        for name, content in change(entries).items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda entries: {**entries, "database/zhengtong.sqlite3": b"ROWS " * 5000},
            id="other content of the same size",
        ),
        pytest.param(lambda entries: {**entries, "home/more": b"x"}, id="one file more"),
        pytest.param(
            lambda entries: {k: v for k, v in entries.items() if k != "home/files/ab/cd"},
            id="one file less",
        ),
        pytest.param(lambda entries: dict(reversed(list(entries.items()))), id="another order"),
        pytest.param(lambda entries: {"hello.txt": b"hello"}, id="somebody else's archive"),
        pytest.param(lambda entries: {}, id="an empty archive"),
    ],
)
def test_it_refuses_an_archive_that_was_packed_again(change, whole, tmp_path):
    with pytest.raises(ArchiveUnreadable, match="没有恢复任何内容"):
        take_out(repack(whole, tmp_path / "again", change), tmp_path / "out")


def test_it_refuses_a_manifest_that_others_wrote(whole, tmp_path):
    def forge(entries):
        manifest = json.loads(entries["manifest.json"])
        manifest["row_counts"]["cases_case"] = 2
        return {**entries, "manifest.json": json.dumps(manifest).encode()}

    with (
        pytest.raises(ArchiveUnreadable, match="清单被改动过，签名不符"),
        opened_archive(repack(whole, tmp_path / "forged", forge)) as opened,
    ):
        restoring._lost_keys(opened, without_keys=False)


@pytest.mark.parametrize(
    ("name", "is_first"),
    [
        ("home/../../etc/cron.d/x", False),
        ("/etc/passwd", False),
        ("home/./x", False),
        ("home//x", False),
        ("home", False),
        ("home/a\\b", False),
        ("database/other", False),
        ("home/x", True),
        ("../zhengtong.sqlite3", True),
    ],
)
def test_it_refuses_names_that_lead_elsewhere(name, is_first, sources):
    good = manifest_of(sources).members
    bad = Member(name=name, size=1, sha256="0" * 64)
    members = (bad, good[1]) if is_first else (good[0], bad)
    content = manifest_of(sources, members=members).as_bytes()
    with pytest.raises(ArchiveUnreadable, match="不合规定"):
        read_manifest(content)


def test_it_refuses_the_other_engine_and_a_later_program(sources, monkeypatch):
    monkeypatch.setattr(restoring, "connection", SimpleNamespace(vendor="postgresql"))
    with pytest.raises(RestoreRefused, match="备份来自 SQLite 数据库，这里配置的是 PostgreSQL"):
        restoring._refuse_foreign(manifest_of(sources))
    monkeypatch.setattr(restoring, "connection", SimpleNamespace(vendor="sqlite"))
    later = manifest_of(sources, migrations={"cases": ["0001_initial", "0999_later"]})
    with pytest.raises(RestoreRefused, match=r"cases\.0999_later），请先升级程序"):
        restoring._refuse_foreign(later)


def test_it_names_each_key_that_is_missing_or_another(sources, tmp_path):
    keys = {**key_prints(), "vault:v1": "0" * 32, "lookup:l0": "1" * 32}
    path = write(sources, tmp_path / "备份.tar.gz", keys=keys)
    with opened_archive(path) as opened:
        with pytest.raises(
            KeysDiffer, match="密钥不符：缺少查找密钥 l0；个人信息密钥 v1 与备份时的不同。"
        ):
            restoring._lost_keys(opened, without_keys=False)
        assert len(restoring._lost_keys(opened, without_keys=True)) == 2


def test_it_leaves_keys_passwords_and_older_backups_of_the_home_out(
    whole, tmp_path, settings, monkeypatch
):
    home = tmp_path / "home"
    (home / "static").mkdir(parents=True)
    (home / "files").mkdir()
    settings.HOME, settings.STATIC_ROOT = home, home / "static"
    monkeypatch.setattr("zhengtong.foundation.backup.home_files._LEFT_OUT", ["secrets.json*"])
    register_left_out("*.口令")
    (home / "static" / "main.css").write_text("collected anew")
    (home / "secrets.json").write_text("{}")
    (home / "演示.口令").write_text("x")
    (home / "昨天.tar.gz").write_bytes(whole.read_bytes())
    (home / "files" / "好").write_text("a file of a case")
    (home / "files" / "链接").symlink_to("/etc/passwd")
    for number, secret in enumerate(secret_material()):
        padding = b"x" * (archive.CHUNK - 5)  # so that it lies across the end of what is read
        (home / "files" / f"有密钥{number}").write_bytes(padding + secret + b"x")
    found = {one.name: one.why_not for one in home_files()}
    assert found.pop("files/好") == ""
    assert found.pop("昨天.tar.gz") == "是以前的备份"
    assert found.pop("files/链接") == "不是普通文件"
    assert found.pop("secrets.json") == found.pop("演示.口令") == "密钥、口令不进备份"
    assert set(found.values()) == {"文件里有密钥或口令"}
    assert len(found) == len(secret_material()) >= 7


def test_it_leaves_a_file_out_whose_name_no_archive_can_keep(tmp_path, settings):
    home = tmp_path / "home"
    home.mkdir()
    settings.HOME, settings.STATIC_ROOT = home, home / "static"
    gbk = os.fsdecode("合同.txt".encode("gbk"))
    (home / gbk).write_text("from another system")
    (home / os.fsdecode("附件".encode("gbk"))).mkdir()
    (home / os.fsdecode("附件".encode("gbk")) / "好.txt").write_text("below such a folder")
    found = {one.name: one.why_not for one in home_files()}
    assert set(found.values()) == {"文件名不是 UTF-8 编码，请改名"}
    assert len(found) == 2
    assert all(name.encode() and "\ufffd" in name for name in found)  # fit to be printed


def test_it_lets_a_fault_of_whoever_reads_an_archive_rise(whole):
    for fault in (ValueError("ours"), EOFError("ours")):
        with pytest.raises(type(fault), match="ours"), opened_archive(whole):
            raise fault


def program(folder: Path, name: str, version: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
    path.chmod(0o755)


def test_it_takes_the_programs_nearest_to_the_server(tmp_path):
    for version in ("14.9", "15.4", "17.2"):
        for name in ("pg_dump", "pg_restore"):
            program(tmp_path / version.split(".")[0] / "bin", name, version)
    program(tmp_path / "16" / "bin", "pg_dump", "16.1")  # without its pg_restore
    for server, folder in ((15, "15"), (16, "17")):
        found = client_programs(server_version=server, debian_servers=tmp_path, search_path="/none")
        assert found == tmp_path / folder / "bin"
    with pytest.raises(ProgramsMissing) as refusal:
        client_programs(server_version=18, debian_servers=tmp_path, search_path="/none")
    assert refusal.value.message == (
        "缺少 PostgreSQL 18 的 pg_dump 和 pg_restore，本机只有 17 版，"
        "请先运行：apt-get install postgresql-client-18"
    )
