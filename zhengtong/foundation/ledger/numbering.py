"""Numbering: queued entries get the next positions of their region, one job at a time."""

from collections import defaultdict

from django.db import transaction

from zhengtong.foundation.cross_region import cross_region_report
from zhengtong.foundation.ledger.canonical import FIRST_CHAIN, next_chain
from zhengtong.foundation.ledger.models import Position, QueuedEntry, RegionHead

BATCH = 10_000


def number_pending(*, region_code: str) -> int:
    """Give every queued entry of a region its position and chain value; return how many.

    Positions are gapless from 1. Entries of one subject keep their order; between subjects
    the order is roughly that of insertion. Safe to call from many processes at once: the
    region's head row is locked for the length of a batch.
    """
    numbered = 0
    while batch := _number_batch(region_code):
        numbered += batch
    return numbered


def regions_with_queue() -> list[str]:
    """Return the regions in which entries wait for a position."""
    with cross_region_report("regions_with_queue"):
        return list(QueuedEntry.objects.order_by().values_list("region_code", flat=True).distinct())


@transaction.atomic
def _number_batch(region_code: str) -> int:
    if not QueuedEntry.objects.filter(region_code=region_code).exists():
        return 0
    head = lock_head(region_code=region_code)
    queued = _next_in_order(region_code)
    position, chain = head.last_position, head.last_chain
    rows = []
    for waiting in queued:
        position += 1
        chain = next_chain(chain, waiting.entry_hash)
        rows.append(
            Position(
                region_code=region_code,
                id=waiting.id,
                position=position,
                entry_hash=waiting.entry_hash,
                chain=chain,
            )
        )
    Position.objects.bulk_create(rows)
    QueuedEntry.objects.filter(
        region_code=region_code, id__in=[waiting.id for waiting in queued]
    ).delete()
    RegionHead.objects.filter(region_code=region_code).update(
        last_position=position, last_chain=chain
    )
    return len(rows)


def lock_head(*, region_code: str) -> RegionHead:
    """Return the region's head row, locked until the transaction ends; made when missing."""
    RegionHead.objects.bulk_create(
        [RegionHead(region_code=region_code, last_chain=FIRST_CHAIN)], ignore_conflicts=True
    )
    return RegionHead.objects.select_for_update().get(region_code=region_code)


def _next_in_order(region_code: str) -> list[QueuedEntry]:
    """Return the next batch in order of id, entries of one subject in order of their number.

    Ids of different machines may disagree with the order of commits; within a subject the
    number taken under the subject's lock decides. A full batch may have an act without an
    earlier one of its subject: it is therefore filled again, from the same subjects, by their
    lowest numbers, and what finds no room in it waits for the next.
    """
    queue = QueuedEntry.objects.filter(region_code=region_code).order_by("id")
    waiting = list(queue[:BATCH])
    if len(waiting) == BATCH:
        lowest = queue.filter(subject__in={row.subject for row in waiting}).order_by("subject_no")
        waiting = sorted(lowest[:BATCH], key=lambda row: row.id)
    by_subject: dict[str, list[QueuedEntry]] = defaultdict(list)
    for row in waiting:
        by_subject[row.subject].append(row)
    turns = {
        subject: iter(sorted(rows, key=lambda row: row.subject_no))
        for subject, rows in by_subject.items()
    }
    return [next(turns[row.subject]) for row in waiting]
