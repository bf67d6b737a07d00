"""Result words of a row, and the digits that each source gives them (办结结果对照)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.kernel.errors import DomainError

# Results that a person alone may give a case here: a row with one never changes a case.
BY_A_PERSON = frozenset({CloseResult.VOIDED, CloseResult.DELETED})

# Source: glossary 4.1, 办结结果: 0 出证办结 1 不予许可 2 作废 3 删除 4 转报 5 退件 6 不予受理.
NATIONAL_DIGITS: Mapping[str, CloseResult] = MappingProxyType(
    {
        "0": CloseResult.GRANTED,
        "1": CloseResult.DENIED,
        "2": CloseResult.VOIDED,
        "3": CloseResult.DELETED,
        "4": CloseResult.RELAYED,
        "5": CloseResult.RETURNED,
        "6": CloseResult.NOT_ACCEPTED,
    }
)
NATIONAL = "national"
LONGEST_CODE = 8
_WORDS: Mapping[str, CloseResult] = MappingProxyType(
    {result.value: result for result in CloseResult}
    | {result.label: result for result in CloseResult}
)


class ResultCodesRefused(DomainError):
    """The list of a source's result codes cannot be read (结果代码对照有误)."""

    code: ClassVar[str] = "result_codes_refused"


def read_result_codes(text: str) -> dict[str, str]:
    """Read what a source's own result codes mean, such as `1=granted,2=denied` (结果代码对照).

    Args:
        text: pairs set apart by commas; `national` for the national digits; empty for none.

    Raises:
        ResultCodesRefused: a pair is malformed, a code stands twice, or a word is unknown.
    """
    if text.strip() == NATIONAL:
        return {code: result.value for code, result in NATIONAL_DIGITS.items()}
    codes: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.replace("，", ",").split(","))):
        code, sign, word = (part.strip() for part in pair.partition("="))
        if not sign or not code or len(code) > LONGEST_CODE:
            raise ResultCodesRefused(f"“{pair}”应写作“代码=结果”，例如 1=granted")
        if word not in _WORDS:
            raise ResultCodesRefused(f"“{word}”不是办结结果，可用：{'、'.join(CloseResult)}")
        if code in codes or code in _WORDS:
            raise ResultCodesRefused(f"结果代码“{code}”重复")
        codes[code] = _WORDS[word].value
    return codes


def result_words(codes: Mapping[str, str]) -> dict[str, CloseResult]:
    """Return the result by every spelling that rows of a source may use (办结结果写法).

    Args:
        codes: the source's own codes as `read_result_codes` returned them.
    """
    return {**_WORDS, **{code: CloseResult(word) for code, word in codes.items()}}
