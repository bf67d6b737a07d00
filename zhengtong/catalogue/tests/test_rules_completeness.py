"""How complete an item's elements are."""

from fractions import Fraction

import pytest

from zhengtong.catalogue.rules.completeness import Completeness, MissingElement, completeness
from zhengtong.catalogue.rules.elements import ElementRecord, Holder, elements_of
from zhengtong.catalogue.tests.test_rules_elements import MATERIAL, a_license


def test_counts_a_sound_license_as_complete() -> None:
    measured = completeness(elements=a_license())
    assert (measured.filled, measured.required) == (66, 66)
    assert (measured.filled_weight, measured.required_weight) == (88, 88)
    assert measured.rate == Fraction(1)
    assert measured.is_complete
    assert measured.missing_key == ()


@pytest.mark.parametrize(
    ("changes", "rate", "missing"),
    [
        pytest.param({"place": None}, Fraction(85, 88), ["place"], id="a key element weighs three"),
        pytest.param({"undertaking_unit": " "}, Fraction(87, 88), ["undertaking_unit"], id="one"),
        pytest.param({"traffic": "1路公交"}, Fraction(1), [], id="optional ones do not count"),
        pytest.param(
            {"is_fee": True}, Fraction(88, 91), ["fees"], id="a condition that holds asks more"
        ),
        pytest.param(
            {"visit_count": 0, "presence_reason": None},
            Fraction(1),
            [],
            id="a condition that does not hold asks nothing",
        ),
        pytest.param(
            {"visit_count": None, "presence_reason": None},
            Fraction(84, 87),
            ["visit_count"],
            id="a condition on a missing value does not hold",
        ),
        pytest.param(
            {"special_procedures": None}, Fraction(87, 88), ["special_procedures"], id="unsaid"
        ),
        pytest.param({"materials": []}, Fraction(1), [], id="no material is an answer"),
        pytest.param({"materials": None}, Fraction(77, 80), ["materials"], id="materials unsaid"),
        pytest.param(
            {"materials": [MATERIAL, {**MATERIAL, "source": "government_issued"}]},
            Fraction(88, 89),
            ["materials.issuing_body"],
            id="a column asked of one row only",
        ),
        pytest.param(
            {"materials": [{**MATERIAL, "source": ""}, {**MATERIAL, "source": None}]},
            Fraction(87, 88),
            ["materials.source"],
            id="a column counts once for the item",
        ),
        pytest.param(
            {"materials": ["申请书"]}, Fraction(1), [], id="what is no row has no columns"
        ),
        pytest.param({"flow": []}, Fraction(84, 85), ["flow"], id="a flow without steps is none"),
    ],
)
def test_measures_completeness(changes, rate: Fraction, missing: list[str]) -> None:
    measured = completeness(elements=a_license(**changes))
    assert [gap.element for gap in measured.missing] == missing
    assert measured.rate == rate
    assert measured.is_complete is not bool(missing)


def test_asks_less_of_what_an_organ_does_on_its_own() -> None:
    measured = completeness(elements={"item_type": "punishment"})
    assert "promised_limit" not in {gap.element for gap in measured.missing}
    assert {"legal_basis", "punishment_range", "complaint_phone"} <= {
        gap.element for gap in measured.missing
    }


def test_counts_provisional_elements_as_filled_and_lists_them() -> None:
    measured = completeness(elements=a_license(), provisional=["undertaking_unit", "traffic"])
    assert measured.rate == Fraction(1)
    assert measured.provisional == ("undertaking_unit",)


def test_measures_an_upper_item_by_its_own_elements() -> None:
    measured = completeness(
        elements={"item_type": "public_service", "level_kind": "sub"},
        record=ElementRecord.CATALOGUE,
    )
    assert [gap.element for gap in measured.missing] == [
        "base_code",
        "item_name",
        "service_target",
        "effective_date",
        "parent_code",
        "has_sub",
        "in_national_catalogue",
        "exercise_levels",
    ]
    assert measured.rate == Fraction(2, 10)


def test_gives_no_rate_where_nothing_is_required() -> None:
    nothing = Completeness(
        filled=0, required=0, filled_weight=0, required_weight=0, missing=(), provisional=()
    )
    assert nothing.rate is None


@pytest.mark.parametrize(
    ("gap", "message"),
    [
        pytest.param(
            MissingElement("place", "办理地点", True), "关键要素“办理地点”未填写", id="key element"
        ),
        pytest.param(
            MissingElement("flow.role", "办理岗位", False, (1, 3)),
            "要素“办理岗位”第1、3项未填写",
            id="rows of a list",
        ),
    ],
)
def test_says_what_to_fill(gap: MissingElement, message: str) -> None:
    assert gap.message == message


def test_leaves_to_the_platform_what_it_gives() -> None:
    platform = {
        element.identifier
        for element in elements_of(ElementRecord.LOCAL)
        if element.holder is Holder.PLATFORM
    }
    assert "implementation_code" in platform
    missing = {gap.element for gap in completeness(elements={}).missing}
    assert not platform & missing
