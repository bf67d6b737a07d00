"""Personal data in plain text, for a reason that stays on record (查看个人信息原文)."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.db import transaction

from zhengtong.cases.events import PeopleUnmasked
from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.recording import ActText, lock_case, record_note
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.people import opened
from zhengtong.cases.rules.personal_data import PersonalField, check_unmasking
from zhengtong.cases.rules.side_acts import SideAct
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import may, require


@transaction.atomic
def unmask_people(
    *,
    case_number: str,
    fields: Collection[PersonalField],
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> Mapping[PersonalField, str]:
    """Return the named personal data of a case in plain text, and keep who saw it and why (查看).

    It is the only way to plain text for people: every other query masks. The entry says which
    fields were seen, never what stood in them; the reason stands with the act.

    Args:
        fields: those that are needed, no more; one that is empty comes back empty.

    Raises:
        UnmaskingUnexplained: no reason, or no field is named.
        PermissionRefused: neither the body that handles the case nor one that works at it.
        SealedValueUnreadable: the key of the data is not here.
    """
    case, at = lock_case(case_number), live(now)
    body = _body_of(case, by=by, today=at.today)
    require(by, CasePermission.UNMASK, organisation_code=body, today=at.today)
    check_unmasking(fields=fields, reason=reason)
    wanted = [field for field in PersonalField if field in set(fields)]
    seen = MappingProxyType({field: _plain(case, field) for field in wanted})
    record_note(
        case,
        action=SideAct.UNMASK_PEOPLE,
        event=PeopleUnmasked(
            case_number=case.number,
            implementation_code=case.implementation_code,
            fields=tuple(field.value for field in wanted),
        ),
        by=by,
        at=at,
        text=ActText(opinion=f"{'、'.join(field.label for field in wanted)}；{reason.strip()}"),
    )
    return seen


def _body_of(case: Case, *, by: Actor, today: dt.date) -> str:
    """Return the body at which the right is asked: the case's, else one whose step is open."""
    working = Step.objects.filter(
        region_code=case.region_code, case_id=case.id, closed_at__isnull=True
    ).exclude(organisation_code="")
    bodies = [case.organisation_code, *working.values_list("organisation_code", flat=True)]
    return next(
        (
            code
            for code in bodies
            if may(by, CasePermission.UNMASK, organisation_code=code, today=today)
        ),
        case.organisation_code,
    )


def _plain(case: Case, field: PersonalField) -> str:
    if not field.is_sealed:
        return str(getattr(case, field.value))
    plain = opened(case, f"{field.value}_sealed")
    if field is not PersonalField.FORM or not plain:
        return plain
    return "\n".join(f"{label}：{value}" for label, value in json.loads(plain).items())
