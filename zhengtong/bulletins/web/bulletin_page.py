"""Building the page of one bulletin (通报页的编成)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from zhengtong.bulletins.rules.cells import TOTALS_NAME
from zhengtong.bulletins.rules.columns import (
    COUNT_COLUMNS,
    PERIOD_COLUMNS,
    TOTALS,
    CountColumn,
    CountedAct,
    column_of,
)
from zhengtong.bulletins.rules.composition import Bulletin, Department, Row
from zhengtong.bulletins.rules.coverage import Coverage, percent
from zhengtong.bulletins.rules.documents.tables import basis_text
from zhengtong.bulletins.rules.inputs import BulletinInputs
from zhengtong.bulletins.web.addresses import bulletin_url, download_url, figure
from zhengtong.bulletins.web.chart import Chart, ChartRow, acceptance_chart, without_region
from zhengtong.bulletins.web.pages import (
    BulletinPage,
    CoverageLine,
    Cutoff,
    DepartmentRow,
    Erratum,
    FreezeOffer,
    Headline,
    ItemCount,
    Pair,
    RankedDepartment,
    WayGroup,
)
from zhengtong.bulletins.web.shown import Shown
from zhengtong.bulletins.web.words import (
    comparison_words,
    edition_words,
    grouped,
    long_month_words,
    month_words,
    period_words,
    spaced,
    title_words,
    year_words,
)
from zhengtong.foundation.web.parts import Figure, Link
from zhengtong.kernel.item_types import GROUP_LABELS, ItemGroup

# Files that a bulletin is given out as; Word and Excel are what an office hands in.
DOWNLOADS = {"docx": "Word", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
# Groups as the table's headings call them.
SHORT_LABELS = {
    ItemGroup.LICENSE: "行政许可",
    ItemGroup.POWER_OTHER: "行政权力",
    ItemGroup.PUBLIC_SERVICE: "公共服务",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a page says besides the bulletin itself (通报页的其他内容).

    Args:
        working_days: none where the calendar is not loaded.
        region_names: of the region and those above it; left out of short names.
        late: cases entered late among those of the period.
        ways: to other periods and levels of the region.
        freeze: none where the reader may not freeze, or it is frozen.
    """

    now: datetime
    today: date
    working_days: int | None
    region_names: tuple[str, ...]
    late: int
    ways: tuple[WayGroup, ...]
    freeze: FreezeOffer | None


def bulletin_page(*, shown: Shown, around: Surroundings) -> BulletinPage:
    """Put the page together (通报页)."""
    bulletin = shown.bulletin
    inputs, period = bulletin.inputs, bulletin.inputs.period
    month = month_words(period)
    return BulletinPage(
        title=title_words(inputs),
        period_text=period_words(period),
        working_days=around.working_days,
        month_label=month,
        year_label=year_words(period),
        headlines=tuple(_headlines(bulletin, month)),
        coverage=tuple(_coverage_line(bulletin, line) for line in bulletin.coverage),
        items=_items(inputs),
        chart=_chart(bulletin, around.region_names),
        good_departments=tuple(_ranked(bulletin, one) for one in bulletin.good_departments),
        good_basis=f"{month}受理量前 5，第五名并列的都列",
        zero_departments=tuple(
            one.body.short_name or one.body.name for one in bulletin.zero_case_departments
        ),
        rows=tuple(
            _row(bulletin, one.row, key=one.body.code, name=one.body.name)
            for one in bulletin.departments
        ),
        totals=_row(bulletin, bulletin.totals, key=TOTALS, name=TOTALS_NAME),
        notes=tuple(spaced(note) for note in bulletin.notes),
        late_entries=Figure(count=around.late, name="补录"),
        errata=_errata(shown),
        cutoff=_cutoff(shown, around.now),
        freeze=around.freeze,
        ways=around.ways,
        noun=inputs.noun,
        index=Link(label="运行通报", url=reverse("bulletin-index")),
        today=around.today,
        downloads=_downloads(inputs),
    )


def bulletin_link(bulletin: Bulletin) -> Link:
    """Return the way back to a bulletin from one of its figures (回到通报)."""
    inputs = bulletin.inputs
    return Link(
        label=f"{inputs.region_name} {edition_words(inputs.edition)}运行通报",
        url=bulletin_url(region_code=inputs.region_code, edition=inputs.edition),
    )


def _headlines(bulletin: Bulletin, month: str) -> Iterator[Headline]:
    for act in CountedAct:
        lines = tuple(comparison_words(one, column=act.value) for one in bulletin.shown_comparisons)
        yield Headline(
            label=f"{month}{act.label}", figure=_total(bulletin, PERIOD_COLUMNS[act]), lines=lines
        )
    for group in ItemGroup:
        accepted, completed = (
            _total(bulletin, column_of(group=group, act=act)) for act in CountedAct
        )
        yield Headline(
            label=f"{SHORT_LABELS[group]} 受理 / 办结",
            figure=accepted,
            beside=completed,
            lines=tuple(_rates(bulletin, group)),
        )
    everybody, zero = len(bulletin.departments), len(bulletin.zero_case_departments)
    noun = bulletin.inputs.noun
    yield Headline(
        label=f"有办件{noun}",
        figure=Figure(count=everybody - zero, name=f"有办件{noun}"),
        out_of=str(everybody),
        lines=(f"零办件 {zero} 个",),
    )


def _rates(bulletin: Bulletin, group: ItemGroup) -> Iterator[str]:
    """Say what the figure of a group is held against, with the groups it is held with."""
    for line in bulletin.coverage:
        if group not in line.groups or line.rate is None:
            continue
        others = "、".join(SHORT_LABELS[other] for other in line.groups if other is not group)
        together = f"与{others}合计，" if others else ""
        yield f"{together}应录入 {grouped(line.denominator)} 的 {percent(line.rate)}"


def _coverage_line(bulletin: Bulletin, line: Coverage) -> CoverageLine:
    label = "与".join(GROUP_LABELS[group] for group in line.groups)
    numerator = Figure(count=line.numerator, name=f"{label}受理")
    if len(line.groups) == 1:
        column = column_of(group=line.groups[0], act=CountedAct.ACCEPTED)
        if bulletin.totals.counts[column.key] == line.numerator:
            numerator = _total(bulletin, column)
    return CoverageLine(
        label=label,
        numerator=numerator,
        denominator=grouped(line.denominator),
        rate=percent(line.rate),
        basis=basis_text(bulletin.inputs, line),
    )


def _chart(bulletin: Bulletin, region_names: Sequence[str]) -> Chart | None:
    rows = [
        ChartRow(
            name=without_region(one.body.name, region_names=region_names),
            license=_accepted(one.row, ItemGroup.LICENSE),
            power_other=_accepted(one.row, ItemGroup.POWER_OTHER),
            public_service=_accepted(one.row, ItemGroup.PUBLIC_SERVICE),
        )
        for one in bulletin.departments
    ]
    return acceptance_chart(
        rows=rows,
        month_label=long_month_words(bulletin.inputs.period),
        noun=bulletin.inputs.noun,
    )


def _accepted(row: Row, group: ItemGroup) -> int:
    return row.counts[column_of(group=group, act=CountedAct.ACCEPTED).key]


def _ranked(bulletin: Bulletin, department: Department) -> RankedDepartment:
    body, count = department.body, department.row.accepted
    return RankedDepartment(
        name=body.name,
        accepted=figure(
            bulletin=bulletin,
            row=body.code,
            column=CountedAct.ACCEPTED,
            count=count,
            name=f"{body.name}本期受理",
        ),
    )


def _row(bulletin: Bulletin, row: Row, *, key: str, name: str) -> DepartmentRow:
    figures = [
        figure(
            bulletin=bulletin,
            row=key,
            column=column.key,
            count=row.counts[column.key],
            name=f"{name}{column.label}",
        )
        for column in COUNT_COLUMNS.values()
    ]
    pairs = zip(figures[::2], figures[1::2], strict=True)
    return DepartmentRow(
        name=name,
        annual_target=row.annual_target,
        pairs=tuple(Pair(accepted=accepted, completed=completed) for accepted, completed in pairs),
    )


def _total(bulletin: Bulletin, column: CountColumn) -> Figure:
    return figure(
        bulletin=bulletin,
        row=TOTALS,
        column=column.key,
        count=bulletin.totals.figure(column.key) or 0,
        name=f"{TOTALS_NAME}{column.label}",
    )


def _items(inputs: BulletinInputs) -> tuple[ItemCount, ...]:
    return tuple(
        ItemCount(label=GROUP_LABELS[group], count=inputs.items.get(group, 0))
        for group in ItemGroup
    )


def _downloads(inputs: BulletinInputs) -> tuple[Link, ...]:
    return tuple(
        Link(
            label=label,
            url=download_url(region_code=inputs.region_code, edition=inputs.edition, form=form),
        )
        for form, label in DOWNLOADS.items()
    )


def _errata(shown: Shown) -> tuple[Erratum, ...]:
    if shown.frozen is None:
        return ()
    return tuple(
        Erratum(
            cell=one.cell,
            printed=one.printed,
            corrected=one.corrected,
            reason=one.reason,
            made_at=one.made_at,
            made_by=one.made_by,
        )
        for one in shown.frozen.errata
    )


def _cutoff(shown: Shown, now: datetime) -> Cutoff:
    bulletin, frozen = shown.bulletin, shown.frozen
    if frozen is None:
        return Cutoff(position=bulletin.position, chain=bulletin.chain, counted_at=now)
    return Cutoff(
        position=bulletin.position,
        chain=bulletin.chain,
        counted_at=frozen.frozen_at,
        digest=frozen.stated_hash,
        number=frozen.number,
        frozen_at=frozen.frozen_at,
        frozen_by=frozen.frozen_by,
    )
