"""From the text of a cell to a value: words, numbers, choices (单元格解析).

A parser is any function from clean text to a value that raises a `DomainError`; those of
`kernel.codes` and the like serve as they are. Messages repeat dates and numbers, but never a
code or a text, which may be personal data.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar, TypeVar

from zhengtong.foundation.tables.cells import half_width, shown
from zhengtong.kernel.errors import DomainError

Value = TypeVar("Value")

_INTEGER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3}){1,5}|\d{1,18})(?:\.0{1,6})?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,18})(?:\.\d{1,10})?", re.ASCII)
_LIST_SIGNS = re.compile(r"[|、;；\n]")
_TRUE = frozenset({"是", "有", "1", "true", "yes", "y", "√"})
_FALSE = frozenset({"否", "无", "0", "false", "no", "n", "×"})


class CellRefused(DomainError):
    """A cell does not hold what its column asks for (单元格内容不符)."""

    code: ClassVar[str] = "cell_refused"


def text(*, max_length: int = 0) -> Callable[[str], str]:
    """Make a parser for words as they stand (文本).

    Args:
        max_length: in characters; 0 for no bound of its own.
    """

    def parse(cell: str) -> str:
        if max_length and len(cell) > max_length:
            raise CellRefused(f"超过 {max_length} 个字符（现有 {len(cell)} 个）")
        return cell

    return parse


def code(*, max_length: int = 0, pattern: str = "", rule: str = "") -> Callable[[str], str]:
    """Make a parser for a code: half-width and without blanks inside (代码).

    Args:
        pattern: regular expression for the whole code, in ASCII; empty for any.
        rule: what the pattern means, in Chinese, such as "应为 6 位数字".
    """
    form = re.compile(pattern, re.ASCII)

    def parse(cell: str) -> str:
        value = "".join(half_width(cell).split())
        if max_length and len(value) > max_length:
            raise CellRefused(f"超过 {max_length} 位（现有 {len(value)} 位）")
        if pattern and not form.fullmatch(value):
            raise CellRefused(rule or "格式不正确")
        return value

    return parse


def integer(*, minimum: int | None = None, maximum: int | None = None) -> Callable[[str], int]:
    """Make a parser for a whole number, also "1,200" and "3.0" (整数)."""

    def parse(cell: str) -> int:
        found = _INTEGER.fullmatch(half_width(cell))
        if found is None:
            raise CellRefused(f"“{shown(cell)}”不是整数")
        value = int(found[1] + found[2].replace(",", ""))
        if minimum is not None and value < minimum:
            raise CellRefused(f"“{shown(cell)}”小于 {minimum}")
        if maximum is not None and value > maximum:
            raise CellRefused(f"“{shown(cell)}”大于 {maximum}")
        return value

    return parse


def decimal(*, places: int, minimum: Decimal | None = None) -> Callable[[str], Decimal]:
    """Make a parser for an exact number, such as yuan with two places (小数)."""

    def parse(cell: str) -> Decimal:
        plain = half_width(cell)
        if _DECIMAL.fullmatch(plain) is None:
            raise CellRefused(f"“{shown(cell)}”不是数字")
        value = Decimal(plain.replace(",", ""))
        if value != round(value, places):
            raise CellRefused(f"“{shown(cell)}”的小数超过 {places} 位")
        if minimum is not None and value < minimum:
            raise CellRefused(f"“{shown(cell)}”小于 {minimum}")
        return round(value, places)

    return parse


def boolean() -> Callable[[str], bool]:
    """Make a parser for yes and no (是否)."""

    def parse(cell: str) -> bool:
        word = half_width(cell).casefold()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise CellRefused(f"“{shown(cell)}”应为“是”或“否”")

    return parse


def choice(choices: Mapping[str, Value]) -> Callable[[str], Value]:
    """Make a parser for one of a few words or codes (选项).

    Args:
        choices: value by every spelling that is accepted; the message lists the keys.
    """
    by_word = {half_width(word).casefold(): value for word, value in choices.items()}

    def parse(cell: str) -> Value:
        word = half_width(cell).casefold()
        if word not in by_word:
            raise CellRefused(f"“{shown(cell)}”不在可选范围内，应为：{'、'.join(choices)}")
        return by_word[word]

    return parse


def listing(parser: Callable[[str], Value]) -> Callable[[str], tuple[Value, ...]]:
    """Make a parser for several values in one cell, set apart by 、 ； ; | or a new line (列表)."""

    def parse(cell: str) -> tuple[Value, ...]:
        words = (word.strip() for word in _LIST_SIGNS.split(cell))
        return tuple(parser(word) for word in words if word)

    return parse
