"""What a bulletin is made of, gathered at one ledger position (通报取数)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhengtong.bulletins.queries.bodies import ChosenBodies, choose_bodies
from zhengtong.bulletins.queries.districts import Districts, districts_of
from zhengtong.bulletins.queries.rollup import added_tally, rolled_up_inputs
from zhengtong.bulletins.rules.columns import CountedAct, Span
from zhengtong.bulletins.rules.comparison import Basis, compared_periods
from zhengtong.bulletins.rules.composition import Bulletin, compose
from zhengtong.bulletins.rules.inputs import (
    AnnualTarget,
    Body,
    BulletinInputs,
    DistrictInputs,
    RealVolume,
    Tally,
    TallyKey,
)
from zhengtong.bulletins.rules.levels import BulletinLevel
from zhengtong.bulletins.rules.notes import (
    LATE_NOTE,
    empty_note,
    left_out_note,
    other_levels_note,
    targets_note,
    unfinished_note,
    volumes_note,
)
from zhengtong.bulletins.rules.periods import require_countable
from zhengtong.catalogue import queries as catalogue
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.canonical import FIRST_CHAIN
from zhengtong.foundation.ledger.models import Position
from zhengtong.foundation.statements import Statement
from zhengtong.indicators import queries as indicators
from zhengtong.indicators.queries import CountKey, Counts
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemGroup, ItemType, group_of
from zhengtong.kernel.periods import Period
from zhengtong.places import queries as places
from zhengtong.places.rules.organisations import OrganisationLevel


class PositionMissing(DomainError):
    """The ledger has no such position; it was damaged (账本缺少该位置)."""

    code = "position_missing"


def gather(
    *,
    region_code: str,
    period: Period,
    today: date,
    level: BulletinLevel = BulletinLevel.DEPARTMENT,
) -> Bulletin:
    """Return the bulletin as of the position that the region's totals reach (取数编成).

    All its periods are counted at the same position. A city or province is put together from
    its districts, each read at one position of its own ledger: a region at a time, as the scale
    rules ask. Bring the totals up to date before, so that these are the last ones.

    Raises:
        UnknownRegion: no loaded edition lists the code.
        UnknownLevel: the region does not have the level.
        NoDistricts: nothing below the city or province is loaded.
        PeriodNotBegun, PeriodRefused: there can be no figures of the period.
    """
    require_countable(period, today=today)
    asked = _Asked(period=period, level=level, today=today)
    districts = districts_of(region_code=region_code, level=level)
    if districts is None:
        inputs, tally = _gathered(region_code, asked)
    else:
        inputs, tally = _rolled_up(region_code, districts, asked)
    return compose(inputs=inputs, tally=tally)


def tally_at(*, inputs: BulletinInputs, position: int) -> Tally:
    """Count again from the ledger alone as it stood at a position (按位置重新计数).

    The districts of a roll-up are counted at the positions that are kept with it.

    Raises:
        PositionMissing: the ledger does not have the position any more.
    """
    chain = chain_at(region_code=inputs.region_code, position=position)
    if inputs.districts:
        return added_tally(
            position=position,
            chain=chain,
            districts={
                one.inputs.region_code: tally_at(inputs=one.inputs, position=one.position)
                for one in inputs.districts
            },
        )
    periods = _periods(inputs.period)
    counted = indicators.counts_of_periods_at(
        region_code=inputs.region_code,
        periods=list(periods.values()),
        kinds=inputs.all_kinds,
        position=position,
    )
    return _tally(dict(zip(periods, counted, strict=True)), inputs=inputs, chain=chain)


def late_at(*, inputs: BulletinInputs, position: int) -> int:
    """Return how many cases counted in the table's period were entered late (补录件数)."""
    if inputs.districts:
        return sum(late_at(inputs=one.inputs, position=one.position) for one in inputs.districts)
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
    found = _CHAIN.first(region_code=region_code, position=position)
    if found is None:
        raise PositionMissing(
            f"区划 {region_code} 的账本里没有位置 {position}，请运行 verify-ledger"
        )
    return str(found[0])


_CHAIN = Statement(
    lambda region_code, position: Position.objects.filter(
        region_code=region_code, position=position
    ).values_list("chain"),
    region_code=str,
    position=int,
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    period: Period
    level: BulletinLevel
    today: date


def _gathered(region_code: str, asked: _Asked) -> tuple[BulletinInputs, Tally]:
    """Return what the bulletin of one ledger is made of, and its counts."""
    kinds = counted_kinds()
    periods = _periods(asked.period)
    counted = dict(
        zip(
            periods,
            indicators.counts_of_periods(
                region_code=region_code,
                periods=list(periods.values()),
                kinds=_all(kinds.values()),
            ),
            strict=True,
        )
    )
    counting = {key.organisation_code for span in Span for key in counted[span].by_key}
    items = catalogue.approved_items(region_code=region_code)
    chosen = choose_bodies(
        region_code=region_code,
        level=asked.level,
        on=asked.period.last_day,
        with_items=items,
        counting=counting,
    )
    inputs = _inputs(region_code, asked, kinds=kinds, chosen=chosen, items=items)
    chain = chain_at(region_code=region_code, position=counted[Span.PERIOD].position)
    return inputs, _tally(counted, inputs=inputs, chain=chain)


def _periods(period: Period) -> dict[Span | Basis, Period]:
    """Return every period that a bulletin counts (各计数期)."""
    periods: dict[Span | Basis, Period] = {
        Span.PERIOD: period,
        Span.YEAR: period.year_to_date(),
    }
    for basis, earlier in compared_periods(period).items():
        periods[basis] = earlier
    return periods


def _tally(counted: Mapping[Span | Basis, Counts], *, inputs: BulletinInputs, chain: str) -> Tally:
    def counts(of: Span | Basis) -> dict[TallyKey, int]:
        return plain(counted[of].by_key.items()) if of in counted else {}

    position = counted[Span.PERIOD].position
    return Tally(
        position=position,
        chain=chain,
        period=counts(Span.PERIOD),
        year=counts(Span.YEAR),
        late=late_at(inputs=inputs, position=position),
        before=counts(Basis.PERIOD_BEFORE),
        year_before=counts(Basis.YEAR_BEFORE),
    )


def _rolled_up(
    region_code: str, districts: Districts, asked: _Asked
) -> tuple[BulletinInputs, Tally]:
    """Return what the rows of a city or province are made of: the bulletins of its districts."""
    info = places.region(region_code)
    gathered = {one.code: _gathered(one.code, asked) for one in districts.loaded}
    position = indicators.counts(region_code=region_code, period=asked.period, kinds=()).position
    tally = added_tally(
        position=position,
        chain=chain_at(region_code=region_code, position=position),
        districts={code: tally for code, (_, tally) in gathered.items()},
    )
    inputs = rolled_up_inputs(
        info=info,
        districts=districts,
        made_of=tuple(
            DistrictInputs(inputs=inputs, position=tally.position, chain=tally.chain)
            for inputs, tally in gathered.values()
        ),
        period=asked.period,
        today=asked.today,
    )
    return inputs, tally


def _inputs(
    region_code: str,
    asked: _Asked,
    *,
    kinds: dict[CountedAct, frozenset[str]],
    chosen: ChosenBodies,
    items: Mapping[str, Mapping[ItemGroup, int]],
) -> BulletinInputs:
    region_name = places.region(region_code).name
    period, codes = asked.period, set(chosen.codes)
    targets = tuple(
        target
        for target in targets_now(region_code=region_code, period=period)
        if target.organisation_code in codes
    )
    # What the region handled last year was handled by its departments.
    is_departments = asked.level.organisations is OrganisationLevel.DISTRICT_DEPARTMENT
    volumes = _volumes(region_code, period) if is_departments else ()
    known = indicators.counted_days(region_code=region_code)
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
        items={
            group: sum(items[code][group] for code in codes & items.keys()) for group in ItemGroup
        },
        grouping={item_type.value: group_of(item_type) for item_type in ItemType},
        kinds=kinds,
        notes=_notes(region_name, asked, chosen=chosen, targets=targets, volumes=volumes),
        late_note=LATE_NOTE,
        level=asked.level,
        known_since=known.first_day if known is not None else None,
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
    region_name: str,
    asked: _Asked,
    *,
    chosen: ChosenBodies,
    targets: tuple[AnnualTarget, ...],
    volumes: tuple[RealVolume, ...],
) -> tuple[str, ...]:
    by_targets = {group for target in targets for group in target.groups}
    by_volumes = {group for volume in volumes for group in volume.groups} - by_targets
    noun = asked.level.noun
    notes = [
        left_out_note(chosen.left_out, noun=noun),
        other_levels_note(chosen.other_levels),
        targets_note(target.groups for target in targets),
        volumes_note((volume.year for volume in volumes), by_volumes),
        unfinished_note(period=asked.period, today=asked.today),
    ]
    if not chosen.bodies:
        has_bodies = bool(chosen.left_out)
        notes.insert(0, empty_note(region_name=region_name, has_departments=has_bodies, noun=noun))
    return tuple(note for note in notes if note)


def _all(kinds: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(kind for some in kinds for kind in some)
