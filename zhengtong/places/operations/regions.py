"""Loading editions of the division codes; the newest one names a region (行政区划载入)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import transaction

from zhengtong.places.models import FormerRegion, Region
from zhengtong.places.rules.regions import level_of, parent_of

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One code in one edition (区划条目).

    Args:
        full_name: from the province down.
        source: who published it, such as NBS.
        as_of: date of the edition.
    """

    code: str
    name: str
    full_name: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionsLoaded:
    """What a load came to (载入结果).

    Args:
        former: entries of older editions that were added beside newer ones.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    former: int = 0

    def __add__(self, other: "RegionsLoaded") -> "RegionsLoaded":
        return RegionsLoaded(
            created=self.created + other.created,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            former=self.former + other.former,
        )


def load_divisions(divisions: Iterable[Division]) -> RegionsLoaded:
    """Bring the regions in line with one or more editions; a second run changes nothing.

    One row a code: the newest edition that lists it holds, and what it replaces, or what comes
    in from an older edition, is kept beside it. Each batch is a transaction of its own.

    Raises:
        RegionCodeRefused: a code is not 6, 9 or 12 digits; batches before it are in.
    """
    total = RegionsLoaded()
    for batch in _batches(divisions):
        total += _load_batch(batch)
    return total


def _batches(divisions: Iterable[Division]) -> Iterator[Sequence[Division]]:
    waiting = iter(divisions)
    while batch := list(islice(waiting, BATCH)):
        yield batch


@transaction.atomic
def _load_batch(batch: Sequence[Division]) -> RegionsLoaded:
    present = Region.objects.in_bulk({row.code for row in batch}, field_name="code")
    new: dict[str, Region] = {}
    changed: dict[str, Region] = {}
    older: dict[tuple[str, date], FormerRegion] = {}
    unchanged = 0
    for division in batch:
        known: Mapping[str, Region] = {**present, **new} if division.code in new else present
        held = known.get(division.code)
        if held is None:
            new[division.code] = _region(division)
        elif division.as_of < held.as_of:
            former = _former(division)
            older[former.code, former.as_of] = former
        elif _says(held) == _says(_region(division)):
            unchanged += 1
        else:
            if division.as_of > held.as_of:
                former = _former_of(held)
                older[former.code, former.as_of] = former
            _take_over(held, division)
            if held.pk is not None:
                changed[held.code] = held
    Region.objects.bulk_create(new.values())
    Region.objects.bulk_update(changed.values(), ["name", "full_name", "source", "as_of"])
    added = _add_former(older)
    return RegionsLoaded(
        created=len(new),
        changed=len(changed),
        unchanged=unchanged + len(older) - added,
        former=added,
    )


def _add_former(older: Mapping[tuple[str, date], FormerRegion]) -> int:
    if not older:
        return 0
    present = set(
        FormerRegion.objects.filter(code__in={code for code, _ in older}).values_list(
            "code", "as_of"
        )
    )
    new = [former for key, former in older.items() if key not in present]
    FormerRegion.objects.bulk_create(new)
    return len(new)


def _says(region: Region) -> tuple[object, ...]:
    return (region.name, region.full_name, region.source, region.as_of)


def _take_over(region: Region, division: Division) -> None:
    region.name, region.full_name = division.name, division.full_name
    region.source, region.as_of = division.source, division.as_of


def _region(division: Division) -> Region:
    return Region(
        code=division.code,
        level=level_of(division.code),
        name=division.name,
        full_name=division.full_name,
        parent_code=parent_of(division.code),
        source=division.source,
        as_of=division.as_of,
    )


def _former(division: Division) -> FormerRegion:
    return _former_of(_region(division))


def _former_of(region: Region) -> FormerRegion:
    return FormerRegion(
        code=region.code,
        name=region.name,
        full_name=region.full_name,
        parent_code=region.parent_code,
        source=region.source,
        as_of=region.as_of,
    )
