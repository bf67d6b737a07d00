"""One row of a list file: does it belong here, and what does it name (清单条目核对)."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from zhengtong.catalogue.rules.list_changes import ListedItem
from zhengtong.catalogue.rules.lists import ListKind, ListTerms, takes_item_type
from zhengtong.catalogue.rules.states import CATALOGUE_STATE_LABELS, CatalogueState
from zhengtong.kernel.item_types import ItemType
from zhengtong.places.rules.organisations import OrganisationLevel

# Upper items that nobody can claim any more.
_GONE = frozenset({CatalogueState.CANCELLED, CatalogueState.SPLIT, CatalogueState.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row of a list as its file gives it (清单文件一行).

    Args:
        number: the row in the file.
        organisation_code: empty where the body is given by name, or on a list that passes items
            down to every township.
        organisation_name: name or short name, read where there is no code.
        region_code, edition, batch: empty where the file does not say.
        item_name, level_kind, parent_code: empty for what the catalogue says.
    """

    number: int
    organisation_code: str
    base_code: str
    organisation_name: str = ""
    item_name: str = ""
    level_kind: str = ""
    parent_code: str = ""
    joint_body: str = ""
    passed_by: str = ""
    region_code: str = ""
    edition: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBody:
    """A body that lists name (清单所列机构)."""

    code: str
    name: str
    region_code: str
    level: OrganisationLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUpperItem:
    """An upper item that lists name (清单所列目录事项)."""

    base_code: str
    name: str
    item_type: ItemType
    level_kind: str
    parent_code: str
    state: CatalogueState


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefusal:
    """What is wrong with one row (条目有误)."""

    row: int
    field: str
    message: str


class ListReader:
    """Turns the rows of a list into what is listed, and gathers what is wrong (清单核对).

    Args:
        bodies: every body that a row names, by code.
        by_name: bodies of the region by name and short name; several where a name is shared.
        townships: the bodies that a row without a body means, on a list that passes down.
        upper: the nearest upper item of each base code.
    """

    def __init__(
        self,
        *,
        region_code: str,
        terms: ListTerms,
        bodies: Mapping[str, ListedBody],
        by_name: Mapping[str, Sequence[ListedBody]],
        townships: Sequence[ListedBody],
        upper: Mapping[str, ListedUpperItem],
    ) -> None:
        self._region_code = region_code
        self._terms = terms
        self._bodies = bodies
        self._by_name = by_name
        self._townships = townships
        self._upper = upper

    def read(
        self, rows: Iterable[ListRow]
    ) -> tuple[tuple[ListedItem, ...], tuple[RowRefusal, ...]]:
        """Return what is listed by body and base code, and the refusals (核对结果)."""
        found: dict[tuple[str, str], ListedItem] = {}
        first: dict[tuple[str, str], int] = {}
        refusals: list[RowRefusal] = []
        for row in rows:
            wrong = [RowRefusal(row=row.number, field=at, message=why) for at, why in self._of(row)]
            refusals += wrong
            for item in () if wrong else self._items(row):
                key = (item.organisation_code, item.base_code)
                if key in first:
                    message = f"与第 {first[key]} 行重复，同一机构的同一事项只能列一次"
                    refusals.append(RowRefusal(row=row.number, field="基本编码", message=message))
                    break
                first[key], found[key] = row.number, item
        return tuple(found[key] for key in sorted(found)), tuple(refusals)

    def _of(self, row: ListRow) -> Iterator[tuple[str, str]]:
        """Yield field and message of everything that is wrong with a row."""
        yield from self._foreign(row)
        yield from self._wrong_body(row)
        yield from self._wrong_item(row)
        if self._terms.kind is ListKind.LINKED and not row.joint_body:
            yield "联办机构", "上下联动清单须写明与哪一级、哪个机构联办"
        if self._terms.kind is not ListKind.PASSED_DOWN and row.passed_by:
            yield "下放部门", f"只有{ListKind.PASSED_DOWN.label}才写下放部门"

    def _foreign(self, row: ListRow) -> Iterator[tuple[str, str]]:
        """Yield where a row says that it belongs to another list."""
        for field, theirs, ours in (
            ("区划代码", row.region_code, self._region_code),
            ("年度或版次", row.edition, self._terms.edition),
            ("批次", row.batch, self._terms.batch),
        ):
            if theirs and theirs != ours:
                yield field, f"本行写的是“{theirs}”，而导入的是“{ours or '（空）'}”的清单"

    def _wrong_body(self, row: ListRow) -> Iterator[tuple[str, str]]:
        if row.organisation_code or row.organisation_name:
            yield from self._wrong_named_body(row)
        elif self._terms.kind is not ListKind.PASSED_DOWN:
            yield "机构编码", "不能为空，也没有写机构名称"
        elif not self._townships:
            yield "机构编码", f"{self._region_code} 还没有乡镇街道机构，无处可下放"
        by = self._bodies.get(row.passed_by)
        if row.passed_by and (by is None or by.region_code != self._region_code):
            yield "下放部门", f"{self._region_code} 没有编码为 {row.passed_by} 的机构，请核对"

    def _wrong_named_body(self, row: ListRow) -> Iterator[tuple[str, str]]:
        field = "机构编码" if row.organisation_code else "机构名称"
        named = f"{field[2:]}为 {row.organisation_code or row.organisation_name} 的机构"
        found = self._named(row)
        if not found:
            yield field, f"{self._region_code} 没有{named}，请核对"
        elif len(found) > 1:
            codes = "、".join(body.code for body in found)
            yield field, f"{self._region_code} 有几个{named}（{codes}），请写机构编码"
        elif (
            self._terms.kind is ListKind.PASSED_DOWN
            and found[0].level is not OrganisationLevel.TOWNSHIP
        ):
            yield field, f"{found[0].name}不是乡镇街道，不能承接下放事项"

    def _named(self, row: ListRow) -> Sequence[ListedBody]:
        """Return the bodies of the region that a row names."""
        if not row.organisation_code:
            return self._by_name.get(row.organisation_name, ())
        body = self._bodies.get(row.organisation_code)
        return (body,) if body and body.region_code == self._region_code else ()

    def _wrong_item(self, row: ListRow) -> Iterator[tuple[str, str]]:
        upper = self._upper.get(row.base_code)
        if upper is None:
            yield "基本编码", f"{self._region_code} 及其上级的目录中没有基本编码 {row.base_code}"
        elif upper.state in _GONE:
            yield "基本编码", f"目录事项“{CATALOGUE_STATE_LABELS[upper.state]}”，不能列入清单"
        elif not takes_item_type(self._terms.kind, upper.item_type):
            yield "基本编码", f"{upper.item_type.label}事项不列入{self._terms.kind.label}"

    def _items(self, row: ListRow) -> Iterator[ListedItem]:
        """Yield what a sound row lists: one item, or one for each township."""
        upper = self._upper[row.base_code]
        level_kind = row.level_kind or upper.level_kind
        parent_code = row.parent_code or upper.parent_code
        for body in self._named(row) or self._townships:
            yield ListedItem(
                organisation_code=body.code,
                organisation_name=body.name,
                organisation_level=body.level.value,
                base_code=row.base_code,
                item_name=row.item_name or upper.name,
                item_type=upper.item_type.value,
                level_kind=level_kind,
                main_code=parent_code if level_kind == "sub" and parent_code else row.base_code,
                joint_body=row.joint_body,
                passed_by=row.passed_by,
            )


def digest_of(items: Collection[ListedItem]) -> str:
    """Return the SHA-256 over what is listed, whatever the order of the file (清单内容摘要)."""
    rows = sorted((asdict(item) for item in items), key=lambda row: sorted(row.items()))
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
