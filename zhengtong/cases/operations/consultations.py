"""Somebody asked and was answered: one key, no form, no case (一键咨询计数)."""

import datetime as dt
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.cases.events import ConsultationCounted, ConsultationTakenBack
from zhengtong.cases.models import Consultation
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.channels import Channel
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import commit_act, counted_entries
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import end_of_day, local_day
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.places.queries import organisation

MOST_AT_ONCE = 1000


class CountRefused(DomainError):
    """So many consultations cannot be counted or taken back at once (咨询数有误)."""

    code: ClassVar[str] = "count_refused"


@transaction.atomic
def count_consultations(
    *,
    organisation_code: str,
    number: int = 1,
    channel: Channel = Channel.WINDOW,
    by: Actor,
    now: dt.datetime,
) -> int:
    """Count consultations of a body; each is an entry of its own (登记咨询).

    Returns:
        how many the body has counted today.

    Raises:
        CountRefused: none, or more than `MOST_AT_ONCE`.
        UnknownOrganisation: no such body.
        PermissionRefused: not granted at the body.
    """
    region_code = _region(organisation_code, number, by=by, now=now)
    for _ in range(number):
        row = Consultation(
            region_code=region_code,
            organisation_code=organisation_code,
            channel=channel.value,
            consulted_at=now,
        )
        commit_act(
            row,
            changed=(),
            act=None,
            event=ConsultationCounted(organisation_code=organisation_code),
            by=by,
            occurred_at=now,
            recorded_at=now,
        )
    return _standing(region_code, organisation_code, now).count()


@transaction.atomic
def take_back_consultations(
    *, organisation_code: str, number: int = 1, by: Actor, now: dt.datetime
) -> int:
    """Take back the last consultations that a body counted today by mistake (冲回咨询).

    Returns:
        how many the body has counted today after that.

    Raises:
        CountRefused: fewer were counted today, none, or more than `MOST_AT_ONCE`.
        UnknownOrganisation: no such body.
        PermissionRefused: not granted at the body.
    """
    region_code = _region(organisation_code, number, by=by, now=now)
    standing = _standing(region_code, organisation_code, now)
    rows = list(standing.select_for_update().order_by("-consulted_at", "-id")[:number])
    if len(rows) < number:
        raise CountRefused(f"今天只登记了 {len(rows)} 次咨询，不能冲回 {number} 次")
    for row in rows:
        row.is_taken_back = True
        commit_act(
            row,
            changed=("is_taken_back",),
            act=None,
            event=ConsultationTakenBack(organisation_code=organisation_code),
            by=by,
            occurred_at=now,
            recorded_at=now,
            takes_back=counted_entries(row),
        )
    return _standing(region_code, organisation_code, now).count()


def _region(organisation_code: str, number: int, *, by: Actor, now: dt.datetime) -> str:
    region_code = organisation(organisation_code).region_code
    require(
        by,
        CasePermission.COUNT_CONSULTATION,
        organisation_code=organisation_code,
        today=local_day(now),
    )
    if not 1 <= number <= MOST_AT_ONCE:
        raise CountRefused(f"一次登记 1 至 {MOST_AT_ONCE} 次咨询，不能是 {number} 次")
    return region_code


def _standing(region_code: str, organisation_code: str, now: dt.datetime) -> QuerySet[Consultation]:
    today = local_day(now)
    return Consultation.objects.filter(
        region_code=region_code,
        organisation_code=organisation_code,
        consulted_at__gt=end_of_day(today - ONE_DAY),
        consulted_at__lte=end_of_day(today),
        is_taken_back=False,
    )
