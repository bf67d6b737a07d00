"""The eleven kinds of service items and the three groups they are reported in (事项类型)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError


class UnknownItemType(DomainError):
    """The code or word names no item type (事项类型不存在)."""

    code = "unknown_item_type"


class ItemGroup(StrEnum):
    """The groups that figures are printed in (统计分组)."""

    LICENSE = "license"
    POWER_OTHER = "power_other"
    PUBLIC_SERVICE = "public_service"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return GROUP_LABELS[self]


class ItemType(StrEnum):
    """Kinds of service items: ten kinds of power and public service (事项类型).

    Source:
        GB/T 39046-2020 附录A.1: 01–10 十类行政权力, 20 公共服务.
    """

    LICENSE = "license"
    PUNISHMENT = "punishment"
    COERCION = "coercion"
    LEVY = "levy"
    PAYMENT = "payment"
    INSPECTION = "inspection"
    CONFIRMATION = "confirmation"
    REWARD = "reward"
    ADJUDICATION = "adjudication"
    OTHER = "other"
    PUBLIC_SERVICE = "public_service"

    @property
    def national_code(self) -> str:
        """Return the two-digit national code (国家类型代码)."""
        return NATIONAL_CODES[self]

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return TYPE_LABELS[self]


NATIONAL_CODES: Mapping[ItemType, str] = MappingProxyType(
    {
        ItemType.LICENSE: "01",
        ItemType.PUNISHMENT: "02",
        ItemType.COERCION: "03",
        ItemType.LEVY: "04",
        ItemType.PAYMENT: "05",
        ItemType.INSPECTION: "06",
        ItemType.CONFIRMATION: "07",
        ItemType.REWARD: "08",
        ItemType.ADJUDICATION: "09",
        ItemType.OTHER: "10",
        ItemType.PUBLIC_SERVICE: "20",
    }
)

TYPE_LABELS: Mapping[ItemType, str] = MappingProxyType(
    {
        ItemType.LICENSE: "行政许可",
        ItemType.PUNISHMENT: "行政处罚",
        ItemType.COERCION: "行政强制",
        ItemType.LEVY: "行政征收",
        ItemType.PAYMENT: "行政给付",
        ItemType.INSPECTION: "行政检查",
        ItemType.CONFIRMATION: "行政确认",
        ItemType.REWARD: "行政奖励",
        ItemType.ADJUDICATION: "行政裁决",
        ItemType.OTHER: "其他行政权力",
        ItemType.PUBLIC_SERVICE: "公共服务",
    }
)

GROUP_LABELS: Mapping[ItemGroup, str] = MappingProxyType(
    {
        ItemGroup.LICENSE: "行政许可",
        ItemGroup.POWER_OTHER: "行政权力（除行政许可）",
        ItemGroup.PUBLIC_SERVICE: "公共服务",
    }
)

# The organ starts these itself; they stay out of "can be done online" ratios (依职权).
EX_OFFICIO: frozenset[ItemType] = frozenset(
    {ItemType.PUNISHMENT, ItemType.COERCION, ItemType.INSPECTION}
)
ON_APPLICATION: frozenset[ItemType] = frozenset(ItemType) - EX_OFFICIO

# Words that published data uses for three of the types.
_SOURCE_WORDS: Mapping[str, ItemType] = MappingProxyType(
    {
        "permit": ItemType.LICENSE,
        "penalty": ItemType.PUNISHMENT,
        "other_power": ItemType.OTHER,
    }
)
_NAMES: Mapping[str, ItemType] = MappingProxyType(
    {code: item_type for item_type, code in NATIONAL_CODES.items()}
    | {code.lstrip("0"): item_type for item_type, code in NATIONAL_CODES.items()}
    | {label: item_type for item_type, label in TYPE_LABELS.items()}
    | {item_type.value: item_type for item_type in ItemType}
    | dict(_SOURCE_WORDS)
)


def group_of(item_type: ItemType) -> ItemGroup:
    """Return the group in which a type is reported (统计分组)."""
    match item_type:
        case ItemType.LICENSE:
            return ItemGroup.LICENSE
        case ItemType.PUBLIC_SERVICE:
            return ItemGroup.PUBLIC_SERVICE
        case _:
            return ItemGroup.POWER_OTHER


def parse_item_type(text: str) -> ItemType:
    """Read a type from a national code, our word, a source's word or its Chinese name (读类型).

    Raises:
        UnknownItemType: the text names no type.
    """
    try:
        return _NAMES[text.strip()]
    except KeyError:
        raise UnknownItemType(f"没有“{text}”这种事项类型") from None
