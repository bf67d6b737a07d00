"""What backup and restore refuse (备份与恢复的拒绝)."""

from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class BackupFailed(DomainError):
    """The backup could not be made; no file was left (备份未完成)."""

    code: ClassVar[str] = "backup_failed"


class ArchiveUnreadable(DomainError):
    """The file is cut off, changed, or no backup of ours (备份文件不可用)."""

    code: ClassVar[str] = "archive_unreadable"


class RestoreRefused(DomainError):
    """The backup is sound but does not belong here: engine, version, or rows that are there."""

    code: ClassVar[str] = "restore_refused"


class KeysDiffer(DomainError):
    """The keys of this installation are not those that the data was sealed with (密钥不符)."""

    code: ClassVar[str] = "keys_differ"


class RestoreFailed(DomainError):
    """Restoring began and did not come to its end; nothing of the data is there (恢复未完成)."""

    code: ClassVar[str] = "restore_failed"
