"""Reads of certificate types: can they be issued, and if not why (证照类型查询)."""

from collections.abc import Collection

from zhengtong.certificates.models import CertificateType
from zhengtong.certificates.rules.types import (
    FaceField,
    FaceFieldType,
    Readiness,
    TypeState,
    ValidityRule,
    readiness_of,
)

UNKNOWN = Readiness(ready=False, reason_zh="证照类型没有登记")


def readiness(type_code: str) -> Readiness:
    """Tell whether certificates of a type can be issued, and if not why (就绪情况)."""
    return readiness_by_code([type_code])[type_code]


def readiness_by_code(type_codes: Collection[str]) -> dict[str, Readiness]:
    """Tell the same of many types, in one query."""
    rows = CertificateType.objects.filter(type_code__in=set(type_codes))
    found = {row.type_code: _readiness(row) for row in rows}
    return {code: found.get(code, UNKNOWN) for code in type_codes}


def face_fields_of(row: CertificateType) -> tuple[FaceField, ...]:
    """Return the fields on the face of a type (照面项)."""
    return tuple(
        FaceField(
            name=field["name"],
            key=field["key"],
            type=FaceFieldType(field["type"]),
            is_required=field["is_required"],
        )
        for field in row.face_fields
    )


def _readiness(row: CertificateType) -> Readiness:
    return readiness_of(
        state=TypeState(row.state),
        template_name=row.template_name,
        face_fields=face_fields_of(row),
        validity_rule=ValidityRule(row.validity_rule) if row.validity_rule else None,
    )
