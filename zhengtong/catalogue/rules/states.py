"""Lives of an upper item, of its revisions and of a local item (事项状态).

An upper item never waits for a paper: what is reviewed is a *revision* of it, and only the
published revision changes the item. So an item stays in force while its change is under review.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError


class ItemActionNotAllowed(DomainError):
    """The item or revision is not in a state for this act (当前状态不能执行此操作)."""

    code = "item_action_not_allowed"


# --- Upper item and its revisions -------------------------------------------------------


class CatalogueState(StrEnum):
    """Where an upper item stands (基本目录事项状态)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    SPLIT = "split"
    MERGED = "merged"
    CANCELLED = "cancelled"


class RevisionKind(StrEnum):
    """What a revision does to its upper item; each published one is a version (变更类型)."""

    ADD = "add"
    CHANGE = "change"
    SPLIT = "split"
    MERGE = "merge"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"


class RevisionState(StrEnum):
    """Where a revision stands on its way to publication (目录修订状态)."""

    DRAFT = "draft"
    ESTABLISHMENT_REVIEW = "establishment_review"
    LEGAL_REVIEW = "legal_review"
    PUBLISHED = "published"
    DROPPED = "dropped"


class RevisionAction(StrEnum):
    """What can be done with a revision (目录修订操作)."""

    SUBMIT = "submit"
    APPROVE_ESTABLISHMENT = "approve_establishment"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    DROP = "drop"


CATALOGUE_STATE_LABELS: Mapping[CatalogueState, str] = MappingProxyType(
    {
        CatalogueState.DRAFT: "草拟",
        CatalogueState.PUBLISHED: "已发布",
        CatalogueState.SUSPENDED: "已暂停",
        CatalogueState.SPLIT: "已拆分",
        CatalogueState.MERGED: "已合并",
        CatalogueState.CANCELLED: "已取消",
    }
)
REVISION_KIND_LABELS: Mapping[RevisionKind, str] = MappingProxyType(
    {
        RevisionKind.ADD: "新增",
        RevisionKind.CHANGE: "变更",
        RevisionKind.SPLIT: "拆分",
        RevisionKind.MERGE: "合并",
        RevisionKind.SUSPEND: "暂停",
        RevisionKind.RESUME: "恢复",
        RevisionKind.CANCEL: "取消",
    }
)
REVISION_STATE_LABELS: Mapping[RevisionState, str] = MappingProxyType(
    {
        RevisionState.DRAFT: "草拟",
        RevisionState.ESTABLISHMENT_REVIEW: "机构编制部门审核中",
        RevisionState.LEGAL_REVIEW: "法制部门审核中",
        RevisionState.PUBLISHED: "已发布",
        RevisionState.DROPPED: "已放弃",
    }
)
REVISION_ACTION_LABELS: Mapping[RevisionAction, str] = MappingProxyType(
    {
        RevisionAction.SUBMIT: "送审",
        RevisionAction.APPROVE_ESTABLISHMENT: "机构编制部门审核通过",
        RevisionAction.SEND_BACK: "退回修改",
        RevisionAction.PUBLISH: "法制部门审核通过并发布",
        RevisionAction.DROP: "放弃",
    }
)

REVISION_TRANSITIONS: Mapping[tuple[RevisionState, RevisionAction], RevisionState] = (
    MappingProxyType(
        {
            (RevisionState.DRAFT, RevisionAction.SUBMIT): RevisionState.ESTABLISHMENT_REVIEW,
            (RevisionState.DRAFT, RevisionAction.DROP): RevisionState.DROPPED,
            (
                RevisionState.ESTABLISHMENT_REVIEW,
                RevisionAction.APPROVE_ESTABLISHMENT,
            ): RevisionState.LEGAL_REVIEW,
            (RevisionState.ESTABLISHMENT_REVIEW, RevisionAction.SEND_BACK): RevisionState.DRAFT,
            (RevisionState.LEGAL_REVIEW, RevisionAction.PUBLISH): RevisionState.PUBLISHED,
            (RevisionState.LEGAL_REVIEW, RevisionAction.SEND_BACK): RevisionState.DRAFT,
        }
    )
)

# What the item becomes when a revision of this kind is published.
CATALOGUE_TRANSITIONS: Mapping[tuple[CatalogueState, RevisionKind], CatalogueState] = (
    MappingProxyType(
        {
            (CatalogueState.DRAFT, RevisionKind.ADD): CatalogueState.PUBLISHED,
            (CatalogueState.PUBLISHED, RevisionKind.CHANGE): CatalogueState.PUBLISHED,
            (CatalogueState.PUBLISHED, RevisionKind.SPLIT): CatalogueState.SPLIT,
            (CatalogueState.PUBLISHED, RevisionKind.MERGE): CatalogueState.MERGED,
            (CatalogueState.PUBLISHED, RevisionKind.SUSPEND): CatalogueState.SUSPENDED,
            (CatalogueState.PUBLISHED, RevisionKind.CANCEL): CatalogueState.CANCELLED,
            (CatalogueState.SUSPENDED, RevisionKind.RESUME): CatalogueState.PUBLISHED,
            (CatalogueState.SUSPENDED, RevisionKind.CANCEL): CatalogueState.CANCELLED,
        }
    )
)


def next_revision_state(state: RevisionState, action: RevisionAction) -> RevisionState:
    """Return the state `action` leads a revision to; the table above is the whole truth (修订流转).

    Source:
        国办函〔2016〕108号《“互联网+政务服务”技术体系建设指南》: 目录的新增、变更、拆分、
        合并、暂停、取消, 经机构编制、法制部门审核后发布.
    """
    try:
        return REVISION_TRANSITIONS[state, action]
    except KeyError:
        raise ItemActionNotAllowed(
            f"目录修订“{REVISION_STATE_LABELS[state]}”，不能{REVISION_ACTION_LABELS[action]}"
        ) from None


def next_catalogue_state(state: CatalogueState, kind: RevisionKind) -> CatalogueState:
    """Return what an upper item becomes when a revision of `kind` is published (目录事项流转).

    Ask it when the revision is drafted too, so that nobody reviews what cannot be published.

    Source:
        国办函〔2016〕108号《“互联网+政务服务”技术体系建设指南》: 新增、变更、拆分、合并、
        暂停、取消. Resuming is not named there; we read it as a change that ends a suspension.
    """
    try:
        return CATALOGUE_TRANSITIONS[state, kind]
    except KeyError:
        raise ItemActionNotAllowed(
            f"目录事项“{CATALOGUE_STATE_LABELS[state]}”，不能{REVISION_KIND_LABELS[kind]}"
        ) from None


# --- Local item -------------------------------------------------------------------------


class LocalItemState(StrEnum):
    """Where a body's own edition of an item stands (实施清单事项状态).

    `changing`, `change_submitted` and `change_approved` keep the running version in force: the
    citizen sees the old guide until the new one is published.
    """

    TO_CLAIM = "to_claim"
    CLAIMED = "claimed"
    FILLED = "filled"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    RUNNING = "running"
    CHANGING = "changing"
    CHANGE_SUBMITTED = "change_submitted"
    CHANGE_APPROVED = "change_approved"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class LocalItemAction(StrEnum):
    """What can be done with a local item (实施清单操作)."""

    CLAIM = "claim"
    RELEASE = "release"
    FILL = "fill"
    INHERIT = "inherit"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    RUN = "run"
    CHANGE = "change"
    DROP_CHANGE = "drop_change"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"


LOCAL_STATE_LABELS: Mapping[LocalItemState, str] = MappingProxyType(
    {
        LocalItemState.TO_CLAIM: "待认领",
        LocalItemState.CLAIMED: "已认领",
        LocalItemState.FILLED: "已填报",
        LocalItemState.SUBMITTED: "已上报",
        LocalItemState.RETURNED: "已退回",
        LocalItemState.APPROVED: "审核通过",
        LocalItemState.PUBLISHED: "已发布",
        LocalItemState.RUNNING: "运行中",
        LocalItemState.CHANGING: "变更中",
        LocalItemState.CHANGE_SUBMITTED: "变更已上报",
        LocalItemState.CHANGE_APPROVED: "变更审核通过",
        LocalItemState.SUSPENDED: "已暂停",
        LocalItemState.CANCELLED: "已取消",
    }
)
LOCAL_ACTION_LABELS: Mapping[LocalItemAction, str] = MappingProxyType(
    {
        LocalItemAction.CLAIM: "认领",
        LocalItemAction.RELEASE: "放弃认领",
        LocalItemAction.FILL: "填报",
        LocalItemAction.INHERIT: "承接上级文本",
        LocalItemAction.SUBMIT: "上报",
        LocalItemAction.TAKE_BACK: "撤回上报",
        LocalItemAction.APPROVE: "审核通过",
        LocalItemAction.RETURN: "退回",
        LocalItemAction.PUBLISH: "发布",
        LocalItemAction.RUN: "投入运行",
        LocalItemAction.CHANGE: "变更",
        LocalItemAction.DROP_CHANGE: "放弃变更",
        LocalItemAction.SUSPEND: "暂停",
        LocalItemAction.RESUME: "恢复",
        LocalItemAction.CANCEL: "取消",
    }
)

_S, _A = LocalItemState, LocalItemAction
_IN_CHANGE = (_S.CHANGING, _S.CHANGE_SUBMITTED, _S.CHANGE_APPROVED)
# Where the upper text may be taken over; what lies before a reviewer stays as he sees it.
INHERITING_STATES: frozenset[LocalItemState] = frozenset(
    {_S.CLAIMED, _S.FILLED, _S.RETURNED, _S.CHANGING, _S.RUNNING}
)
LOCAL_TRANSITIONS: Mapping[tuple[LocalItemState, LocalItemAction], LocalItemState] = (
    MappingProxyType(
        {
            (_S.TO_CLAIM, _A.CLAIM): _S.CLAIMED,
            (_S.CLAIMED, _A.RELEASE): _S.TO_CLAIM,
            (_S.CLAIMED, _A.FILL): _S.FILLED,
            (_S.FILLED, _A.FILL): _S.FILLED,
            (_S.FILLED, _A.RELEASE): _S.TO_CLAIM,
            (_S.FILLED, _A.SUBMIT): _S.SUBMITTED,
            (_S.SUBMITTED, _A.TAKE_BACK): _S.FILLED,
            (_S.SUBMITTED, _A.APPROVE): _S.APPROVED,
            (_S.SUBMITTED, _A.RETURN): _S.RETURNED,
            (_S.RETURNED, _A.FILL): _S.FILLED,
            (_S.RETURNED, _A.RELEASE): _S.TO_CLAIM,
            (_S.APPROVED, _A.PUBLISH): _S.PUBLISHED,
            (_S.PUBLISHED, _A.RUN): _S.RUNNING,
            (_S.RUNNING, _A.CHANGE): _S.CHANGING,
            (_S.CHANGING, _A.FILL): _S.CHANGING,
            (_S.CHANGING, _A.DROP_CHANGE): _S.RUNNING,
            (_S.CHANGING, _A.SUBMIT): _S.CHANGE_SUBMITTED,
            (_S.CHANGE_SUBMITTED, _A.TAKE_BACK): _S.CHANGING,
            (_S.CHANGE_SUBMITTED, _A.RETURN): _S.CHANGING,
            (_S.CHANGE_SUBMITTED, _A.APPROVE): _S.CHANGE_APPROVED,
            (_S.CHANGE_APPROVED, _A.PUBLISH): _S.RUNNING,
            (_S.SUSPENDED, _A.RESUME): _S.RUNNING,
        }
        # An ex-officio item takes over the upper text in bulk; one that runs, runs on with it.
        | {(state, _A.INHERIT): state for state in INHERITING_STATES}
        | {(state, _A.SUSPEND): _S.SUSPENDED for state in (_S.RUNNING, *_IN_CHANGE)}
        | {(state, _A.CANCEL): _S.CANCELLED for state in _S if state is not _S.CANCELLED}
    )
)

# Local items whose claim the upper level has approved: the figure "认领并审核通过".
# A suspended item keeps its claim; a cancelled one does not.
APPROVED_STATES: frozenset[LocalItemState] = frozenset(
    {_S.APPROVED, _S.PUBLISHED, _S.RUNNING, *_IN_CHANGE, _S.SUSPENDED}
)
# Local items for which a new case may be opened.
ACCEPTING_STATES: frozenset[LocalItemState] = frozenset({_S.RUNNING, *_IN_CHANGE})
# Local items whose elements may be written.
EDITABLE_STATES: frozenset[LocalItemState] = frozenset(
    state for state, action in LOCAL_TRANSITIONS if action is LocalItemAction.FILL
)


def next_state(state: LocalItemState, action: LocalItemAction) -> LocalItemState:
    """Return the state `action` leads a local item to; the table is the whole truth (事项流转).

    Source:
        各地实施清单管理系统的通行流程: 待认领、认领、填报、上报、审核通过或退回、发布、运行,
        此后变更、暂停、取消. Readings taken: a change of a running item leaves the old version
        in force, so it has states of its own; its return goes back to filling it; suspending
        an item drops a change in hand.
    """
    try:
        return LOCAL_TRANSITIONS[state, action]
    except KeyError:
        raise ItemActionNotAllowed(
            f"事项“{LOCAL_STATE_LABELS[state]}”，不能{LOCAL_ACTION_LABELS[action]}"
        ) from None
