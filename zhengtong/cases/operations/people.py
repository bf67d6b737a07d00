"""Seal the people of a case and keep what finds them (个人信息入库)."""

import json
from collections.abc import Mapping
from typing import Any

from zhengtong.cases.models import Case
from zhengtong.cases.queries.people import TABLE, opened
from zhengtong.cases.rules.applicants import read_id_number
from zhengtong.cases.rules.applications import Applicant, Application, Person
from zhengtong.foundation.vault import (
    LookupKind,
    lookup_hash,
    next_lookup_hash,
    seal_value,
)
from zhengtong.kernel.codes import Strictness

SEALED = (
    "applicant_id",
    "applicant_mobile",
    "applicant_address",
    "contact_id",
    "contact_mobile",
    "agent_id",
    "agent_mobile",
)
APPLICATION_FIELDS = (
    "applicant_kind",
    "applicant_name",
    "applicant_id_type",
    "applicant_address_sealed",
    "legal_representative",
    "contact_name",
    "contact_id_type",
    "agent_name",
    "agent_id_type",
    *(
        f"{who}_{what}_{part}"
        for who in ("applicant", "contact", "agent")
        for what in ("id", "mobile")
        for part in ("sealed", "hash", "next_hash")
    ),
    "form_sealed",
    "flow_facts",
    "channel",
    "township_code",
    "village_code",
    "project_code",
)


def put_application(case: Case, application: Application) -> None:
    """Write an application into an unsaved or locked case, sealing what is personal (填入申请)."""
    put_applicant(case, application.applicant, strictness=Strictness.STRICT)
    _put_person(case, "contact", application.contact)
    _put_person(case, "agent", application.agent)
    case.form_sealed = _seal(case, "form_sealed", _json(application.form))
    case.flow_facts = dict(application.flow_facts)
    case.channel = application.channel.value
    case.township_code = application.township_code
    case.village_code = application.village_code
    case.project_code = application.project_code


def put_applicant(case: Case, applicant: Applicant, *, strictness: Strictness) -> None:
    """Write the applicant into a case (填入申请人).

    Raises:
        CodeRefused: the number cannot be one.
    """
    number = read_id_number(
        id_type=applicant.id_type, number=applicant.id_number, strictness=strictness
    )
    case.applicant_kind = applicant.kind.value
    case.applicant_name = applicant.name
    case.applicant_id_type = applicant.id_type
    case.legal_representative = applicant.legal_representative
    _put_id(case, "applicant", number)
    _put_mobile(case, "applicant", applicant.mobile)
    case.applicant_address_sealed = _seal(case, "applicant_address_sealed", applicant.address)


def copy_people(*, source: Case, target: Case) -> None:
    """Seal people and form of one case anew for another, whose row binds them (带出申请人)."""
    for field in (
        "applicant_kind",
        "applicant_name",
        "applicant_id_type",
        "legal_representative",
        "contact_name",
        "contact_id_type",
        "agent_name",
        "agent_id_type",
        "flow_facts",
        "channel",
        "township_code",
        "village_code",
        "project_code",
    ):
        setattr(target, field, getattr(source, field))
    for name in SEALED:
        column = f"{name}_sealed"
        setattr(target, column, _seal(target, column, opened(source, column)))
    for who in ("applicant", "contact", "agent"):
        for what in ("id", "mobile"):
            for part in ("hash", "next_hash"):
                column = f"{who}_{what}_{part}"
                setattr(target, column, getattr(source, column))
    target.form_sealed = _seal(target, "form_sealed", opened(source, "form_sealed"))


def _put_person(case: Case, who: str, person: Person | None) -> None:
    given = person or Person(name="")
    number = given.id_number
    if number:
        number = read_id_number(id_type=given.id_type, number=number)
    setattr(case, f"{who}_name", given.name)
    setattr(case, f"{who}_id_type", given.id_type if number else "")
    _put_id(case, who, number)
    _put_mobile(case, who, given.mobile)


def _put_id(case: Case, who: str, number: str) -> None:
    _put(case, f"{who}_id", LookupKind.ID_NUMBER, number)


def _put_mobile(case: Case, who: str, mobile: str) -> None:
    _put(case, f"{who}_mobile", LookupKind.PHONE, mobile.strip())


def _put(case: Case, name: str, kind: LookupKind, plain: str) -> None:
    setattr(case, f"{name}_sealed", _seal(case, f"{name}_sealed", plain))
    setattr(case, f"{name}_hash", lookup_hash(kind, plain))
    setattr(case, f"{name}_next_hash", next_lookup_hash(kind, plain))


def _seal(case: Case, column: str, plain: str) -> str:
    return seal_value(plain, table=TABLE, column=column, row_id=case.id)


def _json(form: Mapping[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False) if form else ""
