"""Rows of a source go in page by page: a page as a whole or not at all (导入办件)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import transaction

from zhengtong.exchange.models import Source
from zhengtong.exchange.operations.batches import RunState, keep_progress
from zhengtong.exchange.operations.judging import SourceRow
from zhengtong.exchange.operations.number_pool import NumberPool, RehearsedNumbers
from zhengtong.exchange.operations.outcomes import RowOutcome, RowResult, refused
from zhengtong.exchange.operations.page import Page
from zhengtong.exchange.operations.references import References
from zhengtong.exchange.queries.records import KnownRecord, known_records
from zhengtong.exchange.queries.sources import SourceInfo
from zhengtong.exchange.rules.checks import CheckTerms, FieldRefusal, normalised, refusals_of
from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.kernel.origins import Origin

_COUNTED_ORIGINS = {Origin.SYNCED: "synced", Origin.BACK_ENTRY: "back_entries"}


class CaseImport:
    """One run over one file (一次导入).

    What it keeps between pages grows with items and bodies, not with rows; a rehearsal also keeps
    the rows whose number comes again.
    """

    def __init__(self, *, source: SourceInfo, state: RunState, terms: CheckTerms) -> None:
        self._source = source
        self._state = state
        self._terms = terms
        self._references = References(source.region_code)
        numbers = RehearsedNumbers if state.is_rehearsal else NumberPool
        self._numbers = numbers(region_code=source.region_code)
        self._counted_from = state.next_row
        self._rehearsed: dict[str, KnownRecord] = {}

    def take(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        """Take a page in one transaction; nothing of it is ever half written (导入一页).

        The row of the source is held meanwhile, so that two runs over one source take turns.
        """
        outcomes, good = self._checked(rows)
        used_up = self._numbers.reserve(self._days_of_new(good))
        with transaction.atomic():
            page = Page(
                source=Source.objects.select_for_update().get(pk=self._source.id),
                state=self._state,
                references=self._references,
                numbers=self._numbers,
                known=self._known(good),
                used_up=used_up,
                now=self._terms.now,
            )
            outcomes += page.write(good)
            self._count(outcomes, next_row=1 + max(row.ordinal for row in rows))
            if self._state.is_rehearsal:
                transaction.set_rollback(True)
            else:
                keep_progress(source=self._source, state=self._state)
        self._remember(good, page.kept)
        return sorted(outcomes, key=lambda outcome: outcome.row.ordinal)

    def _checked(self, rows: Sequence[SourceRow]) -> tuple[list[RowOutcome], list[SourceRow]]:
        """Part the rows that cannot be right from the others."""
        self._references.load(row.record for row in rows)
        wrong: list[RowOutcome] = []
        good: list[SourceRow] = []
        for row in rows:
            if refusals := tuple(self._refusals(row.record)):
                wrong.append(refused(row, *refusals))
            else:
                record = normalised(row.record, strictness=self._terms.strictness)
                good.append(row if record is row.record else replace(row, record=record))
        return wrong, good

    def _refusals(self, record: CaseRecord) -> Iterator[FieldRefusal]:
        """Give the first refusal of each field."""
        fields = set()
        for source in (
            self._references.refusals_of(record),
            refusals_of(record, terms=self._terms),
        ):
            for refusal in source:
                if refusal.field not in fields:
                    fields.add(refusal.field)
                    yield refusal

    def _known(self, rows: Sequence[SourceRow]) -> dict[str, KnownRecord]:
        numbers = {row.record.source_number for row in rows}
        known = known_records(
            region_code=self._source.region_code,
            source_name=self._source.name,
            source_numbers=numbers,
        )
        return known | {
            number: self._rehearsed[number] for number in numbers & self._rehearsed.keys()
        }

    def _days_of_new(self, rows: Sequence[SourceRow]) -> list[dt.date]:
        """Return the day of submission of each number that seems new, once a number."""
        known = self._known(rows)
        days = {row.record.source_number: row.record.submitted_on for row in reversed(rows)}
        return [day for number, day in days.items() if number not in known]

    def _count(self, outcomes: Sequence[RowOutcome], *, next_row: int) -> None:
        """Count what a killed run had not counted yet; refused rows are counted by the report.

        What goes in only now was not in its counts, wherever it stands.
        """
        for outcome in outcomes:
            is_counted = outcome.row.ordinal < self._counted_from
            if outcome.result is RowResult.REFUSED or (
                is_counted and outcome.result not in (RowResult.CREATED, RowResult.ADVANCED)
            ):
                continue
            self._state.counts[outcome.result.value] += 1
            if outcome.origin in _COUNTED_ORIGINS:
                self._state.counts[_COUNTED_ORIGINS[outcome.origin]] += 1
        self._state.next_row = max(self._state.next_row, next_row)

    def _remember(self, rows: Sequence[SourceRow], kept: dict[str, KnownRecord]) -> None:
        """Keep in mind what a rehearsal would have written of numbers that come again."""
        if not self._state.is_rehearsal:
            return
        for row in rows:
            number = row.record.source_number
            if row.is_repeated and number in kept:
                self._rehearsed[number] = kept[number]
