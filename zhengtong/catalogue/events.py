"""What the catalogue tells the others: revisions of upper items, acts on local items."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UpperItemEvent(Event):
    """What every published revision says: which item of whose catalogue, and its version.

    `region_code` is that of the catalogue; `kind` a word of `RevisionKind`; bodies below follow
    within `answer_workdays` working days of `published_on`.
    """

    region_code: str
    base_code: str
    version: int
    item_type: str
    kind: str
    published_on: date
    answer_workdays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItemPublished(UpperItemEvent):
    """An upper item was published for the first time (目录事项发布)."""

    name: ClassVar[str] = "catalogue.catalogue_item_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItemChanged(UpperItemEvent):
    """An upper item was changed, split, merged, suspended, resumed or cancelled (目录事项变更)."""

    name: ClassVar[str] = "catalogue.catalogue_item_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionMoved(Event):
    """A revision was drafted, sent to review, sent back or dropped (目录修订流转)."""

    name: ClassVar[str] = "catalogue.revision_moved"
    region_code: str
    base_code: str
    number: int
    kind: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEvent(Event):
    """What every act on a local item says; `version` is the one in force, 0 before the first."""

    region_code: str
    implementation_code: str
    base_code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClaimed(ItemEvent):
    """A body claimed an upper item (认领)."""

    name: ClassVar[str] = "catalogue.item_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReleased(ItemEvent):
    """A claim was given up before it was submitted (放弃认领)."""

    name: ClassVar[str] = "catalogue.item_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilled(ItemEvent):
    """Elements of an item were written (填报)."""

    name: ClassVar[str] = "catalogue.item_filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInherited(ItemEvent):
    """An ex-officio item took over the upper text; where it runs, as its next version (承接)."""

    name: ClassVar[str] = "catalogue.item_inherited"
    base_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSubmitted(ItemEvent):
    """An item was submitted for approval (上报)."""

    name: ClassVar[str] = "catalogue.item_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTakenBack(ItemEvent):
    """A submission was taken back by its body (撤回上报)."""

    name: ClassVar[str] = "catalogue.item_taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemApproved(ItemEvent):
    """A submission was approved (审核通过)."""

    name: ClassVar[str] = "catalogue.item_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReturned(ItemEvent):
    """A submission was returned to its body (退回)."""

    name: ClassVar[str] = "catalogue.item_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPublished(ItemEvent):
    """A version of an item was published; cases run on this flow (发布)."""

    name: ClassVar[str] = "catalogue.item_published"
    flow_code: str
    flow_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStarted(ItemEvent):
    """An item was put into operation (投入运行)."""

    name: ClassVar[str] = "catalogue.item_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChangeBegun(ItemEvent):
    """A change of a running item was taken in hand (变更)."""

    name: ClassVar[str] = "catalogue.item_change_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChangeDropped(ItemEvent):
    """A change in hand was given up (放弃变更)."""

    name: ClassVar[str] = "catalogue.item_change_dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSuspended(ItemEvent):
    """An item was suspended; no new cases (暂停)."""

    name: ClassVar[str] = "catalogue.item_suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResumed(ItemEvent):
    """A suspended item runs again (恢复)."""

    name: ClassVar[str] = "catalogue.item_resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCancelled(ItemEvent):
    """An item was cancelled for good (取消)."""

    name: ClassVar[str] = "catalogue.item_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDeclined(Event):
    """A body answered a to-do by saying that the item is not its own (不承接)."""

    name: ClassVar[str] = "catalogue.claim_declined"
    region_code: str
    organisation_code: str
    base_code: str
    catalogue_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEvent(Event):
    """What every act on a list says: which list, by kind and number, and how it calls itself."""

    region_code: str
    kind: str
    number: int
    edition: str
    batch: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImported(ListEvent):
    """A list came in and counts from a day on (清单导入).

    `digest` is over its rows, so the ledger holds the list.
    """

    name: ClassVar[str] = "catalogue.list_imported"
    in_force_on: date
    counts_from: date
    row_count: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWithdrawn(ListEvent):
    """A wrong list was withdrawn; `counts_to` is the last day that it counted (清单撤回)."""

    name: ClassVar[str] = "catalogue.list_withdrawn"
    counts_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequestMoved(Event):
    """A bulk request was begun, submitted, decided or finished (批量变更申请流转)."""

    name: ClassVar[str] = "catalogue.bulk_request_moved"
    region_code: str
    number: str
    source: str
    action: str
    state: str
    item_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionEvent(Event):
    """What every act on an exception says; `base_code` is empty for a whole body."""

    region_code: str
    number: int
    kind: str
    organisation_code: str
    base_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionDeclared(ExceptionEvent):
    """An exception was declared; nothing leaves a base yet (例外申报)."""

    name: ClassVar[str] = "catalogue.exception_declared"
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionApproved(ExceptionEvent):
    """The centre approved an exception, which counts on these days (例外审核同意)."""

    name: ClassVar[str] = "catalogue.exception_approved"
    counts_from: date
    counts_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionRefusedByCentre(ExceptionEvent):
    """The centre refused an exception; all counts as before (例外审核不同意)."""

    name: ClassVar[str] = "catalogue.exception_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionEnded(ExceptionEvent):
    """An exception was ended early; None where it had not been approved (例外提前结束)."""

    name: ClassVar[str] = "catalogue.exception_ended"
    counts_to: date | None
