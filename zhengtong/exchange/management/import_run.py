"""A file goes in: surveyed, begun, taken page by page, ended (导入一个文件)."""

import datetime as dt
from collections.abc import Iterable, Iterator

from zhengtong.exchange.management.case_file import CaseFile, FileRow
from zhengtong.exchange.management.import_report import ImportReport
from zhengtong.exchange.operations.batches import RunState, begin_run, end_run, rehearse
from zhengtong.exchange.operations.importing import CaseImport
from zhengtong.exchange.operations.outcomes import RowOutcome, RowResult
from zhengtong.exchange.queries import SourceInfo
from zhengtong.exchange.rules.checks import CheckTerms
from zhengtong.foundation.progress import track
from zhengtong.foundation.tables import ErrorFile, RowFault
from zhengtong.kernel.codes import Strictness
from zhengtong.places.queries import work_calendar

# Small, for on SQLite a transaction shuts everybody else out.
PAGE_ROWS = 500


def import_file(
    *,
    cases: CaseFile,
    errors: ErrorFile | None,
    source: SourceInfo,
    strictness: Strictness,
    is_history: bool,
    is_rehearsal: bool,
    now: dt.datetime,
) -> ImportReport:
    """Take all rows of a file; a rehearsal writes nothing and reports the same (导入文件).

    Raises:
        UnreadableTable: the file was changed meanwhile.
    """
    state = _begin(cases, source, is_history=is_history, is_rehearsal=is_rehearsal, now=now)
    report = ImportReport(
        state=state,
        errors=errors,
        row_count=cases.row_count,
        encoding=cases.table.encoding_note,
        taken_up_at=state.next_row,
    )
    run = CaseImport(
        source=source,
        state=state,
        terms=CheckTerms(
            region_code=source.region_code,
            calendar=work_calendar(source.region_code),
            strictness=strictness,
            now=now,
        ),
    )
    title = "试导入办件" if is_rehearsal else "导入办件"
    rows = track(cases.rows(), description=title, total=cases.row_count)
    for page in _pages(rows, report):
        _note(run.take([row.taken for row in page if row.taken]), page, report)
    if not is_rehearsal:
        state.next_row = cases.row_count
        end_run(source=source, state=state, refused=report.bad_rows, now=now)
    return report


def _begin(
    cases: CaseFile,
    source: SourceInfo,
    *,
    is_history: bool,
    is_rehearsal: bool,
    now: dt.datetime,
) -> RunState:
    if is_rehearsal:
        return rehearse(source=source, file_name=cases.path.name, is_history=is_history)
    return begin_run(
        source=source,
        file_name=cases.path.name,
        file_hash=cases.digest,
        row_count=cases.row_count,
        is_history=is_history,
        now=now,
    )


def _pages(rows: Iterable[FileRow], report: ImportReport) -> Iterator[list[FileRow]]:
    """Give the rows that were understood in pages; the others go to the report at once."""
    page: list[FileRow] = []
    for row in rows:
        if isinstance(row.row, RowFault):
            report.add_fault(row.row)
            continue
        page.append(row)
        if len(page) == PAGE_ROWS:
            yield page
            page = []
    if page:
        yield page


def _note(outcomes: Iterable[RowOutcome], page: Iterable[FileRow], report: ImportReport) -> None:
    by_ordinal = {row.ordinal: row for row in page}
    for outcome in outcomes:
        if outcome.result is RowResult.REFUSED:
            row = by_ordinal[outcome.row.ordinal]
            report.add_fault(row.fault(outcome.refusals))
        elif outcome.result is RowResult.PUT_ASIDE:
            report.add_put_aside(row_number=outcome.row.row_number, sentences=outcome.sentences)
