"""Which groups of items a target or a base covers, and how that is written (覆盖的分组)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import ClassVar

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemGroup

_SIGNS = re.compile(r"[+,、;|]")


class GroupsRefused(DomainError):
    """The text names no group, or one twice (分组有误)."""

    code: ClassVar[str] = "groups_refused"


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_NAMES = {
    **{_folded(group.value): group for group in ItemGroup},
    **{_folded(group.label): group for group in ItemGroup},
    "行政权力": ItemGroup.POWER_OTHER,
}


def parse_groups(text: str) -> tuple[ItemGroup, ...]:
    """Read groups joined by `+`, as words or Chinese names, into their fixed order (读分组).

    Raises:
        GroupsRefused: an unknown word, or the same group twice.
    """
    words = [word for word in _SIGNS.split(_folded(text)) if word]
    unknown = [word for word in words if word not in _NAMES]
    if unknown or not words:
        known = "、".join(f"{group.value}（{group.label}）" for group in ItemGroup)
        raise GroupsRefused(f"没有“{'、'.join(unknown)}”这样的分组，应为：{known}，用 + 连接")
    groups = [_NAMES[word] for word in words]
    if len(set(groups)) < len(groups):
        raise GroupsRefused("同一个分组写了两次")
    return in_order(groups)


def in_order(groups: Iterable[ItemGroup]) -> tuple[ItemGroup, ...]:
    """Return groups in the order in which figures are printed (按固定顺序)."""
    wanted = set(groups)
    return tuple(group for group in ItemGroup if group in wanted)


def stored_groups(groups: Iterable[ItemGroup]) -> str:
    """Return groups as a column keeps them: words joined by commas (存储写法)."""
    return ",".join(group.value for group in in_order(groups))


def groups_of(stored: str) -> tuple[ItemGroup, ...]:
    """Return the groups that a column names; the inverse of `stored_groups` (读存储)."""
    return tuple(ItemGroup(word) for word in stored.split(",") if word)
