"""The text of a bulletin; every figure in it stands in one of its tables (通报正文).

Source:
    党政机关公文格式 GB/T 9704-2012, 7.3.3: 结构层次序数依次为“一、”“（一）”“1.”“（1）”;
    the parts are those of the running bulletin of 绵阳市涪城区, February 2018.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengtong.bulletins.rules.bulletin import Bulletin, Department
from zhengtong.bulletins.rules.columns import CountedAct, column_of
from zhengtong.bulletins.rules.comparison import Basis, Change, Comparison
from zhengtong.bulletins.rules.coverage import Coverage
from zhengtong.bulletins.rules.documents.issue import Correction, Issue, day_text
from zhengtong.bulletins.rules.documents.tables import (
    Percent,
    SheetTable,
    basis_text,
    coverage_table,
    departments_table,
    groups_text,
    summary_table,
)
from zhengtong.bulletins.rules.inputs import title_of
from zhengtong.bulletins.rules.periods import days_label, period_label, year_label
from zhengtong.kernel.item_types import ItemGroup

_PLATFORM, _CLOSING = "一体化政务服务平台", "运行情况通报"
_LINE = 19  # characters of size 2 in a line
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `lead` is its own heading of the second level (段落)."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the text with its heading and what follows it (一节)."""

    heading: str
    blocks: tuple[Paragraph | SheetTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The text of a bulletin in order (正文)."""

    title: str
    opening: str
    sections: tuple[Section, ...]

    @property
    def title_lines(self) -> tuple[str, ...]:
        """Return the title in lines that each make sense (标题分行)."""
        head, platform, rest = self.title.partition(_PLATFORM)
        if _width(self.title) <= _LINE or not rest:
            return (self.title,)
        period, closing, _ = rest.rpartition(_CLOSING)
        last = (rest,) if _width(rest) <= _LINE else (period, closing)
        return (f"{head}{platform}", *last)


def worded(issue: Issue) -> Wording:
    """Put a bulletin into words (成文)."""
    bulletin = issue.bulletin
    parts = [
        ("总体情况", tuple(_overall(bulletin))),
        (f"运行较好的{bulletin.inputs.noun}", (_good(bulletin),)),
        (f"零办件{bulletin.inputs.noun}", (_zero(bulletin),)),
        (f"各{bulletin.inputs.noun}情况", _departments(bulletin)),
        ("说明", tuple(_numbered(bulletin.notes))),
    ]
    if issue.corrections:
        parts.append(("更正", tuple(_corrections(issue.corrections))))
    return Wording(
        title=title_of(bulletin.inputs),
        opening=_opening(bulletin),
        sections=tuple(
            Section(heading=f"{_NUMERALS[place]}、{heading}", blocks=blocks)
            for place, (heading, blocks) in enumerate(parts)
        ),
    )


def comparison_text(comparison: Comparison) -> str:
    """Say how much more or less; that there is no data is said as such (增减)."""
    earlier = period_label(comparison.period) if comparison.period else ""
    kind = "环比" if comparison.basis is Basis.PERIOD_BEFORE else "同比"
    if comparison.period is None:
        return f"上年没有对应的一期，不作{kind}。"
    if comparison.changes is None:
        who = f"{'、'.join(comparison.unknown)}在" if comparison.unknown else ""
        return f"{who}{earlier}没有数据，不作{kind}。"
    changes = "，".join(
        f"{act.label}{_changed(comparison.changes[act.value])}" for act in CountedAct
    )
    since = comparison.since
    known = f"（账本自{since.year}年{since.month}月{since.day}日起）" if since else ""
    return f"与{earlier}{known}相比，{changes}。"


def items_text(bulletin: Bulletin) -> str:
    """Return how many items are claimed and approved, group by group (事项数)."""
    items = bulletin.inputs.items
    return "，".join(f"{group.label}{items.get(group, 0)}项" for group in ItemGroup)


def good_text(bulletin: Bulletin) -> str:
    """Return the good departments with what they accepted (运行较好的部门)."""
    return "、".join(f"{_name(one)}（{one.row.accepted}件）" for one in bulletin.good_departments)


def zero_text(bulletin: Bulletin) -> str:
    """Return the names of those that accepted nothing (零办件部门)."""
    return "、".join(map(_name, bulletin.zero_case_departments))


def correction_text(one: Correction) -> str:
    """Return an erratum with both figures (更正)."""
    return (
        f"{one.cell}原为{_shown(one.printed)}，更正为{_shown(one.corrected)}"
        f"（{one.reason}；{one.made_by}，{day_text(one.made_at)}）"
    )


def _opening(bulletin: Bulletin) -> str:
    inputs, totals = bulletin.inputs, bulletin.totals
    return (
        f"{days_label(inputs.period)}，{inputs.region_name}列入统计的"
        f"{len(bulletin.departments)}个{inputs.noun}通过一体化政务服务平台共受理办件"
        f"{totals.accepted}件，办结{totals.completed}件。现将运行情况通报如下。"
    )


def _overall(bulletin: Bulletin) -> Iterator[Paragraph | SheetTable]:
    leads = iter(f"（{numeral}）" for numeral in _NUMERALS)
    yield Paragraph(lead=f"{next(leads)}办件情况。", text=_handled(bulletin))
    if bulletin.shown_comparisons:
        text = "".join(comparison_text(one) for one in bulletin.shown_comparisons)
        yield Paragraph(lead=f"{next(leads)}增减情况。", text=text)
    yield summary_table(bulletin)
    yield Paragraph(
        lead=f"{next(leads)}事项情况。", text=f"已认领并审核通过的事项：{items_text(bulletin)}。"
    )
    yield Paragraph(
        lead=f"{next(leads)}录入情况。",
        text="".join(_covered(bulletin, one) for one in bulletin.coverage),
    )
    yield coverage_table(bulletin)


def _handled(bulletin: Bulletin) -> str:
    totals = bulletin.totals
    groups = "；".join(
        f"{group.label}受理{_count(bulletin, group, CountedAct.ACCEPTED)}件、"
        f"办结{_count(bulletin, group, CountedAct.COMPLETED)}件"
        for group in ItemGroup
    )
    so_far = year_label(bulletin.inputs.period)
    return (
        f"{groups}。{so_far}受理{totals.count('year_accepted')}件、"
        f"办结{totals.count('year_completed')}件。"
    )


def _count(bulletin: Bulletin, group: ItemGroup, act: CountedAct) -> int:
    return bulletin.totals.count(column_of(group=group, act=act).key)


def _changed(change: Change) -> str:
    if not change.difference:
        return "持平"
    more = change.difference > 0
    number = f"{'增加' if more else '减少'}{abs(change.difference)}件"
    if change.rate is None:
        return f"{number}（当时为0件，不计增减率）"
    rate = Percent(change.rate.removeprefix("-")).text
    return f"{number}、{'上升' if more else '下降'}{rate}"


def _covered(bulletin: Bulletin, line: Coverage) -> str:
    accepted = f"{groups_text(line)}受理{line.numerator}件"
    if line.rate is None:
        return f"{accepted}，{basis_text(bulletin.inputs, line)}，不计录入率。"
    return f"{accepted}，应录入{line.denominator}件，录入率{Percent(line.rate).text}。"


def _good(bulletin: Bulletin) -> Paragraph:
    noun = bulletin.inputs.noun
    if not bulletin.good_departments:
        return Paragraph(text=f"本期没有受理办件的{noun}，不列。")
    return Paragraph(text=f"按本期受理量由多到少，依次是：{good_text(bulletin)}。")


def _zero(bulletin: Bulletin) -> Paragraph:
    noun, zero = bulletin.inputs.noun, bulletin.zero_case_departments
    if not zero:
        return Paragraph(text=f"本期没有零办件{noun}。")
    return Paragraph(text=f"本期三类办件受理均为0件的{noun}{len(zero)}个：{zero_text(bulletin)}。")


def _name(department: Department) -> str:
    return department.body.name


def _departments(bulletin: Bulletin) -> tuple[Paragraph | SheetTable, ...]:
    if not bulletin.departments:
        return (Paragraph(text=f"没有列入的{bulletin.inputs.noun}。"),)
    return (departments_table(bulletin),)


def _numbered(sentences: Sequence[str]) -> Iterator[Paragraph]:
    for number, sentence in enumerate(sentences, start=1):
        yield Paragraph(text=f"{number}. {sentence.replace(' ', '')}")


def _corrections(corrections: Sequence[Correction]) -> Iterator[Paragraph]:
    yield Paragraph(text=f"本期冻结以后更正{len(corrections)}处，上列各表仍为冻结时的数：")
    for number, one in enumerate(corrections, start=1):
        yield Paragraph(text=f"{number}. {correction_text(one)}。")


def _shown(figure: int | None) -> str:
    return "无" if figure is None else f"{figure}件"


def _width(text: str) -> float:
    """Return how many Chinese characters wide a title is; figures are half as wide."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
