"""How much of what should have been entered was entered (录入率).

Source:
    domain rules, section 9, entry_rate: entered ÷ should-be-entered (base ÷ 12 a month);
    绵阳市涪城区2018年2月运行情况通报: 行政许可按上年实际办件量, 其余按年任务;
    0/0 is shown as such and never as 100 %.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhengtong.bulletins.rules.columns import CountedAct, column_of
from zhengtong.bulletins.rules.inputs import AnnualTarget, BulletinInputs, RealVolume
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period, year

MONTHS_OF_YEAR = 12
Groups = tuple[ItemGroup, ...]
# Counts of one row by the key of their column.
Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One rate with both its parts (录入率一项).

    Args:
        denominator: a whole number, or three decimal places as text where a part month makes
            it broken.
        rate: three decimal places as text; None where the denominator is zero.
    """

    groups: Groups
    numerator: int
    denominator: int | str
    rate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What was accepted of some groups, and the exact number that should have been (应录入).

    Args:
        base: nought where nobody was given a number.
    """

    groups: Groups
    numerator: int
    base: Fraction

    @property
    def line(self) -> Coverage:
        """Return the share as it is printed (录入率一项)."""
        return Coverage(
            groups=self.groups,
            numerator=self.numerator,
            denominator=int(self.base) if self.base.denominator == 1 else rounded(self.base),
            rate=rounded(self.numerator / self.base) if self.base else None,
        )


def coverage_lines(
    *, inputs: BulletinInputs, figures: Mapping[str, Figures]
) -> tuple[Coverage, ...]:
    """Return one line for each base, and one for each group that has none (录入率各项).

    Args:
        figures: counts of each body's row.
    """
    return tuple(share.line for share in shares(inputs=inputs, figures=figures))


def shares(*, inputs: BulletinInputs, figures: Mapping[str, Figures]) -> tuple[Share, ...]:
    """Return what each base is held against (应录入各项).

    Groups that targets cover are held against the sum of the targets, other groups against
    the real volume of the year before. A body whose target does not hold through the whole
    period is on neither side of the stroke.

    Args:
        figures: counts of each body's row.
    """
    found = [*_target_shares(inputs, figures)]
    covered = {group for share in found for group in share.groups}
    found += _volume_shares(inputs, figures, covered)
    covered |= {group for share in found for group in share.groups}
    found += [
        Share(groups=(group,), numerator=_accepted(figures.values(), (group,)), base=Fraction(0))
        for group in ItemGroup
        if group not in covered
    ]
    return in_order(found)


def added_shares(districts: Iterable[Sequence[Share]]) -> tuple[Share, ...]:
    """Return the shares of several districts together (各区县应录入合计).

    A district that was given no number for some groups is on neither side of the stroke, as
    long as another district was given one.
    """
    found = [share for district in districts for share in district]
    covered = {group for share in found if share.base for group in share.groups}
    counted = [share for share in found if share.base or not covered.issuperset(share.groups)]
    by_groups: dict[Groups, list[Share]] = defaultdict(list)
    for share in counted:
        by_groups[share.groups].append(share)
    return in_order(
        Share(
            groups=groups,
            numerator=sum(share.numerator for share in some),
            base=sum((share.base for share in some), start=Fraction(0)),
        )
        for groups, some in by_groups.items()
    )


def in_order(found: Iterable[Share]) -> tuple[Share, ...]:
    """Return shares in the order in which groups are printed (按固定顺序)."""
    order = list(ItemGroup)
    return tuple(sorted(found, key=lambda share: [order.index(group) for group in share.groups]))


def rounded(number: Fraction, *, places: int = 3) -> str:
    """Write a number that is not negative with some decimal places, half up (四舍五入)."""
    scale = 10**places
    whole = int(number * scale + Fraction(1, 2))
    return f"{whole // scale}.{whole % scale:0{places}d}"


def percent(rate: str | None) -> str:
    """Write a rate of three places as `13.9%`; empty where there is none (百分比)."""
    if rate is None:
        return ""
    thousandths = int(rate.replace(".", "").replace("-", ""))
    sign = "-" if rate.startswith("-") else ""
    return f"{sign}{thousandths // 10}.{thousandths % 10}%"


def _target_shares(inputs: BulletinInputs, figures: Mapping[str, Figures]) -> Iterator[Share]:
    by_groups: dict[Groups, dict[str, list[AnnualTarget]]] = defaultdict(lambda: defaultdict(list))
    for target in inputs.targets:
        if target.organisation_code in figures:
            by_groups[target.groups][target.organisation_code].append(target)
    for groups, by_body in by_groups.items():
        whole = {
            code: targets
            for code, targets in by_body.items()
            if _holds_throughout(inputs.period, [target.period for target in targets])
        }
        base = sum(
            (
                _share(target.number, _common(inputs.period, target.period))
                for targets in whole.values()
                for target in targets
            ),
            start=Fraction(0),
        )
        yield Share(
            groups=groups,
            numerator=_accepted([figures[code] for code in whole], groups),
            base=base,
        )


def _volume_shares(
    inputs: BulletinInputs, figures: Mapping[str, Figures], covered: set[ItemGroup]
) -> Iterator[Share]:
    by_groups: dict[Groups, list[RealVolume]] = defaultdict(list)
    for volume in inputs.volumes:
        if not covered.issuperset(volume.groups):
            by_groups[volume.groups].append(volume)
    for groups, volumes in by_groups.items():
        base = Fraction(0)
        if _holds_throughout(inputs.period, [year(volume.year + 1) for volume in volumes]):
            base = sum(
                (
                    _share(volume.number, _common(inputs.period, year(volume.year + 1)))
                    for volume in volumes
                ),
                start=base,
            )
        yield Share(groups=groups, numerator=_accepted(figures.values(), groups), base=base)


def _accepted(rows: Iterable[Figures], groups: Groups) -> int:
    keys = [column_of(group=group, act=CountedAct.ACCEPTED).key for group in groups]
    return sum(row[key] for row in rows for key in keys)


def _share(number: int, period: Period | None) -> Fraction:
    """Return what is due of a year's number in a period, a part month by its days (应录入数)."""
    months = period.months_in() if period is not None else Fraction(0)
    return Fraction(number, MONTHS_OF_YEAR) * months


def _holds_throughout(period: Period, holds: Sequence[Period]) -> bool:
    """Tell whether periods that do not overlap cover every day of another one (是否全程有效)."""
    common = [_common(period, held) for held in holds]
    days = sum(part.length_days() for part in common if part is not None)
    return days == period.length_days()


def _common(one: Period, other: Period) -> Period | None:
    """Return the days that two periods share (共有的日子)."""
    if not one.overlaps(other):
        return None
    return Period(max(one.first_day, other.first_day), min(one.last_day, other.last_day))
