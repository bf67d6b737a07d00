"""Entering annual targets and real volumes, the bases that figures are held against (年任务)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction

from zhengtong.foundation.saved import Saved
from zhengtong.indicators.models import BaseVolume, Target
from zhengtong.indicators.rules.groups import groups_of, stored_groups
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period
from zhengtong.places.operations.organisations import lock_organisation
from zhengtong.places.queries import region


class TargetRefused(DomainError):
    """The target contradicts another target (年任务有矛盾)."""

    code: ClassVar[str] = "target_refused"


class TargetBeyondYear(DomainError):
    """The target reaches beyond its year (起止日期不在年度之内)."""

    code: ClassVar[str] = "target_beyond_year"


class VolumeRefused(DomainError):
    """The volume contradicts another one of the same region and year (办件量有矛盾)."""

    code: ClassVar[str] = "volume_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDraft:
    """A target as somebody enters it (年任务).

    Args:
        number: of the whole year.
        period: when it holds, inside the year.
    """

    organisation_code: str
    year: int
    number: int
    groups: tuple[ItemGroup, ...]
    source: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeDraft:
    """What a region handled in a year, as somebody enters it (实际办件量)."""

    region_code: str
    year: int
    number: int
    groups: tuple[ItemGroup, ...]
    source: str


@transaction.atomic
def save_target(*, draft: TargetDraft) -> Saved:
    """Enter a target, or bring the one of the same groups and first day in line (登记年任务).

    Bulletins that were frozen keep the target they were printed with. Run by the operator's
    command.

    Raises:
        UnknownOrganisation: there is no such body.
        TargetBeyondYear: it reaches beyond its year.
        TargetRefused: it overlaps another one in a group.
    """
    body = lock_organisation(draft.organisation_code)
    if {draft.period.first_day.year, draft.period.last_day.year} != {draft.year}:
        raise TargetBeyondYear(f"起止日期 {draft.period} 不在 {draft.year} 年之内")
    rows = Target.objects.filter(organisation_code=body.code, year=draft.year)
    groups = stored_groups(draft.groups)
    _require_no_overlap(draft, others=rows.exclude(groups=groups, starts_on=draft.period.first_day))
    values: dict[str, object] = {
        "region_code": body.region_code,
        "number": draft.number,
        "source": draft.source,
        "ends_on": draft.period.last_day,
    }
    held = rows.filter(groups=groups, starts_on=draft.period.first_day).first()
    if held is None:
        Target.objects.create(
            organisation_code=body.code,
            year=draft.year,
            groups=groups,
            starts_on=draft.period.first_day,
            **values,
        )
        return Saved.CREATED
    return _bring_in_line(held, values)


@transaction.atomic
def save_volume(*, draft: VolumeDraft) -> Saved:
    """Enter what a region handled in a year, or bring it in line (登记实际办件量).

    Raises:
        UnknownRegion: the region is not loaded.
        VolumeRefused: another volume of that year covers one of the groups.
    """
    region(draft.region_code)
    groups = stored_groups(draft.groups)
    rows = BaseVolume.objects.select_for_update().filter(
        region_code=draft.region_code, year=draft.year
    )
    for other in rows.exclude(groups=groups):
        if shared := set(groups_of(other.groups)) & set(draft.groups):
            raise VolumeRefused(
                f"{draft.region_code} {draft.year} 年已有含“{_labels(shared)}”的办件量，不能重复"
            )
    values: dict[str, object] = {"volume": draft.number, "source": draft.source}
    held = rows.filter(groups=groups).first()
    if held is None:
        BaseVolume.objects.create(
            region_code=draft.region_code, year=draft.year, groups=groups, **values
        )
        return Saved.CREATED
    return _bring_in_line(held, values)


def _require_no_overlap(draft: TargetDraft, *, others: Iterable[Target]) -> None:
    for other in others:
        shared = set(groups_of(other.groups)) & set(draft.groups)
        held = Period(other.starts_on, other.ends_on)
        if shared and held.overlaps(draft.period):
            raise TargetRefused(
                f"机构 {draft.organisation_code} 在 {held} 已有含“{_labels(shared)}”的任务，"
                "同一分组同一时间只能有一个任务"
            )


def _bring_in_line(held: Target | BaseVolume, values: dict[str, object]) -> Saved:
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, values[name])
    if not changed:
        return Saved.UNCHANGED
    held.save(update_fields=changed)
    return Saved.CHANGED


def _labels(groups: Iterable[ItemGroup]) -> str:
    return "、".join(group.label for group in ItemGroup if group in set(groups))
