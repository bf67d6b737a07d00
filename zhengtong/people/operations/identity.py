"""Recording who a person is: one natural person, one staff code (一人一号)."""

from typing import ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhengtong.foundation.vault import (
    LookupKind,
    lookup_hash,
    lookup_hashes,
    next_lookup_hash,
    seal_value,
)
from zhengtong.kernel.codes import parse_citizen_number
from zhengtong.kernel.errors import DomainError
from zhengtong.people.models import Staff
from zhengtong.people.rules.duties import Duty, needs_id_number

_COLUMNS = ("id_number_sealed", "id_number_hash", "id_number_next_hash")


class PersonAlreadyRegistered(DomainError):
    """The ID number stands under another staff code (同一人已有工号)."""

    code: ClassVar[str] = "person_already_registered"


class IdNumberMissing(DomainError):
    """The duty takes a person whose ID number is on file (未登记身份证号)."""

    code: ClassVar[str] = "id_number_missing"


def put_id_number(row: Staff, id_number: str) -> tuple[str, ...]:
    """Put an ID number on an unsaved change of a person; return the columns to save (登记身份证号).

    An empty one leaves what is on file. Sealed for this row, found by keyed hash; the database
    has the last word that nobody else has it, see `save_identified`.

    Raises:
        CodeRefused: it is no citizen number.
        PersonAlreadyRegistered: see there.
    """
    if not id_number:
        return ()
    number = parse_citizen_number(id_number)
    hashes = lookup_hashes(LookupKind.ID_NUMBER, number)
    if row.id_number_hash in hashes:
        return ()
    _refuse_second_code(row, hashes)
    row.id_number_sealed = seal_value(
        number, table="people_staff", column="id_number_sealed", row_id=row.vault_id
    )
    row.id_number_hash = lookup_hash(LookupKind.ID_NUMBER, number)
    row.id_number_next_hash = next_lookup_hash(LookupKind.ID_NUMBER, number)
    return _COLUMNS


def save_identified(row: Staff, *, columns: tuple[str, ...] | None) -> None:
    """Save a person; a session that was quicker with the same ID number refuses this one (保存).

    Args:
        columns: to be updated; None inserts the row.

    Raises:
        PersonAlreadyRegistered: see there.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=columns is None, update_fields=columns)
    except IntegrityError as error:
        if "id_number" in str(error):  # in the constraint's name and in the column's
            _refuse_second_code(row, [row.id_number_hash, row.id_number_next_hash])
        raise


def require_id_number(staff: Staff, duty: Duty) -> None:
    """Refuse a duty that excludes others to a person who is not identified (须登记身份证号).

    Raises:
        IdNumberMissing: see there.
    """
    if needs_id_number(duty) and not staff.id_number_hash:
        raise IdNumberMissing(
            f"{staff.name}（{staff.staff_code}）没有登记身份证号，无从核对是否另有工号，"
            f"不能任{duty.label}；请先登记"
        )


def _refuse_second_code(row: Staff, hashes: list[str]) -> None:
    """Name the other staff code and nothing else of that person."""
    known = [found for found in hashes if found]
    others = Staff.objects.filter(
        Q(id_number_hash__in=known) | Q(id_number_next_hash__in=known)
    ).exclude(staff_code=row.staff_code)
    other = others.values_list("staff_code", flat=True).first()
    if other is not None:
        raise PersonAlreadyRegistered(
            f"所填身份证号已登记在工号 {other} 名下，一人只有一个工号；请沿用该工号，或核对号码"
        )
