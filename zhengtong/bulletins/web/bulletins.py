"""The pages of bulletins: the list, one bulletin, and one as a file (通报页)."""

import json
from collections.abc import Iterator
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhengtong.bulletins.permissions import BulletinPermission
from zhengtong.bulletins.queries.gathering import late_at
from zhengtong.bulletins.queries.issues import issue_of
from zhengtong.bulletins.rules.columns import COLUMN_LABELS, COUNT_COLUMNS
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.rules.documents.forms import FILE_FORMS
from zhengtong.bulletins.rules.exports import bulletin_csv
from zhengtong.bulletins.web.access import Reader, asked_edition, reader_of
from zhengtong.bulletins.web.addresses import freezing_url
from zhengtong.bulletins.web.bulletin_page import Surroundings, bulletin_page
from zhengtong.bulletins.web.index_page import index_page
from zhengtong.bulletins.web.pages import Check, FreezeOffer
from zhengtong.bulletins.web.shown import Shown, shown_bulletin
from zhengtong.bulletins.web.ways import ways
from zhengtong.bulletins.web.words import long_month_words
from zhengtong.foundation.permissions import may
from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import (
    NoServiceCentre,
    UnknownRegion,
    region,
    service_centre_of,
    work_calendar,
)
from zhengtong.places.rules.regions import with_ancestors


@require_safe
def bulletin_index(request: HttpRequest) -> HttpResponse:
    """List the bulletins that the reader can open (通报列表)."""
    page = index_page(reader=reader_of(request), today=timezone.localdate())
    return render(request, "bulletins/index.html", {"page": page})


@require_safe
def bulletin_detail(request: HttpRequest, region_code: str, period: str) -> HttpResponse:
    """Show one bulletin, frozen or as of now (通报页)."""
    reader = reader_of(request)
    wanted = asked_edition(reader=reader, region_code=region_code, period=period)
    now = timezone.now()
    shown = shown_bulletin(region_code=region_code, edition=wanted, today=timezone.localdate(now))
    page = bulletin_page(shown=shown, around=_surroundings(shown, reader=reader, now=now))
    return render(request, "bulletins/bulletin.html", {"page": page})


@require_safe
def bulletin_download(
    request: HttpRequest, region_code: str, period: str, form: str
) -> HttpResponse:
    """Give a bulletin as a file (下载通报)."""
    wanted = asked_edition(reader=reader_of(request), region_code=region_code, period=period)
    now = timezone.now()
    shown = shown_bulletin(region_code=region_code, edition=wanted, today=timezone.localdate(now))
    response = _file(shown, form, now=now)
    name = f"bulletin-{region_code}-{wanted.text}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file(shown: Shown, form: str, *, now: datetime) -> HttpResponse:
    if form in FILE_FORMS:
        issue = issue_of(bulletin=shown.bulletin, frozen=shown.frozen, now=now)
        made = FILE_FORMS[form]
        return HttpResponse(made.make(issue), content_type=made.content_type)
    match form:
        case "csv":
            text = bulletin_csv(shown.bulletin)
            return HttpResponse(text, content_type="text/csv; charset=utf-8")
        case "json":
            text = json.dumps(shown.bulletin.as_json(), ensure_ascii=False, indent=2)
            return HttpResponse(text, content_type="application/json")
    raise Http404(f"no download as {form}")


def _surroundings(shown: Shown, *, reader: Reader, now: datetime) -> Surroundings:
    bulletin = shown.bulletin
    inputs, today = bulletin.inputs, timezone.localdate(now)
    return Surroundings(
        now=now,
        today=today,
        working_days=_working_days(inputs.region_code, inputs.period),
        region_names=_region_names(inputs.region_code),
        late=late_at(inputs=inputs, position=bulletin.position),
        ways=ways(inputs=inputs, today=today),
        freeze=None if shown.frozen else _freeze_offer(bulletin, reader=reader, today=today),
    )


def _working_days(region_code: str, period: Period) -> int | None:
    calendar = work_calendar(region_code)
    try:
        return sum(calendar.is_working_day(day) for day in period.days())
    except OutsideCalendar:
        return None


def _region_names(region_code: str) -> tuple[str, ...]:
    names = []
    for code in with_ancestors(region_code):
        try:
            names.append(region(code).name)
        except UnknownRegion:
            continue
    return tuple(names)


def _freeze_offer(bulletin: Bulletin, *, reader: Reader, today: date) -> FreezeOffer | None:
    """Say what freezing would do, to those who may do it."""
    inputs = bulletin.inputs
    try:
        centre = service_centre_of(inputs.region_code)
    except NoServiceCentre:
        return None
    allowed = may(
        reader.actor, BulletinPermission.FREEZE, organisation_code=centre.code, today=today
    )
    if not allowed:
        return None
    return FreezeOffer(
        post_url=freezing_url(region_code=inputs.region_code, edition=inputs.edition),
        saves=(
            f"冻结会保存 {len(COLUMN_LABELS)} 列合计、{len(bulletin.departments)} 行明细、"
            "名称、年任务和不列入的说明，并把账本封印到截止位置。以后补录的办件不改这一期的数；"
            "要更正，另发更正，原数和更正数都列出。"
        ),
        checks=tuple(_checks(bulletin)),
        refusal=_refusal(bulletin, today=today),
    )


def _checks(bulletin: Bulletin) -> Iterator[Check]:
    rows = [one.row for one in bulletin.departments]
    adds_up = all(
        bulletin.totals.counts[key] == sum(row.counts[key] for row in rows) for key in COUNT_COLUMNS
    )
    yield Check(is_fine=adds_up, text=f"各列合计与 {len(rows)} 行之和一致")
    zero = sum(not row.accepted for row in rows)
    listed = len(bulletin.zero_case_departments)
    yield Check(is_fine=zero == listed, text=f"零办件名单与明细一致，{listed} 个")
    without = sum(row.annual_target is None for row in rows)
    noun = bulletin.inputs.noun
    target = f"有 {without} 个{noun}没有年任务" if without else f"各{noun}都有年任务"
    yield Check(is_fine=not without, text=target)


def _refusal(bulletin: Bulletin, *, today: date) -> str:
    period = bulletin.inputs.period
    if period.last_day >= today:
        return f"{long_month_words(period)}还没有结束，结束的次日起才能冻结。"
    return "" if bulletin.departments else f"没有列入的{bulletin.inputs.noun}，没有可冻结的内容。"
