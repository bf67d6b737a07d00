"""Groups as they are written in files and columns."""

import pytest

from zhengtong.indicators.rules.groups import (
    GroupsRefused,
    groups_of,
    parse_groups,
    stored_groups,
)
from zhengtong.kernel.item_types import ItemGroup

BOTH = (ItemGroup.POWER_OTHER, ItemGroup.PUBLIC_SERVICE)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("license", (ItemGroup.LICENSE,)),
        ("power_other+public_service", BOTH),
        ("public_service + power_other", BOTH),
        ("公共服务＋行政权力（除行政许可）", BOTH),
        ("行政权力(除行政许可)、公共服务", BOTH),
        ("行政权力，公共服务", BOTH),
        ("行政许可", (ItemGroup.LICENSE,)),
    ],
)
def test_it_reads_groups_into_their_fixed_order(text, groups):
    assert parse_groups(text) == groups


@pytest.mark.parametrize("text", ["permit", "license+x", "+", "license+行政许可"])
def test_it_refuses_what_is_no_group_or_stands_twice(text):
    with pytest.raises(GroupsRefused):
        parse_groups(text)


def test_it_stores_and_reads_groups_back():
    assert stored_groups(reversed(BOTH)) == "power_other,public_service"
    assert groups_of("power_other,public_service") == BOTH
    assert groups_of("") == ()
