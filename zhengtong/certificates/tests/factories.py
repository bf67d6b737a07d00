"""Certificate types for tests of any domain."""

from typing import Any

from zhengtong.certificates.models import CertificateType
from zhengtong.certificates.rules.types import HolderKind, TypeState, ValidityRule

TYPE_CODE = "11510703008437461X001"


def make_certificate_type(*, type_code: str = TYPE_CODE, **changes: Any) -> CertificateType:
    """Make a type that is ready; `template_name=""` and the like make it lack something."""
    fields = {
        "name": "道路运输经营许可证",
        "holder_kind": HolderKind.LEGAL.value,
        "validity_rule": ValidityRule.FIXED.value,
        "validity_months": 48,
        "face_fields": [
            {"name": "证号", "key": "number", "type": "text", "is_required": True},
            {"name": "业户名称", "key": "holder", "type": "text", "is_required": True},
        ],
        "template_name": "道路运输经营许可证正本",
        "state": TypeState.ACTIVE.value,
        "is_demo": True,
    }
    return CertificateType.objects.create(type_code=type_code, **{**fields, **changes})
