"""Acts on many items by a handful of statements: rows, acts, entries, queue (成批落账)."""

from collections.abc import Sequence
from typing import Any

from zhengtong.catalogue.events import ItemEvent
from zhengtong.catalogue.models import ItemAct, LocalItem
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.foundation.bulk_rows import insert_rows, update_rows
from zhengtong.foundation.ledger.acts import build_entry, queue_row
from zhengtong.foundation.requests import Request


def write_new(
    rows: Sequence[LocalItem],
    action: LocalItemAction,
    *,
    event: type[ItemEvent],
    request: Request,
) -> None:
    """Insert new items with the act they begin with (成批新增)."""
    for row in rows:
        row.entry_count = 1
    insert_rows(rows)
    _write_acts([(row, {}) for row in rows], action, event=event, request=request)


def write_changed(
    rows: Sequence[tuple[LocalItem, dict[str, Any]]],
    action: LocalItemAction,
    *,
    event: type[ItemEvent],
    changed: Sequence[str],
    request: Request,
) -> None:
    """Update locked items with one act each (成批变更).

    Args:
        rows: each with the fields of its event beyond those of every act.
        changed: names of the fields that were set.
    """
    for row, _ in rows:
        row.entry_count += 1
    update_rows([row for row, _ in rows], names=(*changed, "entry_count"))
    _write_acts(rows, action, event=event, request=request)


def _write_acts(
    rows: Sequence[tuple[LocalItem, dict[str, Any]]],
    action: LocalItemAction,
    *,
    event: type[ItemEvent],
    request: Request,
) -> None:
    insert_rows([_act(row, action, request) for row, _ in rows])
    entries = [
        build_entry(
            row,
            event=event(
                region_code=row.region_code,
                implementation_code=row.implementation_code,
                base_code=row.base_code,
                version=row.version,
                **more,
            ),
            by=request.by,
            occurred_at=request.now,
            recorded_at=request.now,
            origin=request.origin,
        )
        for row, more in rows
    ]
    insert_rows(entries)
    insert_rows([queue_row(entry) for entry in entries])


def _act(row: LocalItem, action: LocalItemAction, request: Request) -> ItemAct:
    return ItemAct(
        region_code=row.region_code,
        item_id=row.id,
        act_no=row.entry_count,
        action=action.value,
        actor_kind=request.by.kind.value,
        actor_code=request.by.code,
        actor_organisation=request.by.organisation_code,
        origin=request.origin.value,
        occurred_at=request.now,
        recorded_at=request.now,
        reason=request.reason,
    )
