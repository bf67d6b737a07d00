"""Demo items with the limits, materials and places that no public list gives (演示事项)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from demo.organisations import department_code
from demo.sources import YEAR, item_seeds
from zhengtong.kernel.item_types import ItemGroup, ItemType, group_of

_SICHUAN = "51"
_DEMO_MAIN_ITEM = 900  # main item numbers from 901 on mark demo items


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoItem:
    """One item as the generator of cases needs it (演示事项).

    Args:
        promised_limit: working days; 0 means on the spot.
        weight: how often it is chosen among the items of its group.
    """

    department: int
    implementation_code: str
    base_code: str
    name: str
    item_type: ItemType
    service_target: str
    statutory_limit: int
    promised_limit: int
    weight: int

    @property
    def group(self) -> ItemGroup:
        """Return the group that the item's cases count in (统计分组)."""
        return group_of(self.item_type)

    @property
    def is_on_the_spot(self) -> bool:
        """Tell whether the item is decided at once (即办件)."""
        return self.promised_limit == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One row of catalogue.csv: the upper-level item that is claimed (基本目录)."""

    base_code: str
    item_name: str
    item_type: str
    level_kind: str
    parent_code: str
    has_sub: int
    legal_basis: str
    exercise_levels: str
    statutory_limit: int
    statutory_limit_unit: str
    service_target: str
    effective_date: str
    is_demo: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One row of items.csv: the local item with all its elements (实施清单).

    Lists are parted by `|`, yes and no are 1 and 0.
    """

    implementation_code: str
    base_code: str
    organisation_code: str
    item_name: str
    item_type: str
    exercise_level: str
    power_source: str
    legal_basis: str
    effective_date: str
    statutory_limit: int
    statutory_limit_unit: str
    promised_limit: int
    promised_limit_unit: str
    accept_limit: int
    delivery_limit: int
    case_kind: str
    special_procedures: str
    acceptance_condition: str
    flow: str
    handling_forms: str
    is_online: int
    visit_count: int
    presence_reason: str
    in_hall: int
    hall_name: str
    one_window: int
    appointment: int
    pay_online: int
    express: int
    is_fee: int
    agency_allowed: int
    place: str
    hours: str
    consult_phone: str
    complaint_phone: str
    reconsideration: str
    litigation: str
    faq: str
    result_type: str
    result_name: str
    result_sample: str
    delivery_ways: str
    service_target: str
    natural_topic: str
    legal_topic: str
    is_demo: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRow:
    """One row of materials.csv: a material of an item (申请材料)."""

    implementation_code: str
    sequence: int
    material_name: str
    kind: str
    form: str
    original_count: int
    copy_count: int
    necessity: str
    is_required: int
    source: str
    issuing_body: str
    tolerant: int
    supply_limit: str
    supply_limit_unit: str
    fill_notes: str


def demo_items() -> tuple[DemoItem, ...]:
    """Return all items in the order of departments (全部演示事项)."""
    numbers: dict[int, int] = {}
    items = []
    for seed in item_seeds():
        department = int(seed["department_seq"])
        numbers[department] = numbers.get(department, 0) + 1
        items.append(_demo_item(seed=seed, department=department, number=numbers[department]))
    return tuple(items)


def catalogue_rows() -> Iterator[CatalogueRow]:
    """Walk through the upper-level items that the demo items are claimed from (基本目录)."""
    for item in demo_items():
        yield CatalogueRow(
            base_code=item.base_code,
            item_name=item.name,
            item_type=item.item_type,
            level_kind="main",
            parent_code="",
            has_sub=0,
            legal_basis=LEGAL_BASIS,
            exercise_levels=DISTRICT_LEVEL,
            statutory_limit=item.statutory_limit,
            statutory_limit_unit="workday",
            service_target=TARGET_CODES[item.service_target],
            effective_date=f"{YEAR}-01-01",
            is_demo=1,
        )


DISTRICT_LEVEL = "4"
LEGAL_BASIS = "演示数据：未录入设定依据原文，不得作为办事依据"
TARGET_CODES: Mapping[str, str] = {"natural": "1", "legal": "2"}


def _demo_item(*, seed: Mapping[str, str], department: int, number: int) -> DemoItem:
    item_type = ItemType(seed["item_type"])
    main_item = f"{department:02d}{_DEMO_MAIN_ITEM + number:03d}"
    base_code = f"{_SICHUAN}{item_type.national_code}{main_item}000"
    return DemoItem(
        department=department,
        implementation_code=f"{department_code(department)}-{base_code}",
        base_code=base_code,
        name=seed["item_name"],
        item_type=item_type,
        service_target=seed["service_target"],
        statutory_limit=int(seed["statutory_limit"]),
        promised_limit=int(seed["promised_limit"]),
        weight=int(seed["weight"]),
    )
