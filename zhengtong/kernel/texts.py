"""Free text that people write: how long it may be, and what never belongs in it (自由文本)."""

import re

from zhengtong.kernel.errors import DomainError

# Reason of an act, as every act's row keeps it; what a handler or decider writes at length.
LONGEST_REASON = 200
LONGEST_OPINION = 10_000
# XML, and with it Word, has no form for most of these; the others turn the reading direction.
# The last range is what a terminal of another encoding leaves behind.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


class TextRefused(DomainError):
    """A text is too long for what keeps it, or cannot be shown (文字有误)."""

    code = "text_refused"


def has_unprintable(text: str) -> bool:
    """Tell whether a text holds control characters; line breaks and tabs are none (控制字符)."""
    return not text.isprintable() and _UNPRINTABLE.search(text) is not None


def checked_text(text: str, *, limit: int, name: str) -> str:
    """Return a text as it stands, once it is known to be short and clean enough (检查文字).

    Args:
        limit: the most characters that it may have.
        name: what it is, in Chinese, for the refusal.

    Raises:
        TextRefused: see there.
    """
    if len(text) > limit:
        raise TextRefused(f"{name}最多 {limit} 字，现有 {len(text)} 字，请缩短")
    if has_unprintable(text):
        raise TextRefused(f"{name}里有看不见的控制字符，请删除后重新填写")
    return text
