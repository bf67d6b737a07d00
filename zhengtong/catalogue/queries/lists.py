"""Reads of named lists: what there is, what is in force on a day, what changed (清单)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from zhengtong.catalogue.models import ListEntry, NamedList
from zhengtong.catalogue.queries.parts import parts
from zhengtong.catalogue.rules.list_changes import ListChange, ListedItem, compare_lists
from zhengtong.catalogue.rules.lists import CLAIMABLE, KnownList, ListKind, ListTerms, in_force
from zhengtong.kernel.errors import DomainError


class UnknownList(DomainError):
    """The region has no such list (没有这份清单)."""

    code: ClassVar[str] = "unknown_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInForce:
    """What is in force of one kind on a day: its lists, and their rows together (现行清单).

    Args:
        lists: the last edition and the batches since; empty where none is in force.
        items: each body and base code once; a later batch speaks for what it repeats.
    """

    kind: ListKind
    on: date
    lists: tuple[KnownList, ...]
    items: tuple[ListedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimable:
    """Whom the lists in force tell to claim what (应认领).

    Args:
        named: organisation code and base code.
    """

    lists: tuple[KnownList, ...]
    named: frozenset[tuple[str, str]]

    @property
    def bodies(self) -> frozenset[str]:
        """Return the bodies that are named (应认领机构)."""
        return frozenset(code for code, _ in self.named)


def lists_in(region_code: str, kinds: Collection[ListKind] = tuple(ListKind)) -> list[KnownList]:
    """Return every list of a region of some kinds, withdrawn ones too, oldest first (全部清单)."""
    rows = NamedList.objects.filter(region_code=region_code, kind__in=_values(kinds))
    found = [known_list(row) for row in rows.order_by("in_force_on", "number")]
    order = list(ListKind)
    return sorted(found, key=lambda known: order.index(known.terms.kind))


def list_in_force(*, region_code: str, kind: ListKind, on: date) -> ListInForce:
    """Return what is in force of a kind on a day (当日现行清单)."""
    return lists_in_force(region_code=region_code, kinds=(kind,), on=on)[kind]


def lists_in_force(
    *, region_code: str, kinds: Collection[ListKind], on: date
) -> dict[ListKind, ListInForce]:
    """Return what is in force of each kind on a day, in two queries (当日各种现行清单)."""
    found = {kind: in_force(each, on=on) for kind, each in _by_kind(region_code, kinds).items()}
    items = _items(region_code, [each for lists in found.values() for each in lists])
    return {
        kind: ListInForce(
            kind=kind,
            on=on,
            lists=lists,
            items=_once(row for each in lists for row in items[each.list_id]),
        )
        for kind, lists in found.items()
    }


def items_of_list(*, region_code: str, known: KnownList) -> tuple[ListedItem, ...]:
    """Return the rows of one list, by body and base code (清单条目)."""
    return tuple(_items(region_code, [known])[known.list_id])


def find_list(*, region_code: str, kind: ListKind, name: str) -> KnownList:
    """Return a list by its edition or batch, or by `#` and its number (查清单).

    A list that stands is found before one that was withdrawn.

    Raises:
        UnknownList: none is called so, or more than one.
    """
    found = [each for each in lists_in(region_code, (kind,)) if name in _names(each)]
    standing = [each for each in found if not each.is_withdrawn] or found
    if len(standing) == 1:
        return standing[0]
    known = "、".join(f"{_names(each)[0]}（#{each.number}）" for each in standing)
    if known:
        raise UnknownList(f"{kind.label}有几份都叫“{name}”：{known}，请用 # 加序号指明")
    raise UnknownList(f"{region_code} 没有{kind.label}“{name}”，用 list editions 查看已有的")


def list_comparison(
    *, region_code: str, kind: ListKind, old: str, new: str
) -> tuple[KnownList, KnownList, tuple[ListChange, ...]]:
    """Return two lists of a kind and what came, went and changed between them (清单对比).

    Raises:
        UnknownList: see `find_list`.
    """
    before = find_list(region_code=region_code, kind=kind, name=old)
    after = find_list(region_code=region_code, kind=kind, name=new)
    rows = _items(region_code, [before, after])
    changes = compare_lists(before=rows[before.list_id], after=rows[after.list_id])
    return before, after, changes


def bodies_to_claim(*, region_code: str, base_codes: Collection[str], on: date) -> frozenset[str]:
    """Return the bodies that a list in force tells to claim one of some items (应认领机构)."""
    return claimable(region_code=region_code, base_codes=base_codes, on=on).bodies


def claimable(*, region_code: str, base_codes: Collection[str], on: date) -> Claimable:
    """Return whom the lists in force on a day tell to claim some items (应认领)."""
    found = _by_kind(region_code, CLAIMABLE)
    lists = tuple(each for kind in found for each in in_force(found[kind], on=on))
    ids = [each.list_id for each in lists]
    named = frozenset(
        pair
        for part in parts(sorted(set(base_codes)))
        for pair in ListEntry.objects.filter(
            region_code=region_code, list_id__in=ids, base_code__in=part
        ).values_list("organisation_code", "base_code")
    )
    return Claimable(lists=lists, named=named)


def lists_naming(
    *,
    region_code: str,
    kinds: Collection[ListKind],
    organisation_code: str,
    base_codes: Collection[str],
    on: date,
) -> tuple[tuple[KnownList, ...], dict[str, frozenset[ListKind]]]:
    """Return the lists in force of some kinds, and which of them name which items of a body (列明).

    Returns:
        the lists; by base code, the kinds that name it.
    """
    found = _by_kind(region_code, kinds)
    lists = tuple(each for kind in found for each in in_force(found[kind], on=on))
    kind_of = {each.list_id: each.terms.kind for each in lists}
    naming: defaultdict[str, frozenset[ListKind]] = defaultdict(frozenset)
    for part in parts(sorted(set(base_codes))):
        rows = ListEntry.objects.filter(
            region_code=region_code,
            list_id__in=list(kind_of),
            base_code__in=part,
            organisation_code=organisation_code,
        )
        for base_code, list_id in rows.values_list("base_code", "list_id"):
            naming[base_code] |= {kind_of[list_id]}
    return lists, dict(naming)


def codes_named(
    *, region_code: str, kinds: Collection[ListKind], organisation_code: str, on: date
) -> frozenset[str]:
    """Return the base codes that lists in force of some kinds name for a body (清单所列)."""
    found = _by_kind(region_code, kinds)
    ids = [each.list_id for kind in found for each in in_force(found[kind], on=on)]
    rows = ListEntry.objects.filter(
        region_code=region_code, list_id__in=ids, organisation_code=organisation_code
    )
    return frozenset(rows.values_list("base_code", flat=True))


def known_list(row: NamedList) -> KnownList:
    """Return a list's row as the rules see it."""
    return KnownList(
        list_id=row.id,
        number=row.number,
        terms=ListTerms(
            kind=ListKind(row.kind),
            name=row.name,
            edition=row.edition,
            batch=row.batch,
            document_number=row.document_number,
            in_force_on=row.in_force_on,
        ),
        counts_from=row.counts_from,
        counts_to=row.counts_to,
        imported_on=row.imported_on,
        is_withdrawn=row.is_withdrawn,
    )


def _by_kind(region_code: str, kinds: Collection[ListKind]) -> dict[ListKind, list[KnownList]]:
    found: dict[ListKind, list[KnownList]] = {kind: [] for kind in ListKind if kind in kinds}
    for each in lists_in(region_code, kinds):
        found[each.terms.kind].append(each)
    return found


def _items(region_code: str, lists: Collection[KnownList]) -> defaultdict[UUID, list[ListedItem]]:
    """Return the rows of lists, by the list."""
    found: defaultdict[UUID, list[ListedItem]] = defaultdict(list)
    ids = [each.list_id for each in lists]
    rows = ListEntry.objects.filter(region_code=region_code, list_id__in=ids)
    for row in rows.order_by("organisation_code", "base_code") if ids else ():
        found[row.list_id].append(_listed(row))
    return found


def _names(known: KnownList) -> tuple[str, ...]:
    terms = known.terms
    whole = f"{terms.edition}{terms.batch}"
    return tuple(dict.fromkeys((whole, terms.batch or terms.edition, f"#{known.number}")))


def _once(rows: Iterable[ListedItem]) -> tuple[ListedItem, ...]:
    found = {(row.organisation_code, row.base_code): row for row in rows}
    return tuple(found[key] for key in sorted(found))


def _listed(row: ListEntry) -> ListedItem:
    return ListedItem(
        organisation_code=row.organisation_code,
        organisation_name=row.organisation_name,
        organisation_level=row.organisation_level,
        base_code=row.base_code,
        item_name=row.item_name,
        item_type=row.item_type,
        level_kind=row.level_kind,
        main_code=row.main_code,
        joint_body=row.joint_body,
        passed_by=row.passed_by,
    )


def _values(kinds: Collection[ListKind]) -> list[str]:
    return [kind.value for kind in kinds]
