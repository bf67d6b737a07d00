"""What flows do about other domains' events (反应)."""

from zhengtong.catalogue.events import ItemCancelled
from zhengtong.flows.operations.item_flows import release_item_flow
from zhengtong.foundation.events import subscribe
from zhengtong.kernel.origins import Origin


@subscribe(ItemCancelled, origins=tuple(Origin))
def release_flow_of_cancelled_item(event: ItemCancelled) -> None:
    """Let a cancelled item no longer keep a flow in use (事项取消).

    Safe to deliver twice.
    """
    release_item_flow(region_code=event.region_code, implementation_code=event.implementation_code)
