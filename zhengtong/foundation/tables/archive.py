"""Looking at a zip package before anything in it is unpacked (压缩包检查)."""

import re
import struct
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from zhengtong.foundation.tables.limits import MIB, Limits, UnreadableTable

ZIP_MARK = b"PK\x03\x04"
_CUT_OFF = "Excel 文件不完整，可能在中间被截断，请重新导出"
_BOMB = "Excel 文件解压后异常巨大，可能是压缩炸弹，已拒绝读取"
_ENCRYPTED_FLAG = 0x1
_FORBIDDEN_MEMBERS = (
    (re.compile(r"(^|/)(vbaproject\.bin|macrosheets/|activex/)", re.I), "宏或控件"),
    (re.compile(r"(^|/)externallinks/", re.I), "到其他工作簿的外部链接"),
)

_END_MARK, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_END64_MARK, _END64_BYTES = b"PK\x06\x06", 56
_LOCATOR_MARK, _LOCATOR_BYTES = b"PK\x06\x07", 20
_IN_ZIP64 = 0xFFFF_FFFF


def open_package(path: Path, *, limits: Limits) -> ZipFile:
    """Open an .xlsx package whose directory shows nothing dangerous (打开工作簿).

    Only the directory at the end of the file is read. Its sizes may lie, but `zipfile` never
    gives out more of a member than the directory says, and a member that is shorter or
    different fails its check sum.

    Raises:
        UnreadableTable: cut off, a zip bomb, encrypted, with macros or external links.
    """
    with path.open("rb") as file:
        _check_directory_size(file, limits=limits)
    try:
        archive = ZipFile(path)
    except (BadZipFile, struct.error, ValueError, NotImplementedError) as fault:
        raise UnreadableTable(_CUT_OFF) from fault
    try:
        _check_members(archive.infolist(), limits=limits)
    except UnreadableTable:
        archive.close()
        raise
    return archive


def _check_directory_size(file: BinaryIO, *, limits: Limits) -> None:
    """Refuse a directory too big to be read into memory, before `zipfile` reads it."""
    size = file.seek(0, 2)
    if size > limits.workbook_bytes:
        raise UnreadableTable(
            f"文件超过 {limits.workbook_bytes // MIB} MB，请分成几个文件或改用 CSV 导入"
        )
    tail_at = max(0, size - _LONGEST_COMMENT - _END_BYTES - _LOCATOR_BYTES - _END64_BYTES)
    file.seek(tail_at)
    tail = file.read()
    end_at = tail.rfind(_END_MARK)
    if end_at < 0 or len(tail) < end_at + _END_BYTES:
        raise UnreadableTable(_CUT_OFF)
    sizes = [int.from_bytes(tail[end_at + 12 : end_at + 16], "little")]
    locator = tail[max(0, end_at - _LOCATOR_BYTES) : end_at]
    if locator.startswith(_LOCATOR_MARK):
        before = tail_at + end_at - _LOCATOR_BYTES - _END64_BYTES
        for at in {before, int.from_bytes(locator[8:16], "little")}:
            sizes += _size_in_zip64(file, at, size)
    if any(directory > limits.directory_bytes for directory in sizes if directory != _IN_ZIP64):
        raise UnreadableTable(_BOMB)


def _size_in_zip64(file: BinaryIO, at: int, size: int) -> list[int]:
    if not 0 <= at <= size - _END64_BYTES:
        return []
    file.seek(at)
    record = file.read(_END64_BYTES)
    return [int.from_bytes(record[40:48], "little")] if record.startswith(_END64_MARK) else []


def _check_members(members: list[ZipInfo], *, limits: Limits) -> None:
    names = {member.filename for member in members}
    if len(members) > limits.members or len(names) != len(members):
        raise UnreadableTable("Excel 文件内部的部件过多或重名，可能是恶意文件，已拒绝读取")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise UnreadableTable(_BOMB)
    for member in members:
        _check_member(member, limits=limits)


def _check_member(member: ZipInfo, *, limits: Limits) -> None:
    is_big = member.file_size > limits.ratio_counts_from_bytes
    if is_big and member.file_size > limits.unpacked_ratio * max(1, member.compress_size):
        raise UnreadableTable(_BOMB)
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise UnreadableTable("Excel 文件有密码，请去掉密码后再导入")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnreadableTable(
            "Excel 文件的压缩方式不是 .xlsx 所用的，请用 Excel 或 WPS 另存后再导入"
        )
    for pattern, what in _FORBIDDEN_MEMBERS:
        if pattern.search(member.filename):
            raise UnreadableTable(f"Excel 文件含有{what}，请另存为不含它的 .xlsx 或 CSV 后再导入")
