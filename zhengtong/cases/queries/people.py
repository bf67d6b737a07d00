"""Personal data of a case as people may see it: masked (个人信息脱敏)."""

from dataclasses import dataclass

from zhengtong.cases.models import Case
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.foundation.vault import mask_id_number, mask_name, mask_phone, open_value

TABLE = "cases_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedPeople:
    """The people of a case, masked (脱敏后的申请人等)."""

    applicant: str
    id_number: str
    mobile: str
    contact: str
    contact_mobile: str
    agent: str
    agent_mobile: str


def masked_people(case: Case) -> MaskedPeople:
    """Return the people of a case with what is personal hidden (脱敏)."""
    return MaskedPeople(
        applicant=masked_applicant(kind=case.applicant_kind, name=case.applicant_name),
        id_number=mask_id_number(opened(case, "applicant_id_sealed")),
        mobile=mask_phone(opened(case, "applicant_mobile_sealed")),
        contact=mask_name(case.contact_name),
        contact_mobile=mask_phone(opened(case, "contact_mobile_sealed")),
        agent=mask_name(case.agent_name),
        agent_mobile=mask_phone(opened(case, "agent_mobile_sealed")),
    )


def masked_applicant(*, kind: str, name: str) -> str:
    """Return an applicant's name as lists show it: a firm's in full, a person's masked."""
    return mask_name(name) if kind == ApplicantKind.NATURAL else name


def opened(case: Case, column: str) -> str:
    """Return the plain value of a sealed column (解密)."""
    return open_value(getattr(case, column), table=TABLE, column=column, row_id=case.id)
