"""What came, went and changed between two versions, and what a local item must do (版本比较)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.catalogue.rules.elements import (
    Element,
    children_of,
    element_table,
    is_given,
    locked_elements,
    rows_of,
)
from zhengtong.catalogue.rules.states import (
    LOCAL_TRANSITIONS,
    LocalItemAction,
    LocalItemState,
    RevisionKind,
)

# Working days within which a possible claimer answers a to-do before it is flagged.
TODO_WORKDAYS = 5
# Kind of a to-do that no revision gives rise to, but a list that passes items down (下放).
HANDED_DOWN = "pass_down"


class ChangeKind(StrEnum):
    """What happened to an element or a row (变化)."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGE_LABELS: Mapping[ChangeKind, str] = MappingProxyType(
    {ChangeKind.ADDED: "新增", ChangeKind.REMOVED: "取消", ChangeKind.CHANGED: "变更"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row of a list that came, went or changed; `columns` names what changed (列表项变化)."""

    kind: ChangeKind
    label: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChange:
    """One element that came, went or changed (要素变化)."""

    element: str
    name: str
    kind: ChangeKind
    before: object
    after: object
    rows: tuple[RowChange, ...] = ()

    @property
    def summary(self) -> str:
        """Return the change as one line for a to-do list (变化说明)."""
        head = f"{CHANGE_LABELS[self.kind]}“{self.name}”"
        if not self.rows:
            return head
        parts = (
            f"{CHANGE_LABELS[row.kind]}“{row.label}”"
            + (f"（{'、'.join(row.columns)}）" if row.columns else "")
            for row in self.rows
        )
        return f"{head}：{'；'.join(parts)}"


class FollowUpAction(StrEnum):
    """What the holder of a local item has to do (应办事项)."""

    NONE = "none"
    CLAIM = "claim"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    CLAIM_SUCCESSORS = "claim_successors"


FOLLOW_UP_LABELS: Mapping[FollowUpAction, str] = MappingProxyType(
    {
        FollowUpAction.NONE: "无需处理",
        FollowUpAction.CLAIM: "认领",
        FollowUpAction.CHANGE: "按新版目录变更实施清单",
        FollowUpAction.SUSPEND: "暂停实施清单事项",
        FollowUpAction.RESUME: "恢复实施清单事项",
        FollowUpAction.CANCEL: "取消实施清单事项",
        FollowUpAction.CLAIM_SUCCESSORS: "取消原事项，认领拆分或合并后的事项",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What a possible claimer must do after an upper revision, and why (待办)."""

    action: FollowUpAction
    reasons: tuple[str, ...] = ()

    @property
    def is_required(self) -> bool:
        """Tell whether there is anything to do (是否须处理)."""
        return self.action is not FollowUpAction.NONE


def compare_elements(
    *, before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[ElementChange, ...]:
    """Return what changed from one version to the next, in the order of the table (比较版本).

    Empty and missing are the same; identifiers that the table does not know are compared last,
    under their own name.
    """
    table = element_table()
    known = [identifier for identifier in table if identifier in before or identifier in after]
    others = sorted((set(before) | set(after)) - set(table))
    changes = (
        _element_change(identifier, before.get(identifier), after.get(identifier))
        for identifier in (*known, *others)
    )
    return tuple(change for change in changes if change is not None)


def follow_up(
    *,
    kind: RevisionKind,
    changes: Sequence[ElementChange],
    local_state: LocalItemState | None,
) -> FollowUp:
    """Return what a body must do when an upper revision is published (是否须跟进).

    A change must be followed where it touches what the local item takes from above; other
    changes are only shown. A body without an edition of its own is asked to claim.

    Args:
        kind: of the published revision.
        changes: `compare_elements` of the upper item's versions.
        local_state: of the body's local item; None where it has none.

    Source:
        国办函〔2016〕108号《“互联网+政务服务”技术体系建设指南》: 目录变更同步到实施清单.
    """
    holds = local_state not in {None, LocalItemState.TO_CLAIM, LocalItemState.CANCELLED}
    if not holds:
        claimable = kind in {RevisionKind.ADD, RevisionKind.CHANGE}
        action = FollowUpAction.CLAIM if claimable else FollowUpAction.NONE
        return FollowUp(action=action, reasons=tuple(change.summary for change in changes))
    if kind is RevisionKind.CHANGE:
        locked = {element.identifier for element in locked_elements()}
        reasons = tuple(change.summary for change in changes if change.element in locked)
        return FollowUp(
            action=FollowUpAction.CHANGE if reasons else FollowUpAction.NONE, reasons=reasons
        )
    action, step = _STEPS.get(kind, (FollowUpAction.NONE, None))
    is_open = (local_state, step) in LOCAL_TRANSITIONS
    return FollowUp(action=action if is_open else FollowUpAction.NONE)


# What is to be done, and the step of the local item that does it: where its state does not
# allow the step, there is nothing to do (a claimed item that never ran is not suspended).
_STEPS: Mapping[RevisionKind, tuple[FollowUpAction, LocalItemAction]] = MappingProxyType(
    {
        RevisionKind.SPLIT: (FollowUpAction.CLAIM_SUCCESSORS, LocalItemAction.CANCEL),
        RevisionKind.MERGE: (FollowUpAction.CLAIM_SUCCESSORS, LocalItemAction.CANCEL),
        RevisionKind.SUSPEND: (FollowUpAction.SUSPEND, LocalItemAction.SUSPEND),
        RevisionKind.RESUME: (FollowUpAction.RESUME, LocalItemAction.RESUME),
        RevisionKind.CANCEL: (FollowUpAction.CANCEL, LocalItemAction.CANCEL),
    }
)


def _element_change(identifier: str, before: object, after: object) -> ElementChange | None:
    kind = _change_kind(before, after)
    if kind is None:
        return None
    element = element_table().get(identifier)
    return ElementChange(
        element=identifier,
        name=element.name if element else identifier,
        kind=kind,
        before=before,
        after=after,
        rows=_row_changes(element, before, after) if element and kind is ChangeKind.CHANGED else (),
    )


def _change_kind(before: object, after: object) -> ChangeKind | None:
    if before == after or not (is_given(before) or is_given(after)):
        return None
    if not is_given(before):
        return ChangeKind.ADDED
    return ChangeKind.CHANGED if is_given(after) else ChangeKind.REMOVED


def _row_changes(element: Element, before: object, after: object) -> tuple[RowChange, ...]:
    if not isinstance(before, list) or not isinstance(after, list):
        return ()
    columns = children_of(element.identifier)
    if columns:
        return _table_changes(columns, rows_of(before), rows_of(after))
    labels = {code.word: code.label for code in element.codes}
    return (
        *(_came(ChangeKind.ADDED, labels, part) for part in after if part not in before),
        *(_came(ChangeKind.REMOVED, labels, part) for part in before if part not in after),
    )


def _came(kind: ChangeKind, labels: Mapping[str, str], part: object) -> RowChange:
    return RowChange(kind=kind, label=labels.get(str(part), str(part)))


def _table_changes(
    columns: Mapping[str, Element],
    before: list[Mapping[str, object]],
    after: list[Mapping[str, object]],
) -> tuple[RowChange, ...]:
    """Pair rows by their first column; equal rows say nothing, the rest came or went."""
    went = [row for row in before if row not in after]
    came = [row for row in after if row not in before]
    title = next(iter(columns))
    changes: list[RowChange] = []
    for row in came:
        old = next((each for each in went if each.get(title) == row.get(title)), None)
        label = str(row.get(title))
        if old is None:
            changes.append(RowChange(kind=ChangeKind.ADDED, label=label))
            continue
        went.remove(old)
        differing = tuple(
            column.name for name, column in columns.items() if old.get(name) != row.get(name)
        )
        changes.append(RowChange(kind=ChangeKind.CHANGED, label=label, columns=differing))
    changes.extend(RowChange(kind=ChangeKind.REMOVED, label=str(row.get(title))) for row in went)
    return tuple(changes)
