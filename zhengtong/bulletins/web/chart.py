"""Geometry of the bar chart of accepted cases by department (受理量图)."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1100
TOP, PITCH, BAR_HEIGHT, BASELINE, BOTTOM = 8, 27, 18, 14, 22
# The type is 13 px on screens and 16 px on paper, so room is kept for the larger. Letters and
# figures take a bit over half of a Chinese character.
GLYPH = 16.0
NARROW_GLYPH = 9.4
GAP = 8.0
LEAST_LABEL_WIDTH = 240.0
# A part that is there must be seen, however small its share.
LEAST_BAR = 2.0
GROUPS = (
    ("license", "bar-license", "许可"),
    ("power_other", "bar-power", "权力"),
    ("public_service", "bar-service", "服务"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """What is drawn for one department (图中一行).

    Args:
        name: short, without the region that all of them share.
    """

    name: str
    license: int
    power_other: int
    public_service: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One part of a row; numbers are written as SVG wants them (条)."""

    look: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One department: its name, its bars and its figures in words (行)."""

    name: str
    name_x: str
    text_x: str
    text_y: str
    total: str
    parts: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart that a template only has to write out (图).

    Args:
        sentence: says what the chart shows, for people who do not see it.
    """

    width: int
    height: int
    sentence: str
    rows: tuple[BarRow, ...]


def acceptance_chart(*, rows: Sequence[ChartRow], month_label: str, noun: str) -> Chart | None:
    """Draw the departments that accepted anything, most first; none where nobody did (受理量图).

    Args:
        rows: in any order; departments without a case may be among them.
        month_label: `2018 年 2 月`.
        noun: what a row is called.
    """
    shown = sorted((row for row in rows if _total(row)), key=_total, reverse=True)
    if not shown:
        return None
    label_width = max(LEAST_LABEL_WIDTH, *(_text_width(row.name) for row in shown))
    start = label_width + 10
    text_width = max(_text_width(f"{_total(row):,}　{_parts(row)}") for row in shown)
    per_case = (WIDTH - start - GAP - text_width) / _total(shown[0])
    busiest = shown[0]
    return Chart(
        width=WIDTH,
        height=TOP + PITCH * (len(shown) - 1) + BAR_HEIGHT + BOTTOM,
        sentence=f"{month_label}各{noun}受理量，{len(shown)} 个{noun}有办件，"
        f"{busiest.name} {_total(busiest):,} 件最多",
        rows=tuple(
            _bar_row(row, index=index, start=start, per_case=per_case)
            for index, row in enumerate(shown)
        ),
    )


def without_region(name: str, *, region_names: Iterable[str]) -> str:
    """Return a department's name without the names of its regions (去掉区划的简称).

    Args:
        region_names: of the region and those above it; a name that would vanish stays whole.
    """
    short = name
    for region_name in sorted(region_names, key=len, reverse=True):
        short = short.replace(region_name, "")
    return short or name


def _bar_row(row: ChartRow, *, index: int, start: float, per_case: float) -> BarRow:
    top = TOP + PITCH * index
    bars = []
    x = start
    for group, look, _ in GROUPS:
        count = getattr(row, group)
        if not count:
            continue
        width = max(count * per_case, LEAST_BAR)
        bars.append(
            Bar(look=look, x=f"{x:.1f}", y=f"{top}", width=f"{width:.1f}", height=f"{BAR_HEIGHT}")
        )
        x += width
    return BarRow(
        name=row.name,
        name_x=f"{start - 10:.1f}",
        text_x=f"{x + GAP:.1f}",
        text_y=f"{top + BASELINE}",
        total=f"{_total(row):,}",
        parts=_parts(row),
        bars=tuple(bars),
    )


def _total(row: ChartRow) -> int:
    return row.license + row.power_other + row.public_service


def _parts(row: ChartRow) -> str:
    counts = ((word, getattr(row, group)) for group, _, word in GROUPS)
    return "，".join(f"{word} {count:,}" for word, count in counts if count)


def _text_width(text: str) -> float:
    return sum(
        GLYPH if unicodedata.east_asian_width(letter) in "WF" else NARROW_GLYPH for letter in text
    )
