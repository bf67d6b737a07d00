"""In which encoding a CSV file is written: known for certain, or refused (编码识别)."""

import codecs
import os
import re
from dataclasses import dataclass
from pathlib import Path

from zhengtong.foundation.tables.limits import MIB, UnreadableTable

_WINDOW_BYTES = 64 * 1024
_SAVE_AS = "请另存为“CSV UTF-8”格式后再导入"
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_CHINESE_OR_BEYOND = re.compile("[\u0800-\ufffc\ufffe-\U0010ffff]")
_BEYOND_LATIN_1 = re.compile("[\u0100-\u07ff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and what to tell the user about it (编码).

    Args:
        ends_with_newline: whether the last line is whole.
    """

    codec: str
    note: str
    ends_with_newline: bool


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a strict pass over the bytes found.

    Args:
        fault_at: offset of the first byte that does not decode; None where all do.
        cut_at_end: the fault is a character that the end of the file cuts off.
    """

    fault_at: int | None = None
    cut_at_end: bool = False
    has_chinese: bool = False
    has_odd_pairs: bool = False


def detect_encoding(path: Path) -> Encoding:
    """Tell UTF-8, UTF-8 with a byte-order mark and GBK/GB18030 apart (识别编码).

    Every byte is decoded. A UTF-8 file with damaged bytes would nearly always decode as GBK,
    into other characters; it is refused, and so is a file that either encoding could have
    written.

    Raises:
        UnreadableTable: NUL bytes, UTF-16, undecodable bytes, or no certain answer.
    """
    _refuse_binary(path)
    head, last = _ends(path)
    whole = last in b"\r\n"
    if head == codecs.BOM_UTF8:
        survey = _survey(path, "utf-8-sig")
        if survey.fault_at is not None:
            raise _damaged(path, survey.fault_at, "UTF-8")
        return Encoding("utf-8-sig", "UTF-8（带 BOM）", whole)
    survey = _survey(path, "utf-8")
    if survey.fault_at is None and (survey.has_chinese or not survey.has_odd_pairs):
        return Encoding("utf-8", "UTF-8", whole)
    if survey.fault_at is None:
        raise UnreadableTable(f"无法确定文件的编码是 UTF-8 还是 GBK，{_SAVE_AS}")
    if survey.cut_at_end or _is_mostly_utf8(path, survey.fault_at):
        raise _damaged(path, survey.fault_at, "UTF-8")
    chinese = _survey(path, "gb18030")
    if chinese.fault_at is not None:
        raise _damaged(path, chinese.fault_at, "UTF-8、GBK、GB18030 中的任何一种")
    return Encoding("gb18030", "GBK/GB18030", whole)


def _refuse_binary(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4).startswith(_OTHER_MARKS):
            raise UnreadableTable(f"文件是 UTF-16（“Unicode 文本”）编码，{_SAVE_AS}")
        file.seek(0)
        before = 0
        while chunk := file.read(MIB):
            if (at := chunk.find(b"\0")) >= 0:
                line = _line_of(path, before + at)
                raise UnreadableTable(
                    f"第 {line} 行含有空字节（NUL），不是文本文件或已损坏，{_SAVE_AS}"
                )
            before += len(chunk)


def _ends(path: Path) -> tuple[bytes, bytes]:
    """Return the first three bytes and the last one."""
    with path.open("rb") as file:
        head = file.read(3)
        file.seek(-1, os.SEEK_END)
        return head, file.read(1)


def _survey(path: Path, codec: str) -> _Survey:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    before, has_chinese, has_odd_pairs = 0, False, False
    with path.open("rb") as file:
        while True:
            chunk = file.read(MIB)
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                return _Survey(
                    fault_at=before - held + fault.start,
                    cut_at_end=not chunk,
                    has_chinese=has_chinese,
                )
            if not text.isascii():
                has_chinese = has_chinese or bool(_CHINESE_OR_BEYOND.search(text))
                has_odd_pairs = has_odd_pairs or bool(_BEYOND_LATIN_1.search(text))
            if not chunk:
                return _Survey(has_chinese=has_chinese, has_odd_pairs=has_odd_pairs)
            before += len(chunk)


def _is_mostly_utf8(path: Path, fault_at: int) -> bool:
    """Whether the text round the first fault is UTF-8 with a few bad bytes, and not GBK."""
    with path.open("rb") as file:
        file.seek(max(0, fault_at - _WINDOW_BYTES))
        text = file.read(2 * _WINDOW_BYTES).decode("utf-8", errors="replace")
    return len(_CHINESE_OR_BEYOND.findall(text)) > text.count("\ufffd")


def _damaged(path: Path, fault_at: int, encodings: str) -> UnreadableTable:
    line = _line_of(path, fault_at)
    return UnreadableTable(
        f"第 {line} 行含有不属于{encodings}的字节，文件可能已损坏或在中间被截断，"
        f"请重新导出；仍不行时{_SAVE_AS}"
    )


def _line_of(path: Path, offset: int) -> int:
    """Return the line in which a byte stands, counted from 1."""
    lines, left = 1, offset
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(left, MIB))):
            lines += chunk.count(b"\n")
            left -= len(chunk)
    return lines
