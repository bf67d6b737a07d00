"""A run of an import begins, goes on and ends (导入批次)."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from zhengtong.exchange.models import ImportBatch, Source
from zhengtong.exchange.models.batch import COUNTED
from zhengtong.exchange.queries.sources import SourceInfo
from zhengtong.foundation.ids import new_id

LONGEST_FILE_NAME = 255


@dataclass(slots=True, kw_only=True)
class RunState:
    """How far a run has come (导入进度).

    Args:
        is_rehearsal: nothing of it stays; its batch is never written.
        next_row: the first row whose outcome is not counted yet; above 0 from the beginning
            where an earlier run was killed.
    """

    batch_id: uuid.UUID
    file_name: str
    is_history: bool
    lag_days: int
    is_rehearsal: bool = False
    next_row: int = 0
    counts: Counter[str] = field(default_factory=Counter)


def rehearse(*, source: SourceInfo, file_name: str, is_history: bool) -> RunState:
    """Begin a run of which nothing stays (试运行)."""
    return RunState(
        batch_id=new_id(),
        file_name=file_name[:LONGEST_FILE_NAME],
        is_history=is_history,
        lag_days=source.lag_days,
        is_rehearsal=True,
    )


@transaction.atomic
def begin_run(
    *,
    source: SourceInfo,
    file_name: str,
    file_hash: str,
    row_count: int,
    is_history: bool,
    now: dt.datetime,
) -> RunState:
    """Begin a run, or take up one that was killed over the same file (开始导入)."""
    Source.objects.select_for_update().get(pk=source.id)
    unfinished = (
        ImportBatch.objects.filter(
            region_code=source.region_code,
            source_name=source.name,
            file_hash=file_hash,
            row_count=row_count,
            is_history=is_history,
            lag_days=source.lag_days,
            finished_at__isnull=True,
        )
        .order_by("-started_at", "-id")
        .first()
    )
    row = unfinished or ImportBatch.objects.create(
        region_code=source.region_code,
        source_name=source.name,
        file_name=file_name[:LONGEST_FILE_NAME],
        file_hash=file_hash,
        is_history=is_history,
        lag_days=source.lag_days,
        started_at=now,
        row_count=row_count,
    )
    return RunState(
        batch_id=row.id,
        file_name=row.file_name,
        is_history=is_history,
        lag_days=source.lag_days,
        next_row=row.next_row,
        counts=Counter({name: getattr(row, name) for name in COUNTED}),
    )


def keep_progress(*, source: SourceInfo, state: RunState) -> None:
    """Write how far the run has come; call it in the transaction of the page (记录进度)."""
    ImportBatch.objects.filter(region_code=source.region_code, id=state.batch_id).update(
        next_row=state.next_row, **_counted(state.counts)
    )


@transaction.atomic
def end_run(*, source: SourceInfo, state: RunState, refused: int, now: dt.datetime) -> None:
    """End a run after its last row; the row of the source comes first, as in a page (完成导入)."""
    Source.objects.filter(pk=source.id).update(last_seen_at=now, last_seen_file=state.file_name)
    ImportBatch.objects.filter(region_code=source.region_code, id=state.batch_id).update(
        finished_at=now, next_row=state.next_row, refused=refused, **_counted(state.counts)
    )


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in COUNTED}
