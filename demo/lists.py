"""Lists of the demo: what Fucheng's departments should claim, and how it is handled (演示清单)."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from demo.items import DemoItem, demo_items
from demo.organisations import department_code
from demo.sources import REGION_CODE, YEAR
from zhengtong.kernel.item_types import ItemGroup

FIRST_BATCH = "第一批"
STARTS_ON = f"{YEAR}-01-01"
DOCUMENT = f"演示〔{YEAR}〕"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row of a list file (清单条目)."""

    organisation_code: str
    base_code: str
    item_name: str
    level_kind: str
    region_code: str
    edition: str
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoList:
    """A list of the demo (演示清单).

    Args:
        kind: as `import-list` calls it.
        groups: the groups of types it names.
        is_batch: it comes as a first batch, of items that are decided at once.
    """

    kind: str
    title: str
    groups: frozenset[ItemGroup] = frozenset(ItemGroup)
    is_batch: bool = False

    @property
    def batch(self) -> str:
        """Return what the list calls its batch; empty for an edition (批次)."""
        return FIRST_BATCH if self.is_batch else ""

    @property
    def name(self) -> str:
        """Return what the list is called (名称)."""
        return f"涪城区{self.title}（演示）"

    def names(self, item: DemoItem) -> bool:
        """Tell whether an item stands on the list (是否列入)."""
        return item.group in self.groups and (item.is_on_the_spot or not self.is_batch)


DEMO_LISTS = MappingProxyType(
    {
        "list_license": DemoList(
            kind="should_claim_license",
            title="行政许可清单",
            groups=frozenset({ItemGroup.LICENSE}),
        ),
        "list_power": DemoList(
            kind="should_claim_power",
            title="权力清单",
            groups=frozenset({ItemGroup.LICENSE, ItemGroup.POWER_OTHER}),
        ),
        "list_public_service": DemoList(
            kind="should_claim_public_service",
            title="公共服务清单",
            groups=frozenset({ItemGroup.PUBLIC_SERVICE}),
        ),
        "list_in_hall": DemoList(kind="in_hall", title="进驻大厅清单"),
        "list_one_window": DemoList(kind="one_window", title="一窗清单"),
        "list_at_most_once": DemoList(kind="at_most_once", title="最多跑一次清单", is_batch=True),
    }
)


def list_rows(name: str) -> Iterator[ListRow]:
    """Walk through a list of the demo (清单条目)."""
    wanted = DEMO_LISTS[name]
    for item in demo_items():
        if wanted.names(item):
            yield ListRow(
                organisation_code=department_code(item.department),
                base_code=item.base_code,
                item_name=item.name,
                level_kind="main",
                region_code=REGION_CODE,
                edition=str(YEAR),
                batch=wanted.batch,
            )


def options_of(name: str) -> list[str]:
    """Return what `import-list` needs beside the file (清单要目)."""
    wanted = DEMO_LISTS[name]
    number = list(DEMO_LISTS).index(name) + 1
    return [
        *("--region", REGION_CODE, "--kind", wanted.kind, "--name", wanted.name),
        *("--edition", str(YEAR), "--batch", wanted.batch),
        *("--document", f"{DOCUMENT}{number}号", "--from", STARTS_ON, "--demo"),
    ]
