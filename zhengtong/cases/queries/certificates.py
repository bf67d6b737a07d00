"""Whether the certificate of a case can be made, and if not why (制证条件)."""

from collections.abc import Collection

from zhengtong.cases.models import Case
from zhengtong.certificates.queries import readiness_by_code
from zhengtong.certificates.rules.types import Readiness

NO_TYPE = "未填写"
UNNAMED = Readiness(ready=False, reason_zh="事项没有写明证照类型")


def certificate_type_of(case: Case) -> str:
    """Return the type that a case yields; a mark where the item forgot it, empty for none."""
    if not case.needs_certificate:
        return ""
    return case.certificate_type or NO_TYPE


def certificate_readiness(case: Case) -> Readiness:
    """Tell whether the certificate of a case can be made, and if not why (就绪情况)."""
    return certificates_by_type({case.certificate_type})[case.certificate_type]


def certificates_by_type(type_codes: Collection[str]) -> dict[str, Readiness]:
    """Tell the same by the types that items name, in one query; empty where one names none."""
    found = readiness_by_code({code for code in type_codes if code})
    return {code: found.get(code, UNNAMED) for code in type_codes}
