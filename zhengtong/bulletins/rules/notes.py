"""The sentences below the table: who is left out and why, what is not mixed (通报的说明)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhengtong.bulletins.rules.periods import period_label
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period

# The number is filled in from the ledger, also when a frozen bulletin is recomputed.
LATE_NOTE = "本期计入的办件中，事后补录 {count} 件（录入晚于来源约定的时限）。"
MOST_NAMES = 30
NO_APPROVED_ITEMS = "没有已认领并审核通过的事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A body without a row (不列入的部门).

    Args:
        reason: what kind of reason, shared by several bodies.
        remark: more on this body, may be empty.
    """

    name: str
    reason: str
    remark: str = ""


def left_out_note(left_out: Sequence[LeftOut], *, noun: str = "部门") -> str:
    """Say which bodies have no row and why; empty where none is left out (不列入说明).

    Args:
        noun: what a row is called.
    """
    by_reason: dict[str, list[str]] = defaultdict(list)
    for body in left_out:
        by_reason[body.reason].append(f"{body.name}：{body.remark}" if body.remark else body.name)
    parts = [
        f"{reason} {len(names)} 个（{'、'.join(names)}）" for reason, names in by_reason.items()
    ]
    return f"未列入本表的{noun}：{'；'.join(parts)}。" if parts else ""


def other_levels_note(numbers: Mapping[str, int]) -> str:
    """Say how many bodies of other levels are not in the table (其他层级说明).

    Args:
        numbers: bodies by the name of their level.
    """
    parts = [f"{level} {number} 个" for level, number in numbers.items() if number]
    return f"各层级分别统计，{'、'.join(parts)}不在本表。" if parts else ""


def targets_note(covered: Iterable[tuple[ItemGroup, ...]]) -> str:
    """Say which groups the targets cover, where that is not all of them (任务口径说明).

    Args:
        covered: the groups of each target.
    """
    groups = {group for one in covered for group in one}
    if not groups or groups == set(ItemGroup):
        return ""
    labels = "和".join(group.label for group in ItemGroup if group in groups)
    return f"年任务只含{labels}，累计数含全部三类，不除以年任务。"


def volumes_note(years: Iterable[int], groups: Iterable[ItemGroup]) -> str:
    """Say which groups go by the volume of the year before (办件量口径说明)."""
    labels = "和".join(group.label for group in ItemGroup if group in set(groups))
    counted = "、".join(f"{number}年" for number in sorted(set(years)))
    return f"{labels}的录入率以{counted}实际办件量为基数。" if labels else ""


def unfinished_note(*, period: Period, today: date) -> str:
    """Say that the period is not over, where it is not (未完期间说明)."""
    if period.last_day < today:
        return ""
    return f"{period_label(period)}还没有结束，本表是截至目前的数。"


def empty_note(*, region_name: str, has_departments: bool, noun: str = "部门") -> str:
    """Say why the table has no rows (空表说明)."""
    if has_departments:
        return f"{region_name}的{noun}本期都不列入。"
    return f"{region_name}还没有登记{noun}。"


def rolled_up_note(*, districts: int, bodies: int, noun: str) -> str:
    """Say what a roll-up is the sum of (汇总说明).

    Args:
        bodies: bodies with a row in the bulletins of the districts.
    """
    return (
        f"本表由 {districts} 个区县按各自账本汇总，计入 {bodies} 个{noun}；"
        f"不列入的{noun}和原因见各区县通报。"
    )


def not_loaded_note(names: Mapping[str, Sequence[str]]) -> str:
    """Say which districts are missing from a roll-up; by city where they are many (未汇总说明).

    Args:
        names: of districts, by the city that they lie in.
    """
    number = sum(map(len, names.values()))
    if not number:
        return ""
    listed = (
        [name for some in names.values() for name in some]
        if number <= MOST_NAMES
        else [f"{city} {len(some)} 个" for city, some in names.items()]
    )
    return f"未汇总的区县：没有载入机构 {number} 个（{'、'.join(listed)}）。"
