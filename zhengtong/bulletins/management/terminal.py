"""A bulletin as text in a terminal, aligned for Chinese (终端里的通报)."""

import io
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from zhengtong.bulletins.queries.frozen import FrozenBulletin
from zhengtong.bulletins.rules.cells import TOTALS_NAME
from zhengtong.bulletins.rules.columns import COLUMN_LABELS, COUNT_COLUMNS
from zhengtong.bulletins.rules.composition import Bulletin, Row
from zhengtong.bulletins.rules.coverage import percent
from zhengtong.bulletins.rules.documents.wording import comparison_text
from zhengtong.bulletins.rules.inputs import title_of
from zhengtong.kernel.item_types import GROUP_LABELS, ItemGroup

PIPE_WIDTH = 132
_SHORT_HEADINGS = {"行政许可": "许可", "行政权力": "权力", "公共服务": "服务"}


def rendered(bulletin: Bulletin, *, frozen: FrozenBulletin | None, in_terminal: bool) -> str:
    """Return the bulletin as text: title, table, rates, lists, notes and cut-off.

    Args:
        in_terminal: use its width and bold type; otherwise a fixed width and plain text.
    """
    written = io.StringIO()
    width = None if in_terminal else PIPE_WIDTH
    console = Console(
        file=written, width=width, force_terminal=in_terminal, highlight=False, emoji=False
    )
    inputs = bulletin.inputs
    console.print(Text(title_of(inputs), style="bold"))
    since = inputs.period.year_to_date().first_day
    heading = f"统计期 {inputs.period}，累计自 {since} 起　单位：件　{_standing(frozen)}"
    console.print(Text(heading), soft_wrap=True)
    console.print(_table(bulletin))
    for line in _lines_below(bulletin, frozen):
        console.print(Text(line), soft_wrap=True)
    return written.getvalue()


def _standing(frozen: FrozenBulletin | None) -> str:
    if frozen is None:
        return "未冻结"
    at = _moment(frozen.frozen_at)
    return f"{frozen.state.label}　编号 {frozen.number}　{frozen.frozen_by} {at}"


def _table(bulletin: Bulletin) -> Table:
    table = Table(box=box.HORIZONTALS, show_footer=False, pad_edge=False, padding=(0, 1))
    table.add_column("序", justify="right")
    table.add_column(bulletin.inputs.noun, min_width=12, overflow="fold")
    table.add_column("年任务", justify="right")
    for column in COUNT_COLUMNS.values():
        heading = _SHORT_HEADINGS.get(column.heading, column.heading)
        table.add_column(f"{heading}\n{column.act.label}", justify="right")
    for number, department in enumerate(bulletin.departments, start=1):
        table.add_row(str(number), Text(department.body.name), *_figures(department.row))
    table.add_section()
    table.add_row("", TOTALS_NAME, *_figures(bulletin.totals), style="bold")
    return table


def _figures(row: Row) -> list[str]:
    figures = [row.figure(key) for key in COLUMN_LABELS]
    return ["—" if figure is None else str(figure) for figure in figures]


def _lines_below(bulletin: Bulletin, frozen: FrozenBulletin | None) -> Iterator[str]:
    inputs = bulletin.inputs
    items = "，".join(
        f"{GROUP_LABELS[group]} {inputs.items.get(group, 0)} 项" for group in ItemGroup
    )
    yield f"已认领并审核通过的事项：{items}"
    for line in bulletin.coverage:
        label = "与".join(GROUP_LABELS[group] for group in line.groups)
        rate = percent(line.rate) or "—"
        yield f"录入率　{label}：{line.numerator} ÷ {line.denominator} = {rate}"
    for comparison in bulletin.shown_comparisons:
        yield comparison_text(comparison)
    good = "、".join(f"{one.body.name} {one.row.accepted} 件" for one in bulletin.good_departments)
    yield f"运行较好：{good or '无'}"
    zero = bulletin.zero_case_departments
    names = "、".join(one.body.short_name or one.body.name for one in zero)
    yield f"零办件{inputs.noun} {len(zero)} 个{'：' if zero else ''}{names}"
    for note in bulletin.notes:
        yield f"说明：{note}"
    for erratum in frozen.errata if frozen is not None else ():
        yield (
            f"更正：{erratum.cell} 原为 {_shown(erratum.printed)}，更正为 "
            f"{_shown(erratum.corrected)}（{erratum.reason}；{erratum.made_by} "
            f"{_moment(erratum.made_at)}）"
        )
    yield f"账本位置 {bulletin.position}　链值 {bulletin.chain}"
    yield f"数字摘要 {frozen.stated_hash if frozen is not None else bulletin.digest}"


def _shown(figure: int | None) -> str:
    return "无" if figure is None else str(figure)


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
