"""Certificate types are entered and changed (登记证照类型). Run by the operator's command."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from zhengtong.certificates.models import CertificateType
from zhengtong.certificates.rules.types import (
    FaceField,
    HolderKind,
    TypeState,
    ValidityRule,
    check_type_code,
    check_validity,
)
from zhengtong.foundation.saved import Saved


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTypeDraft:
    """A certificate type as somebody enters it (证照类型登记信息).

    Args:
        validity_rule: None while it is not settled; the type is then not ready.
        validity_months: for a fixed validity alone.
    """

    type_code: str
    name: str
    holder_kind: HolderKind
    owner_code: str = ""
    owner_name: str = ""
    validity_rule: ValidityRule | None = None
    validity_months: int | None = None
    face_fields: tuple[FaceField, ...] = ()
    template_name: str = ""
    security_level: str = ""
    legal_basis: str = ""
    state: TypeState = TypeState.ACTIVE
    is_demo: bool = False


@transaction.atomic
def save_certificate_type(*, draft: CertificateTypeDraft) -> Saved:
    """Enter a certificate type, or bring one in line with the draft (登记证照类型).

    Raises:
        CertificateTypeRefused: the code or the validity cannot be right.
    """
    code = check_type_code(draft.type_code)
    check_validity(rule=draft.validity_rule, months=draft.validity_months)
    values = _values(draft)
    row = CertificateType.objects.select_for_update().filter(type_code=code).first()
    if row is None:
        CertificateType.objects.create(type_code=code, **values)
        return Saved.CREATED
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return Saved.UNCHANGED
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    return Saved.CHANGED


def _values(draft: CertificateTypeDraft) -> dict[str, Any]:
    values = asdict(draft)
    del values["type_code"]
    values["holder_kind"] = draft.holder_kind.value
    values["validity_rule"] = draft.validity_rule.value if draft.validity_rule else ""
    values["state"] = draft.state.value
    values["face_fields"] = [
        {
            "name": field.name,
            "key": field.key,
            "type": field.type.value,
            "is_required": field.is_required,
        }
        for field in draft.face_fields
    ]
    return values
