from collections import Counter

import pytest

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import (
    EX_OFFICIO,
    ON_APPLICATION,
    ItemGroup,
    ItemType,
    UnknownItemType,
    group_of,
    parse_item_type,
)
from zhengtong.kernel.origins import SERVED_BY_DEFAULT, Origin
from zhengtong.kernel.special_procedures import NOT_COUNTED_BY_LAW, SpecialProcedure


@pytest.mark.parametrize(
    ("text", "item_type"),
    [
        ("01", ItemType.LICENSE),
        ("1", ItemType.LICENSE),
        ("10", ItemType.OTHER),
        ("20", ItemType.PUBLIC_SERVICE),
        ("permit", ItemType.LICENSE),
        ("penalty", ItemType.PUNISHMENT),
        ("other_power", ItemType.OTHER),
        (" 行政确认 ", ItemType.CONFIRMATION),
        ("adjudication", ItemType.ADJUDICATION),
    ],
)
def test_it_reads_codes_words_and_names(text, item_type):
    assert parse_item_type(text) is item_type


@pytest.mark.parametrize("text", ["", "00", "0", "2 0", "11", "执照"])
def test_it_refuses_what_names_no_type(text):
    with pytest.raises(UnknownItemType, match="事项类型"):
        parse_item_type(text)


def test_it_has_the_national_codes_in_order():
    codes = [item_type.national_code for item_type in ItemType]
    assert codes == ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"]


def test_it_reports_types_in_three_groups():
    assert group_of(ItemType.LICENSE) is ItemGroup.LICENSE
    assert group_of(ItemType.OTHER) is ItemGroup.POWER_OTHER
    assert group_of(ItemType.PUNISHMENT) is ItemGroup.POWER_OTHER
    assert group_of(ItemType.PUBLIC_SERVICE) is ItemGroup.PUBLIC_SERVICE
    assert Counter(map(group_of, ItemType)) == {"license": 1, "power_other": 9, "public_service": 1}
    assert ItemGroup.POWER_OTHER.label == "行政权力（除行政许可）"


def test_it_knows_what_the_organ_starts_itself():
    assert {"punishment", "coercion", "inspection"} == EX_OFFICIO
    assert ItemType.LICENSE in ON_APPLICATION
    assert len(ON_APPLICATION) == 8


def test_it_names_everything_in_chinese():
    assert ItemType.OTHER.label == "其他行政权力"
    assert [origin.label for origin in Origin] == ["实时办理", "系统对接", "补录", "历史导入"]
    assert SpecialProcedure.EXPERT_REVIEW.label == "专家评审"
    assert all(procedure.label for procedure in SpecialProcedure)


def test_it_serves_live_and_synced_facts_by_default():
    assert {"live", "synced"} == SERVED_BY_DEFAULT


def test_it_leaves_uncounted_by_law_exactly_the_eight_kinds_of_article_45():
    assert len(NOT_COUNTED_BY_LAW) == 8
    assert SpecialProcedure.PUBLIC_NOTICE not in NOT_COUNTED_BY_LAW
    assert SpecialProcedure.SITE_CHECK not in NOT_COUNTED_BY_LAW


def test_a_refusal_carries_its_message_and_a_stable_code():
    refusal = UnknownItemType("没有这种类型")
    assert isinstance(refusal, DomainError)
    assert (refusal.message, str(refusal)) == ("没有这种类型", "没有这种类型")
    assert (refusal.code, refusal.clause) == ("unknown_item_type", "")
