"""Items that are claimed and approved, counted for the bulletin."""

import pytest

from zhengtong.catalogue.queries import approved_items
from zhengtong.catalogue.rules.states import LocalItemState
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.kernel.item_types import ItemGroup

pytestmark = pytest.mark.django_db


def make(code: str, item_type: str, state: LocalItemState = LocalItemState.RUNNING) -> None:
    make_published_item(
        implementation_code=code,
        organisation_code=f"510703-{code[0]}",
        item_type=item_type,
        state=state,
    )


def test_it_counts_approved_items_by_group_and_names_every_group() -> None:
    make("A1", "license")
    make("A2", "license", LocalItemState.SUSPENDED)
    make("A3", "confirmation", LocalItemState.CHANGE_SUBMITTED)
    make("B1", "other", LocalItemState.CANCELLED)
    make_published_item(region_code="511602", implementation_code="C1")
    assert approved_items(region_code="510703") == {
        "510703-A": {
            ItemGroup.LICENSE: 2,
            ItemGroup.POWER_OTHER: 1,
            ItemGroup.PUBLIC_SERVICE: 0,
        }
    }


def test_each_body_has_its_own_count() -> None:
    make("A1", "license")
    make("A2", "public_service")
    make("B1", "license")
    make("T1", "license", LocalItemState.CANCELLED)
    counted = approved_items(region_code="510703")
    assert counted.keys() == {"510703-A", "510703-B"}
    assert counted["510703-A"][ItemGroup.PUBLIC_SERVICE] == 1
    assert sum(counted["510703-B"].values()) == 1
