"""A department's system is registered before anything comes in from it (登记来源系统)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import ClassVar

from django.db import transaction

from zhengtong.exchange.models import Source
from zhengtong.exchange.permissions import ExchangePermission
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import organisation, region, require_at_centre

LONGEST_LAG_DAYS = 365
# With "source:" before it, it stands as the actor of ledger entries, which have 64 characters.
LONGEST_NAME = 57
LONGEST_POST = 64
LONGEST_INTERVAL_DAYS = 366
_TELEPHONE = re.compile(r"\d{7,}")


class SourceRefused(DomainError):
    """A source cannot be registered like this (来源系统不能登记)."""

    code: ClassVar[str] = "source_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDraft:
    """What is agreed with a source (来源系统约定).

    Args:
        lag_days: within how many days it enters what happened; 0 for the same day.
        switched_off_on: its last day; None while it runs.
        organisation_code: whose system it is; empty where several share it.
        contact_post: the post there that answers for it; a name or a telephone has no place here.
        every_days: how often it delivers; None to go by its habit.
    """

    region_code: str
    name: str
    lag_days: int
    switched_off_on: dt.date | None = None
    organisation_code: str = ""
    contact_post: str = ""
    every_days: int | None = None
    result_codes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def register_source(*, draft: SourceDraft, by: Actor, now: dt.datetime) -> Saved:
    """Register a source, or change what is agreed with it (登记来源系统).

    Raises:
        UnknownRegion, UnknownOrganisation: there is none of that code.
        SourceRefused: the name is empty or too long, or the lag cannot be.
        PermissionRefused: not granted at the service centre.
    """
    region(draft.region_code)
    require_at_centre(
        Request(by=by, now=now),
        ExchangePermission.REGISTER_SOURCE,
        region_code=draft.region_code,
    )
    _check(draft)
    wanted = {**asdict(draft), "result_codes": dict(draft.result_codes)}
    row, is_new = Source.objects.select_for_update().get_or_create(
        region_code=draft.region_code,
        name=draft.name,
        defaults={**wanted, "registered_at": now},
    )
    if is_new:
        return Saved.CREATED
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return Saved.UNCHANGED
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    return Saved.CHANGED


def _check(draft: SourceDraft) -> None:
    if not draft.name.strip() or len(draft.name) > LONGEST_NAME:
        raise SourceRefused(f"来源系统的名称应有 1—{LONGEST_NAME} 个字")
    if not 0 <= draft.lag_days <= LONGEST_LAG_DAYS:
        raise SourceRefused(f"约定登记时限应为 0—{LONGEST_LAG_DAYS} 日，不能是 {draft.lag_days}")
    if draft.every_days is not None and not 1 <= draft.every_days <= LONGEST_INTERVAL_DAYS:
        raise SourceRefused(f"约定送数间隔应为 1—{LONGEST_INTERVAL_DAYS} 日")
    if len(draft.contact_post) > LONGEST_POST:
        raise SourceRefused(f"联系岗位不超过 {LONGEST_POST} 个字")
    if _TELEPHONE.search(re.sub(r"[\s-]", "", draft.contact_post)):
        raise SourceRefused("联系岗位只写岗位名称，不写姓名、电话")
    if not draft.organisation_code:
        return
    body = organisation(draft.organisation_code)
    if body.region_code != draft.region_code:
        raise SourceRefused(f"机构 {body.code} 不属于区划 {draft.region_code}")
