"""Putting the inputs and counts of districts together for a city or province (汇总依据)."""

from collections.abc import Mapping, Sequence
from datetime import date

from zhengtong.bulletins.queries.districts import Districts, row_name
from zhengtong.bulletins.rules.inputs import Body, BulletinInputs, DistrictInputs, Tally
from zhengtong.bulletins.rules.notes import (
    LATE_NOTE,
    not_loaded_note,
    rolled_up_note,
    unfinished_note,
)
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import RegionInfo


def rolled_up_inputs(
    *,
    info: RegionInfo,
    districts: Districts,
    made_of: Sequence[DistrictInputs],
    period: Period,
    today: date,
) -> BulletinInputs:
    """Return the inputs of a roll-up: a row for each district (汇总依据).

    Targets and volumes stay with the districts; their shares are added exactly.
    """
    first = made_of[0].inputs
    notes = (
        rolled_up_note(
            districts=len(made_of),
            bodies=sum(len(one.inputs.bodies) for one in made_of),
            noun=first.level.noun,
        ),
        not_loaded_note(districts.missing),
        unfinished_note(period=period, today=today),
    )
    known = [one.inputs.known_since for one in made_of if one.inputs.known_since is not None]
    return BulletinInputs(
        region_code=info.code,
        region_name=info.name,
        period=period,
        bodies=tuple(
            Body(code=one.code, name=row_name(one, within=info)) for one in districts.loaded
        ),
        targets=(),
        volumes=(),
        items={
            group: sum(one.inputs.items.get(group, 0) for one in made_of) for group in ItemGroup
        },
        grouping=first.grouping,
        kinds=first.kinds,
        notes=tuple(note for note in notes if note),
        late_note=LATE_NOTE,
        level=first.level,
        known_since=min(known, default=None),
        districts=tuple(made_of),
    )


def added_tally(*, position: int, chain: str, districts: Mapping[str, Tally]) -> Tally:
    """Return the counts of a roll-up, which stay with the districts (汇总计数).

    Args:
        position: of the city's or province's own ledger, in which the freezing is entered.
        chain: of the same.
    """
    return Tally(
        position=position,
        chain=chain,
        period={},
        year={},
        late=sum(tally.late for tally in districts.values()),
        districts=districts,
    )
