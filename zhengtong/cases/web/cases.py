"""The pages of cases: the list and one case (办件页)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhengtong.cases.queries.lookup import CaseUnknown
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.web.access import reader_of
from zhengtong.cases.web.addresses import asked_group, asked_place
from zhengtong.cases.web.case_page import case_page
from zhengtong.cases.web.list_page import list_page
from zhengtong.kernel.case_numbers import CaseNumberRefused


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases of the reader's bodies, most urgent first (办件列表)."""
    page = list_page(
        reader=reader_of(request),
        group=asked_group(request.GET.get("group", "")),
        after=asked_place(request.GET.get("after", "")),
        now=timezone.localtime(),
    )
    return render(request, "cases/list.html", {"page": page})


@require_safe
def case_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case; one that the reader may not see does not exist for him (办件页)."""
    reader = reader_of(request)
    now = timezone.localtime()
    try:
        record = case_record(case_number=number, now=now)
    except (CaseNumberRefused, CaseUnknown) as refusal:
        raise Http404(refusal.message) from refusal
    if not reader.may_see(record):
        raise Http404("no such case for this reader")
    return render(request, "cases/case.html", {"page": case_page(record=record, now=now)})
