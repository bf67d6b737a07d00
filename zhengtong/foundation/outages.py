"""What the machine or the database server refused, in Chinese sentences (外部故障).

Faults of the surroundings are no bugs: the disk is full, the server went away, another process
holds the lock. A person is told what happened, whether something was written, and what to do.
"""

import errno
import sqlite3
from typing import Any

from django.db import Error, InterfaceError, OperationalError

_WHOLE_OR_NOT = "没有完成的这一步不会留下半截"
_DISK_FULL = f"磁盘空间不足，{_WHOLE_OR_NOT}；请清理出空间后再试"
_LOST = (
    "连不上数据库，或与数据库的连接中断，正在做的这一步可能没有记下；"
    f"{_WHOLE_OR_NOT}，请等数据库恢复后先核对、再重试"
)
_NO_TABLES = "数据库还没有建表，或结构不是最新；请先运行 zhengtong migrate"
_BY_SQLSTATE = {
    "42P01": _NO_TABLES,
    "53100": _DISK_FULL,
    "53200": f"数据库服务器内存不足，{_WHOLE_OR_NOT}；请稍后再试",
    "53300": "数据库的连接数已满，这一步没有执行；请稍后再试，或请管理员调大连接数",
    "25006": "数据库现在只读，这一步没有执行；请管理员检查数据库",
    "55P03": "数据被另一个进程占用，这一步没有执行；请稍后再试",
    "40P01": "与另一个操作互相等待，这一步没有执行；请再试一次",
    "40001": "与另一个操作冲突，这一步没有执行；请再试一次",
    "58030": f"数据库服务器读写磁盘出错，{_WHOLE_OR_NOT}；请管理员检查磁盘",
}
_BY_SQLITE_CODE = {
    "SQLITE_FULL": _DISK_FULL,
    "SQLITE_BUSY": "数据库被另一个进程占用，这一步没有执行；请稍后再试",
    "SQLITE_LOCKED": "数据库被另一个进程占用，这一步没有执行；请稍后再试",
    "SQLITE_READONLY": "数据库文件只读，这一步没有执行；请检查文件和文件夹的权限",
    "SQLITE_CANTOPEN": "打不开数据库文件；请检查 ZHENGTONG_HOME 所指的文件夹和它的权限",
    "SQLITE_IOERR": f"读写数据库文件出错，{_WHOLE_OR_NOT}；请检查磁盘",
    "SQLITE_CORRUPT": "数据库文件已损坏；请停止使用，从备份恢复（zhengtong restore）",
    "SQLITE_NOTADB": "这不是数据库文件，或文件已损坏；请从备份恢复（zhengtong restore）",
}
_BY_ERRNO = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "文件系统只读",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.EFBIG: "文件超过文件系统的上限",
    errno.EIO: "读写磁盘出错",
}


def outage_words(error: BaseException) -> str:  # noqa: PLR0911 (a table in words)
    """Return what a database error tells of its surroundings, empty for a bug (故障说明)."""
    if not isinstance(error, Error | sqlite3.Error):
        return ""
    cause: Any = error.__cause__ or error
    sqlstate = getattr(cause, "sqlstate", None)
    if sqlstate:
        # Class 08 is the connection; 57P0x is a server that goes down, comes up or ends us.
        if sqlstate.startswith(("08", "57P0")):
            return _LOST
        return _BY_SQLSTATE.get(sqlstate, "")
    name = getattr(cause, "sqlite_errorname", "")
    if name:
        if str(cause).startswith("no such table"):
            return _NO_TABLES
        # SQLITE_IOERR_WRITE and its like are kinds of SQLITE_IOERR.
        return _BY_SQLITE_CODE.get("_".join(name.split("_")[:2]), "")
    if isinstance(error, OperationalError | InterfaceError):
        return _LOST  # psycopg's own: no answer came, so there is no SQLSTATE
    return ""


def disk_words(fault: OSError) -> str:
    """Return what the operating system refused, in a few words (系统错误)."""
    return _BY_ERRNO.get(fault.errno or 0, fault.strerror or type(fault).__name__)
