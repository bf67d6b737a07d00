"""Demo items: complete, consistent and marked."""

from collections import defaultdict

import pytest

from demo.guides import item_rows, material_rows
from demo.items import catalogue_rows, demo_items

POWER_OTHER = {"payment", "confirmation", "other"}


@pytest.fixture(scope="module")
def items():
    return list(item_rows())


def test_it_gives_each_department_at_least_one_item(items):
    assert len(items) == 74
    assert {row.organisation_code for row in items} == {f"510703-D{n:02d}" for n in range(1, 30)}


def test_it_uses_each_code_once(items):
    assert len({row.implementation_code for row in items}) == 74
    assert items[0].implementation_code == "510703-D01-510101901000"
    assert all(len(row.base_code) == 12 for row in items)


def test_it_claims_each_item_from_an_upper_item_of_the_same_name_and_type(items):
    upper = {row.base_code: (row.item_name, row.item_type) for row in catalogue_rows()}
    assert len(upper) == 74
    assert all(upper[row.base_code] == (row.item_name, row.item_type) for row in items)


def test_it_marks_names_and_places_as_a_demonstration(items):
    for row in items:
        assert row.item_name.endswith("（演示）")
        assert row.place.startswith("演示地点")
        assert row.is_demo == 1


def test_it_writes_type_codes_into_base_codes():
    codes = {
        "license": "01",
        "payment": "05",
        "confirmation": "07",
        "other": "10",
        "public_service": "20",
    }
    assert {item.item_type for item in demo_items()} == set(codes)
    assert all(item.base_code[2:4] == codes[item.item_type] for item in demo_items())


def test_it_ties_on_the_spot_to_a_promise_of_nothing(items):
    for row in items:
        is_on_the_spot = row.case_kind == "on_the_spot"
        assert is_on_the_spot == (row.promised_limit == 0)
        assert is_on_the_spot == (row.promised_limit_unit == "on_the_spot")
        assert row.statutory_limit_unit == "workday"


def test_it_never_promises_more_than_the_law_allows(items):
    assert all(row.promised_limit <= row.statutory_limit for row in items)
    assert max(row.statutory_limit for row in items if row.item_type == "license") == 20


def test_it_passes_the_consistency_checks_on_visits_fees_and_telephones(items):
    for row in items:
        assert bool(row.visit_count) == bool(row.presence_reason)
        assert (row.is_fee, row.pay_online) == (0, 0)
        assert row.consult_phone != row.complaint_phone
        assert row.consult_phone.startswith("0816-0")
        assert row.complaint_phone.startswith("0816-0")


def test_it_passes_the_consistency_checks_on_results_and_remedies(items):
    for row in items:
        assert bool(row.result_name) == (row.result_type != "none") == bool(row.result_sample)
        assert row.result_name.endswith(
            {"approval": "批复", "document": "文", "none": ""}[row.result_type]
        )
        assert (
            bool(row.reconsideration) == bool(row.litigation) == (row.item_type != "public_service")
        )
        assert row.legal_basis
        assert row.flow == "受理|审查|决定|办结|送达"
        assert row.faq


def test_it_sorts_topics_by_whom_the_item_serves(items):
    for row in items:
        assert bool(row.natural_topic) == (row.service_target == "1")
        assert bool(row.legal_topic) == (row.service_target == "2")


def test_it_lists_materials_for_each_item(items):
    numbers = defaultdict(list)
    for row in material_rows():
        numbers[row.implementation_code].append(row.sequence)
    assert set(numbers) == {row.implementation_code for row in items}
    for row in items:
        expected = [1, 2] if row.case_kind == "on_the_spot" else [1, 2, 3]
        assert numbers[row.implementation_code] == expected
