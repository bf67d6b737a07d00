"""Verification: recompute a region's chain and name what was changed, removed or inserted."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from zhengtong.foundation.cross_region import cross_region_report
from zhengtong.foundation.ledger.acts import entry_columns
from zhengtong.foundation.ledger.canonical import FIRST_CHAIN, next_chain, text_hash
from zhengtong.foundation.ledger.findings import Damage, Finding
from zhengtong.foundation.ledger.models import (
    Entry,
    Position,
    QueuedEntry,
    RegionHead,
    Retraction,
    Seal,
)
from zhengtong.foundation.ledger.seal_keepers import keepers_regions
from zhengtong.foundation.ledger.witnesses import Witness, read_seals
from zhengtong.foundation.models import GrowingModel

PAGE = 2000


@dataclass(slots=True)
class _Walk:
    """What the walk over positions has come to, and the witnesses that it has yet to meet."""

    witnesses: list[Witness]
    position: int = 0
    chain: str = FIRST_CHAIN
    last_good: int = 0


def ledger_regions() -> list[str]:
    """Return every region that has a head, or entries waiting for one."""
    heads = set(RegionHead.objects.values_list("region_code", flat=True))
    with cross_region_report("ledger_regions"):
        queued = QueuedEntry.objects.order_by().values_list("region_code", flat=True).distinct()
        return sorted(heads | set(queued))


def regions_to_verify() -> list[str]:
    """Return every region that has a ledger, or of which a seal is left somewhere."""
    with cross_region_report("ledger_regions"):
        sealed = set(Seal.objects.order_by().values_list("region_code", flat=True).distinct())
        return sorted({*ledger_regions(), *sealed, *keepers_regions()})


def verify_region(*, region_code: str, against: Sequence[Witness] = ()) -> Iterator[Finding]:
    """Yield every piece of damage: first among the seals, then in order of position.

    Up to the last seal this holds against anyone who cannot read the sealing key, also
    against one who recomputed the chain and took seals away, as long as a later seal, a frozen
    bulletin or a printed value is left; what follows is held against accident only. Memory
    stays flat: positions are read a page at a time.

    Args:
        against: further witnesses of the chain, such as a printed seal.
    """
    seals = read_seals(region_code=region_code)
    yield from seals.findings
    walk = _Walk(sorted([*seals.witnesses, *against], key=lambda one: (one.position, one.name)))
    yield from _hear_witnesses(walk, region_code)
    while page := list(
        Position.objects.filter(region_code=region_code, position__gt=walk.position).order_by(
            "position"
        )[:PAGE]
    ):
        ids = [row.id for row in page]
        entries = {row.id: row for row in Entry.objects.filter(region_code=region_code, id__in=ids)}
        taken = _taken_back(region_code, ids)
        for row in page:
            yield from _check_position(row, entries.get(row.id), walk, taken[row.id])
            yield from _hear_witnesses(walk, region_code)
    yield from _witnesses_beyond(walk, region_code)
    yield from _check_head(walk, region_code)
    yield from _check_unnumbered(region_code)


def _taken_back(region_code: str, ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return what the retraction rows of some entries take back, by entry."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in Retraction.objects.filter(region_code=region_code, entry_id__in=ids):
        found[row.entry_id].append(str(row.id))
    return found


def _check_position(
    row: Position, entry: Entry | None, walk: _Walk, taken: Sequence[str]
) -> Iterator[Finding]:
    def finding(damage: Damage, message: str) -> Finding:
        return Finding(
            region_code=row.region_code,
            damage=damage,
            position=row.position,
            entry=str(row.id),
            message=message,
        )

    if row.position != walk.position + 1:
        first, last = walk.position + 1, row.position - 1
        yield finding(Damage.REMOVED, f"位置 {first} 至 {last} 被删除")
    expected = next_chain(walk.chain, row.entry_hash)
    if row.chain != expected and row.position == walk.position + 1:
        yield finding(Damage.CHAIN_BROKEN, f"位置 {row.position} 的链值与前一位置不符")
    if entry is None:
        yield finding(Damage.REMOVED, f"位置 {row.position} 的条目已被删除")
    elif text_hash(entry.body) != row.entry_hash:
        yield finding(Damage.CHANGED, f"位置 {row.position} 的条目原文被改动（{entry.subject}）")
    elif difference := changed_columns(entry):
        columns = "、".join(difference)
        yield finding(
            Damage.CHANGED,
            f"位置 {row.position} 的条目（{entry.subject}）列 {columns} 与原文不符",
        )
    elif sorted(taken) != sorted(json.loads(entry.body).get("takes_back", ())):
        yield finding(
            Damage.CHANGED, f"位置 {row.position} 的条目（{entry.subject}）冲回的条目与原文不符"
        )
    walk.position, walk.chain = row.position, row.chain


def changed_columns(entry: Entry) -> list[str]:
    """Return the columns of an entry that disagree with its stored text."""
    try:
        body = json.loads(entry.body)
    except ValueError:
        return ["body"]
    return [name for name, value in entry_columns(entry).items() if body.get(name) != value]


def _hear_witnesses(walk: _Walk, region_code: str) -> Iterator[Finding]:
    """Hold the chain against the witnesses up to the position that was reached."""
    while walk.witnesses and walk.witnesses[0].position <= walk.position:
        witness = walk.witnesses.pop(0)
        if witness.position < walk.position:
            continue  # its position is not there, which was named already
        if walk.chain.startswith(witness.chain):
            walk.last_good = witness.position
            continue
        yield Finding(
            region_code=region_code,
            damage=Damage.SEAL_BROKEN,
            position=witness.position,
            message=(
                f"{witness.name}与位置 {witness.position} 的链值不符："
                f"位置 {walk.last_good + 1} 至 {witness.position} 之间有条目被改动并重算了链"
            ),
        )


def _witnesses_beyond(walk: _Walk, region_code: str) -> Iterator[Finding]:
    for witness in walk.witnesses:
        yield Finding(
            region_code=region_code,
            damage=Damage.REMOVED,
            position=witness.position,
            message=(
                f"{witness.name}到位置 {witness.position}，账本只到 {walk.position}：末尾被删除"
            ),
        )


def _check_head(walk: _Walk, region_code: str) -> Iterator[Finding]:
    head = RegionHead.objects.filter(region_code=region_code).first()
    stated = (head.last_position, head.last_chain) if head else (0, FIRST_CHAIN)
    if stated != (walk.position, walk.chain):
        yield Finding(
            region_code=region_code,
            damage=Damage.HEAD_WRONG,
            position=walk.position,
            message=f"账本头记载位置 {stated[0]}，实际到 {walk.position}，或链值不符",
        )


def _check_unnumbered(region_code: str) -> Iterator[Finding]:
    """Entries with neither position nor queue row were put in past the product, and vice versa."""

    # Not `NOT IN`: PostgreSQL runs that row by row against row once the ids outgrow its memory.
    def there(model: type[GrowingModel], column: str) -> Exists:
        return Exists(model._default_manager.filter(region_code=region_code, id=OuterRef(column)))

    entries = Entry.objects.filter(
        ~there(Position, "id"), ~there(QueuedEntry, "id"), region_code=region_code
    )
    for entry in entries.iterator(PAGE):
        yield Finding(
            region_code=region_code,
            damage=Damage.INSERTED,
            position=None,
            entry=str(entry.id),
            message=f"条目（{entry.subject} 第 {entry.subject_no} 条）没有位置，也不在待编号队列",
        )
    retractions = Retraction.objects.filter(~there(Entry, "entry_id"), region_code=region_code)
    for lost in retractions.iterator(PAGE):
        yield Finding(
            region_code=region_code,
            damage=Damage.INSERTED,
            position=None,
            entry=str(lost.entry_id),
            message=f"对条目 {lost.id} 的冲回不属于任何条目",
        )
    queued = QueuedEntry.objects.filter(~there(Entry, "id"), region_code=region_code)
    for row in queued.iterator(PAGE):
        yield Finding(
            region_code=region_code,
            damage=Damage.REMOVED,
            position=None,
            entry=str(row.id),
            message=f"待编号的条目（{row.subject} 第 {row.subject_no} 条）已被删除",
        )
