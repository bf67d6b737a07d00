"""What the catalogue does about events: its own releases, and new versions of flows (反应)."""

from zhengtong.catalogue.events import (
    CatalogueItemChanged,
    CatalogueItemPublished,
    ListImported,
    ListWithdrawn,
    UpperItemEvent,
)
from zhengtong.catalogue.operations.flow_versions import follow_flow
from zhengtong.catalogue.operations.passing_down import close_township_todos, raise_township_todos
from zhengtong.catalogue.operations.todos import raise_todos
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.flows.events import FlowPublished
from zhengtong.foundation.events import subscribe
from zhengtong.kernel.origins import Origin


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


@subscribe(ListImported)
def ask_townships(event: ListImported) -> None:
    """Give each township its to-do for what a list passes down (下放乡镇待办).

    Safe to deliver twice: a to-do is unique per list, body and item.
    """
    if event.kind == ListKind.PASSED_DOWN:
        raise_township_todos(region_code=event.region_code, number=event.number)


@subscribe(ListWithdrawn)
def stop_asking_townships(event: ListWithdrawn) -> None:
    """Close the open to-dos of a list that was withdrawn (待办作罢).

    Safe to deliver twice: what is closed is not open any more.
    """
    if event.kind == ListKind.PASSED_DOWN:
        close_township_todos(region_code=event.region_code, number=event.number)


@subscribe(FlowPublished, origins=tuple(Origin))
def follow_published_flow(event: FlowPublished) -> None:
    """Let new cases of a body's items run on the flow's new version (流程换版).

    Safe to deliver twice, and late: an item never goes back to an older version.
    """
    follow_flow(
        region_code=event.region_code,
        organisation_code=event.organisation_code,
        flow_code=event.flow_code,
        version=event.version,
    )
