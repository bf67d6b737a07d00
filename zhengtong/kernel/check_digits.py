"""Check characters of numbers that people type (校验码). Thin names over python-stdnum.

Source:
    GB/T 17710-2008 (ISO/IEC 7064): MOD 11,10 and MOD 37,36.
"""

import re

from stdnum.iso7064 import mod_11_10, mod_37_36

_DIGITS = re.compile(r"[0-9]+")
_LETTERS_AND_DIGITS = re.compile(r"[0-9A-Z]+")


def mod_11_10_check(body: str) -> str:
    """Return the check digit of a number of digits (MOD 11,10 校验码)."""
    _require(_DIGITS, body)
    return mod_11_10.calc_check_digit(body)


def has_mod_11_10(number: str) -> bool:
    """Tell whether the last digit checks the others (MOD 11,10 是否相符)."""
    return len(number) > 1 and bool(_DIGITS.fullmatch(number)) and mod_11_10.is_valid(number)


def mod_37_36_check(body: str) -> str:
    """Return the check character of digits and capital letters (MOD 37,36 校验码)."""
    _require(_LETTERS_AND_DIGITS, body)
    return mod_37_36.calc_check_digit(body)


def has_mod_37_36(number: str) -> bool:
    """Tell whether the last character checks the others (MOD 37,36 是否相符)."""
    return (
        len(number) > 1
        and bool(_LETTERS_AND_DIGITS.fullmatch(number))
        and mod_37_36.is_valid(number)
    )


def _require(pattern: re.Pattern[str], body: str) -> None:
    if not pattern.fullmatch(body):
        raise ValueError("the body holds a character that the check does not know")
