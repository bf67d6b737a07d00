"""What every act on a local item shares: the lock, the next state, the record (事项办理)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from zhengtong.catalogue.events import ItemEvent
from zhengtong.catalogue.models import CatalogueItem, ItemAct, ItemVersion, LocalItem
from zhengtong.catalogue.rules.elements import inherited_elements
from zhengtong.catalogue.rules.states import LocalItemAction, LocalItemState, next_state
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError


class UnknownItem(DomainError):
    """The region has no item with this code (事项不存在)."""

    code: ClassVar[str] = "unknown_item"


def lock_item(*, region_code: str, implementation_code: str) -> LocalItem:
    """Lock an item until the transaction ends (锁定事项).

    Raises:
        UnknownItem: there is none.
    """
    row = (
        LocalItem.objects.select_for_update()
        .filter(region_code=region_code, implementation_code=implementation_code)
        .first()
    )
    if row is None:
        raise UnknownItem(f"{region_code} 没有实施编码为 {implementation_code} 的事项，请核对")
    return row


def require_action(row: LocalItem, action: LocalItemAction) -> LocalItemState:
    """Return the state an act would lead to; asked before anything is prepared (能否办理).

    Raises:
        ItemActionNotAllowed: the item's state does not allow the act.
    """
    return next_state(LocalItemState(row.state), action)


def act_on(
    row: LocalItem,
    action: LocalItemAction,
    *,
    event: type[ItemEvent],
    request: Request,
    changed: Sequence[str] = (),
    **more: Any,
) -> None:
    """Move a locked item by one act, and write the act with its ledger entry (落账).

    Args:
        changed: names of the other fields that the operation has set.
        more: fields of the event beyond those of every act.

    Raises:
        ItemActionNotAllowed: the item's state does not allow the act.
    """
    row.state = require_action(row, action).value
    commit_act(
        row,
        changed=("state", *changed),
        act=ItemAct(item_id=row.id, action=action.value, reason=request.reason),
        event=event(
            region_code=row.region_code,
            implementation_code=row.implementation_code,
            base_code=row.base_code,
            version=row.version,
            **more,
        ),
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )


def put_back_published_draft(row: LocalItem) -> None:
    """Let the draft in hand be again what is in force (恢复为现行版本)."""
    in_force = ItemVersion.objects.get(
        region_code=row.region_code,
        implementation_code=row.implementation_code,
        version=row.version,
    )
    row.elements, row.provisional = in_force.elements, in_force.provisional
    row.base_version, row.name = in_force.base_version, in_force.item_name
    row.item_type = in_force.item_type


def take_over_upper(row: LocalItem) -> None:
    """Let the draft in hand rest on the newest upper version (承接新版目录)."""
    upper = CatalogueItem.objects.filter(
        region_code=row.catalogue_region_code, base_code=row.base_code
    ).first()
    if upper is None or upper.version <= row.base_version:
        return
    newest = upper.versions.get(version=upper.version).elements
    row.elements = {**row.elements, **inherited_elements(upper=newest)}
    row.base_version, row.item_type = upper.version, upper.item_type


DRAFT_FIELDS = ("elements", "provisional", "base_version", "name", "item_type")
