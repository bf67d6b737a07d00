"""Freezing a bulletin: figures, cut-off, inputs and seal, once and for good (冻结通报)."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction

from zhengtong.bulletins.models import Bulletin, BulletinAct
from zhengtong.bulletins.operations.preparation import bring_ledgers_up_to_date
from zhengtong.bulletins.permissions import BulletinPermission
from zhengtong.bulletins.queries.frozen import FrozenBulletin, described
from zhengtong.bulletins.queries.gathering import gather
from zhengtong.bulletins.queries.verification import frozen_event
from zhengtong.bulletins.rules import composition
from zhengtong.bulletins.rules.inputs import inputs_as_json
from zhengtong.bulletins.rules.levels import BulletinLevel, Edition
from zhengtong.bulletins.rules.periods import period_label
from zhengtong.bulletins.rules.states import BulletinAction, BulletinState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.ledger.canonical import canonical_text
from zhengtong.foundation.ledger.models import RegionHead, Seal
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.ledger.seals import seal_head
from zhengtong.foundation.permissions import require
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import region, service_centre_of


class PeriodNotOver(DomainError):
    """The period has not ended; its figures will still change (统计期未结束)."""

    code: ClassVar[str] = "period_not_over"


class AlreadyFrozen(DomainError):
    """A frozen bulletin stands for the period (本期已冻结)."""

    code: ClassVar[str] = "already_frozen"


class NothingToFreeze(DomainError):
    """The bulletin has no rows (没有可冻结的内容)."""

    code: ClassVar[str] = "nothing_to_freeze"


def freeze_bulletin(
    *,
    region_code: str,
    period: Period,
    by: Actor,
    now: datetime,
    level: BulletinLevel = BulletinLevel.DEPARTMENT,
) -> FrozenBulletin:
    """Freeze the bulletin of a period and seal the region's ledger at its cut-off (冻结通报).

    The head of the region's ledger is locked meanwhile, so the position that is sealed is the
    one that is counted; windows go on working, numbering waits. Of a city or province its own
    ledger is sealed; those of its districts are read at positions that are kept with it.

    Raises:
        UnknownRegion: no loaded edition lists the code.
        NoServiceCentre: the region has none, which publishes it.
        PermissionRefused: the actor does not administer the service centre.
        PeriodNotOver: the last day is not over.
        AlreadyFrozen: a frozen bulletin stands for this period.
        NothingToFreeze: no body has a row.
    """
    region(region_code)
    today = local_day(now)
    centre = service_centre_of(region_code)
    require(by, BulletinPermission.FREEZE, organisation_code=centre.code, today=today)
    if period.last_day >= today:
        raise PeriodNotOver(f"{period_label(period)}还没有结束，结束的次日起才能冻结")
    # The bulk of the work is done before the lock is taken.
    bring_ledgers_up_to_date(region_code=region_code, level=level, today=today)
    with transaction.atomic():
        lock_head(region_code=region_code)
        _require_not_frozen(region_code, Edition(period=period, level=level))
        bring_up_to_date(region_code=region_code, today=today)
        bulletin = gather(region_code=region_code, period=period, today=today, level=level)
        if not bulletin.departments:
            raise NothingToFreeze(f"没有可冻结的内容：{bulletin.notes[0]}")
        head = _head_at(bulletin)
        seal = seal_head(head, period=bulletin.inputs.edition.text, now=now)
        row = _row(bulletin, seal=seal, organisation_code=centre.code, by=by, now=now)
        commit_act(
            row,
            changed=(),
            act=BulletinAct(bulletin_id=row.id, action=BulletinAction.FREEZE),
            event=frozen_event(row),
            by=by,
            occurred_at=now,
            recorded_at=now,
        )
    return described(row)


def _head_at(bulletin: composition.Bulletin) -> RegionHead:
    """Return the locked head, which numbering under the same lock has moved to the cut-off."""
    head = RegionHead.objects.get(region_code=bulletin.inputs.region_code)
    if (head.last_position, head.last_chain) != (bulletin.position, bulletin.chain):
        raise RuntimeError("the head moved although it is locked")
    return head


def _require_not_frozen(region_code: str, edition: Edition) -> None:
    period = edition.period
    held = Bulletin.objects.filter(
        region_code=region_code,
        first_day=period.first_day,
        last_day=period.last_day,
        level=edition.level,
        state=BulletinState.FROZEN,
    ).first()
    if held is not None:
        raise AlreadyFrozen(
            f"{period_label(period)}已经冻结为 {held.number}。个别数字有误的，请发更正"
            f"（bulletin erratum {held.number}）；整期要重发的，先撤回"
            f"（bulletin withdraw {held.number}）再冻结"
        )


def _row(
    bulletin: composition.Bulletin,
    *,
    seal: Seal,
    organisation_code: str,
    by: Actor,
    now: datetime,
) -> Bulletin:
    period, region_code = bulletin.inputs.period, bulletin.inputs.region_code
    sequence = 1 + (
        Bulletin.objects.filter(
            region_code=region_code,
            first_day=period.first_day,
            last_day=period.last_day,
            level=bulletin.inputs.level,
        ).count()
    )
    return Bulletin(
        region_code=region_code,
        number=f"{region_code}-{bulletin.inputs.edition.text}-{sequence}",
        organisation_code=organisation_code,
        first_day=period.first_day,
        last_day=period.last_day,
        level=bulletin.inputs.level.value,
        sequence=sequence,
        state=next_state(None, BulletinAction.FREEZE),
        position=bulletin.position,
        chain=bulletin.chain,
        inputs=canonical_text(inputs_as_json(bulletin.inputs)),
        figures=canonical_text(bulletin.as_json()),
        figures_hash=bulletin.digest,
        frozen_at=now,
        author_kind=by.kind.value,
        author_code=by.code,
        seal_id=seal.id,
    )
