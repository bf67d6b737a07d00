"""The cases behind a figure of a bulletin (下钻页)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhengtong.bulletins.rules.cells import NothingBehind, UnknownCell, find_cell
from zhengtong.bulletins.web.access import asked_edition, reader_of
from zhengtong.bulletins.web.figure_page import figure_page
from zhengtong.bulletins.web.shown import shown_bulletin
from zhengtong.cases.queries.viewing import viewer_of


@require_safe
def bulletin_figure(
    request: HttpRequest, region_code: str, period: str, row: str, column: str
) -> HttpResponse:
    """List the cases that a figure counts, a page at a time (数字背后的办件)."""
    reader = reader_of(request)
    wanted = asked_edition(reader=reader, region_code=region_code, period=period)
    today = timezone.localdate()
    shown = shown_bulletin(region_code=region_code, edition=wanted, today=today)
    try:
        cell = find_cell(bulletin=shown.bulletin, row=row, column=column)
        page = figure_page(
            bulletin=shown.bulletin,
            cell=cell,
            after=request.GET.get("after", ""),
            viewer=viewer_of(reader.actor, today=today),
            today=today,
        )
    except (UnknownCell, NothingBehind) as refusal:
        raise Http404(refusal.message) from refusal
    return render(request, "bulletins/figure.html", {"page": page})
