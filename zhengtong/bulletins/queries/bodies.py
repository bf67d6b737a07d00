"""Which bodies have a row in a bulletin, and which are left out (列入的机构)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from zhengtong.bulletins.rules.levels import BulletinLevel
from zhengtong.bulletins.rules.notes import NO_APPROVED_ITEMS, LeftOut
from zhengtong.catalogue import queries as catalogue
from zhengtong.places import queries as places
from zhengtong.places.queries import OrganisationInfo
from zhengtong.places.rules.organisations import OrganisationLevel

COUNTED_LEVELS = (
    OrganisationLevel.DISTRICT_DEPARTMENT,
    OrganisationLevel.TOWNSHIP,
    OrganisationLevel.VILLAGE_STATION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenBodies:
    """The bodies with a row, those without, and how many there are of other levels (列入机构)."""

    bodies: tuple[OrganisationInfo, ...]
    left_out: tuple[LeftOut, ...]
    other_levels: dict[str, int]

    @property
    def codes(self) -> list[str]:
        """Return the codes of the bodies with a row (列入机构编码)."""
        return [info.code for info in self.bodies]


def choose_bodies(
    *,
    region_code: str,
    level: BulletinLevel,
    on: date,
    with_items: Collection[str],
    counting: Collection[str],
) -> ChosenBodies:
    """Decide which bodies have a row (选定列入机构).

    A body without approved items is left out unless it has cases all the same, such as of
    items that were cancelled since: those must not vanish from the totals.

    Args:
        on: the last day of the period; a body with an approved exception then has no row.
        with_items: codes of bodies that hold approved items.
        counting: codes of bodies that have counted cases.
    """
    everybody = places.organisations_in(region_code)
    exceptions = catalogue.exceptions_in_force(region_code=region_code, on=on)
    bodies: list[OrganisationInfo] = []
    left_out: list[LeftOut] = []
    for info in everybody:
        if info.level is not level.organisations:
            continue
        excepted = exceptions.left_out(info.code)
        if excepted is not None:
            left_out.append(
                LeftOut(name=info.name, reason=excepted.kind.label, remark=excepted.basis)
            )
        elif info.code in with_items or info.code in counting:
            bodies.append(info)
        else:
            left_out.append(LeftOut(name=info.name, reason=NO_APPROVED_ITEMS))
    return ChosenBodies(
        bodies=tuple(bodies),
        left_out=tuple(left_out),
        other_levels={
            other.label: sum(info.level is other for info in everybody)
            for other in COUNTED_LEVELS
            if other is not level.organisations
        },
    )
