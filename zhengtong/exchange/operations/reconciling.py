"""A source's counts and cases are held against ours; what differs is kept (对账)."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet

from zhengtong.cases.queries.by_source import (
    SourceCase,
    cases_by_source_numbers,
    counted_cases_of_source,
    counts_of_source,
)
from zhengtong.exchange.events import Reconciled
from zhengtong.exchange.models import Difference, Reconciliation, Source
from zhengtong.exchange.operations.listed import is_listed
from zhengtong.exchange.permissions import ExchangePermission
from zhengtong.exchange.rules.reconciliation import (
    CountCell,
    DifferenceKind,
    DifferenceState,
    Finding,
    Measure,
    OurCase,
    TheirCase,
    compare_cases,
    compare_counts,
)
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import insert_rows, update_rows
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import centre_code_of, require_at_centre

MOST_DAYS = 366
_BETWEEN = "\x1f"


class ReconciliationRefused(DomainError):
    """The days cannot be reconciled like this (不能这样对账)."""

    code: ClassVar[str] = "reconciliation_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirBook:
    """What a source says of a period (来源账).

    Args:
        counts: None where it was not asked for counts; a number left out is 0.
        cases: None where it was not asked for cases; all that were accepted or completed in the
            period.
    """

    region_code: str
    source_name: str
    period: Period
    counts: Mapping[CountCell, int] | None
    cases: Sequence[TheirCase] | None
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run came to (对账结果)."""

    found: int
    gone: int
    kept: int


@transaction.atomic
def reconcile(*, book: TheirBook, by: Actor, now: dt.datetime) -> RunResult:
    """Hold a source's book against ours, and keep what differs until it is explained (对账).

    A difference that stands already stays as it is, explained or not; one that is no longer
    found is gone; one whose numbers changed is gone and a new one stands. So a second run of the
    same files changes nothing. The row of the source is held, so runs take turns with imports.

    Raises:
        PermissionRefused: not granted at the service centre.
        ReconciliationRefused: more days than a year, or days to come.
    """
    request = Request(by=by, now=now)
    require_at_centre(request, ExchangePermission.RECONCILE, region_code=book.region_code)
    _check_days(book.period, today=local_day(now))
    source = Source.objects.select_for_update().get(
        region_code=book.region_code, name=book.source_name
    )
    findings = {_key(finding): finding for finding in _findings(book)}
    standing = {row.key: row for row in _standing(book)}
    gone = [row for key, row in standing.items() if not _is_same(findings.get(key), row)]
    stays = standing.keys() - {row.key for row in gone}
    # A difference found for another period stays the one of its case.
    stays |= _standing_elsewhere(book, findings.keys() - standing.keys())
    new = [finding for key, finding in findings.items() if key not in stays]
    _let_go(gone, now=now)
    _keep(new, book=book, source=source, now=now)
    _record(book, source=source, new=len(new), gone=len(gone), kept=len(findings), by=by, now=now)
    return RunResult(found=len(new), gone=len(gone), kept=len(findings) - len(new))


def _check_days(period: Period, *, today: dt.date) -> None:
    if period.length_days() > MOST_DAYS:
        raise ReconciliationRefused(f"一次对账不超过 {MOST_DAYS} 天，请分期办理")
    if period.last_day > today:
        raise ReconciliationRefused(f"对账的末日 {period.last_day} 还没有到")


def _findings(book: TheirBook) -> Iterable[Finding]:
    asked = {
        "region_code": book.region_code,
        "source": book.source_name,
    }
    if book.counts is not None:
        ours: Counter[CountCell] = Counter()
        for row in counts_of_source(**asked, period=book.period):
            measure = Measure(row.measure)
            cell = CountCell(row.day, row.implementation_code, row.organisation_code, measure)
            ours[cell] += row.count
        yield from compare_counts(theirs=book.counts, ours=ours)
    if book.cases is not None:
        counted = counted_cases_of_source(**asked, period=book.period)
        here = {case.source_number: _our(case) for case in counted}
        numbers = {case.source_number for case in book.cases} - here.keys()
        others = cases_by_source_numbers(**asked, source_numbers=numbers)
        yield from compare_cases(
            theirs=book.cases,
            ours=here | {case.source_number: _our(case) for case in others},
            counted=sorted(here),
            period=book.period,
            on_other_days=_on_other_days(book),
        )


def _our(case: SourceCase) -> OurCase:
    return OurCase(
        source_number=case.source_number,
        case_number=case.number,
        implementation_code=case.implementation_code,
        organisation_code=case.organisation_code,
        accepted_on=case.accepted_on,
        completed_on=case.completed_on,
        result=case.close_result,
        is_taken_out=case.is_taken_out,
    )


def _standing(book: TheirBook) -> Iterable[Difference]:
    """Return what stands and was asked about again, by its day or by its case.

    The other day is our own; of it the source's list of this period says nothing.
    """
    kinds = [
        kind.value
        for kind in DifferenceKind
        if (book.counts if kind is DifferenceKind.COUNT else book.cases) is not None
    ]
    rows = _of_source(book).select_for_update().filter(kind__in=kinds)
    found = {row.key: row for row in rows.filter(day__range=_days(book))}
    if book.cases:
        # A case of the list may differ by a day that lies outside.
        numbers = {case.source_number for case in book.cases}
        found |= {row.key: row for row in rows.filter(is_listed("source_number", numbers))}
    return found.values()


def _standing_elsewhere(book: TheirBook, keys: Collection[str]) -> set[str]:
    rows = _of_source(book).filter(is_listed("key", keys))
    return set(rows.values_list("key", flat=True))


def _on_other_days(book: TheirBook) -> set[tuple[str, str]]:
    """Return what we count in the period and the source on a day outside it, as found then."""
    rows = _of_source(book).filter(
        ~Q(day__range=_days(book)),
        kind=DifferenceKind.OTHER_DAY.value,
        other_day__range=_days(book),
    )
    return set(rows.values_list("source_number", "measure"))


def _of_source(book: TheirBook) -> QuerySet[Difference]:
    return Difference.objects.filter(
        region_code=book.region_code, source_name=book.source_name, gone_at__isnull=True
    )


def _days(book: TheirBook) -> tuple[dt.date, dt.date]:
    return book.period.first_day, book.period.last_day


def _key(finding: Finding) -> str:
    return _BETWEEN.join(finding.key)


def _is_same(finding: Finding | None, row: Difference) -> bool:
    return finding is not None and finding.content == (row.day, row.other_day, row.theirs, row.ours)


def _let_go(rows: Sequence[Difference], *, now: dt.datetime) -> None:
    for row in rows:
        row.state, row.gone_at = DifferenceState.GONE.value, now
    update_rows(rows, names=("state", "gone_at"))


def _keep(
    findings: Sequence[Finding], *, book: TheirBook, source: Source, now: dt.datetime
) -> None:
    if not findings:
        return
    fallback = source.organisation_code or centre_code_of(book.region_code)
    first = source.last_difference_no + 1
    insert_rows(
        [
            Difference(
                region_code=book.region_code,
                number=f"{book.region_code}-{source.pk}-D{first + at}",
                source_name=book.source_name,
                kind=finding.kind.value,
                key=_key(finding),
                day=finding.day,
                other_day=finding.other_day,
                implementation_code=finding.implementation_code,
                organisation_code=finding.organisation_code,
                measure=finding.measure,
                source_number=finding.source_number,
                case_number=finding.case_number,
                theirs=finding.theirs,
                ours=finding.ours,
                owner_code=finding.organisation_code or fallback,
                state=DifferenceState.OPEN.value,
                file_name=book.file_name[:255],
                found_at=now,
            )
            for at, finding in enumerate(findings)
        ]
    )
    source.last_difference_no += len(findings)
    source.save(update_fields=["last_difference_no"])


def _record(
    book: TheirBook,
    *,
    source: Source,
    new: int,
    gone: int,
    kept: int,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Enter the run in the ledger, unless it told nothing that an earlier run had not."""
    digest = _digest(book)
    rows = Reconciliation.objects.filter(region_code=book.region_code, source_name=book.source_name)
    if not new and not gone and rows.filter(content_hash=digest).exists():
        return
    row = Reconciliation(
        region_code=book.region_code,
        number=f"{book.region_code}-{source.pk}-R{rows.count() + 1}",
        source_name=book.source_name,
        file_name=book.file_name[:255],
        content_hash=digest,
        first_day=book.period.first_day,
        last_day=book.period.last_day,
        has_counts=book.counts is not None,
        has_cases=book.cases is not None,
        found=new,
        gone=gone,
        standing=kept,
        run_by=by.code,
        run_at=now,
    )
    event = Reconciled(
        source_name=book.source_name,
        first_day=book.period.first_day,
        last_day=book.period.last_day,
        content_hash=digest,
        found=new,
        gone=gone,
        standing=kept,
    )
    commit_act(row, changed=(), act=None, event=event, by=by, occurred_at=now, recorded_at=now)


def _digest(book: TheirBook) -> str:
    """Return the hash over what the files say, in whatever order (内容摘要)."""
    counts = None
    if book.counts is not None:
        counts = [
            [str(cell.day), cell.implementation_code, cell.organisation_code, cell.measure, number]
            for cell, number in sorted(book.counts.items())
        ]
    cases = None
    if book.cases is not None:
        cases = sorted(
            [
                case.source_number,
                case.implementation_code,
                case.organisation_code,
                str(case.accepted_on),
                str(case.completed_on or ""),
                case.result or "",
            ]
            for case in book.cases
        )
    text = json.dumps([str(book.period), counts, cases], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
