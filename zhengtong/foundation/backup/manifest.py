"""The manifest: what a backup holds, of what version, and the hash of every member (备份清单)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone

from zhengtong.foundation.backup.refusals import ArchiveUnreadable

FORMAT = "zhengtong-backup"
FORMAT_VERSION = 1
DATABASE_FOLDER, HOME_FOLDER = "database", "home"
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of the archive (备份成员)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself (备份清单).

    Args:
        migrations: app → names of its migrations that the database had.
        row_counts: table → rows, of the moment that the backup shows.
        keys: `kind:id` → print of each key that the data may need.
        members: the first one is the database.
    """

    product_version: str
    engine: str
    engine_version: str
    created_at: datetime
    migrations: Mapping[str, list[str]]
    row_counts: Mapping[str, int]
    keys: Mapping[str, str]
    members: tuple[Member, ...]

    def as_bytes(self) -> bytes:
        """Return the manifest as it stands in the archive."""
        content = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            **asdict(self),
            "created_at": self.created_at.isoformat(),
        }
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def engine_label(self) -> str:
        return ENGINES.get(self.engine, self.engine)

    @property
    def summary(self) -> str:
        """Return when, by which version and of what database the backup was made (备份说明)."""
        moment = timezone.localtime(self.created_at)
        return (
            f"{moment:%Y-%m-%d %H:%M:%S} 制作，{self.engine_label}，政通 {self.product_version}，"
            f"{sum(self.row_counts.values())} 行，{len(self.members) - 1} 个文件"
        )


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest of an archive, checked for what can be checked by itself.

    Raises:
        ArchiveUnreadable: it is none of ours, of a later format, or names files it may not.
    """
    try:
        given = json.loads(content)
        if given["format"] != FORMAT:
            raise ValueError
        if given["format_version"] > FORMAT_VERSION:
            raise ArchiveUnreadable(
                f"备份格式是第 {given['format_version']} 版，本程序只认到第 {FORMAT_VERSION} 版，"
                "请先升级程序。没有恢复任何内容"
            )
        manifest = _from_json(given)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ArchiveUnreadable(
            "这不是政通的备份，或已损坏：清单认不出来，没有恢复任何内容"
        ) from None
    for name in wrong_names(manifest.members):
        raise ArchiveUnreadable(f"备份清单里的文件名“{name}”不合规定，没有恢复任何内容")
    return manifest


def _from_json(given: Mapping[str, Any]) -> Manifest:
    return Manifest(
        product_version=str(given["product_version"]),
        engine=str(given["engine"]),
        engine_version=str(given["engine_version"]),
        created_at=datetime.fromisoformat(given["created_at"]),
        migrations={str(app): list(map(str, names)) for app, names in given["migrations"].items()},
        row_counts={str(table): int(rows) for table, rows in given["row_counts"].items()},
        keys={str(name): str(value) for name, value in given["keys"].items()},
        members=tuple(
            Member(name=str(one["name"]), size=int(one["size"]), sha256=str(one["sha256"]))
            for one in given["members"]
        ),
    )


def wrong_names(members: Iterable[Member]) -> list[str]:
    """Return the names that lead out of their folder, come twice, or stand where none may."""
    wrong, seen = [], set()
    for number, member in enumerate(members):
        parts = PurePosixPath(member.name).parts
        folder = DATABASE_FOLDER if number == 0 else HOME_FOLDER
        is_plain = (
            len(parts) >= 2
            and parts[0] == folder
            and not {"..", "/", "."} & set(parts)
            and "/".join(parts) == member.name
            and "\0" not in member.name
            and "\\" not in member.name
        )
        if not is_plain or member.name in seen or member.size < 0:
            wrong.append(member.name)
        seen.add(member.name)
    return wrong or ([] if seen else ["（空）"])
