"""Which columns a file of items may have, and what they are called (事项导入列名)."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError


class ColumnsRefused(DomainError):
    """The file as a whole cannot be read as items (列名有误)."""

    code = "item_columns_refused"


class ItemColumn(StrEnum):
    """What a column holds (列)."""

    SEQUENCE = "seq"
    DEPARTMENT = "body_name"
    MAIN_ITEM = "main_item"
    NAME = "item_name"
    KIND_CODE = "item_type"
    KIND_NAME = "item_type_name"
    KIND_WORD = "item_type_word"
    CATALOGUE_CODE = "base_code"
    AREA_CODE = "region_code"
    ORGAN_CODE = "body_code"
    DEPARTMENT_CODE = "undertaking_unit_code"
    IMPLEMENTATION_CODE = "implementation_code"


# The identifier comes first, then the name in published files, then the Chinese names.
HEADERS: Mapping[ItemColumn, tuple[str, ...]] = MappingProxyType(
    {
        ItemColumn.SEQUENCE: ("seq", "序号"),
        ItemColumn.DEPARTMENT: ("body_name", "department_zh", "实施主体", "部门"),
        ItemColumn.MAIN_ITEM: ("main_item", "main_item_zh", "主项", "主项名称"),
        ItemColumn.NAME: ("item_name", "item_name_zh", "事项名称"),
        ItemColumn.KIND_CODE: ("item_type", "kind_code", "事项类型", "事项类型代码"),
        ItemColumn.KIND_NAME: ("item_type_name", "kind_zh", "事项类型名称"),
        ItemColumn.KIND_WORD: ("item_type_word", "kind_id", "事项类型标识"),
        ItemColumn.CATALOGUE_CODE: ("base_code", "catalog_code", "基本编码"),
        ItemColumn.AREA_CODE: ("region_code", "area_code", "行政区划", "行政管辖"),
        ItemColumn.ORGAN_CODE: ("body_code", "organ_code", "实施主体代码", "实施主体编码"),
        ItemColumn.DEPARTMENT_CODE: (
            "undertaking_unit_code",
            "dept_code",
            "承办机构代码",
            "部门代码",
        ),
        ItemColumn.IMPLEMENTATION_CODE: ("implementation_code", "task_code", "实施编码"),
    }
)
_COLUMN_OF_HEADER: Mapping[str, ItemColumn] = MappingProxyType(
    {header: column for column, headers in HEADERS.items() for header in headers}
)
CODE_COLUMNS: Mapping[ItemColumn, str] = MappingProxyType(
    {
        ItemColumn.IMPLEMENTATION_CODE: "实施编码",
        ItemColumn.CATALOGUE_CODE: "基本编码",
        ItemColumn.ORGAN_CODE: "实施主体代码",
        ItemColumn.AREA_CODE: "行政区划",
    }
)
KIND_COLUMNS = (ItemColumn.KIND_CODE, ItemColumn.KIND_WORD, ItemColumn.KIND_NAME)

TEMPLATE_HEADERS: tuple[str, ...] = (
    "item_name",
    "item_type",
    "main_item",
    "body_name",
    "body_code",
    "base_code",
    "implementation_code",
    "region_code",
)
TEMPLATE_ROWS: tuple[tuple[str, ...], ...] = (
    (
        "建设工程规划许可证核发",
        "01",
        "建设工程规划许可",
        "区住建局",
        "11370800MB28559184",
        "370117002011",
        "11370800MB285591843370117002011",
        "370800000000",
    ),
)


def read_headers(*, headers: Sequence[str]) -> dict[str, ItemColumn]:
    """Return what each header of a file means (识别列名).

    Raises:
        ColumnsRefused: a header is unknown, two mean the same, or a column that no item can do
            without is missing; the message names all of them.
    """
    faults: list[str] = []
    found: dict[str, ItemColumn] = {}
    for header in headers:
        column = _COLUMN_OF_HEADER.get(header.strip())
        if column is None:
            faults.append(f"没有“{header}”这一列")
        elif column in found.values():
            faults.append(f"“{header}”与另一列重复")
        else:
            found[header] = column
    faults.extend(_missing(frozenset(found.values())))
    if faults:
        raise ColumnsRefused(f"事项文件的列名有误：{'；'.join(faults)}")
    return found


def absent_codes(*, found: Collection[ItemColumn]) -> tuple[str, ...]:
    """Return the names of the code columns that a file lacks as a whole (缺少的编码列)."""
    return tuple(label for column, label in CODE_COLUMNS.items() if column not in found)


def _missing(found: frozenset[ItemColumn]) -> list[str]:
    wanted: tuple[tuple[str, tuple[ItemColumn, ...]], ...] = (
        ("事项名称", (ItemColumn.NAME,)),
        ("事项类型", KIND_COLUMNS),
        ("实施主体", (ItemColumn.DEPARTMENT, ItemColumn.ORGAN_CODE)),
    )
    return [f"缺少“{label}”列" for label, columns in wanted if not found.intersection(columns)]
