"""Whether the certificate of a case can be made, and if not why (制证条件)."""

from zhengtong.cases.models import Case
from zhengtong.certificates.queries import readiness
from zhengtong.certificates.rules.types import Readiness

NO_TYPE = "未填写"


def certificate_type_of(case: Case) -> str:
    """Return the type that a case yields; a mark where the item forgot it, empty for none."""
    if not case.needs_certificate:
        return ""
    return case.certificate_type or NO_TYPE


def certificate_readiness(case: Case) -> Readiness:
    """Tell whether the certificate of a case can be made, and if not why (就绪情况)."""
    if not case.certificate_type:
        return Readiness(ready=False, reason_zh="事项没有写明证照类型")
    return readiness(case.certificate_type)
