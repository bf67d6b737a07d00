"""One row of a published item list: what it says and what is wrong with it (事项行).

Bodies: a row's organ code is often an old, cut or invented number, and one department stands under
several. So the body is the *department as named in the file*, and its own code is made from the
region and that name (`body_code_of`). The credit code is kept beside it where it checks.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhengtong.catalogue.rules.codes import (
    BaseCode,
    ImplementationCode,
    UnreadCode,
    parse_base_code,
    parse_implementation_code,
)
from zhengtong.catalogue.rules.import_columns import KIND_COLUMNS, ItemColumn
from zhengtong.kernel.codes import (
    CodeRefused,
    normalised,
    parse_credit_code,
    parse_organisation_code,
)
from zhengtong.kernel.item_types import ItemType, UnknownItemType, parse_item_type

LONGEST: Mapping[ItemColumn, int] = MappingProxyType(
    {
        ItemColumn.NAME: 200,
        ItemColumn.DEPARTMENT: 100,
        ItemColumn.MAIN_ITEM: 200,
        ItemColumn.ORGAN_CODE: 32,
        ItemColumn.CATALOGUE_CODE: 64,
        ItemColumn.IMPLEMENTATION_CODE: 64,
        ItemColumn.AREA_CODE: 12,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNote:
    """Something about one cell; a refusal keeps the row out, a warning does not (行提示).

    `field` is the header as the file writes it, or the identifier of a column it lacks.
    """

    row: int
    field: str
    code: str
    message: str
    is_refusal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBody:
    """The body that a row's item belongs to; `credit_code` only where it checks (实施主体)."""

    organisation_code: str
    name: str
    region_code: str
    credit_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedUpperItem:
    """The upper item that a row's catalogue code names (上级目录事项).

    `parent_code` is empty for a main item; `parent_name` also where the file does not give it.
    """

    base_code: str
    name: str
    item_type: ItemType
    parent_code: str
    parent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedItem:
    """A local item as claimed by a row (认领事项).

    `key` is unique within the region: the implementation code, or organ code, catalogue code and
    name. `upper` is None where the row gives no catalogue code.
    """

    row: int
    key: str
    region_code: str
    name: str
    item_type: ItemType
    implementation_code: str
    catalogue_code: str
    area_code: str
    organ_code: str
    body: ImportedBody
    upper: ImportedUpperItem | None


def body_code_of(*, region_code: str, department: str) -> str:
    """Return the organisation code of a department that a file knows by name only (机构自编码).

    The same name in the same region is the same body, in every file; names are compared in half
    width, without spaces and dashes.
    """
    digest = hashlib.sha256(normalised(department).encode()).hexdigest()
    return f"{region_code}-{digest[:12].upper()}"


class RowReading:
    """One row while it is read: its cells, and the notes that gather (读行)."""

    def __init__(
        self, *, row: int, header_of: Mapping[ItemColumn, str], values: Mapping[str, str]
    ) -> None:
        self.row = row
        self.notes: list[RowNote] = []
        self._header_of = header_of
        self._cells = {
            column: (values.get(header) or "").strip() for column, header in header_of.items()
        }

    def warn(self, column: ItemColumn, code: str, message: str) -> None:
        """Note a defect that does not keep the row out (警告)."""
        field = self._header_of.get(column, column.value)
        self.notes.append(RowNote(row=self.row, field=field, code=code, message=message))

    def refuse(self, column: ItemColumn, code: str, message: str) -> None:
        """Note why the row stays out (拒绝)."""
        field = self._header_of.get(column, column.value)
        self.notes.append(
            RowNote(row=self.row, field=field, code=code, message=message, is_refusal=True)
        )

    def item(self, *, region_code: str) -> ImportedItem | None:
        """Return the item of the row, or None after a refusal (行的事项)."""
        self._check_cells()
        item_type = self._item_type()
        if item_type is None or any(note.is_refusal for note in self.notes):
            return None
        name = self._text(ItemColumn.NAME)
        body = self._body(region_code)
        upper = self._upper_item(name, item_type)
        catalogue_code = self._text(ItemColumn.CATALOGUE_CODE)
        implementation_code = self._implementation_code()
        self._check_area(region_code)
        organ_code = self._text(ItemColumn.ORGAN_CODE)
        parts = (organ_code or body.organisation_code, catalogue_code, name)
        return ImportedItem(
            row=self.row,
            key=implementation_code or " ".join(parts),
            region_code=region_code,
            name=name,
            item_type=item_type,
            implementation_code=implementation_code,
            catalogue_code=catalogue_code,
            area_code=self._text(ItemColumn.AREA_CODE),
            organ_code=organ_code,
            body=body,
            upper=upper,
        )

    def _warn_of_empty(self, column: ItemColumn, code: str, message: str) -> None:
        """Warn of an empty cell, but not of a column that the whole file lacks."""
        if column in self._cells:
            self.warn(column, code, message)

    def _text(self, column: ItemColumn) -> str:
        return self._cells.get(column, "")

    def _check_cells(self) -> None:
        for column, text in self._cells.items():
            if not text.isprintable():
                self.refuse(column, "control_character", "含有换行或不可见的控制字符")
            elif len(text) > LONGEST.get(column, len(text)):
                message = f"最多{LONGEST[column]}字，现有{len(text)}字"
                self.refuse(column, "too_long", message)
        if not self._text(ItemColumn.NAME):
            self.refuse(ItemColumn.NAME, "name_missing", "没有事项名称")
        if not self._text(ItemColumn.DEPARTMENT) and not self._text(ItemColumn.ORGAN_CODE):
            message = "没有实施主体名称，也没有机构代码"
            self.refuse(ItemColumn.DEPARTMENT, "body_missing", message)

    def _item_type(self) -> ItemType | None:
        """Return the type that the first readable kind column gives."""
        given = [(column, self._text(column)) for column in KIND_COLUMNS if self._text(column)]
        if not given:
            self.refuse(KIND_COLUMNS[0], "kind_missing", "没有事项类型")
        found: ItemType | None = None
        unread: list[tuple[ItemColumn, str]] = []
        for column, text in given:
            try:
                item_type = parse_item_type(text)
            except UnknownItemType as refusal:
                unread.append((column, refusal.message))
                continue
            found = found or item_type
            if item_type is not found:
                message = f"“{text}”与{found.label}不一致，按{found.label}导入"
                self.warn(column, "kind_disagrees", message)
        for column, message in unread:
            note = self.refuse if found is None else self.warn
            note(column, "kind_unknown", message)
        return found

    def _body(self, region_code: str) -> ImportedBody:
        organ_code = self._text(ItemColumn.ORGAN_CODE)
        name = self._text(ItemColumn.DEPARTMENT)
        if not name:
            name = f"机构{organ_code}"
            message = f"没有实施主体名称，暂记为“{name}”"
            self.warn(ItemColumn.DEPARTMENT, "department_missing", message)
        return ImportedBody(
            organisation_code=body_code_of(region_code=region_code, department=name),
            name=name,
            region_code=region_code,
            credit_code=self._credit_code(organ_code),
        )

    def _credit_code(self, organ_code: str) -> str:
        column = ItemColumn.ORGAN_CODE
        if not organ_code:
            self._warn_of_empty(column, "credit_code_missing", "没有机构代码")
            return ""
        try:
            credit_code = parse_credit_code(organ_code).text
        except CodeRefused as refusal:
            self._warn_of_organ_code(organ_code, refusal.message)
            return ""
        if credit_code != organ_code:
            message = f"“{organ_code}”按规范写法应为“{credit_code}”"
            self.warn(column, "credit_code_rewritten", message)
        return credit_code

    def _warn_of_organ_code(self, organ_code: str, message: str) -> None:
        column = ItemColumn.ORGAN_CODE
        try:
            parse_organisation_code(organ_code)
        except CodeRefused:
            self.warn(column, "credit_code_bad", f"“{organ_code}”：{message}")
            return
        message = f"“{organ_code}”是旧组织机构代码，不是统一社会信用代码"
        self.warn(column, "credit_code_old", message)

    def _upper_item(self, name: str, item_type: ItemType) -> ImportedUpperItem | None:
        column = ItemColumn.CATALOGUE_CODE
        text = self._text(column)
        if not text:
            message = "没有基本编码，未能对应上级目录事项"
            self._warn_of_empty(column, "catalogue_code_missing", message)
            return None
        base = parse_base_code(code=text)
        if isinstance(base, UnreadCode):
            self.warn(column, "catalogue_code_unread", f"“{text}”{'；'.join(base.reasons)}")
            return ImportedUpperItem(
                base_code=text, name=name, item_type=item_type, parent_code="", parent_name=""
            )
        self._check_base_code(base, item_type)
        return ImportedUpperItem(
            base_code=base.text,
            name=name,
            item_type=item_type,
            parent_code="" if base.is_main else base.main_code,
            parent_name="" if base.is_main else self._text(ItemColumn.MAIN_ITEM),
        )

    def _check_base_code(self, base: BaseCode, item_type: ItemType) -> None:
        column = ItemColumn.CATALOGUE_CODE
        if base.organ_tail:
            message = f"基本编码后连着机构代码“{base.organ_tail}”，按“{base.text}”对应上级目录事项"
            self.warn(column, "catalogue_code_has_organ", message)
        if base.item_type not in {None, item_type}:
            message = f"编码表示的事项类型与{item_type.label}不一致，按{item_type.label}导入"
            self.warn(column, "kind_differs_from_code", message)

    def _implementation_code(self) -> str:
        column = ItemColumn.IMPLEMENTATION_CODE
        text = self._text(column)
        if not text:
            message = "没有实施编码，以机构代码、基本编码和名称识别"
            self._warn_of_empty(column, "implementation_code_missing", message)
            return ""
        code = parse_implementation_code(code=text)
        if isinstance(code, UnreadCode):
            message = f"“{text}”{'；'.join(code.reasons)}"
            self.warn(column, "implementation_code_unread", message)
        else:
            self._check_implementation_code(code)
        return text

    def _check_implementation_code(self, code: ImplementationCode) -> None:
        inside = {
            ItemColumn.CATALOGUE_CODE: ("基本编码", code.base_text),
            ItemColumn.AREA_CODE: ("地区", code.area_code),
            ItemColumn.ORGAN_CODE: ("机构代码", code.organ_code),
        }
        differing = [
            label
            for column, (label, part) in inside.items()
            if part and self._text(column) and normalised(part) != normalised(self._text(column))
        ]
        if differing:
            message = f"实施编码中的{'、'.join(differing)}与本行所列不同"
            self.warn(ItemColumn.IMPLEMENTATION_CODE, "implementation_code_differs", message)

    def _check_area(self, region_code: str) -> None:
        column = ItemColumn.AREA_CODE
        area_code = self._text(column)
        if not area_code:
            message = f"没有地区代码，记在{region_code}名下"
            self._warn_of_empty(column, "area_code_missing", message)
        elif not area_code.startswith(region_code):
            message = f"地区代码{area_code}不属于{region_code}，记在{region_code}名下"
            self.warn(column, "area_of_another_region", message)
