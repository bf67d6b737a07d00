"""The consistency checks where data is missing, and what stops a submission."""

import pytest

from zhengtong.catalogue.rules.consistency import check_consistency
from zhengtong.catalogue.tests.test_rules_elements import a_license


@pytest.mark.parametrize(
    ("number", "changes", "message", "missing"),
    [
        pytest.param(
            "C-22",
            {"promised_limit": None},
            "必填要素“承诺办结时限”未填写或填写有误，无法核对",
            ("promised_limit",),
            id="a required element is missing",
        ),
        pytest.param(
            "C-15",
            {"consult_phone": None, "complaint_phone": ""},
            "必填要素“咨询电话”、“监督投诉电话”未填写或填写有误，无法核对",
            ("consult_phone", "complaint_phone"),
            id="two are missing",
        ),
        pytest.param(
            "C-07",
            {"visit_count": "一次"},
            "必填要素“到办事现场次数”未填写或填写有误，无法核对",
            ("visit_count",),
            id="a faulty value counts as missing",
        ),
    ],
)
def test_says_what_it_lacked_when_a_required_element_is_missing(
    number: str, changes: dict[str, object], message: str, missing: tuple[str, ...]
) -> None:
    found = check_consistency(elements=a_license(**changes))
    (finding,) = [finding for finding in found if finding.number == number]
    assert (finding.message, finding.missing) == (message, missing)


def test_does_not_apply_where_an_optional_element_is_missing() -> None:
    changes = {"item_type": "confirmation", "statutory_limit": None}
    found = check_consistency(elements=a_license(**changes))
    assert "C-22" not in {finding.number for finding in found}


def test_leaves_ex_officio_items_alone_where_they_have_no_such_element() -> None:
    elements = {
        "item_type": "punishment",
        "legal_basis": [{"law": "《中华人民共和国城乡规划法》"}],
        "consult_phone": "0816-2222221",
        "complaint_phone": "0816-2222229",
    }
    assert check_consistency(elements=elements) == ()


def test_carries_the_text_of_the_rule_in_a_finding() -> None:
    (finding,) = check_consistency(elements=a_license(faq=None))
    assert (finding.number, finding.text) == ("C-19", "行政许可应至少有一个常见问题")
    assert finding.missing == ()
