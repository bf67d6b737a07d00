"""The archive: one gzipped tar with the manifest first, whole or not there at all (备份文件)."""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from zhengtong.foundation.backup.keys import signed_by_us
from zhengtong.foundation.backup.manifest import Manifest, Member, read_manifest
from zhengtong.foundation.backup.refusals import ArchiveUnreadable, BackupFailed
from zhengtong.foundation.outages import disk_words
from zhengtong.foundation.progress import meter

MANIFEST_NAME, SIGNATURE_NAME = "manifest.json", "manifest.sig"
INNER_NAME = "zhengtong-backup.tar"  # stands in the gzip header: how a backup is known at a look
MOST_MANIFEST_BYTES = 256 * 1024 * 1024
CHUNK = 1024 * 1024
Advance = Callable[[float], None]


def looks_like_backup(path: Path) -> bool:
    """Say whether a file begins as our archives do; a backup does not hold older ones."""
    with path.open("rb") as file:
        head = file.read(64)
    return head.startswith(b"\x1f\x8b") and INNER_NAME.encode() in head


def hash_of(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """Give a folder for what is under way, closed to others and gone afterwards (临时文件夹)."""
    folder = Path(tempfile.mkdtemp(prefix=".zhengtong-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_archive(
    manifest: Manifest, *, sources: Mapping[str, Path], target: Path, work: Path
) -> None:
    """Write the archive in the working folder and give it its name when it is on the disk.

    Args:
        sources: member name → file that holds it now.
        work: a folder in the same file system as `target`.

    Raises:
        BackupFailed: a file changed meanwhile, or another one took the name.
    """
    draft = work / "draft"
    total = sum(member.size for member in manifest.members)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(descriptor, "wb") as file,
        meter(description="写备份文件", total=total) as advance,
    ):
        # tarfile must be closed before gzip, and gzip before the file is synchronised.
        with (
            closing(gzip.GzipFile(INNER_NAME, "wb", compresslevel=6, fileobj=file)) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            content = manifest.as_bytes()
            _add_bytes(tar, MANIFEST_NAME, content)
            _add_bytes(tar, SIGNATURE_NAME, json.dumps(signed_by_us(content)).encode())
            for member in manifest.members:
                _add_file(tar, member, sources[member.name], advance)
        file.flush()
        os.fsync(file.fileno())
    _take_name(draft, target)


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_plain_entry(name, len(content)), BytesIO(content))


def _add_file(tar: tarfile.TarFile, member: Member, source: Path, advance: Advance) -> None:
    with source.open("rb") as file:
        reader = _Hashing(file, advance)
        try:
            tar.addfile(_plain_entry(member.name, member.size), reader)
        except OSError as fault:
            if fault.errno is not None:
                raise
            raise _changed(member) from fault  # tarfile's own: the file became shorter
        if reader.digest.hexdigest() != member.sha256 or file.read(1):
            raise _changed(member)


def _changed(member: Member) -> BackupFailed:
    return BackupFailed(f"“{member.name}”在备份时被改动，备份没有完成，请再运行一次")


def _plain_entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _take_name(draft: Path, target: Path) -> None:
    """Give the finished file its name, unless that is taken by now; then sync the folder."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise BackupFailed(f"“{target}”已经存在，备份不覆盖文件，请换一个名字") from None
    except OSError:  # a file system without hard links
        if target.exists():
            raise BackupFailed(f"“{target}”已经存在，备份不覆盖文件，请换一个名字") from None
        draft.rename(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes], advance: Advance) -> None:
        self._file, self._advance = file, advance
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        self._advance(len(chunk))
        return chunk


@contextmanager
def opened_archive(path: Path) -> Iterator["Archive"]:
    """Open an archive and read its manifest; nothing of it is believed yet (打开备份文件).

    Raises:
        ArchiveUnreadable: cut off, changed, or no backup of ours; also while it is taken out.
    """
    try:
        file = path.open("rb")
    except OSError as fault:
        raise ArchiveUnreadable(f"读不出“{path}”：{disk_words(fault)}") from fault
    with ExitStack() as opened:
        opened.enter_context(file)
        with _reading(path):
            packed = opened.enter_context(closing(gzip.GzipFile(fileobj=file)))
            tar = opened.enter_context(tarfile.open(fileobj=packed, mode="r|"))
            archive = Archive(path, packed, tar)
        yield archive


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Tell what the packed file itself refuses; nothing but reading it stands inside."""
    try:
        yield
    except (EOFError, ValueError, zlib.error, gzip.BadGzipFile, tarfile.TarError):
        raise ArchiveUnreadable(
            f"“{path}”不是政通的备份，或已截断、损坏；没有恢复任何内容"
        ) from None


class Archive:
    """An archive that is being read from its beginning to its end (备份文件)."""

    def __init__(self, path: Path, packed: gzip.GzipFile, tar: tarfile.TarFile) -> None:
        self.path, self._packed, self._tar = path, packed, tar
        self._entries = iter(tar)
        self.manifest_bytes = self._small(MANIFEST_NAME)
        self.manifest = read_manifest(self.manifest_bytes)
        self.signature = self._signature()

    def _signature(self) -> dict[str, str]:
        try:
            given: dict[str, Any] = json.loads(self._small(SIGNATURE_NAME))
            return {"key_id": str(given["key_id"]), "signature": str(given["signature"])}
        except (ValueError, KeyError, TypeError):
            raise ArchiveUnreadable(f"“{self.path}”的清单没有签名，没有恢复任何内容") from None

    def take_out(self, folder: Path) -> dict[str, Path]:
        """Write every member into a folder and return where; each agrees with the manifest.

        Raises:
            ArchiveUnreadable: something is missing, too much, or other than the manifest says.
        """
        total = sum(member.size for member in self.manifest.members)
        with _reading(self.path), meter(description="检查备份文件", total=total) as advance:
            places = {
                member.name: self._take(member, folder / str(number), advance)
                for number, member in enumerate(self.manifest.members)
            }
        with _reading(self.path):
            if next(self._entries, None) is not None:
                raise ArchiveUnreadable(f"“{self.path}”里有清单以外的文件，没有恢复任何内容")
            while self._packed.read(CHUNK):  # to its end, where gzip keeps its own check sum
                pass
        return places

    def _take(self, member: Member, place: Path, advance: Advance) -> Path:
        file = self._next(member.name, size=member.size)
        digest = hashlib.sha256()
        with place.open("xb") as copy:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
                advance(len(chunk))
        if digest.hexdigest() != member.sha256:
            raise ArchiveUnreadable(f"备份里的“{member.name}”与清单的摘要不符，没有恢复任何内容")
        return place

    def _small(self, name: str) -> bytes:
        return self._next(name, size=None).read()

    def _next(self, name: str, *, size: int | None) -> IO[bytes]:
        entry = next(self._entries, None)
        if entry is None or entry.name != name or not entry.isreg():
            raise ArchiveUnreadable(f"“{self.path}”不是政通的备份：应有 {name}，没有恢复任何内容")
        if entry.size > MOST_MANIFEST_BYTES if size is None else entry.size != size:
            raise ArchiveUnreadable(f"备份里的“{name}”大小不对，没有恢复任何内容")
        file = self._tar.extractfile(entry)
        assert file is not None  # a regular file has content
        return file
