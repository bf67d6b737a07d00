"""What the catalogue does about events: to-dos for the bodies below (反应)."""

from zhengtong.catalogue.events import CatalogueItemChanged, CatalogueItemPublished, UpperItemEvent
from zhengtong.catalogue.operations.todos import raise_todos
from zhengtong.foundation.events import subscribe


@subscribe(CatalogueItemPublished, CatalogueItemChanged)
def raise_claim_todos(event: UpperItemEvent) -> None:
    """Give every body that could claim, or has claimed, the item its to-do (认领待办).

    Safe to deliver twice: a to-do is unique per body, item and version.
    """
    raise_todos(
        catalogue_region_code=event.region_code,
        base_code=event.base_code,
        version=event.version,
        published_on=event.published_on,
        answer_workdays=event.answer_workdays,
    )
