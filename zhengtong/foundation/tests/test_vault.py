"""Personal data at rest: bound to its place, found by hash, masked."""

import uuid

import pytest

from zhengtong.foundation import vault
from zhengtong.foundation.vault import LookupKind, SealedValueUnreadable

ROW = uuid.UUID("01890000-0000-7000-8000-000000000001")
PLACE = {"table": "cases_case", "column": "applicant_id_number", "row_id": ROW}
NUMBER = "51070319000101001X"


def test_it_opens_what_it_sealed_and_shows_nothing():
    sealed = vault.seal_value(NUMBER, **PLACE)
    assert NUMBER not in sealed
    assert sealed != vault.seal_value(NUMBER, **PLACE)
    assert vault.open_value(sealed, **PLACE) == NUMBER


def test_it_keeps_empty_empty():
    assert vault.seal_value("", **PLACE) == vault.open_value("", **PLACE) == ""
    assert vault.lookup_hash(LookupKind.PHONE, "") == ""
    assert vault.lookup_hashes(LookupKind.PHONE, "") == []


@pytest.mark.parametrize(
    "moved",
    [
        {"table": "people_staff"},
        {"column": "agent_id_number"},
        {"row_id": uuid.UUID("01890000-0000-7000-8000-000000000002")},
    ],
)
def test_it_does_not_open_a_value_that_was_moved(moved):
    sealed = vault.seal_value(NUMBER, **PLACE)
    with pytest.raises(SealedValueUnreadable, match="无法解密"):
        vault.open_value(sealed, **{**PLACE, **moved})


def test_it_does_not_open_with_a_key_that_is_gone(settings):
    sealed = vault.seal_value(NUMBER, **PLACE)
    settings.VAULT_KEYS = {"current": "v2", "keys": {"v2": settings.VAULT_KEYS["keys"]["v1"]}}
    with pytest.raises(SealedValueUnreadable):
        vault.open_value(sealed, **PLACE)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        pytest.param(LookupKind.ID_NUMBER, "51070319000101001x", NUMBER, id="x is X"),
        pytest.param(LookupKind.ID_NUMBER, " 510703 19000101 001X", NUMBER, id="spaces"),
        pytest.param(LookupKind.ID_NUMBER, "130503670401001", "130503196704010016", id="15 to 18"),
        pytest.param(LookupKind.PHONE, "+86 138-0000-0000", "13800000000", id="+86"),
        pytest.param(LookupKind.PHONE, "0086 13800000000", "13800000000", id="0086"),
    ],
)
def test_it_finds_one_value_in_its_forms(kind, one, other):
    assert vault.lookup_hash(kind, one) == vault.lookup_hash(kind, other)


def test_it_keeps_kinds_apart():
    assert vault.lookup_hash(LookupKind.PHONE, "13800000000") != vault.lookup_hash(
        LookupKind.ID_NUMBER, "13800000000"
    )


def test_it_looks_up_under_both_keys_while_one_is_rotated_in(settings):
    old = vault.lookup_hash(LookupKind.PHONE, "13800000000")
    keys = settings.LOOKUP_KEYS["keys"] | {"l2": settings.SEAL_KEYS["keys"]["s1"]}
    settings.LOOKUP_KEYS = {"current": "l1", "next": "l2", "keys": keys}
    following = vault.next_lookup_hash(LookupKind.PHONE, "13800000000")
    assert following.startswith("l2:")
    assert vault.lookup_hashes(LookupKind.PHONE, "13800000000") == [old, following]


@pytest.mark.parametrize(
    ("mask", "plain", "shown"),
    [
        (vault.mask_id_number, NUMBER, "5107***********01X"),
        (vault.mask_phone, "13800001234", "138****1234"),
        (vault.mask_phone, "12345", "*****"),
        (vault.mask_name, "张三丰", "张某某"),
        (vault.mask_name, "张", "张"),
    ],
)
def test_it_masks(mask, plain, shown):
    assert mask(plain) == shown
