"""Putting a revision in force: the item, its new version, the event (目录版本发布)."""

from collections.abc import Mapping
from typing import Any

from zhengtong.catalogue.events import CatalogueItemChanged, CatalogueItemPublished
from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueItemVersion,
    CatalogueRevision,
    RevisionAct,
)
from zhengtong.catalogue.rules.states import (
    CatalogueState,
    RevisionAction,
    RevisionKind,
    next_catalogue_state,
)
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request


def put_in_force(item: CatalogueItem, revision: CatalogueRevision, *, request: Request) -> None:
    """Let a locked item become what its revision says, as the next version (发布修订).

    Args:
        revision: in the state that publication leads to; inserted where it is new.

    Raises:
        ItemActionNotAllowed: the item's state does not allow this kind of revision any more.
    """
    kind = RevisionKind(revision.kind)
    item.state = next_catalogue_state(CatalogueState(item.state), kind).value
    item.version += 1
    item.is_derived = False
    put_columns(item, revision.elements)
    item.save()
    revision.version = item.version
    CatalogueItemVersion.objects.create(
        item=item,
        version=item.version,
        kind=kind.value,
        elements=revision.elements,
        reason=revision.reason,
        basis_document=revision.basis_document,
        successor_codes=revision.successor_codes,
        published_at=request.now,
    )
    commit_act(
        revision,
        changed=("state", "version"),
        act=RevisionAct(
            revision_id=revision.id, action=RevisionAction.PUBLISH.value, reason=request.reason
        ),
        event=published_event(revision, request=request),
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )


def published_event(
    revision: CatalogueRevision, *, request: Request
) -> CatalogueItemPublished | CatalogueItemChanged:
    """Return the event of a publication (目录发布事件)."""
    is_first = revision.kind == RevisionKind.ADD
    event = CatalogueItemPublished if is_first else CatalogueItemChanged
    return event(
        region_code=revision.region_code,
        base_code=revision.base_code,
        version=revision.version,
        item_type=revision.item_type,
        kind=revision.kind,
        published_on=request.today,
        answer_workdays=revision.answer_workdays,
    )


def put_columns(item: CatalogueItem, elements: Mapping[str, Any]) -> None:
    """Write the columns of an item from its elements (目录事项各列)."""
    item.name = elements["item_name"]
    item.item_type = elements["item_type"]
    item.level_kind = elements.get("level_kind") or item.level_kind
    item.parent_code = elements.get("parent_code") or item.parent_code
    item.guiding_body = elements.get("central_guiding_body") or ""
    item.exercise_levels = elements.get("exercise_levels") or []
