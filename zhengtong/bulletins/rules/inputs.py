"""All that a bulletin is made of besides the counts; kept whole with a frozen one (通报的依据).

What is kept is what was true when the bulletin was made: names, targets, grouping and the
words of its notes. Recomputing reads these and the ledger, never today's tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengtong.bulletins.rules.columns import CountedAct
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period

FORMAT = 1
# (organisation code, item type, entry kind)
TallyKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that has a row in the table, as it was called then (列入的部门)."""

    code: str
    name: str
    short_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualTarget:
    """A target that holds in the period (年任务).

    Args:
        number: of the whole year.
        period: when it holds.
    """

    organisation_code: str
    number: int
    groups: tuple[ItemGroup, ...]
    period: Period
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealVolume:
    """What the region really handled in `year`; the base of the next (实际办件量)."""

    year: int
    number: int
    groups: tuple[ItemGroup, ...]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinInputs:
    """What a bulletin is made of besides the counts (通报的依据).

    Args:
        bodies: in printed order.
        items: approved items by group.
        grouping: the group of each item type.
        kinds: the entry kinds that each act counts.
        notes: finished sentences.
        late_note: a sentence with `{count}` where the number of late entries stands.
    """

    region_code: str
    region_name: str
    period: Period
    bodies: tuple[Body, ...]
    targets: tuple[AnnualTarget, ...]
    volumes: tuple[RealVolume, ...]
    items: Mapping[ItemGroup, int]
    grouping: Mapping[str, ItemGroup]
    kinds: Mapping[CountedAct, frozenset[str]]
    notes: tuple[str, ...]
    late_note: str

    @property
    def all_kinds(self) -> frozenset[str]:
        """Return every entry kind that counts (全部计数类别)."""
        return frozenset(kind for kinds in self.kinds.values() for kind in kinds)

    @property
    def body_codes(self) -> tuple[str, ...]:
        """Return the codes of the bodies in printed order (列入部门的编码)."""
        return tuple(body.code for body in self.bodies)

    def types_of(self, groups: Sequence[ItemGroup]) -> list[str]:
        """Return the item types that some groups count (分组所含类型)."""
        return sorted(word for word, group in self.grouping.items() if group in groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts at one ledger position (某一位置的计数).

    Args:
        year: counts from 1 January to the end of the period.
        late: cases among those of the period that were entered late.
    """

    position: int
    chain: str
    period: Mapping[TallyKey, int]
    year: Mapping[TallyKey, int]
    late: int = 0


def inputs_as_json(inputs: BulletinInputs) -> dict[str, Any]:
    """Return the inputs as plain JSON values (存为 JSON)."""
    return {
        "format": FORMAT,
        "region": inputs.region_code,
        "region_name": inputs.region_name,
        "period": _period_as_json(inputs.period),
        "bodies": [
            {"code": body.code, "name": body.name, "short_name": body.short_name}
            for body in inputs.bodies
        ],
        "targets": [
            {
                "organisation_code": target.organisation_code,
                "number": target.number,
                "groups": list(target.groups),
                "period": _period_as_json(target.period),
                "source": target.source,
            }
            for target in inputs.targets
        ],
        "volumes": [
            {
                "year": volume.year,
                "number": volume.number,
                "groups": list(volume.groups),
                "source": volume.source,
            }
            for volume in inputs.volumes
        ],
        "items": dict(inputs.items),
        "grouping": dict(inputs.grouping),
        "kinds": {act: sorted(kinds) for act, kinds in inputs.kinds.items()},
        "notes": list(inputs.notes),
        "late_note": inputs.late_note,
    }


def inputs_from_json(stored: Mapping[str, Any]) -> BulletinInputs:
    """Return the inputs that `inputs_as_json` wrote (由 JSON 读回)."""
    return BulletinInputs(
        region_code=stored["region"],
        region_name=stored["region_name"],
        period=_period_from_json(stored["period"]),
        bodies=tuple(Body(**body) for body in stored["bodies"]),
        targets=tuple(
            AnnualTarget(
                organisation_code=target["organisation_code"],
                number=target["number"],
                groups=_groups(target["groups"]),
                period=_period_from_json(target["period"]),
                source=target["source"],
            )
            for target in stored["targets"]
        ),
        volumes=tuple(
            RealVolume(
                year=volume["year"],
                number=volume["number"],
                groups=_groups(volume["groups"]),
                source=volume["source"],
            )
            for volume in stored["volumes"]
        ),
        items={ItemGroup(group): number for group, number in stored["items"].items()},
        grouping={word: ItemGroup(group) for word, group in stored["grouping"].items()},
        kinds={CountedAct(act): frozenset(kinds) for act, kinds in stored["kinds"].items()},
        notes=tuple(stored["notes"]),
        late_note=stored["late_note"],
    )


def _period_as_json(period: Period) -> dict[str, str]:
    return {"from": period.first_day.isoformat(), "to": period.last_day.isoformat()}


def _period_from_json(stored: Mapping[str, str]) -> Period:
    return Period(date.fromisoformat(stored["from"]), date.fromisoformat(stored["to"]))


def _groups(words: Sequence[str]) -> tuple[ItemGroup, ...]:
    return tuple(ItemGroup(word) for word in words)
