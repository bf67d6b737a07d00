"""Freezing a bulletin from its page (冻结)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from zhengtong.bulletins.operations.freezing import freeze_bulletin
from zhengtong.bulletins.web.access import asked_edition, reader_of
from zhengtong.bulletins.web.addresses import bulletin_url
from zhengtong.kernel.errors import DomainError


@require_POST
def bulletin_freezing(request: HttpRequest, region_code: str, period: str) -> HttpResponse:
    """Freeze a bulletin and go back to it, or say why not (冻结通报)."""
    reader = reader_of(request)
    wanted = asked_edition(reader=reader, region_code=region_code, period=period)
    try:
        frozen = freeze_bulletin(
            region_code=region_code,
            period=wanted.period,
            level=wanted.level,
            by=reader.actor,
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已冻结，编号 {frozen.number}")
    return redirect(bulletin_url(region_code=region_code, edition=wanted))
