"""Withdrawing a frozen bulletin, so that its period can be frozen again (撤回通报)."""

from datetime import datetime

from django.db import transaction

from zhengtong.bulletins.events import BulletinWithdrawn
from zhengtong.bulletins.models import BulletinAct
from zhengtong.bulletins.operations.correction import ReasonMissing
from zhengtong.bulletins.operations.locking import lock_bulletin
from zhengtong.bulletins.permissions import BulletinPermission
from zhengtong.bulletins.queries.frozen import FrozenBulletin, described
from zhengtong.bulletins.rules.states import BulletinAction, BulletinState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.permissions import require
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.texts import LONGEST_REASON, checked_text


@transaction.atomic
def withdraw_bulletin(*, number: str, reason: str, by: Actor, now: datetime) -> FrozenBulletin:
    """Withdraw a frozen bulletin; it stays to be read and verified (撤回通报).

    Raises:
        ReasonMissing: no reason was given.
        UnknownBulletin: there is none of this number.
        PermissionRefused: the actor does not administer the service centre.
        BulletinActionRefused: it was withdrawn before.
    """
    checked_text(reason, limit=LONGEST_REASON, name="理由")
    if not reason.strip():
        raise ReasonMissing("撤回要写明理由")
    held = lock_bulletin(number)
    require(
        by,
        BulletinPermission.WITHDRAW,
        organisation_code=held.organisation_code,
        today=local_day(now),
    )
    held.state = next_state(BulletinState(held.state), BulletinAction.WITHDRAW)
    commit_act(
        held,
        changed=("state",),
        act=BulletinAct(bulletin_id=held.id, action=BulletinAction.WITHDRAW, reason=reason.strip()),
        event=BulletinWithdrawn(number=held.number),
        by=by,
        occurred_at=now,
        recorded_at=now,
    )
    return described(held)
