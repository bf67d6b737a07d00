"""Small parts that pages of every domain are composed of (页面部件)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way on (链接)."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to know before reading on (提示).

    Args:
        tone: empty, `warn`, `bad` or `ok`.
    """

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Why a list is empty and what to do about it (空页说明)."""

    title: str
    explanation: str
    way_on: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where one is in a list that pages by key (翻页).

    Args:
        summary: how many there are, true for any page of the list: rows may be added below.
        next_url: the rows after the last one shown; empty at the end.
        next_label: verb on the button.
        first_url: the beginning of the list; empty on the first page.
    """

    summary: str
    next_url: str = ""
    next_label: str = "接着列"
    first_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that opens to the cases behind it (可下钻的数字).

    Args:
        name: what it counts, in full, for people who hear the page: `涪城区农业局许可受理`.
        url: the cases behind it; empty for a zero, which is plain text.
    """

    count: int
    name: str
    url: str = ""
