"""Walking through many items, a page and a transaction at a time (分页办理)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from zhengtong.catalogue.management.bulk_choice import digest_of
from zhengtong.catalogue.management.element_cells import column_called
from zhengtong.catalogue.management.item_book import BookContent, wish_of, write_book
from zhengtong.catalogue.operations.bulk_candidates import PAGE, Candidate, candidates
from zhengtong.catalogue.operations.bulk_requests import (
    BulkDone,
    BulkOrder,
    close_request,
    preview_page,
    submit_page,
)
from zhengtong.catalogue.operations.bulk_takeover import TakenOver, behind_page, take_over_page
from zhengtong.catalogue.queries.bulk import Choice, codes_behind
from zhengtong.catalogue.rules.bulk import BulkSource, TakeOverRule, Wish
from zhengtong.catalogue.rules.elements import element_table
from zhengtong.catalogue.rules.states import ACCEPTING_STATES
from zhengtong.foundation.progress import meter
from zhengtong.foundation.requests import Request
from zhengtong.foundation.tables import ErrorFile, FieldFault, Row, RowFault, Table


def change_items(
    *, order: BulkOrder, wishes: Mapping[str, Wish], request: Request, is_preview: bool
) -> BulkDone:
    """Change items page by page under one request, or only look what would come of it (变更)."""
    done = BulkDone()
    with meter(description="批量变更", total=len(wishes)) as advance:
        for page in _pages(list(wishes)):
            part = {code: wishes[code] for code in page}
            act = preview_page if is_preview else submit_page
            act(order=order, wishes=part, request=request, done=done)
            advance(len(page))
    if not is_preview:
        close_request(order=order, request=request, done=done)
    return done


def take_over(
    *,
    region_code: str,
    codes: Sequence[str],
    rule: TakeOverRule,
    request: Request,
    is_preview: bool,
) -> TakenOver:
    """Take the newest upper versions over for those of the items that are behind (承接)."""
    done = TakenOver()
    behind = codes_behind(Choice(region_code=region_code, codes=tuple(codes), on=request.today))
    order = BulkOrder(
        region_code=region_code,
        source=BulkSource.TAKE_OVER,
        digest=digest_of(BulkSource.TAKE_OVER, rule.value),
    )
    with meter(description="承接新版目录", total=len(behind)) as advance:
        for page in _pages(behind):
            if is_preview:
                behind_page(
                    region_code=region_code, codes=page, rule=rule, request=request, done=done
                )
            else:
                take_over_page(order=order, codes=page, rule=rule, request=request, done=done)
            advance(len(page))
    if not is_preview:
        close_request(order=order, request=request, done=done.bulk)
    return done


def work_off(act: Callable[..., int], *, title: str, number: str, request: Request) -> None:
    """Decide a request page by page until nothing is left (分页审核)."""
    with meter(description=title) as advance:
        while act(number=number, request=request):
            advance(PAGE)


def exported(
    path: Path, *, region_code: str, codes: Sequence[str], elements: tuple[str, ...]
) -> tuple[int, int]:
    """Write items into a workbook; return how many, and how many do not run (导出)."""
    count = 0

    def running() -> Iterator[Candidate]:
        nonlocal count
        with meter(description="导出事项", total=len(codes)) as advance:
            for page in _pages(codes):
                for candidate in candidates(region_code=region_code, codes=page).values():
                    if candidate.published and candidate.row.state in ACCEPTING_STATES:
                        count += 1
                        yield candidate
                advance(len(page))

    write_book(path, BookContent(items=running(), elements=elements))
    return count, len(codes) - count


def mend_items(
    table: Table, errors: ErrorFile, *, region_code: str, request: Request, is_preview: bool
) -> BulkDone:
    """Change items as their mended rows say; bad rows go to the error file (表格修改)."""
    rows, wishes = _read(table, errors, region_code=region_code)
    order = BulkOrder(
        region_code=region_code,
        source=BulkSource.MEND,
        digest=digest_of(
            BulkSource.MEND, {code: [wish.version, wish.elements] for code, wish in wishes.items()}
        ),
    )
    done = change_items(order=order, wishes=wishes, request=request, is_preview=is_preview)
    for code, _, faults in done.refused:
        row = rows[code]
        named = tuple(FieldFault(_field(element), message) for element, message in faults)
        errors.add(RowFault(row.number, named, row.raw))
    return done


def _read(
    table: Table, errors: ErrorFile, *, region_code: str
) -> tuple[dict[str, Row], dict[str, Wish]]:
    """Return the good rows and their wishes by implementation code."""
    rows: dict[str, Row] = {}
    for row in table:
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        code = row.values["implementation_code"]
        if code in rows:
            first = rows[code].number
            errors.add(row.fault(field_zh="实施编码", message=f"与第 {first} 行重复"))
            continue
        rows[code] = row
    wishes: dict[str, Wish] = {}
    for page in _pages(list(rows)):
        found = candidates(region_code=region_code, codes=page)
        for code in page:
            wish = _wish(rows[code], found.get(code), table, region_code)
            if isinstance(wish, RowFault):
                errors.add(wish)
            else:
                wishes[code] = wish
    return rows, wishes


def _wish(row: Row, candidate: Candidate | None, table: Table, region_code: str) -> Wish | RowFault:
    if candidate is None:
        message = f"{region_code} 没有这一事项"
        return row.fault(field_zh="实施编码", message=message)
    if row.values["version"] != candidate.row.version:
        # Against another version the differences would be those of somebody else's change.
        return Wish(elements={}, version=row.values["version"])
    return wish_of(row, candidate, present=table.present)


def _field(element: str) -> str:
    column = column_called(element)
    if column is not None:
        return column.name_zh
    known = element_table().get(element)
    return known.name if known else "事项"


def _pages(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    coming = iter(codes)
    while page := list(islice(coming, PAGE)):
        yield page
