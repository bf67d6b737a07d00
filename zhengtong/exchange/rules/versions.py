"""What a newer version of a case may change: it may add, never take back (版本比对)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhengtong.exchange.rules.records import FIELD_LABELS, TIMES

# What a source said of a case, by field, in the form in which it is kept: times as text, what is
# personal or people's own words as keyed hashes, fields without content left out.
Stated = Mapping[str, str]

ENDING = ("result", "close_reason")
ENTRY_TIME = "source_recorded_at"
# Kept as keyed hashes; a difference is named but never shown.
HASHED = frozenset(
    {
        "applicant_name",
        "applicant_id_number",
        "legal_representative",
        "contact_mobile",
        "close_reason",
    }
)
# Fields that no version may change or fill in later.
LASTING = (
    "implementation_code",
    "organisation_code",
    "township_code",
    "applicant_kind",
    "applicant_name",
    "applicant_id_type",
    "applicant_id_number",
    "legal_representative",
    "contact_mobile",
    "channel",
)


class Verdict(StrEnum):
    """What becomes of a row (处理结论)."""

    NEW = "new"
    ADVANCES = "advances"
    CONFIRMS = "confirms"
    UNCHANGED = "unchanged"
    OLDER = "older"
    CONTRADICTS = "contradicts"


class DifferenceKind(StrEnum):
    """How two versions of a case are at odds (矛盾类别)."""

    CHANGED = "changed"
    TAKEN_BACK = "taken_back"
    ADDED_BEFORE = "added_before"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on which two versions are at odds (差异)."""

    field: str
    kind: DifferenceKind
    known: str
    stated: str

    @property
    def sentence(self) -> str:
        """Say it in Chinese, without anything personal (差异说明)."""
        label = FIELD_LABELS[self.field]
        if self.field in HASHED:
            return f"{label}与已有版本不同"
        match self.kind:
            case DifferenceKind.TAKEN_BACK:
                return f"{label}原为 {self.known}，新版本没有"
            case DifferenceKind.ADDED_BEFORE:
                return f"{label} {self.stated} 早于已记录的办理"
            case _:
                return f"{label}由 {self.known or '空'} 改为 {self.stated or '空'}"


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """What is on record of a case from its source (已有版本)."""

    data_version: int
    stated: Stated


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a row, and what it is at odds with (结论及差异)."""

    verdict: Verdict
    differences: tuple[Difference, ...] = ()


def judge(*, known: KnownVersion | None, data_version: int, stated: Stated) -> Judgement:
    """Hold a version against what is on record (判定版本).

    Same version, same content: nothing. Newer: it may add acts after those on record, or confirm
    them; a version that changes or takes back what was stated, or adds an act before those on
    record, is left to a person. Older: nothing as long as the record only added to it.

    Source:
        Contract section 3, `import-cases`.
    """
    if known is None:
        return Judgement(Verdict.NEW)
    if data_version == known.data_version:
        differences = tuple(_all_differences(known.stated, stated))
        return _judged(Verdict.UNCHANGED, differences)
    if data_version > known.data_version:
        adds = any(name not in known.stated for name in stated if name in (*TIMES, *ENDING))
        good = Verdict.ADVANCES if adds else Verdict.CONFIRMS
        return _judged(good, tuple(_contradictions(known.stated, stated)))
    return _judged(Verdict.OLDER, tuple(_contradictions(stated, known.stated)))


def _judged(good: Verdict, differences: tuple[Difference, ...]) -> Judgement:
    return Judgement(Verdict.CONTRADICTS if differences else good, differences)


def _all_differences(known: Stated, stated: Stated) -> Iterator[Difference]:
    for field in (*LASTING, *TIMES, *ENDING, ENTRY_TIME):
        before, now = known.get(field, ""), stated.get(field, "")
        if before != now:
            yield Difference(field, DifferenceKind.CHANGED, before, now)


def _contradictions(earlier: Stated, later: Stated) -> Iterator[Difference]:
    """Find what the later version does not merely add to the earlier one."""
    for field in LASTING:
        before, now = earlier.get(field, ""), later.get(field, "")
        if before != now:
            yield Difference(field, DifferenceKind.CHANGED, before, now)
    newest = max((earlier[name] for name in TIMES if name in earlier), default="")
    for field in (*TIMES, *ENDING):
        before, now = earlier.get(field, ""), later.get(field, "")
        if before and before != now:
            kind = DifferenceKind.CHANGED if now else DifferenceKind.TAKEN_BACK
            yield Difference(field, kind, before, now)
        elif now and not before and field in TIMES and now < newest:
            yield Difference(field, DifferenceKind.ADDED_BEFORE, before, now)
