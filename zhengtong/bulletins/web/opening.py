"""Opening a bulletin of any period and level (打开一期通报)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhengtong.bulletins.queries.districts import districts_of
from zhengtong.bulletins.rules.levels import Edition, parse_level
from zhengtong.bulletins.rules.periods import require_countable
from zhengtong.bulletins.web.access import reader_of
from zhengtong.bulletins.web.addresses import bulletin_url
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.named_periods import parse_period


@require_safe
def bulletin_opening(request: HttpRequest) -> HttpResponse:
    """Go to the bulletin that was asked for, or back to the list and say why not (打开)."""
    reader = reader_of(request)
    region_code = request.GET.get("region", reader.region_code)
    if not reader.may_see(region_code):
        messages.error(request, f"区划 {region_code[:12]} 不在查看范围内")
        return redirect("bulletin-index")
    try:
        edition = Edition(
            period=parse_period(request.GET.get("period", "")),
            level=parse_level(request.GET.get("level", "department")),
        )
        require_countable(edition.period, today=timezone.localdate())
        districts_of(region_code=region_code, level=edition.level)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("bulletin-index")
    return redirect(bulletin_url(region_code=region_code, edition=edition))
