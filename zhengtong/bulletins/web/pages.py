"""What the bulletin templates receive: plain values, nothing that can query (通报页面数据)."""

import datetime as dt
from dataclasses import dataclass

from zhengtong.bulletins.web.chart import Chart
from zhengtong.foundation.web.parts import Empty, Figure, Link, Note, Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One large figure above the table (大数).

    Args:
        beside: a second figure after a stroke, such as completed beside accepted.
        out_of: a plain total after a stroke, such as `29`, where there is no second figure.
        lines: comparison or rate below, each with its basis.
    """

    label: str
    figure: Figure
    beside: Figure | None = None
    out_of: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """How much of what should be recorded was recorded (录入率).

    Args:
        label: the groups it covers, such as `行政权力与公共服务`.
        denominator: as written, since a part month may not be whole.
        rate: `13.9%`; empty where the denominator is zero.
        basis: where the denominator comes from.
    """

    label: str
    numerator: Figure
    denominator: str
    rate: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """Items claimed and approved in one group (已认领并审核通过的事项)."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Accepted and completed of one group (受理与办结)."""

    accepted: Figure
    completed: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """One row of the table (部门一行).

    Args:
        pairs: license, other power, public service, year to date: four, in this order.
        annual_target: none where no target was given.
    """

    name: str
    annual_target: int | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedDepartment:
    """A department that runs well (运行较好的部门)."""

    name: str
    accepted: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """A correction made after freezing; it names both figures (更正)."""

    cell: str
    printed: int | None
    corrected: int | None
    reason: str
    made_at: dt.datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """Where the figures stand in the ledger, and whether they are fixed (截止与冻结).

    Args:
        counted_at: when the figures were taken.
        chain: value of the ledger's chain at `position`.
        digest: SHA-256 of the canonical figures; empty before freezing.
        number: of the frozen bulletin; empty before freezing.
    """

    position: int
    chain: str
    counted_at: dt.datetime
    digest: str = ""
    number: str = ""
    frozen_at: dt.datetime | None = None
    frozen_by: str = ""

    @property
    def is_frozen(self) -> bool:
        """Tell whether the figures no longer change (是否已冻结)."""
        return self.frozen_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at before freezing (冻结前核对)."""

    is_fine: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeOffer:
    """What freezing would do, shown before it is done (冻结确认).

    Args:
        post_url: receives the form; it has no fields.
        checks: looked at now; freezing is still decided by the operation.
        refusal: why this person or this bulletin cannot be frozen now; empty where it can.
    """

    post_url: str
    saves: str
    checks: tuple[Check, ...]
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to another bulletin of the region; the one that is shown has no address (去处)."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayGroup:
    """Ways of one kind, such as to other periods or levels (一组去处)."""

    label: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPage:
    """A bulletin, before or after freezing (运行情况通报页).

    Args:
        period_text: `2018 年 2 月 1 日至 28 日`.
        month_label: heads the columns of the period: `2 月`.
        year_label: heads the last two columns: `1—2 月累计`.
        chart: none where nothing was accepted.
        good_basis: how the good departments were chosen.
        late_entries: how many counted rows were entered late.
        today: decides where dates need their year.
        noun: what a row is called: 部门, 乡镇街道, 区县.
    """

    title: str
    period_text: str
    working_days: int | None
    month_label: str
    year_label: str
    headlines: tuple[Headline, ...]
    coverage: tuple[CoverageLine, ...]
    items: tuple[ItemCount, ...]
    chart: Chart | None
    good_departments: tuple[RankedDepartment, ...]
    good_basis: str
    zero_departments: tuple[str, ...]
    rows: tuple[DepartmentRow, ...]
    totals: DepartmentRow
    notes: tuple[str, ...]
    late_entries: Figure
    errata: tuple[Erratum, ...]
    cutoff: Cutoff
    freeze: FreezeOffer | None
    index: Link
    today: dt.date
    noun: str = "部门"
    ways: tuple[WayGroup, ...] = ()
    downloads: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCase:
    """One case behind a figure (数字背后的一件).

    Args:
        url: empty where the reader may not open the case; its applicant is then empty too.
        applicant: masked.
        happened_at: the act that the figure counts.
        recorded_at: when it was entered, where that was later; else none.
        origin: code of `kernel.origins`.
        state: code of the case's state today.
    """

    number: str
    url: str
    item_name: str
    organisation_name: str
    applicant: str
    happened_at: dt.datetime
    recorded_at: dt.datetime | None
    origin: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePage:
    """The cases behind one figure of a bulletin (数字下钻页).

    Args:
        row_name: the organisation, or `合计`.
        column_name: `行政许可受理`.
        act_label: heads the column of times: `受理时间`.
        empty: why there are none; only where `count` is zero.
        notes: what the reader should know of the rows.
    """

    bulletin: Link
    row_name: str
    column_name: str
    period_text: str
    count: int
    act_label: str
    basis: str
    cases: tuple[FigureCase, ...]
    pager: Pager
    today: dt.date
    empty: Empty | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinLine:
    """One bulletin of a region in the list (通报一期)."""

    period_label: str
    url: str
    accepted: int
    completed: int
    is_frozen: bool
    number: str = ""
    errata: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionBulletins:
    """The bulletins of one region, newest first (一地各期)."""

    region_name: str
    lines: tuple[BulletinLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a list (选项)."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The form that opens any bulletin by region, period and level (打开一期).

    Args:
        period: what stands in the field at first.
        forms: how periods are written.
    """

    url: str
    regions: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    period: str
    forms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinIndexPage:
    """All bulletins that can be opened (通报列表页).

    Args:
        empty: why there are none and what to do; only where `regions` is empty.
    """

    regions: tuple[RegionBulletins, ...]
    opening: Opening
    empty: Empty | None = None
