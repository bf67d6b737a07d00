"""The text of one cell: cleaned on the way in, guarded on the way out (单元格文本)."""

import re

from zhengtong.kernel.texts import has_unprintable

# Half-width twins of the full-width forms (全角): ！ to ～ and the ideographic space.
_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE_ENDS = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[Ee]\+\d{1,3}")
_WIDEST_SHOWN = 40

# What a spreadsheet would run (OWASP, CSV injection, with the full-width signs), and what it
# would change on opening: long digits, leading zeros, digits that look like 1E5 or a date.
_NEEDS_GUARD = re.compile(
    r"[=+\-@\t\r\n＝＋－＠]"
    r"|(?:\d{12,}[Xx]?|0\d+|\d+(?:\.\d+)?[Ee]\d+|\d{1,4}[-/]\d{1,4})\Z"
)


def clean(text: str) -> str:
    """Return the cell as its writer meant it: no blanks at the ends, no guard (清理).

    Blanks are those of Unicode, so the full-width space too; a leading apostrophe goes only
    where `guard` would have put one.
    """
    stripped = text.strip()
    if not stripped.isprintable():
        stripped = _strip_invisible(stripped)
    return unguard(stripped) if stripped.startswith("'") else stripped


def guard(text: str) -> str:
    """Return text that a spreadsheet neither runs nor changes when it opens a CSV (防公式注入).

    An apostrophe is put before a formula sign, and before digits that Excel would shorten to
    fifteen places or rob of their leading zero; `unguard` is the exact inverse.
    """
    return "'" + text if _NEEDS_GUARD.match(text.lstrip("'")) else text


def unguard(text: str) -> str:
    """Take off the apostrophe that `guard` put on (去除防护单引号)."""
    if text.startswith("'") and _NEEDS_GUARD.match(text.lstrip("'")):
        return text[1:]
    return text


def half_width(text: str) -> str:
    """Return text with full-width letters, digits, signs and blanks half-width (全角转半角)."""
    return text if text.isascii() else text.translate(_TO_HALF_WIDTH)


def fault_of(text: str) -> str:
    """Say what is wrong with a cell whatever its column, or return an empty text (单元格错误).

    Args:
        text: as `clean` returns it.
    """
    if text.isascii() and text.isalnum():
        return ""
    if _SCIENTIFIC.fullmatch(text):
        return (
            f"“{text}”是被 Excel 改成科学计数法的数字，末尾数字可能已丢失；"
            "请把该列设为文本格式，重新填写原来的数字"
        )
    if has_unprintable(text):
        return "含有看不见的控制字符，请删除后重新填写"
    return ""


def shown(text: str) -> str:
    """Return foreign text fit for a message: short, on one line, without control characters."""
    visible = "".join(char if char.isprintable() else " " for char in text[: _WIDEST_SHOWN + 1])
    return visible if len(text) <= _WIDEST_SHOWN else visible[:_WIDEST_SHOWN] + "…"


def _strip_invisible(text: str) -> str:
    """Strip blanks and zero-width marks, in whatever order they stand at the ends."""
    before = ""
    while before != text:
        before = text
        text = text.strip().strip(_INVISIBLE_ENDS)
    return text
