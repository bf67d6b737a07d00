"""What came, went and changed from one edition of a list to the next (清单对比)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from zhengtong.catalogue.rules.changes import ChangeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """One row of a list (清单条目).

    Args:
        level_kind: main or sub (主项、子项).
        main_code: base code of the main item; its own for a main item.
        joint_body: with whom it is handled jointly, on a list of linked items.
        passed_by: the body that passed it down, on such a list.
    """

    organisation_code: str
    organisation_name: str
    organisation_level: str
    base_code: str
    item_name: str
    item_type: str
    level_kind: str
    main_code: str
    joint_body: str = ""
    passed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """An item that came, went or changed; `changed` names what (清单变化)."""

    kind: ChangeKind
    before: ListedItem | None
    after: ListedItem | None
    changed: tuple[str, ...] = ()

    @property
    def item(self) -> ListedItem:
        """Return the row as it is now, or was last (条目)."""
        found = self.after or self.before
        assert found is not None
        return found


# What is compared: of the field, its name for people.
_COMPARED = MappingProxyType(
    {
        "item_name": "名称",
        "level_kind": "主项或子项",
        "main_code": "主项",
        "organisation_code": "机构",
        "joint_body": "联办机构",
        "passed_by": "下放部门",
    }
)


def compare_lists(
    *, before: Iterable[ListedItem], after: Iterable[ListedItem]
) -> tuple[ListChange, ...]:
    """Return what came, went and changed, by base code (清单对比).

    Rows are paired by body and base code. What is left of an item on both sides has moved: it
    is shown as a change of its body, in the order of the codes.
    """
    old = {(row.base_code, row.organisation_code): row for row in before}
    new = {(row.base_code, row.organisation_code): row for row in after}
    changes = [_change(old[key], new[key]) for key in old.keys() & new.keys()]
    went, came = _by_item(old, new), _by_item(new, old)
    for base_code in went.keys() | came.keys():
        left, right = went[base_code], came[base_code]
        moved = min(len(left), len(right))
        changes += [_change(left[at], right[at]) for at in range(moved)]
        changes += [
            ListChange(kind=ChangeKind.REMOVED, before=row, after=None) for row in left[moved:]
        ]
        changes += [
            ListChange(kind=ChangeKind.ADDED, before=None, after=row) for row in right[moved:]
        ]
    found = [change for change in changes if change is not None]
    return tuple(
        sorted(
            found, key=lambda each: (each.kind, each.item.base_code, each.item.organisation_code)
        )
    )


def _by_item(
    rows: dict[tuple[str, str], ListedItem], others: dict[tuple[str, str], ListedItem]
) -> defaultdict[str, list[ListedItem]]:
    """Return the rows without a partner by base code, each in the order of bodies."""
    alone: defaultdict[str, list[ListedItem]] = defaultdict(list)
    for key in sorted(rows.keys() - others.keys()):
        alone[key[0]].append(rows[key])
    return alone


def _change(before: ListedItem, after: ListedItem) -> ListChange | None:
    changed = tuple(
        label for name, label in _COMPARED.items() if getattr(before, name) != getattr(after, name)
    )
    if not changed:
        return None
    return ListChange(kind=ChangeKind.CHANGED, before=before, after=after, changed=changed)
