"""Restoring a backup into an empty installation: everything is checked before the first write."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection

from zhengtong.foundation.backup.archive import (
    Archive,
    hash_of,
    opened_archive,
    sync_folder,
    working_folder,
)
from zhengtong.foundation.backup.database import (
    Store,
    row_counts,
    store,
    tables_with_rows,
    unknown_migrations,
)
from zhengtong.foundation.backup.keys import differing_keys, signature_is_ours
from zhengtong.foundation.backup.manifest import ENGINES, HOME_FOLDER, Manifest
from zhengtong.foundation.backup.refusals import (
    ArchiveUnreadable,
    KeysDiffer,
    RestoreFailed,
    RestoreRefused,
)
from zhengtong.foundation.database_guards import missing_guards
from zhengtong.foundation.outages import disk_words, outage_words

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What restoring came to (恢复结果).

    Args:
        lost_keys: what is wrong with the keys, where that was put up with.
    """

    manifest: Manifest
    lost_keys: tuple[str, ...]
    files_written: int


def restore_backup(*, path: Path, without_keys: bool = False) -> Restored:
    """Restore a backup into this installation, which must be empty (恢复).

    Args:
        without_keys: the keys are lost for good; personal data will stay unreadable.

    Raises:
        ArchiveUnreadable: cut off, changed, or no backup; nothing was written.
        RestoreRefused: other engine, later version, or there are rows; nothing was written.
        KeysDiffer: the data was sealed with other keys; nothing was written.
        RestoreFailed: it could not be finished; says how things stand.
        ProgramsMissing: PostgreSQL's programs are not here.
    """
    home = Path(settings.HOME)
    with _told_in_words(), working_folder(home) as work:
        with opened_archive(path) as archive:
            _refuse_foreign(archive.manifest)
            lost_keys = _lost_keys(archive, without_keys=without_keys)
            _refuse_rows()
            places = archive.take_out(work)
            manifest = archive.manifest
        engine = store()
        database, *names = places
        engine.check(places[database])
        wanted = {home / _below_home(name): places[name] for name in names}
        missing = _missing_files(wanted)
        _put_files(missing, home=home)
        _refuse_rows()  # again: unpacking a big file takes its time
        _put_database(engine, places[database], manifest)
    return Restored(manifest=manifest, lost_keys=lost_keys, files_written=len(missing))


@contextmanager
def _told_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise RestoreFailed(
            f"恢复没有完成：{disk_words(fault)}；数据库仍是空的，可以再恢复一次"
        ) from fault
    except (Error, sqlite3.Error) as fault:
        words = outage_words(fault)
        if not words:
            raise
        raise RestoreFailed(f"恢复没有完成：{words}") from fault


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        here = ENGINES.get(connection.vendor, connection.vendor)
        raise RestoreRefused(
            f"备份来自 {manifest.engine_label} 数据库，这里配置的是 {here}，不能互相恢复；"
            "请改 ZHENGTONG_DATABASE_URL，恢复到同一种数据库。没有恢复任何内容"
        )
    if unknown := unknown_migrations(manifest.migrations):
        raise RestoreRefused(
            f"备份由较新的程序（{manifest.product_version}）制作，这里没有它的数据库结构"
            f"（{'、'.join(unknown[:MOST_NAMED])}），请先升级程序。没有恢复任何内容"
        )


def _lost_keys(archive: Archive, *, without_keys: bool) -> tuple[str, ...]:
    differing = differing_keys(archive.manifest.keys)
    if differing and not without_keys:
        raise KeysDiffer(
            f"密钥不符：{'；'.join(differing)}。密钥从不放进备份，请把制作备份时的密钥文件"
            "（secrets.json）放回原处，或用 ZHENGTONG_SECRETS_FILE 指明，再恢复。"
            "密钥确已遗失的，加 --without-keys，个人信息将无法解密，封印无法核验。没有恢复任何内容"
        )
    seal_lost = f"seal:{archive.signature['key_id']}" not in archive.manifest.keys
    if not differing and (
        seal_lost or not signature_is_ours(archive.manifest_bytes, **archive.signature)
    ):
        raise ArchiveUnreadable(f"“{archive.path}”的清单被改动过，签名不符，没有恢复任何内容")
    return tuple(differing)


def _refuse_rows() -> None:
    held = tables_with_rows()
    if held:
        more = f"等 {len(held)} 张表" if len(held) > MOST_NAMED else ""
        raise RestoreRefused(
            f"数据库里已经有数据（{'、'.join(held[:MOST_NAMED])}{more}），恢复只写入空的数据库；"
            "请另建一个空库或换一个 ZHENGTONG_HOME。没有恢复任何内容"
        )


def _below_home(name: str) -> Path:
    return Path(*PurePosixPath(name).relative_to(HOME_FOLDER).parts)


def _missing_files(wanted: Mapping[Path, Path]) -> dict[Path, Path]:
    """Return the files that are not there yet; refuse where another one has the name."""
    missing = {}
    for target, source in wanted.items():
        if not target.exists() and not target.is_symlink():
            missing[target] = source
        elif target.is_symlink() or not target.is_file() or hash_of(target) != hash_of(source):
            raise RestoreRefused(
                f"“{target}”已经存在，内容与备份里的不同，请先移走。没有恢复任何内容"
            )
    return missing


def _put_files(missing: Mapping[Path, Path], *, home: Path) -> None:
    folders = {home}
    for target, source in missing.items():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders.add(target.parent)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.chmod(0o600)
        source.rename(target)
    for folder in folders:
        sync_folder(folder)


def _put_database(engine: Store, place: Path, manifest: Manifest) -> None:
    engine.copy_in(place)
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        lacking = sorted(set(manifest.row_counts) - set(there))
        counts = row_counts(cursor, [name for name in manifest.row_counts if name in there])
    wrong = [*lacking, *(name for name in counts if counts[name] != manifest.row_counts[name])]
    if wrong:
        raise RestoreFailed(f"恢复后的行数与备份清单不符：{'、'.join(wrong)}，请不要使用这个数据库")
    # An older structure is brought up to date; then come triggers, constraints and rights.
    call_command("migrate", verbosity=0)
    if missing := missing_guards():
        names = "、".join(guard.name for guard in missing[:MOST_NAMED])
        raise RestoreFailed(f"恢复后缺少数据库约束：{names}，请运行 zhengtong doctor --repair")
