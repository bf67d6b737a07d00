"""The register that cases refer to: districts, departments, people, items, flows (登记数据).

A real district's shape: 29 departments and 6,852 items in the district that is measured, fewer
items in its neighbours.
"""

import datetime as dt
from typing import Any

from benchmarks.copies import copy_row
from zhengtong.cases.queries.items import terms_for_import
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.catalogue.models import ItemVersion, LocalItem
from zhengtong.catalogue.tests.factories import complete_elements, make_published_item
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.shapes import promised_without_certificate
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import insert_rows
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import actor, make_handler
from zhengtong.places.tests.factories import make_calendar, make_organisation, make_region

DISTRICT = "510703"  # the one that is measured
NEIGHBOURS = ("510704", "510705")
IMPORTING, TWIN = "510722", "510723"
DEPARTMENTS = 29
ITEMS = 6_852
ITEMS_OF_OTHERS = 290
YEARS = range(2015, 2027)
TODAY = dt.date(2025, 12, 30)
NOW = dt.datetime(2025, 12, 30, 10, 0, tzinfo=CHINA_TIME)
SINCE = dt.date(2015, 1, 1)
# Roughly how a district's cases part.
_TYPES = (
    ItemType.LICENSE,
    ItemType.PUBLIC_SERVICE,
    ItemType.LICENSE,
    ItemType.CONFIRMATION,
    ItemType.PUBLIC_SERVICE,
    ItemType.PAYMENT,
    ItemType.OTHER,
)
_POSTS = {
    "S01": (Post.INTAKE,),
    "S02": (Post.REVIEWER,),
    "S03": (Post.DECIDER,),
    "S04": (Post.CERTIFICATE_MAKER,),
    "S05": (Post.DELIVERER,),
}


def department(number: int, *, region_code: str = DISTRICT) -> str:
    """Return the code of the n-th department of a district, from 1 (部门编码)."""
    return f"{region_code}-D{number:02d}"


def departments(region_code: str) -> list[str]:
    """Return the codes of all departments of a district (各部门编码)."""
    return [department(number, region_code=region_code) for number in range(1, DEPARTMENTS + 1)]


def staff_of(department_code: str, place: str) -> Actor:
    """Return a member of a department of the measured district by place, such as `S01`."""
    return actor(staff_code=f"{department_code}-{place}", organisation_code=department_code)


def item_codes(department_code: str) -> list[str]:
    """Return the codes of a department's items (部门事项)."""
    region_code, number = department_code.split("-D")
    total = ITEMS if region_code == DISTRICT else ITEMS_OF_OTHERS
    count = len(range(int(number) - 1, total, DEPARTMENTS))
    return [f"{department_code}-{510_101_901_000 + place}" for place in range(count)]


def terms_of_region(region_code: str) -> dict[str, ItemTerms]:
    """Return the terms of every item of a district by code (事项规定)."""
    codes = [code for body in departments(region_code) for code in item_codes(body)]
    return dict(terms_for_import(region_code=region_code, implementation_codes=codes))


def make_register() -> None:
    """Write the register of all districts (写入登记数据)."""
    make_calendar(years=YEARS)
    for region_code in (DISTRICT, *NEIGHBOURS, IMPORTING, TWIN):
        make_region(code=region_code, name=f"演示区{region_code}", as_of=SINCE)
        for body in departments(region_code):
            make_organisation(code=body, region_code=region_code)
            if region_code == DISTRICT:
                _make_staff(body)
            if region_code != TWIN:
                make_items(body, count=len(item_codes(body)))
    _make_twin_items()


def make_items(
    department_code: str, *, count: int, graph: FlowGraph | None = None, suffix: str = ""
) -> None:
    """Write running items of a department and the flow that they share (写入事项).

    The first one is made by the factory of the catalogue, the others are its copies, so no column
    is left behind when the tables change.
    """
    region_code = department_code[:6]
    flow = make_published_flow(
        organisation_code=department_code,
        graph=graph or promised_without_certificate(),
        code=f"{department_code}.flow{suffix}",
        with_holders=False,
    )
    codes = [f"{code}{suffix}" for code in item_codes(department_code)[:count]]
    version = make_published_item(
        region_code=region_code,
        implementation_code=codes[0],
        organisation_code=department_code,
        elements=complete_elements(),
        flow_code=flow.code,
        flow_version=flow.version,
        is_demo=True,
    )
    item = LocalItem.objects.get(region_code=region_code, id=version.item_id)
    items, versions = [], []
    for place, code in enumerate(codes[1:], start=1):
        changes = {
            "implementation_code": code,
            "item_type": _TYPES[place % len(_TYPES)].value,
        }
        items.append(copy_row(item, **changes))
        versions.append(copy_row(version, item_id=items[-1].id, **changes))
    insert_rows(items)
    insert_rows(versions)


def _make_staff(department_code: str) -> None:
    for place, posts in _POSTS.items():
        make_handler(
            *posts, staff_code=f"{department_code}-{place}", organisation_code=department_code
        )


def _make_twin_items() -> None:
    """Give the twin of the importing district the same items under the same ids.

    Rows of one go into the other with nothing changed but the district's code.
    """
    for model in (LocalItem, ItemVersion):
        rows = model.objects.filter(region_code=IMPORTING).order_by("id")
        insert_rows([_twin(row) for row in rows])


def _twin(row: Any) -> Any:
    return copy_row(
        row,
        id=row.id,
        region_code=TWIN,
        organisation_code=row.organisation_code.replace(IMPORTING, TWIN),
        implementation_code=row.implementation_code.replace(IMPORTING, TWIN),
    )
