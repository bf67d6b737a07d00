"""Changes of many items under one review: its life, and what becomes of each item (批量变更)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.catalogue.rules.changes import ElementChange, compare_elements
from zhengtong.catalogue.rules.elements import (
    element_table,
    inherited_elements,
    is_given,
    locked_elements,
)
from zhengtong.catalogue.rules.states import (
    ItemActionNotAllowed,
    LocalItemAction,
    LocalItemState,
    next_state,
)
from zhengtong.catalogue.rules.submission import review_submission


class BulkSource(StrEnum):
    """What a bulk request comes from (来由)."""

    SET = "set"
    MEND = "mend"
    TAKE_OVER = "take_over"


class TakeOverRule(StrEnum):
    """Which items take a new upper version over (承接规则).

    All whose checks hold; those where besides only locked elements changed above; none.
    """

    ALL = "all"
    LOCKED = "locked"
    NONE = "none"


class BulkState(StrEnum):
    """Where a bulk request stands; `-ing` while its pages are worked off (批量申请状态)."""

    GATHERING = "gathering"
    SUBMITTED = "submitted"
    APPROVING = "approving"
    APPROVED = "approved"
    RETURNING = "returning"
    RETURNED = "returned"
    DROPPING = "dropping"
    DROPPED = "dropped"


class BulkAction(StrEnum):
    """What can be done with a bulk request (批量申请操作)."""

    BEGIN = "begin"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    DROP = "drop"
    FINISH = "finish"


class Outcome(StrEnum):
    """What became of one item of a request (结果)."""

    PENDING = "pending"
    PUBLISHED = "published"
    APPROVED = "approved"
    RETURNED = "returned"
    DROPPED = "dropped"
    OVERTAKEN = "overtaken"


EDITION_DATES = frozenset({"effective_date", "cancel_date"})
BULK_SOURCE_LABELS: Mapping[BulkSource, str] = MappingProxyType(
    {
        BulkSource.SET: "批量改要素",
        BulkSource.MEND: "表格修改",
        BulkSource.TAKE_OVER: "承接新版目录",
    }
)
BULK_STATE_LABELS: Mapping[BulkState, str] = MappingProxyType(
    {
        BulkState.GATHERING: "组卷中",
        BulkState.SUBMITTED: "已上报",
        BulkState.APPROVING: "审核通过办理中",
        BulkState.APPROVED: "审核通过",
        BulkState.RETURNING: "退回办理中",
        BulkState.RETURNED: "已退回",
        BulkState.DROPPING: "放弃办理中",
        BulkState.DROPPED: "已放弃",
    }
)
BULK_ACTION_LABELS: Mapping[BulkAction, str] = MappingProxyType(
    {
        BulkAction.BEGIN: "组卷",
        BulkAction.SUBMIT: "上报",
        BulkAction.APPROVE: "审核通过",
        BulkAction.RETURN: "退回",
        BulkAction.DROP: "放弃变更",
        BulkAction.FINISH: "办完",
    }
)
OUTCOME_LABELS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.PENDING: "待审核",
        Outcome.PUBLISHED: "已发布",
        Outcome.APPROVED: "审核通过，未发布",
        Outcome.RETURNED: "已退回",
        Outcome.DROPPED: "已放弃变更",
        Outcome.OVERTAKEN: "已另行办理",
    }
)
BULK_TRANSITIONS: Mapping[tuple[BulkState, BulkAction], BulkState] = MappingProxyType(
    {
        (BulkState.GATHERING, BulkAction.SUBMIT): BulkState.SUBMITTED,
        (BulkState.GATHERING, BulkAction.RETURN): BulkState.RETURNING,
        (BulkState.SUBMITTED, BulkAction.APPROVE): BulkState.APPROVING,
        (BulkState.SUBMITTED, BulkAction.RETURN): BulkState.RETURNING,
        (BulkState.RETURNED, BulkAction.DROP): BulkState.DROPPING,
        (BulkState.APPROVING, BulkAction.FINISH): BulkState.APPROVED,
        (BulkState.RETURNING, BulkAction.FINISH): BulkState.RETURNED,
        (BulkState.DROPPING, BulkAction.FINISH): BulkState.DROPPED,
    }
)


def next_bulk_state(state: BulkState, action: BulkAction) -> BulkState:
    """Return the state `action` leads a bulk request to; the table is the whole truth (流转).

    One that was interrupted while it was gathered may be returned, never approved: the reviewer
    would not see all of it.
    """
    try:
        return BULK_TRANSITIONS[state, action]
    except KeyError:
        raise ItemActionNotAllowed(
            f"批量申请“{BULK_STATE_LABELS[state]}”，不能{BULK_ACTION_LABELS[action]}"
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What shall become of one item (变更要求).

    Args:
        elements: values by identifier; None takes an element away.
        version: the version it was asked of; None where it does not matter.
        takes_over: the newest upper version is wanted, also where nothing else changes.
    """

    elements: Mapping[str, object]
    version: int | None = None
    takes_over: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is wanted (是否无变更)."""
        return not self.elements and not self.takes_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An item as it stands before a change (现状).

    Args:
        elements, provisional: of the version in force.
        upper: elements of the newest upper version, with code and type of the item.
    """

    state: LocalItemState
    version: int
    elements: Mapping[str, object]
    provisional: Collection[str]
    upper: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a wish makes of an item, or why it cannot be (拟变更).

    Args:
        faults: element identifier, empty for the item as a whole, and a Chinese sentence.
    """

    elements: Mapping[str, object]
    provisional: tuple[str, ...] = ()
    changes: tuple[ElementChange, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    is_unchanged: bool = False


def plan_change(*, standing: Standing, wish: Wish) -> Plan:
    """Return what a wish makes of an item; the newest upper text is taken over too (拟变更).

    Refused are an item that may not change now, one that has a newer version than the wish was
    written for, what the upper level gives, and a draft that could not be submitted.

    Source:
        认领填报要求: 关键要素必须准确; the checks of a submission are those of a single change.
    """
    if wish.version is not None and wish.version != standing.version:
        return _refused(
            standing,
            ("version", f"表中为第 {wish.version} 版，现行为第 {standing.version} 版，请重新导出"),
        )
    if wish.is_empty:
        return Plan(elements=standing.elements, is_unchanged=True)
    try:
        next_state(standing.state, LocalItemAction.CHANGE)
    except ItemActionNotAllowed as refusal:
        return _refused(standing, ("", refusal.message))
    locked = _locked_faults(standing, wish)
    if locked:
        return _refused(standing, *locked)
    if not wish.takes_over and not _differs(standing, wish):
        return Plan(elements=standing.elements, is_unchanged=True)
    merged = {**standing.elements, **inherited_elements(upper=standing.upper), **wish.elements}
    elements = {name: value for name, value in merged.items() if value is not None}
    marks = tuple(sorted(mark for mark in standing.provisional if mark in elements))
    review = review_submission(elements=elements, provisional=marks, upper=standing.upper)
    return Plan(
        elements=elements,
        provisional=marks,
        changes=compare_elements(before=standing.elements, after=elements),
        faults=tuple(("", sentence) for sentence in review.refusals),
    )


def changes_beyond_locked(
    *, before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[str, ...]:
    """Return what changed above beyond the locked elements, by name (锁定要素以外的变化).

    The dates of the edition itself say nothing about the item.
    """
    locked = {element.identifier for element in locked_elements()}
    return tuple(
        change.name
        for change in compare_elements(before=before, after=after)
        if change.element not in locked and change.element not in EDITION_DATES
    )


def _refused(standing: Standing, *faults: tuple[str, str]) -> Plan:
    return Plan(elements=standing.elements, faults=faults)


def _locked_faults(standing: Standing, wish: Wish) -> list[tuple[str, str]]:
    return [
        (element.identifier, f"“{element.name}”以上级目录为准，不能自行修改")
        for element in locked_elements()
        if element.identifier in wish.elements
        and element.is_filled(standing.upper.get(element.identifier))
        and wish.elements[element.identifier] != standing.upper[element.identifier]
    ]


def _differs(standing: Standing, wish: Wish) -> bool:
    return any(
        value != standing.elements.get(name)
        and (is_given(value) or _is_answered(name, standing.elements.get(name), value))
        for name, value in wish.elements.items()
    )


def _is_answered(name: str, before: object, after: object) -> bool:
    """Tell whether "none" or nothing differs from what stood there."""
    element = element_table().get(name)
    if element is None:
        return False
    return is_given(before) or element.is_filled(before) != element.is_filled(after)
