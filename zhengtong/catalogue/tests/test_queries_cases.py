"""What cases get from their item, and when they get none."""

import pytest

from zhengtong.catalogue.models import ItemVersion, LocalItem
from zhengtong.catalogue.queries import ItemNotRunning, item_for_case, items_for_cases
from zhengtong.catalogue.rules.states import LocalItemState
from zhengtong.catalogue.tests.factories import REGION, make_published_item, publish_again
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit, TimeLimit

pytestmark = pytest.mark.django_db
CODE = "510703-D01-510101901000"


def ask(code: str = CODE):
    return item_for_case(region_code=REGION, implementation_code=code)


def publish_second(**changes) -> None:
    item = LocalItem.objects.get(region_code=REGION)
    item.version, item.elements = 2, {**item.elements, **changes}
    LocalItem.objects.filter(region_code=REGION, id=item.id).update(version=2)
    publish_again(item=item)


def test_it_gives_the_terms_of_a_running_item() -> None:
    version = make_published_item(flow_code="F1", flow_version=2)
    found = ask()
    assert found.implementation_code == CODE
    assert found.base_code == "510101901000"
    assert found.item_name == "道路货物运输经营许可"
    assert found.item_type is ItemType.LICENSE
    assert (found.item_version, found.item_version_id) == (1, version.id)
    assert found.organisation_code == "510703-D01"
    assert found.statutory_limit == TimeLimit(20, LimitUnit.WORKDAY)
    assert found.promised_limit == TimeLimit(7, LimitUnit.WORKDAY)
    assert found.correction_limit == TimeLimit(15, LimitUnit.WORKDAY)
    assert found.delivery_limit == TimeLimit(10, LimitUnit.WORKDAY)
    assert (found.flow_code, found.flow_version) == ("F1", 2)
    assert (found.is_one_window, found.is_intake_handler_split) == (True, True)
    assert (found.is_on_the_spot, found.needs_certificate, found.is_joint) == (False, False, False)
    assert [(each.name, each.is_required, each.count) for each in found.materials] == [
        ("申请表", True, 1),
        ("营业执照", True, 1),
    ]


def test_it_gives_the_newest_version(django_assert_num_queries) -> None:
    make_published_item()
    publish_second(delivery_limit=3)
    with django_assert_num_queries(2):
        found = ask()
    with django_assert_num_queries(1):  # the published version never changes and is kept
        assert ask() == found
    assert (found.item_version, found.delivery_limit.count) == (2, 3)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (LocalItemState.PUBLISHED, "事项“道路货物运输经营许可”已发布，尚未投入运行，不能收件"),
        (LocalItemState.SUSPENDED, "事项“道路货物运输经营许可”已暂停办理，恢复后才能收件"),
        (LocalItemState.CANCELLED, "事项“道路货物运输经营许可”已取消，不再收件"),
    ],
)
def test_it_refuses_an_item_that_does_not_run(state, message) -> None:
    make_published_item(state=state)
    with pytest.raises(ItemNotRunning) as refusal:
        ask()
    assert refusal.value.message == message


def test_it_refuses_an_item_that_was_never_published() -> None:
    make_published_item(state=LocalItemState.CANCELLED)
    LocalItem.objects.create(
        region_code=REGION,
        implementation_code="X1",
        organisation_code="510703-D01",
        name="甲",
        item_type="license",
        state="submitted",
    )
    with pytest.raises(ItemNotRunning) as refusal:
        ask("X1")
    assert refusal.value.message == "事项“甲”已上报，尚未发布，不能收件"


def test_it_refuses_an_unknown_code_and_a_code_of_another_region() -> None:
    make_published_item(region_code="511602")
    with pytest.raises(ItemNotRunning) as refusal:
        ask()
    assert refusal.value.message == f"510703 没有实施编码为 {CODE} 的事项，请核对"


@pytest.mark.parametrize(
    "state",
    [
        LocalItemState.RUNNING,
        LocalItemState.CHANGING,
        LocalItemState.CHANGE_SUBMITTED,
        LocalItemState.CHANGE_APPROVED,
    ],
)
def test_it_lets_cases_in_while_a_change_is_in_hand(state) -> None:
    make_published_item(state=state)
    assert ask().item_version == 1


def test_it_gives_many_items_in_one_query(django_assert_num_queries) -> None:
    make_published_item()
    make_published_item(implementation_code="B", state=LocalItemState.SUSPENDED)
    with django_assert_num_queries(1):
        found = items_for_cases(region_code=REGION, implementation_codes=["B", CODE, "none"])
    assert {code: item.is_accepting for code, item in found.items()} == {CODE: True, "B": False}


def test_it_keeps_only_the_newest_version_of_each(monkeypatch) -> None:
    make_published_item()
    publish_second()
    read: list[int] = []
    from_db = ItemVersion.from_db.__func__

    def count(cls, db, names, values):
        row = from_db(cls, db, names, values)
        read.append(row.version)
        return row

    monkeypatch.setattr(ItemVersion, "from_db", classmethod(count))
    found = items_for_cases(region_code=REGION, implementation_codes=[CODE])
    assert found[CODE].item_version == 2
    assert read == [2]
    assert ItemVersion.objects.filter(region_code=REGION).count() == 2
