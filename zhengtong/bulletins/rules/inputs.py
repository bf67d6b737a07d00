"""All that a bulletin is made of besides the counts; kept whole with a frozen one (通报的依据).

What is kept is what was true when the bulletin was made: names, targets, grouping and the
words of its notes. Recomputing reads these and the ledger, never today's tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhengtong.bulletins.rules.columns import CountedAct
from zhengtong.bulletins.rules.levels import DISTRICT_NOUN, BulletinLevel, Edition
from zhengtong.bulletins.rules.periods import bulletin_title
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period

# 1 had neither level nor comparisons; what was frozen in it stays as it is.
FORMAT = 2
FIRST_FORMAT = 1
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
        bodies: in printed order; the districts where it is rolled up from them.
        items: approved items by group.
        grouping: the group of each item type.
        kinds: the entry kinds that each act counts.
        notes: finished sentences.
        late_note: a sentence with `{count}` where the number of late entries stands.
        known_since: the first day of which the region's ledger knew anything; periods before it
            are not compared with.
        districts: what the rows of a city or province are made of; none for a district.
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
    level: BulletinLevel = BulletinLevel.DEPARTMENT
    known_since: date | None = None
    districts: "tuple[DistrictInputs, ...]" = ()
    format: int = FORMAT

    @property
    def edition(self) -> Edition:
        """Return which of the region's bulletins it is (期次)."""
        return Edition(period=self.period, level=self.level)

    @property
    def noun(self) -> str:
        """Return what one row is called: 部门, 乡镇街道, 区县 (行的称呼)."""
        return DISTRICT_NOUN if self.districts else self.level.noun

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
class DistrictInputs:
    """What a district's row is made of, and how far its own ledger was read (区县依据)."""

    inputs: BulletinInputs
    position: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts at one ledger position (某一位置的计数).

    Args:
        year: counts from 1 January to the end of the period.
        late: cases among those of the period that were entered late.
        before: counts of the period before.
        year_before: counts of the same period of the year before.
        districts: of a roll-up, by region code; each at the position of its own ledger.
    """

    position: int
    chain: str
    period: Mapping[TallyKey, int]
    year: Mapping[TallyKey, int]
    late: int = 0
    before: Mapping[TallyKey, int] = field(default_factory=dict)
    year_before: Mapping[TallyKey, int] = field(default_factory=dict)
    districts: "Mapping[str, Tally]" = field(default_factory=dict)


def title_of(inputs: BulletinInputs) -> str:
    """Return the title that the bulletin is published under (标题)."""
    level = inputs.level
    return bulletin_title(
        region_name=inputs.region_name,
        period=inputs.period,
        subject="" if level is BulletinLevel.DEPARTMENT else level.label,
    )


def inputs_as_json(inputs: BulletinInputs) -> dict[str, Any]:
    """Return the inputs as plain JSON values (存为 JSON)."""
    return {
        "format": inputs.format,
        "region": inputs.region_code,
        "region_name": inputs.region_name,
        "period": _period_as_json(inputs.period),
        "bodies": [
            {"code": body.code, "name": body.name, "short_name": body.short_name}
            for body in inputs.bodies
        ],
        "targets": [_target_as_json(target) for target in inputs.targets],
        "volumes": [_volume_as_json(volume) for volume in inputs.volumes],
        "items": dict(inputs.items),
        "grouping": dict(inputs.grouping),
        "kinds": {act: sorted(kinds) for act, kinds in inputs.kinds.items()},
        "notes": list(inputs.notes),
        "late_note": inputs.late_note,
        "level": inputs.level.value,
        "known_since": inputs.known_since.isoformat() if inputs.known_since else None,
        "districts": [
            {
                "inputs": inputs_as_json(district.inputs),
                "position": district.position,
                "chain": district.chain,
            }
            for district in inputs.districts
        ],
    }


def inputs_from_json(stored: Mapping[str, Any]) -> BulletinInputs:
    """Return the inputs that `inputs_as_json` wrote, in any format (由 JSON 读回)."""
    region_code = stored["region"]
    known_since = stored.get("known_since")
    return BulletinInputs(
        region_code=region_code,
        region_name=stored["region_name"],
        period=_period_from_json(stored["period"]),
        bodies=tuple(Body(**body) for body in stored["bodies"]),
        targets=tuple(map(_target_from_json, stored["targets"])),
        volumes=tuple(map(_volume_from_json, stored["volumes"])),
        items={ItemGroup(group): number for group, number in stored["items"].items()},
        grouping={word: ItemGroup(group) for word, group in stored["grouping"].items()},
        kinds={CountedAct(act): frozenset(kinds) for act, kinds in stored["kinds"].items()},
        notes=tuple(stored["notes"]),
        late_note=stored["late_note"],
        level=BulletinLevel(stored.get("level", BulletinLevel.DEPARTMENT)),
        known_since=date.fromisoformat(known_since) if known_since else None,
        districts=tuple(
            DistrictInputs(
                inputs=inputs_from_json(district["inputs"]),
                position=district["position"],
                chain=district["chain"],
            )
            for district in stored.get("districts", ())
        ),
        format=stored.get("format", FIRST_FORMAT),
    )


def _target_as_json(target: AnnualTarget) -> dict[str, Any]:
    return {
        "organisation_code": target.organisation_code,
        "number": target.number,
        "groups": list(target.groups),
        "period": _period_as_json(target.period),
        "source": target.source,
    }


def _target_from_json(stored: Mapping[str, Any]) -> AnnualTarget:
    return AnnualTarget(
        organisation_code=stored["organisation_code"],
        number=stored["number"],
        groups=_groups(stored["groups"]),
        period=_period_from_json(stored["period"]),
        source=stored["source"],
    )


def _volume_as_json(volume: RealVolume) -> dict[str, Any]:
    return {
        "year": volume.year,
        "number": volume.number,
        "groups": list(volume.groups),
        "source": volume.source,
    }


def _volume_from_json(stored: Mapping[str, Any]) -> RealVolume:
    return RealVolume(
        year=stored["year"],
        number=stored["number"],
        groups=_groups(stored["groups"]),
        source=stored["source"],
    )


def _period_as_json(period: Period) -> dict[str, str]:
    return {"from": period.first_day.isoformat(), "to": period.last_day.isoformat()}


def _period_from_json(stored: Mapping[str, str]) -> Period:
    return Period(date.fromisoformat(stored["from"]), date.fromisoformat(stored["to"]))


def _groups(words: Sequence[str]) -> tuple[ItemGroup, ...]:
    return tuple(ItemGroup(word) for word in words)
