"""Personal data is sealed, found by keyed hash, masked, and in no ledger entry."""

import base64

import pytest
from django.db import connection
from django.test import override_settings

from zhengtong.cases.models import Case
from zhengtong.cases.operations.drafting import start_draft
from zhengtong.cases.queries.lookup import (
    CaseUnknown,
    case_lines,
    cases_of_person,
    find_case,
)
from zhengtong.cases.queries.people import masked_people
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant, Person
from zhengtong.cases.tests.factories import (
    ADDRESS,
    APPLICANT,
    CITIZEN,
    MOBILE,
    application,
    at,
    completed,
    denied,
    next_number,
    received,
)
from zhengtong.foundation.vault import LookupKind, SealedValueUnreadable, lookup_hashes

pytestmark = pytest.mark.django_db
CONTACT = Person(name="李联系", id_type="111", id_number="510703190001010014", mobile="13800002222")
SECRETS = (CITIZEN, MOBILE, ADDRESS, CONTACT.id_number, CONTACT.mobile)


def every_stored_text() -> str:
    """Return every value of every table of cases and of the ledger, as the database keeps it."""
    texts = []
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            if table.startswith(("cases_", "foundation_"))
        ]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(texts)


def test_nothing_personal_is_stored_in_plain_text(office) -> None:
    completed(office)
    denied(office)
    start_draft(
        case_number=next_number(),
        application=application(item=office.item, contact=CONTACT, agent=CONTACT),
        by=APPLICANT,
        at=at("2018-02-26 10:00"),
    )
    stored = every_stored_text()
    assert [secret for secret in SECRETS if secret in stored] == []


def test_it_is_shown_masked(office) -> None:
    journey = received(office, contact=CONTACT)
    shown = masked_people(journey.case)
    assert (shown.applicant, shown.id_number, shown.mobile) == (
        "张某某",
        "1101***********02X",
        "139****1111",
    )
    assert (shown.contact, shown.contact_mobile) == ("李某某", "138****2222")


def test_a_firm_is_shown_by_its_name(office) -> None:
    firm = Applicant(
        kind=ApplicantKind.LEGAL,
        name="演示企业有限公司",
        id_type="001",
        id_number="91350100M000100Y43",
        mobile=MOBILE,
        legal_representative="张演示",
    )
    journey = received(office, applicant=firm)
    assert masked_people(journey.case).applicant == "演示企业有限公司"


def test_it_is_found_by_number_and_telephone_however_they_are_written(office) -> None:
    journey = received(office)
    received(
        office,
        applicant=Applicant(
            kind=ApplicantKind.NATURAL,
            name="王演示",
            id_type="111",
            id_number="510703190001010014",
            mobile="13800002222",
        ),
    )
    for written in (CITIZEN, CITIZEN.lower(), " 110105 19491231002x "):
        found = cases_of_person(region_code="510703", id_number=written)
        assert [line.number for line in found] == [journey.number]
    for written in (MOBILE, f"+86 {MOBILE}", f"0086{MOBILE}"):
        hashes = lookup_hashes(LookupKind.PHONE, written)
        found = Case.objects.filter(region_code="510703", applicant_mobile_hash__in=hashes)
        assert [case.number for case in found] == [journey.number]
    assert cases_of_person(region_code="510704", id_number=CITIZEN) == []


def test_it_is_found_while_the_lookup_key_is_being_changed(office, settings) -> None:
    old = settings.LOOKUP_KEYS
    before = received(office)
    keys = {**old["keys"], "k-new": base64.b64encode(b"another key of thirty-two bytes!").decode()}
    rotating = {**old, "keys": keys, "next": "k-new"}
    with override_settings(LOOKUP_KEYS=rotating):
        during = received(office)
        assert during.case.applicant_id_next_hash.startswith("k-new:")
    with override_settings(LOOKUP_KEYS={"current": "k-new", "keys": keys}):
        found = cases_of_person(region_code="510703", id_number=CITIZEN)
    assert {line.number for line in found} == {before.number, during.number}


def test_a_sealed_value_does_not_open_in_another_row(office) -> None:
    one, other = received(office).case, received(office).case
    Case.objects.filter(region_code="510703", id=other.id).update(
        applicant_id_sealed=one.applicant_id_sealed
    )
    other.refresh_from_db()
    with pytest.raises(SealedValueUnreadable):
        masked_people(other)


def test_it_is_found_by_case_number(office) -> None:
    journey = received(office)
    assert find_case(journey.number).id == journey.case.id
    with pytest.raises(CaseUnknown):
        find_case("510703180226000018")
    lines = case_lines(region_code="510703", numbers=[journey.number, "510703180226000018"])
    assert list(lines) == [journey.number]
    assert lines[journey.number].applicant == "张某某"
