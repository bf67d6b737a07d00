"""Errata: a frozen figure stays, the right one is stated beside it (更正通报)."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction

from zhengtong.bulletins.events import BulletinCorrected
from zhengtong.bulletins.models import Bulletin, BulletinAct
from zhengtong.bulletins.operations.locking import lock_bulletin
from zhengtong.bulletins.operations.preparation import recounted
from zhengtong.bulletins.permissions import BulletinPermission
from zhengtong.bulletins.queries.frozen import ErratumInfo, bulletin_of, described, region_of
from zhengtong.bulletins.rules.cells import Cell, find_cell
from zhengtong.bulletins.rules.states import BulletinAction, BulletinState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.permissions import require
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.texts import LONGEST_REASON, checked_text


class ReasonMissing(DomainError):
    """An erratum or a withdrawal says why (缺少理由)."""

    code: ClassVar[str] = "reason_missing"


class NothingToCorrect(DomainError):
    """The figure counted now is the one that was stated last (没有可更正的数字)."""

    code: ClassVar[str] = "nothing_to_correct"


def correct_bulletin(
    *, number: str, row: str, column: str, reason: str, by: Actor, now: datetime
) -> ErratumInfo:
    """State the right figure beside a frozen one (更正通报).

    The right figure is counted now, over the bodies and groups of the frozen bulletin; a
    target is the one entered now. What was frozen stays as it is.

    Args:
        row: name or code of a body, or `totals`.
        column: key of the column in the JSON.

    Raises:
        UnknownBulletin: there is none of this number.
        UnknownCell: it has no such row or column.
        ReasonMissing: no reason was given.
        PermissionRefused: the actor does not administer the service centre.
        BulletinActionRefused: the bulletin was withdrawn.
        NothingToCorrect: the figure counted now was stated already.
    """
    checked_text(reason, limit=LONGEST_REASON, name="理由")
    if not reason.strip():
        raise ReasonMissing("更正要写明理由")
    today = local_day(now)
    position = bring_up_to_date(region_code=region_of(number), today=today)
    with transaction.atomic():
        held = lock_bulletin(number)
        require(
            by,
            BulletinPermission.CORRECT,
            organisation_code=held.organisation_code,
            today=today,
        )
        held.state = next_state(BulletinState(held.state), BulletinAction.CORRECT)
        frozen = bulletin_of(held)
        printed = find_cell(bulletin=frozen, row=row, column=column)
        again = recounted(inputs=frozen.inputs, position=position, today=today)
        corrected = find_cell(bulletin=again, row=printed.row_key, column=printed.column).figure
        _require_difference(held, printed, corrected)
        act = BulletinAct(
            bulletin_id=held.id,
            action=BulletinAction.CORRECT,
            reason=reason.strip(),
            row_key=printed.row_key,
            column=printed.column,
            printed=printed.figure,
            corrected=corrected,
            position=position,
        )
        commit_act(
            held,
            changed=("state",),
            act=act,
            event=_event(held, act),
            by=by,
            occurred_at=now,
            recorded_at=now,
        )
    return described(held).errata[-1]


def _event(held: Bulletin, act: BulletinAct) -> BulletinCorrected:
    """Return the entry of an erratum; its reason, being free text, stays with the act."""
    return BulletinCorrected(
        number=held.number,
        row_key=act.row_key,
        column=act.column,
        printed=act.printed,
        corrected=act.corrected,
        position=act.position or 0,
    )


def _require_difference(held: Bulletin, cell: Cell, corrected: int | None) -> None:
    """Refuse an erratum that says nothing new."""
    earlier = (
        BulletinAct.objects.filter(
            region_code=held.region_code,
            bulletin_id=held.id,
            action=BulletinAction.CORRECT,
            row_key=cell.row_key,
            column=cell.column,
        )
        .order_by("-act_no")
        .first()
    )
    stated = earlier.corrected if earlier is not None else cell.figure
    if corrected != stated:
        return
    number = "无" if stated is None else stated
    if earlier is not None:
        raise NothingToCorrect(f"{cell.label} 已经更正为 {number}，现在的数也是 {number}")
    raise NothingToCorrect(
        f"{cell.label} 印发的是 {number}，按账本现在的数也是 {number}，没有可更正的。"
        "办件有误的，先作废、补录有误的办件，再发更正"
    )
