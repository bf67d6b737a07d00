"""One upper item and every revision of it: what became of each, and who did it (目录修订)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from zhengtong.catalogue.models import CatalogueItem, CatalogueRevision, RevisionAct
from zhengtong.catalogue.queries.actors import names_of_staff
from zhengtong.catalogue.queries.upper_items import UnknownUpperItem
from zhengtong.catalogue.rules.states import (
    REVISION_ACTION_LABELS,
    CatalogueState,
    RevisionKind,
    RevisionState,
)
from zhengtong.foundation.actors import actor_words
from zhengtong.kernel.item_types import ItemType

# What is written on the way is no step of the table, and needs a word all the same.
_ACT_LABELS = MappingProxyType(
    {"draft": "起草", "redraft": "修改草案"}
    | {action.value: label for action, label in REVISION_ACTION_LABELS.items()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionActInfo:
    """One act on a revision (目录修订记录)."""

    action: str
    actor: str
    actor_name: str
    occurred_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionInfo:
    """One revision (目录修订).

    Args:
        version: what its publication made, 0 before.
    """

    number: int
    kind: RevisionKind
    state: RevisionState
    version: int
    reason: str
    basis_document: str
    successor_codes: tuple[str, ...]
    acts: tuple[RevisionActInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpperItemInfo:
    """An upper item with its revisions, oldest first (目录事项详情)."""

    region_code: str
    base_code: str
    name: str
    item_type: ItemType
    state: CatalogueState
    version: int
    is_derived: bool
    revisions: tuple[RevisionInfo, ...]


def upper_item_info(*, region_code: str, base_code: str) -> UpperItemInfo:
    """Return an upper item of a region's own catalogue (目录事项详情).

    Raises:
        UnknownUpperItem: the catalogue has no such item.
    """
    item = CatalogueItem.objects.filter(region_code=region_code, base_code=base_code).first()
    if item is None:
        raise UnknownUpperItem(f"{region_code} 的目录中没有基本编码 {base_code}，请核对")
    rows = CatalogueRevision.objects.filter(region_code=region_code, base_code=base_code)
    revisions = list(rows.defer("elements").order_by("number"))
    acts = _acts(region_code, revisions)
    return UpperItemInfo(
        region_code=region_code,
        base_code=base_code,
        name=item.name,
        item_type=ItemType(item.item_type),
        state=CatalogueState(item.state),
        version=item.version,
        is_derived=item.is_derived,
        revisions=tuple(_info(row, acts[row.id]) for row in revisions),
    )


def _acts(
    region_code: str, revisions: list[CatalogueRevision]
) -> defaultdict[object, list[RevisionActInfo]]:
    rows = RevisionAct.objects.filter(
        region_code=region_code, revision_id__in=[row.id for row in revisions]
    )
    acts = list(rows.order_by("act_no"))
    names = names_of_staff({act.actor_code for act in acts})
    found: defaultdict[object, list[RevisionActInfo]] = defaultdict(list)
    for act in acts:
        found[act.revision_id].append(
            RevisionActInfo(
                action=_ACT_LABELS[act.action],
                actor=act.actor_code,
                actor_name=actor_words(kind=act.actor_kind, code=act.actor_code, names=names),
                occurred_at=act.occurred_at,
                reason=act.reason,
            )
        )
    return found


def _info(row: CatalogueRevision, acts: list[RevisionActInfo]) -> RevisionInfo:
    return RevisionInfo(
        number=row.number,
        kind=RevisionKind(row.kind),
        state=RevisionState(row.state),
        version=row.version,
        reason=row.reason,
        basis_document=row.basis_document,
        successor_codes=tuple(row.successor_codes),
        acts=tuple(acts),
    )
