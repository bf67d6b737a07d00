"""One page of an import, inside its transaction (写入一页)."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from zhengtong.cases.operations.importing import (
    ImportedCase,
    ImportOutcome,
    RefusedRecord,
    import_case_batch,
)
from zhengtong.exchange.models import Source
from zhengtong.exchange.operations.batches import RunState
from zhengtong.exchange.operations.judging import JudgedRow, SourceRow, judge_row, refusal_of
from zhengtong.exchange.operations.number_pool import NumberPool
from zhengtong.exchange.operations.outcomes import RowOutcome, RowResult, refused
from zhengtong.exchange.operations.put_asides import Contradiction, put_aside
from zhengtong.exchange.operations.recording import keep_records
from zhengtong.exchange.operations.references import References
from zhengtong.exchange.operations.statements import imported_case
from zhengtong.exchange.queries.records import KnownRecord
from zhengtong.exchange.rules.checks import FieldRefusal, refusal_by
from zhengtong.exchange.rules.lateness import is_after_switch_off
from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.exchange.rules.versions import Verdict
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.kernel.local_time import local_day

_BEFORE_IT = FieldRefusal("", "同一编号的前一版本未能导入，请改正后一并再导入")


@dataclass(slots=True, kw_only=True)
class Page:
    """The rows of a page on their way in; make one for each transaction (一页).

    Args:
        source: locked for the length of the transaction.
        known: what is on record by source number, read under that lock.
        used_up: days on which no case number is left.
    """

    source: Source
    state: RunState
    references: References
    numbers: NumberPool
    known: dict[str, KnownRecord]
    used_up: Collection[dt.date]
    now: dt.datetime
    kept: dict[str, KnownRecord] = field(default_factory=dict)
    _outcomes: list[RowOutcome] = field(default_factory=list)
    _sent: list[tuple[JudgedRow, KnownRecord, ImportedCase]] = field(default_factory=list)
    _at_odds: list[tuple[JudgedRow, tuple[str, ...]]] = field(default_factory=list)
    _new_numbers: dict[str, str] = field(default_factory=dict)
    _there: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._there = frozenset(self.known)

    def write(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        """Judge the rows, write what goes in, put aside what is at odds (写入)."""
        for row in rows:
            self._judge(row)
        done = self._send()
        self._settle_sent(done)
        self._settle_at_odds(done)
        return self._outcomes

    def _judge(self, row: SourceRow) -> None:
        """Sort a row; one that goes in counts as known for the rows after it."""
        record = row.record
        judged = judge_row(row, known=self.known.get(record.source_number))
        refusal = refusal_of(
            judged, is_switched_off=self._is_switched_off(record), used_up=self.used_up
        )
        if refusal is not None:
            self._outcomes.append(refused(row, refusal))
        elif judged.verdict is Verdict.CONTRADICTS:
            self._at_odds.append((judged, judged.sentences))
        elif judged.goes_in:
            known = judged.as_known()
            self.known[record.source_number] = known
            self._sent.append((judged, known, self._as_case(judged)))
        else:
            self._outcomes.append(RowOutcome(row=row, result=RowResult(judged.verdict.value)))

    def _as_case(self, judged: JudgedRow) -> ImportedCase:
        record = judged.record
        number = judged.known.case_number if judged.known else ""
        if not number:
            number = self._new_numbers.get(record.source_number, "")
        if not number:
            number = self.numbers.take(record.submitted_on)
            self._new_numbers[record.source_number] = number
        return imported_case(
            record,
            case_number=number,
            terms=self.references.terms_of(record),
            lag_days=self.state.lag_days,
            is_history=self.state.is_history,
            now=self.now,
        )

    def _send(self) -> ImportOutcome:
        if not self._sent:
            return ImportOutcome()
        source = self.source
        return import_case_batch(
            [case for *_, case in self._sent],
            region_code=source.region_code,
            source=source.name,
            by=Actor(
                kind=ActorKind.SOURCE,
                code=source.name,
                organisation_code=source.organisation_code,
            ),
            now=self.now,
        )

    def _settle_sent(self, done: ImportOutcome) -> None:
        """Say what became of the rows that were sent, and keep the newest of each number."""
        missed = {(row.source_number, row.data_version): row for row in done.refused}
        for judged, known, _ in self._sent:
            if judged.key in missed:
                self._settle_missed(judged, missed[judged.key], done)
                continue
            number = judged.record.source_number
            was_there = number in self.kept or number in self._there
            is_first = number in done.created and not was_there
            case_number = done.created.get(number) or done.advanced[number]
            self.kept[number] = known.of_case(case_number)
            self._outcomes.append(
                RowOutcome(
                    row=judged.row,
                    result=_result(judged, is_first=is_first),
                    origin=done.origins.get(judged.key),
                )
            )
        keep_records(
            self.kept,
            there=self._there,
            region_code=self.source.region_code,
            source_name=self.source.name,
            batch_id=self.state.batch_id,
            now=self.now,
        )

    def _settle_missed(self, judged: JudgedRow, missed: RefusedRecord, done: ImportOutcome) -> None:
        """A refusal about a case that is there is for a person, any other for the file."""
        number = missed.case_number or done.created.get(missed.source_number, "")
        if number:
            self._at_odds.append((judged, (missed.error.message,)))
        else:
            self._outcomes.append(refused(judged.row, refusal_by(missed.error)))

    def _settle_at_odds(self, done: ImportOutcome) -> None:
        contradictions: list[Contradiction] = []
        for judged, sentences in self._at_odds:
            known = judged.known
            number = (known.case_number if known else "") or self._number_here(judged, done)
            if number:
                contradictions.append(judged.contradiction(case_number=number, sentences=sentences))
            else:
                self._outcomes.append(refused(judged.row, _BEFORE_IT))
        waits = put_aside(
            contradictions,
            source=self.source,
            batch_id=self.state.batch_id,
            file_name=self.state.file_name,
            now=self.now,
        )
        for judged, sentences in self._at_odds:
            if (is_waiting := waits.get(judged.row.row_number)) is None:
                continue
            result = RowResult.PUT_ASIDE if is_waiting else RowResult.UNCHANGED
            shown = sentences if is_waiting else ()
            self._outcomes.append(RowOutcome(row=judged.row, result=result, sentences=shown))

    def _number_here(self, judged: JudgedRow, done: ImportOutcome) -> str:
        number = judged.record.source_number
        refused_here = (row.case_number for row in done.refused if row.source_number == number)
        return done.created.get(number) or done.advanced.get(number) or next(refused_here, "")

    def _is_switched_off(self, record: CaseRecord) -> bool:
        return is_after_switch_off(
            record,
            switched_off_on=self.source.switched_off_on,
            today=local_day(self.now),
            is_history=self.state.is_history,
        )


def _result(judged: JudgedRow, *, is_first: bool) -> RowResult:
    if is_first:
        return RowResult.CREATED
    is_confirmed = judged.verdict is Verdict.CONFIRMS
    return RowResult.UNCHANGED if is_confirmed else RowResult.ADVANCED
