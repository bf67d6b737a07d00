"""A region with its centre, a department, its people and an upper item: the usual scene."""

from datetime import UTC, date, datetime
from typing import Any

from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.operations.lists import ListDraft, ListTaken, import_list
from zhengtong.catalogue.operations.releases import release_upper_item
from zhengtong.catalogue.operations.revisions import RevisionDraft
from zhengtong.catalogue.rules.list_rows import ListRow
from zhengtong.catalogue.rules.lists import ListKind, ListTerms
from zhengtong.catalogue.rules.states import RevisionKind
from zhengtong.catalogue.tests.factories import complete_elements
from zhengtong.foundation.actors import OPERATOR, Actor
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.requests import Request
from zhengtong.kernel.origins import Origin
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import (
    actor,
    give_duty,
    make_centre_administrator,
    make_staff,
)
from zhengtong.places.tests.factories import (
    CENTRE,
    DEPARTMENT,
    REGION,
    make_organisation,
    make_region,
    make_service_centre,
)

PROVINCE = "510000"
BASE_CODE = "510101901000"
CODE = f"{DEPARTMENT}-{BASE_CODE}"
NOW = datetime(2018, 2, 28, 2, 0, tzinfo=UTC)
ITEM = {"region_code": REGION, "implementation_code": CODE}
LOCKED = ("base_code", "item_type", "legal_basis", "service_target", "statutory_limit")


def request(by: Actor = OPERATOR, reason: str = "", *, now: datetime = NOW) -> Request:
    return Request(by=by, now=now, reason=reason)


def taken_over(*, now: datetime = NOW) -> Request:
    return Request(by=OPERATOR, now=now, origin=Origin.IMPORT)


def upper_elements(**changes: Any) -> dict[str, Any]:
    """Return the elements of the upper item that `complete_elements` was claimed from."""
    complete = complete_elements()
    return {
        **{name: complete[name] for name in (*LOCKED, "item_name")},
        "level_kind": "main",
        "has_sub": False,
        "in_national_catalogue": True,
        "exercise_levels": ["county"],
        "effective_date": "2018-01-01",
        **changes,
    }


def release(
    *,
    base_code: str = BASE_CODE,
    kind: RevisionKind = RevisionKind.ADD,
    region_code: str = PROVINCE,
    **changes: Any,
) -> None:
    """Put an upper item, or a change of it, in force in the catalogue of the province."""
    release_upper_item(
        draft=RevisionDraft(
            region_code=region_code,
            base_code=base_code,
            kind=kind,
            elements=upper_elements(base_code=base_code, **changes),
        ),
        request=Request(by=OPERATOR, now=NOW, origin=Origin.SYNCED),
    )


def terms(kind: ListKind = ListKind.LICENSE, **changes: Any) -> ListTerms:
    """Return what a list of 2018 says about itself."""
    said = {
        "name": f"涪城区{kind.label}",
        "edition": "2018",
        "batch": "",
        "document_number": "涪府发〔2018〕1号",
        "in_force_on": date(2018, 1, 1),
    }
    return ListTerms(kind=kind, **{**said, **changes})


def take_list(
    *rows: tuple[str, str] | ListRow,
    kind: ListKind = ListKind.LICENSE,
    by: Actor = OPERATOR,
    region_code: str = REGION,
    now: datetime = NOW,
    **changes: Any,
) -> ListTaken:
    """Import a list; a row is its body and base code, or what the file would say."""
    draft = ListDraft(
        region_code=region_code,
        terms=terms(kind, **changes),
        rows=[
            row
            if isinstance(row, ListRow)
            else ListRow(number=number, organisation_code=row[0], base_code=row[1])
            for number, row in enumerate(rows, start=2)
        ],
    )
    return import_list(draft=draft, request=request(by, now=now))


def open_office() -> tuple[Actor, Actor]:
    """Make the scene; return the department's item manager and the centre's administrator."""
    make_region()
    make_service_centre()
    make_organisation()
    make_staff(staff_code="M01")
    give_duty(staff_code="M01", duty=Duty.ITEM_MANAGER)
    administrator = make_centre_administrator()
    release()
    take_list((DEPARTMENT, BASE_CODE), by=administrator)
    return actor(staff_code="M01"), administrator


def item() -> LocalItem:
    return LocalItem.objects.get(region_code=REGION, implementation_code=CODE)


def kinds() -> list[str]:
    """Return the kinds of the item's entries, in order."""
    entries = Entry.objects.filter(region_code=REGION, subject=f"item:{CODE}")
    return [
        kind.split(".")[1] for kind in entries.order_by("subject_no").values_list("kind", flat=True)
    ]


__all__ = ["CENTRE", "DEPARTMENT", "REGION"]
