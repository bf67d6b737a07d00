"""Each row of a page is held against what is on record before anything is written (判定一页)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from zhengtong.exchange.operations.put_asides import Contradiction
from zhengtong.exchange.operations.statements import content_hash, stated_of
from zhengtong.exchange.queries.records import KnownRecord
from zhengtong.exchange.rules.checks import FieldRefusal
from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.exchange.rules.results import BY_A_PERSON
from zhengtong.exchange.rules.versions import Judgement, KnownVersion, Verdict, judge
from zhengtong.foundation.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row of a file that was understood (数据行).

    Args:
        ordinal: its place in the order of the run, from 0.
        row_number: as a spreadsheet shows it.
        is_repeated: its number stands in other rows of the file too.
    """

    ordinal: int
    row_number: int
    record: CaseRecord
    is_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A row with what is to become of it (判定结果).

    Args:
        known: what was on record before it, with the versions that stand before it in the page.
    """

    row: SourceRow
    verdict: Verdict
    known: KnownRecord | None
    stated: dict[str, str]
    sentences: tuple[str, ...] = ()

    @property
    def record(self) -> CaseRecord:
        return self.row.record

    @property
    def goes_in(self) -> bool:
        """Tell whether the row adds to the case or to its version (是否写入)."""
        return self.verdict in (Verdict.NEW, Verdict.ADVANCES, Verdict.CONFIRMS)

    @property
    def key(self) -> tuple[str, int]:
        """Source number and version: no two rows that go in share it."""
        return self.record.source_number, self.record.data_version

    def as_known(self) -> KnownRecord:
        """Return what is on record once the row went in (写入后的记录)."""
        return KnownRecord(
            self.known.id if self.known else new_id(),
            self.known.case_number if self.known else "",
            content_hash(self.stated),
            KnownVersion(self.record.data_version, self.stated),
        )

    def contradiction(self, *, case_number: str, sentences: tuple[str, ...]) -> Contradiction:
        """Return the row as a contradiction of a case that is there (转为矛盾)."""
        return Contradiction(
            record=self.record,
            row_number=self.row.row_number,
            content_hash=content_hash(self.stated),
            known_hash=self.known.content_hash if self.known else "",
            known_version=self.known.version.data_version if self.known else 0,
            case_number=case_number,
            sentences=sentences,
        )


def judge_row(row: SourceRow, *, known: KnownRecord | None) -> JudgedRow:
    """Hold a row against what is on record of its number (判定一行)."""
    record = row.record
    stated = stated_of(record, like=known.version.stated if known else None)
    judgement = judge(
        known=known.version if known else None, data_version=record.data_version, stated=stated
    )
    verdict, sentences = _with_removals(record, judgement)
    return JudgedRow(row=row, verdict=verdict, known=known, stated=stated, sentences=sentences)


def refusal_of(
    judged: JudgedRow, *, is_switched_off: bool, used_up: Collection[dt.date]
) -> FieldRefusal | None:
    """Return why a row that was understood still cannot go in, None where it can (不予导入)."""
    record = judged.record
    if judged.verdict in (Verdict.UNCHANGED, Verdict.OLDER):
        return None
    if is_switched_off:
        return FieldRefusal(
            "source_recorded_at", "来源系统已停用，停用以后的办件应在平台上办理，不再导入"
        )
    if judged.verdict is not Verdict.NEW:
        return None
    if record.result in BY_A_PERSON:
        return FieldRefusal("result", f"平台上没有这件办件，“{record.result.label}”的不必导入")
    if record.submitted_on in used_up:
        return FieldRefusal("submitted_at", f"{record.submitted_on} 的办件编号已用完")
    return None


def _with_removals(record: CaseRecord, judgement: Judgement) -> tuple[Verdict, tuple[str, ...]]:
    """A case is voided or deleted by a person only, whatever its source says."""
    sentences = tuple(difference.sentence for difference in judgement.differences)
    adds = judgement.verdict in (Verdict.ADVANCES, Verdict.CONFIRMS)
    if adds and record.result is not None and record.result in BY_A_PERSON:
        said = f"来源称“{record.result.label}”，作废、删除须由人办理（case void）"
        return Verdict.CONTRADICTS, (said,)
    return judgement.verdict, sentences
