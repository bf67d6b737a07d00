"""Making a backup: the database of one moment, then the files, in one archive (制作备份)."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from django.db import Error, connection
from django.utils import timezone

from zhengtong import __version__
from zhengtong.foundation.backup.archive import hash_of, working_folder, write_archive
from zhengtong.foundation.backup.database import store
from zhengtong.foundation.backup.home_files import HomeFile, home_files
from zhengtong.foundation.backup.keys import key_prints
from zhengtong.foundation.backup.manifest import (
    DATABASE_FOLDER,
    HOME_FOLDER,
    Manifest,
    Member,
)
from zhengtong.foundation.backup.refusals import BackupFailed
from zhengtong.foundation.outages import disk_words, outage_words
from zhengtong.foundation.progress import track


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBackup:
    """A backup that is on the disk (已完成的备份)."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest
    left_out: tuple[HomeFile, ...]


def make_backup(*, target: Path) -> MadeBackup:
    """Make a backup while the platform goes on working (备份).

    The files are listed after the database was copied: what a row points to was there before it,
    so nothing that the copy knows is missing.

    Raises:
        BackupFailed: the name is taken, there is no room, or the database cannot be read.
        ProgramsMissing: PostgreSQL's programs are not here.
    """
    if target.exists() or target.is_symlink():
        raise BackupFailed(f"“{target}”已经存在，备份不覆盖文件，请换一个名字")
    try:
        return _make(target.absolute())
    except OSError as fault:
        raise BackupFailed(f"备份没有完成，没有留下文件“{target}”：{disk_words(fault)}") from fault
    except (Error, sqlite3.Error) as fault:
        words = outage_words(fault)
        if not words:
            raise
        raise BackupFailed(f"备份没有完成，没有留下文件“{target}”：{words}") from fault


def _make(target: Path) -> MadeBackup:
    created_at = timezone.now()
    with working_folder(target.parent) as work:
        engine = store()
        copied = work / "database"
        state = engine.copy_out(copied)
        found = list(home_files())
        sources = {f"{DATABASE_FOLDER}/{engine.member_name}": copied}
        sources |= {f"{HOME_FOLDER}/{one.name}": one.path for one in found if not one.why_not}
        manifest = Manifest(
            product_version=__version__,
            engine=connection.vendor,
            engine_version=state.engine_version,
            created_at=created_at,
            migrations=state.migrations,
            row_counts=state.row_counts,
            keys=key_prints(),
            members=tuple(
                _member(name, path) for name, path in track(sources.items(), description="计算摘要")
            ),
        )
        write_archive(manifest, sources=sources, target=target, work=work)
    size, sha256 = hash_of(target)
    return MadeBackup(
        path=target,
        size=size,
        sha256=sha256,
        manifest=manifest,
        left_out=tuple(one for one in found if one.why_not),
    )


def _member(name: str, path: Path) -> Member:
    size, sha256 = hash_of(path)
    return Member(name=name, size=size, sha256=sha256)
