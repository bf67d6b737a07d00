"""What a bulletin is made of, gathered at one ledger position (通报取数)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from zhengtong.bulletins.rules.columns import CountedAct
from zhengtong.bulletins.rules.composition import Bulletin, compose
from zhengtong.bulletins.rules.inputs import (
    AnnualTarget,
    Body,
    BulletinInputs,
    RealVolume,
    Tally,
    TallyKey,
)
from zhengtong.bulletins.rules.notes import (
    LATE_NOTE,
    NO_APPROVED_ITEMS,
    LeftOut,
    empty_note,
    left_out_note,
    other_levels_note,
    targets_note,
    unfinished_note,
    volumes_note,
)
from zhengtong.catalogue import queries as catalogue
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.canonical import FIRST_CHAIN
from zhengtong.foundation.ledger.models import Position
from zhengtong.indicators import queries as indicators
from zhengtong.indicators.queries import CountKey
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType, group_of
from zhengtong.kernel.periods import Period
from zhengtong.places import queries as places
from zhengtong.places.queries import OrganisationInfo
from zhengtong.places.rules.organisations import OrganisationLevel

OTHER_LEVELS = (OrganisationLevel.TOWNSHIP, OrganisationLevel.VILLAGE_STATION)


class PositionMissing(DomainError):
    """The ledger has no such position; it was damaged (账本缺少该位置)."""

    code = "position_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The bodies with a row, those without, and how many there are of other levels."""

    bodies: tuple[OrganisationInfo, ...]
    left_out: tuple[LeftOut, ...]
    other_levels: dict[str, int]

    @property
    def codes(self) -> list[str]:
        return [info.code for info in self.bodies]


def gather(*, region_code: str, period: Period, today: date) -> Bulletin:
    """Return the bulletin as of the position that the region's totals reach (取数编成).

    Month and year so far are counted at the same position. Bring the totals up to date
    before, so that it is the last one.

    Raises:
        UnknownRegion: no loaded edition lists the code.
    """
    region = places.region(region_code)
    kinds = counted_kinds()
    counted, so_far = indicators.counts_of_periods(
        region_code=region_code,
        periods=[period, period.year_to_date()],
        kinds=_all(kinds.values()),
    )
    counting = {key.organisation_code for key in (*counted.by_key, *so_far.by_key)}
    chosen = _choose(region_code, period=period, counting=counting)
    inputs = _inputs(
        region_code=region_code,
        region_name=region.name,
        period=period,
        today=today,
        kinds=kinds,
        chosen=chosen,
    )
    tally = Tally(
        position=counted.position,
        chain=chain_at(region_code=region_code, position=counted.position),
        period=plain(counted.by_key.items()),
        year=plain(so_far.by_key.items()),
        late=late_at(inputs=inputs, position=counted.position),
    )
    return compose(inputs=inputs, tally=tally)


def tally_at(*, inputs: BulletinInputs, position: int) -> Tally:
    """Count again from the ledger alone as it stood at a position (按位置重新计数).

    Raises:
        PositionMissing: the ledger does not have the position any more.
    """
    counted, so_far = indicators.counts_of_periods_at(
        region_code=inputs.region_code,
        periods=[inputs.period, inputs.period.year_to_date()],
        kinds=inputs.all_kinds,
        position=position,
    )
    return Tally(
        position=position,
        chain=chain_at(region_code=inputs.region_code, position=position),
        period=plain(counted.by_key.items()),
        year=plain(so_far.by_key.items()),
        late=late_at(inputs=inputs, position=position),
    )


def late_at(*, inputs: BulletinInputs, position: int) -> int:
    """Return how many cases counted in the table's period were entered late (补录件数)."""
    return indicators.late_subjects(
        region_code=inputs.region_code,
        period=inputs.period,
        kinds=inputs.all_kinds,
        position=position,
        organisation_codes=inputs.body_codes,
    )


def counted_kinds() -> dict[CountedAct, frozenset[str]]:
    """Return the entry kinds that each act counts, as the domain of cases declares them."""
    return {act: measure(act.value).kinds for act in CountedAct}


def chain_at(*, region_code: str, position: int) -> str:
    """Return the chain value of a region at a position (某一位置的链值).

    Raises:
        PositionMissing: the ledger does not have it.
    """
    if position == 0:
        return FIRST_CHAIN
    found = Position.objects.filter(region_code=region_code, position=position)
    chain = found.values_list("chain", flat=True).first()
    if chain is None:
        raise PositionMissing(
            f"区划 {region_code} 的账本里没有位置 {position}，请运行 verify-ledger"
        )
    return chain


def targets_now(*, region_code: str, period: Period) -> tuple[AnnualTarget, ...]:
    """Return the targets that hold in a period, as they are entered now (现行年任务)."""
    return tuple(
        AnnualTarget(
            organisation_code=target.organisation_code,
            number=target.number,
            groups=target.groups,
            period=target.period,
            source=target.source,
        )
        for target in indicators.targets_in(region_code=region_code, period=period)
    )


def plain(counts: Iterable[tuple[CountKey, int]]) -> dict[TallyKey, int]:
    """Return counts with plain keys, as the rules take them."""
    return {(key.organisation_code, key.item_type, key.kind): number for key, number in counts}


def _inputs(
    *,
    region_code: str,
    region_name: str,
    period: Period,
    today: date,
    kinds: dict[CountedAct, frozenset[str]],
    chosen: _Chosen,
) -> BulletinInputs:
    codes = set(chosen.codes)
    targets = tuple(
        target
        for target in targets_now(region_code=region_code, period=period)
        if target.organisation_code in codes
    )
    volumes = _volumes(region_code, period)
    notes = _notes(
        region_name=region_name,
        period=period,
        today=today,
        chosen=chosen,
        targets=targets,
        volumes=volumes,
    )
    return BulletinInputs(
        region_code=region_code,
        region_name=region_name,
        period=period,
        bodies=tuple(
            Body(code=info.code, name=info.name, short_name=info.short_name)
            for info in chosen.bodies
        ),
        targets=targets,
        volumes=volumes,
        items=catalogue.approved_items_by_group(region_code=region_code, organisation_codes=codes),
        grouping={item_type.value: group_of(item_type) for item_type in ItemType},
        kinds=kinds,
        notes=notes,
        late_note=LATE_NOTE,
    )


def _choose(region_code: str, *, period: Period, counting: Collection[str]) -> _Chosen:
    """Decide which bodies have a row.

    A body without approved items is left out unless it has cases all the same, such as of
    items that were cancelled since: those must not vanish from the totals.
    """
    everybody = places.organisations_in(region_code)
    with_items = catalogue.organisations_with_approved_items(region_code=region_code)
    bodies: list[OrganisationInfo] = []
    left_out: list[LeftOut] = []
    for info in everybody:
        if info.level is not OrganisationLevel.DISTRICT_DEPARTMENT:
            continue
        excluded = info.excluded_on(period.last_day)
        if excluded is not None:
            left_out.append(
                LeftOut(name=info.name, reason=excluded.kind.label, remark=excluded.reason)
            )
        elif info.code in with_items or info.code in counting:
            bodies.append(info)
        else:
            left_out.append(LeftOut(name=info.name, reason=NO_APPROVED_ITEMS))
    return _Chosen(
        bodies=tuple(bodies),
        left_out=tuple(left_out),
        other_levels={
            level.label: sum(info.level is level for info in everybody) for level in OTHER_LEVELS
        },
    )


def _volumes(region_code: str, period: Period) -> tuple[RealVolume, ...]:
    years = {period.first_day.year - 1, period.last_day.year - 1}
    return tuple(
        RealVolume(
            year=volume.year, number=volume.number, groups=volume.groups, source=volume.source
        )
        for volume in indicators.volumes_of(region_code=region_code, years=years)
    )


def _notes(
    *,
    region_name: str,
    period: Period,
    today: date,
    chosen: _Chosen,
    targets: tuple[AnnualTarget, ...],
    volumes: tuple[RealVolume, ...],
) -> tuple[str, ...]:
    by_targets = {group for target in targets for group in target.groups}
    by_volumes = {group for volume in volumes for group in volume.groups} - by_targets
    notes = [
        left_out_note(chosen.left_out),
        other_levels_note(chosen.other_levels),
        targets_note(target.groups for target in targets),
        volumes_note((volume.year for volume in volumes), by_volumes),
        unfinished_note(period=period, today=today),
    ]
    if not chosen.bodies:
        notes.insert(0, empty_note(region_name=region_name, has_departments=bool(chosen.left_out)))
    return tuple(note for note in notes if note)


def _all(kinds: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(kind for some in kinds for kind in some)
