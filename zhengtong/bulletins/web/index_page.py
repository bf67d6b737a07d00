"""Building the list of bulletins (通报列表的编成)."""

from collections import defaultdict
from datetime import date

from django.urls import reverse

from zhengtong.bulletins.queries.frozen import FrozenLine, frozen_lines
from zhengtong.bulletins.queries.months import MonthTotals, months_with_counts
from zhengtong.bulletins.rules.levels import Edition
from zhengtong.bulletins.web.access import Reader
from zhengtong.bulletins.web.addresses import bulletin_url
from zhengtong.bulletins.web.pages import (
    BulletinIndexPage,
    BulletinLine,
    Choice,
    Opening,
    RegionBulletins,
)
from zhengtong.bulletins.web.ways import levels_of
from zhengtong.bulletins.web.words import edition_words, long_month_words
from zhengtong.foundation.web.parts import Empty
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.named_periods import FORMS, PeriodKind, containing, period_text
from zhengtong.places.queries import children_of, region, regions_with_organisations


def index_page(*, reader: Reader, today: date) -> BulletinIndexPage:
    """Put the list together: the reader's region, and what is frozen below it (通报列表页).

    Months that are not frozen stand for the reader's own region alone.
    """
    bring_up_to_date(region_code=reader.region_code, today=today)
    frozen: dict[str, list[FrozenLine]] = defaultdict(list)
    visible = [code for code in regions_with_organisations() if reader.may_see(code)]
    for line in frozen_lines(region_codes=visible):
        frozen[line.region_code].append(line)
    own = _own_lines(reader.region_code, frozen.pop(reader.region_code, []))
    regions = [RegionBulletins(region_name=region(reader.region_code).name, lines=tuple(own))]
    regions += [
        RegionBulletins(region_name=lines[0].region_name, lines=tuple(map(_frozen_line, lines)))
        for _, lines in sorted(frozen.items())
    ]
    listed = tuple(one for one in regions if one.lines)
    return BulletinIndexPage(
        regions=listed,
        opening=_opening(reader.region_code, today=today),
        empty=None if listed else _empty(),
    )


def _opening(region_code: str, *, today: date) -> Opening:
    """Offer the bulletins of other periods and levels, of the region and those below it."""
    below = [one for one in children_of(region_code) if len(one.code) == len(region_code)]
    regions = [region(region_code), *below]
    return Opening(
        url=reverse("bulletin-opening"),
        regions=tuple(Choice(value=one.code, label=one.name) for one in regions),
        levels=tuple(
            Choice(value=level.value, label=level.label) for level in levels_of(region_code)
        ),
        period=period_text(containing(today, PeriodKind.QUARTER)),
        forms=FORMS,
    )


def _own_lines(region_code: str, frozen: list[FrozenLine]) -> list[BulletinLine]:
    """Return frozen bulletins and months that are not, newest first."""
    taken = {line.edition for line in frozen}
    lines = [(line.edition.period, _frozen_line(line)) for line in frozen]
    lines += [
        (month.period, _month_line(region_code, month))
        for month in months_with_counts(region_code=region_code)
        if Edition(period=month.period) not in taken
    ]
    lines.sort(key=lambda one: (one[0].last_day, one[0].first_day), reverse=True)
    return [line for _, line in lines]


def _frozen_line(line: FrozenLine) -> BulletinLine:
    return BulletinLine(
        period_label=edition_words(line.edition),
        url=bulletin_url(region_code=line.region_code, edition=line.edition),
        accepted=line.totals.accepted,
        completed=line.totals.completed,
        is_frozen=True,
        number=line.number,
        errata=line.errata,
    )


def _month_line(region_code: str, month: MonthTotals) -> BulletinLine:
    return BulletinLine(
        period_label=long_month_words(month.period),
        url=bulletin_url(region_code=region_code, edition=Edition(period=month.period)),
        accepted=month.accepted,
        completed=month.completed,
        is_frozen=False,
    )


def _empty() -> Empty:
    return Empty(
        title="还没有可以通报的月份",
        explanation="账本里还没有本区划部门的受理或办结。窗口受理了办件，"
        "或者导入了部门系统的办件，这里就有当月的通报。",
    )
