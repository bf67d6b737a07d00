"""What the elements of an item mean for its cases."""

import pytest

from zhengtong.catalogue.rules.case_terms import case_terms
from zhengtong.catalogue.tests.factories import complete_elements, on_the_spot_elements
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.special_procedures import SpecialProcedure


def terms(**changes):
    return case_terms(elements=complete_elements(**changes))


def test_it_reads_nothing_from_nothing_but_the_general_limits() -> None:
    found = case_terms(elements={})
    assert (found.statutory_limit, found.promised_limit) == (None, None)
    assert found.correction_limit == TimeLimit(15, LimitUnit.WORKDAY)
    assert found.delivery_limit == TimeLimit(10, LimitUnit.WORKDAY)
    assert (found.materials, found.special_procedures) == ((), ())
    assert not found.is_intake_handler_split


@pytest.mark.parametrize(
    ("one_window", "says", "is_split"),
    [
        pytest.param(True, None, True, id="one window splits by itself"),
        pytest.param(True, False, False, id="the item may say no"),
        pytest.param(False, None, False, id="other windows do not"),
        pytest.param(False, True, True, id="the item may say yes"),
    ],
)
def test_it_splits_intake_from_handling(one_window, says, is_split) -> None:
    found = terms(one_window=one_window, intake_handle_split=says)
    assert found.is_intake_handler_split is is_split


@pytest.mark.parametrize(
    ("elements", "may"),
    [
        (on_the_spot_elements(one_person_on_the_spot=True), True),
        (on_the_spot_elements(), False),
        (complete_elements(one_person_on_the_spot=True), False),
    ],
)
def test_it_lets_one_person_decide_only_on_the_spot(elements, may) -> None:
    assert case_terms(elements=elements).one_person_may_decide is may


def test_it_lists_special_procedures_with_their_basis() -> None:
    row = {"kind": "hearing", "basis": "某条例第三条", "limit": {"count": 20, "unit": "workday"}}
    (found,) = terms(special_procedures=[row]).special_procedures
    assert (found.kind, found.basis) == (SpecialProcedure.HEARING, "某条例第三条")
    assert found.limit == TimeLimit(20, LimitUnit.WORKDAY)


def test_it_takes_an_extension_from_where_the_source_lists_it() -> None:
    row = {"kind": "extension", "basis": "第四十二条", "limit": {"count": 10, "unit": "workday"}}
    found = terms(special_procedures=[row], extension_approver="organ_head")
    assert found.special_procedures == ()
    assert found.extension_limit == TimeLimit(10, LimitUnit.WORKDAY)
    assert (found.extension_basis, found.extension_approver) == ("第四十二条", "organ_head")


def test_it_prefers_the_extension_of_its_own_element() -> None:
    row = {"kind": "extension", "basis": "甲", "limit": {"count": 10, "unit": "workday"}}
    found = terms(
        special_procedures=[row],
        extension_limit={"count": 5, "unit": "workday"},
        extension_basis="乙",
    )
    assert (found.extension_limit.count, found.extension_basis) == (5, "乙")


@pytest.mark.parametrize(
    ("given", "limit"),
    [
        (3, TimeLimit(3, LimitUnit.WORKDAY)),
        (0, TimeLimit(0, LimitUnit.ON_THE_SPOT)),
        (None, TimeLimit(10, LimitUnit.WORKDAY)),
    ],
)
def test_it_reads_the_delivery_limit_in_working_days(given, limit) -> None:
    assert terms(delivery_limit=given).delivery_limit == limit


def test_it_sees_a_joint_item_and_a_certificate() -> None:
    found = terms(
        joint_body=[{"body_name": "消防救援大队"}],
        result_type="certificate",
        certificate_type_code="11100000000013127D001",
    )
    assert (found.is_joint, found.needs_certificate) == (True, True)
    assert found.certificate_type_code == "11100000000013127D001"


def test_it_requires_a_material_of_a_situation_only_there() -> None:
    materials = [
        {"material_name": "甲", "necessity": "required", "situation": "委托代理的"},
        {"material_name": "乙", "necessity": "conditional"},
    ]
    found = terms(materials=materials).materials
    assert [(each.name, each.is_required, each.count) for each in found] == [
        ("甲", False, 0),
        ("乙", False, 0),
    ]
