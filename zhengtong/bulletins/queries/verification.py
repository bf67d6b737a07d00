"""Recomputing a frozen bulletin from the ledger and what was kept with it (通报校验)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zhengtong.bulletins.events import BulletinFrozen
from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.queries.frozen import (
    BulletinDamaged,
    UnknownBulletin,
    bulletin_of,
    region_of,
)
from zhengtong.bulletins.queries.gathering import PositionMissing, tally_at
from zhengtong.bulletins.rules.cells import TOTALS_NAME
from zhengtong.bulletins.rules.columns import COLUMN_LABELS
from zhengtong.bulletins.rules.composition import Bulletin as Composed
from zhengtong.bulletins.rules.composition import compose, content_hash
from zhengtong.foundation.ledger.canonical import text_hash
from zhengtong.foundation.ledger.models import Entry, Position, Seal
from zhengtong.foundation.ledger.seals import signature_holds

MOST_CELLS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What recomputing a frozen bulletin came to (校验结果).

    Args:
        recomputed_hash: empty where it could not be recomputed.
        faults: Chinese sentences; none where the bulletin is sound.
    """

    number: str
    position: int
    stated_hash: str
    recomputed_hash: str
    faults: tuple[str, ...]


def verify_bulletin(*, number: str) -> Verification:
    """Recompute a frozen bulletin from its position and kept inputs (校验通报).

    Four things must agree: the kept figures with their hash, the figures counted again, the
    ledger entry of the freezing, and the seal over the cut-off.

    Raises:
        UnknownBulletin: there is none.
    """
    row = Bulletin.objects.filter(region_code=region_of(number), number=number).first()
    if row is None:
        raise UnknownBulletin(f"没有编号为 {number} 的通报，请核对")
    faults = [*_kept_faults(row), *_entry_faults(row), *_seal_faults(row)]
    recomputed = ""
    try:
        kept = bulletin_of(row)
        again = compose(
            inputs=kept.inputs, tally=tally_at(inputs=kept.inputs, position=row.position)
        )
    except (PositionMissing, BulletinDamaged) as refusal:
        faults.append(refusal.message)
    else:
        recomputed = again.digest
        if recomputed != row.figures_hash:
            faults += _differences(kept, again)
    return Verification(
        number=row.number,
        position=row.position,
        stated_hash=row.figures_hash,
        recomputed_hash=recomputed,
        faults=tuple(faults),
    )


def _kept_faults(row: Bulletin) -> Iterator[str]:
    try:
        figures = json.loads(row.figures)
        stated = content_hash(figures)
    except (ValueError, AttributeError):
        yield "保存的数字已损坏，无法读出"
        return
    if not stated == figures.get("hash") == row.figures_hash:
        yield "保存的数字与印发的摘要不符，数字被改动过"
    if figures.get("cutoff") != {"position": row.position, "chain": row.chain}:
        yield "保存的截止位置与数字里的不符"


def _entry_faults(row: Bulletin) -> Iterator[str]:
    entry = Entry.objects.filter(
        region_code=row.region_code,
        subject=row.ledger_subject,
        kind=BulletinFrozen.name,
    ).first()
    if entry is None:
        yield "账本里没有冻结这期通报的条目"
        return
    numbered = Position.objects.filter(region_code=row.region_code, id=entry.id).first()
    if numbered is not None and text_hash(entry.body) != numbered.entry_hash:
        yield f"账本里冻结这期通报的条目（位置 {numbered.position}）被改动过"
    if _payload(entry) != frozen_event(row).payload():
        yield "保存的数字、依据或截止位置与账本里冻结时记下的不符"


def _payload(entry: Entry) -> dict[str, Any]:
    try:
        return dict(json.loads(entry.body)["payload"])
    except (ValueError, KeyError, TypeError):
        return {}


def frozen_event(row: Bulletin) -> BulletinFrozen:
    """Return the event that freezing a row writes, and that its entry must carry."""
    return BulletinFrozen(
        number=row.number,
        first_day=row.first_day,
        last_day=row.last_day,
        position=row.position,
        chain=row.chain,
        figures_hash=row.figures_hash,
        inputs_hash=text_hash(row.inputs),
        seal_id=str(row.seal_id),
    )


def _seal_faults(row: Bulletin) -> Iterator[str]:
    seal = Seal.objects.filter(region_code=row.region_code, id=row.seal_id).first()
    if seal is None:
        yield "冻结时的封印不见了"
    elif not signature_holds(seal):
        yield "冻结时的封印签名无效"
    elif (seal.position, seal.chain) != (row.position, row.chain):
        yield f"封印在位置 {seal.position}，与通报的截止位置 {row.position} 或链值不符"


def _differences(kept: Composed, again: Composed) -> Iterator[str]:
    """Name the cells that recompute differently, or the part of the bulletin."""
    rows = [
        *(
            (old.body.name, old.row, new.row)
            for old, new in zip(kept.departments, again.departments, strict=True)
        ),
        (TOTALS_NAME, kept.totals, again.totals),
    ]
    cells = [
        f"{name} {label}：印发 {_shown(old.figure(key))}，重算 {_shown(new.figure(key))}"
        for name, old, new in rows
        for key, label in COLUMN_LABELS.items()
        if old.figure(key) != new.figure(key)
    ]
    yield from cells[:MOST_CELLS]
    if len(cells) > MOST_CELLS:
        yield f"……共 {len(cells)} 格重算不符"
    if not cells:
        parts = [key for key, value in again.content.items() if kept.content[key] != value]
        yield f"重算的摘要与印发的不符（{'、'.join(parts) or '内容被改动'}）"


def _shown(figure: int | None) -> str:
    return "无" if figure is None else str(figure)
