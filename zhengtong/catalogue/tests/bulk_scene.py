"""Running items of the usual office, as many as a test wants."""

from typing import Any

from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.catalogue.tests.offices import BASE_CODE, DEPARTMENT, REGION


def code_of(number: int) -> str:
    return f"{DEPARTMENT}-{BASE_CODE}-{number:03d}"


def make_running(number: int, *, base_version: int = 1, **elements: Any) -> str:
    """Make a running item that rests on the first upper version; return its code."""
    code = code_of(number)
    fields = {"base_code": BASE_CODE, **elements}
    make_published_item(implementation_code=code, flow_code="F1", flow_version=1, **fields)
    LocalItem.objects.filter(region_code=REGION, implementation_code=code).update(
        base_version=base_version
    )
    return code
