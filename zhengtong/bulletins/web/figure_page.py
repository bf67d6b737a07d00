"""Building the page of the cases behind a figure (下钻页的编成)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import BadRequest
from django.utils import timezone

from zhengtong.bulletins.queries.traces import (
    PAGE,
    TracedCase,
    lines_behind,
    traced_cases,
    visible_behind,
)
from zhengtong.bulletins.rules.cells import Cell
from zhengtong.bulletins.rules.columns import CountColumn, CountedAct, Span
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.web.addresses import case_url, figure_url
from zhengtong.bulletins.web.bulletin_page import bulletin_link
from zhengtong.bulletins.web.pages import FigureCase, FigurePage
from zhengtong.bulletins.web.words import period_words
from zhengtong.cases.queries.lookup import CaseLine
from zhengtong.cases.queries.viewing import Viewer
from zhengtong.foundation.web.parts import Empty, Note, Pager
from zhengtong.kernel.local_time import read_moment

Place = tuple[datetime, str]
NOT_YOURS = Note(
    text="其他单位的办件不显示申请人，也不能打开；要核对的，请联系承办单位或政务服务中心。"
)
# What a case is shown as where its row is gone: the act that the ledger counted.
STATE_OF_ACT: Mapping[CountedAct, str] = {
    CountedAct.ACCEPTED: "accepted",
    CountedAct.COMPLETED: "completed",
}


def figure_page(
    *, bulletin: Bulletin, cell: Cell, after: str, viewer: Viewer, today: date
) -> FigurePage:
    """Put the page together (下钻页).

    Args:
        after: where the page before ended, as `next_url` wrote it; empty for the beginning.
        viewer: who looks; what he may not open stands without its address and applicant.

    Raises:
        NothingBehind: the figure is not made of cases.
        BadRequest: `after` was not written by this page.
    """
    column = cell.counted
    inputs = bulletin.inputs
    period = inputs.period if column.span is Span.PERIOD else inputs.period.year_to_date()
    found = traced_cases(bulletin=bulletin, cell=cell, after=_place(after), limit=PAGE + 1)
    page, has_more = found[:PAGE], len(found) > PAGE
    lines = lines_behind(page)
    visible = visible_behind(page, viewer=viewer)
    return FigurePage(
        bulletin=bulletin_link(bulletin),
        row_name=cell.row_name,
        column_name=column.label,
        period_text=period_words(period),
        count=cell.figure or 0,
        act_label=f"{column.act.label}时间",
        basis=_basis(column),
        cases=tuple(
            _case(one, lines.get(one.number), column, is_visible=one.number in visible)
            for one in page
        ),
        pager=_pager(bulletin, cell, page, after=after, has_more=has_more),
        today=today,
        empty=_empty(cell, column) if not page and not after else None,
        notes=(NOT_YOURS,) if lines.keys() - visible else (),
    )


def _basis(column: CountColumn) -> str:
    if column.act is CountedAct.ACCEPTED:
        return "按受理时间计，含视为受理；作废、删除的已从原来计入的日子扣除"
    return "按办结时间计，含受理后退件、撤回和转报上级；未受理的、作废和删除的不计"


def _case(
    case: TracedCase, line: CaseLine | None, column: CountColumn, *, is_visible: bool
) -> FigureCase:
    late = case.recorded_at != case.happened_at
    return FigureCase(
        number=case.number,
        url=case_url(case.number) if is_visible else "",
        item_name=line.item_name if line is not None else "办件库里没有这个编号",
        organisation_name=case.organisation_name,
        applicant=line.applicant if line is not None and is_visible else "",
        happened_at=timezone.localtime(case.happened_at),
        recorded_at=timezone.localtime(case.recorded_at) if late else None,
        origin=case.origin,
        state=line.state.value if line is not None else STATE_OF_ACT[column.act],
    )


def _pager(
    bulletin: Bulletin, cell: Cell, page: Sequence[TracedCase], *, after: str, has_more: bool
) -> Pager:
    here = figure_url(bulletin=bulletin, row=cell.row_key, column=cell.column)
    next_url = ""
    if has_more:
        last = page[-1]
        place = urlencode({"after": f"{last.happened_at.isoformat()}~{last.key}"})
        next_url = f"{here}?{place}"
    return Pager(
        summary=f"共 {cell.figure or 0:,} 件，按时间先后",
        next_url=next_url,
        first_url=here if after else "",
    )


def _place(after: str) -> Place | None:
    if not after:
        return None
    moment, _, key = after.partition("~")
    try:
        return read_moment(moment), str(UUID(key))
    except ValueError as fault:
        raise BadRequest("翻页的位置认不出来，请回到第一页") from fault


def _empty(cell: Cell, column: CountColumn) -> Empty:
    return Empty(
        title=f"{cell.row_name}{column.label} 0 件",
        explanation="账本里没有这一类的办件。确有办件而没有录入的，请承办单位补录，"
        "补录的会标明来源。",
    )
