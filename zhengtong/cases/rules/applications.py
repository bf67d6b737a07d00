"""What an applicant hands in, as plain values (申请内容)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhengtong.cases.rules.applicants import (
    ApplicantKind,
    check_applicant,
    read_id_number,
)
from zhengtong.cases.rules.channels import Channel
from zhengtong.kernel.texts import checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies (申请人).

    Args:
        id_type: code of the paper, 111 citizen number, 001 credit code.
    """

    kind: ApplicantKind
    name: str
    id_type: str
    id_number: str
    mobile: str
    address: str = ""
    legal_representative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact or an agent (联系人或代理人)."""

    name: str
    id_type: str = ""
    id_number: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application for one item (申请).

    Args:
        form: answers by field name; kept sealed, since a form may ask for anything.
        flow_facts: what of it the flow may branch on: `situations` (list of codes),
            `amount_fen`, `needs_site_check`; plain codes and numbers only.
    """

    implementation_code: str
    applicant: Applicant
    channel: Channel
    contact: Person | None = None
    agent: Person | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    flow_facts: Mapping[str, Any] = field(default_factory=dict)
    township_code: str = ""
    village_code: str = ""
    project_code: str = ""


def check_application(*, application: Application) -> None:
    """Refuse an application whose people cannot be right (检查申请内容).

    Raises:
        ApplicantRefused: name, representative or kind of paper is lacking or unknown.
        TextRefused: a name is too long or cannot be shown.
        CodeRefused: a citizen number or credit code that cannot be one.
    """
    applicant = application.applicant
    checked_text(applicant.name, limit=100, name="申请人名称")
    checked_text(applicant.legal_representative, limit=30, name="法定代表人")
    for person, who in ((application.contact, "联系人"), (application.agent, "代理人")):
        checked_text(person.name if person else "", limit=30, name=f"{who}姓名")
    check_applicant(
        kind=applicant.kind,
        name=applicant.name,
        legal_representative=applicant.legal_representative,
    )
    read_id_number(id_type=applicant.id_type, number=applicant.id_number)
    for person in (application.contact, application.agent):
        if person is not None and person.id_number:
            read_id_number(id_type=person.id_type, number=person.id_number)
