"""A person explains a difference between a source's book and ours (说明差异)."""

import datetime as dt
from typing import ClassVar

from django.db import transaction

from zhengtong.exchange.events import DifferenceExplained
from zhengtong.exchange.models import Difference, DifferenceAct
from zhengtong.exchange.permissions import ExchangePermission
from zhengtong.exchange.queries.differences import UnknownDifference
from zhengtong.exchange.rules.reconciliation import DifferenceState
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import require_at_body_or_centre

LONGEST_REASON = 500
ACTION = "explain"


class ExplanationRefused(DomainError):
    """The difference is explained or gone, or no reason is given (不能这样说明)."""

    code: ClassVar[str] = "explanation_refused"


@transaction.atomic
def explain_difference(*, number: str, reason: str, by: Actor, now: dt.datetime) -> None:
    """Say why the two books differ; the difference stands, explained, until it is gone (说明).

    Raises:
        UnknownDifference: there is none of that number.
        PermissionRefused: not granted at the owner or the service centre.
        ExplanationRefused: it is explained already or gone, or the reason is empty or too long.
    """
    region_code = number[:6]
    row = (
        Difference.objects.select_for_update()
        .filter(region_code=region_code, number=number)
        .first()
    )
    if row is None:
        raise UnknownDifference(f"没有编号为 {number} 的对账差异，请用 source issues 查看")
    require_at_body_or_centre(
        Request(by=by, now=now),
        ExchangePermission.EXPLAIN,
        organisation_code=row.owner_code,
        region_code=region_code,
    )
    if row.state == DifferenceState.EXPLAINED.value:
        raise ExplanationRefused(f"差异 {number} 已由 {row.explained_by} 说明")
    if row.state == DifferenceState.GONE.value:
        raise ExplanationRefused(f"差异 {number} 已经消除，不必说明")
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON:
        raise ExplanationRefused(f"说明差异应写明理由，不超过 {LONGEST_REASON} 个字")
    row.state, row.explanation = DifferenceState.EXPLAINED.value, words
    row.explained_by, row.explained_at = by.code, now
    commit_act(
        row,
        changed=("state", "explanation", "explained_by", "explained_at"),
        act=DifferenceAct(action=ACTION, difference_id=row.id, reason=words),
        event=DifferenceExplained(
            source_name=row.source_name, difference_number=number, kind=row.kind
        ),
        by=by,
        occurred_at=now,
        recorded_at=now,
    )
