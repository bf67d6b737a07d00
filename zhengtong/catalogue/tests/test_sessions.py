"""Two sessions at once: a claim, an approval, an import."""

import threading
from pathlib import Path

import pytest

from zhengtong.catalogue.models import ItemAct, LocalItem
from zhengtong.catalogue.operations.approval import approve_item, return_item
from zhengtong.catalogue.operations.claiming import AlreadyClaimed
from zhengtong.catalogue.operations.importing import ItemImporter
from zhengtong.catalogue.rules.lists import ListKind, ListRefused
from zhengtong.catalogue.rules.states import ItemActionNotAllowed
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    DEPARTMENT,
    ITEM,
    REGION,
    open_office,
    request,
    take_list,
    taken_over,
)
from zhengtong.catalogue.tests.steps import bring_to, claim
from zhengtong.catalogue.tests.test_operations_importing import LINE, rows_of
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.requests import Request
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.tests.factories import make_region

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("readiness")]


def test_it_lets_one_of_two_claims_through(tmp_path: Path) -> None:
    manager, _ = open_office()
    both_ready = threading.Barrier(2)
    outcomes: list[str] = []

    def claims() -> None:
        both_ready.wait()
        try:
            claim(manager)
            outcomes.append("claimed")
        except AlreadyClaimed:
            outcomes.append("refused")

    in_sessions(tmp_path, claims, claims)
    assert sorted(outcomes) == ["claimed", "refused"]


def test_it_lets_one_of_two_editions_of_a_day_through(tmp_path: Path) -> None:
    open_office()
    both_ready = threading.Barrier(2)
    outcomes: list[str] = []

    def imports(edition: str) -> None:
        both_ready.wait()
        try:
            take_list((DEPARTMENT, BASE_CODE), kind=ListKind.IN_HALL, edition=edition)
            outcomes.append("imported")
        except ListRefused:
            outcomes.append("refused")

    in_sessions(tmp_path, lambda: imports("2018"), lambda: imports("2018二版"))
    assert sorted(outcomes) == ["imported", "refused"]


def test_it_decides_a_submission_once(tmp_path: Path) -> None:
    manager, administrator = open_office()
    bring_to("submitted", manager, administrator)
    both_ready = threading.Barrier(2)
    outcomes: list[str] = []
    seen: list[list[str]] = []

    def decides(act, outcome: str) -> None:
        both_ready.wait()
        try:
            act(**ITEM, request=request(administrator, "理由"))
            outcomes.append(outcome)
        except ItemActionNotAllowed:
            outcomes.append("refused")

    in_sessions(
        tmp_path,
        lambda: decides(approve_item, "approve"),
        lambda: decides(return_item, "return"),
    )

    def looks() -> None:
        acts = ItemAct.objects.filter(region_code=REGION).order_by("act_no")
        seen.append(list(acts.values_list("action", flat=True)))

    in_sessions(tmp_path, looks)
    (decided,) = [outcome for outcome in outcomes if outcome != "refused"]
    assert seen == [["claim", "fill", "submit", decided]]


def test_it_takes_a_list_over_once_for_two_that_import_it(tmp_path: Path) -> None:
    make_region(code="511602")
    found = rows_of(LINE, {**LINE, "item_name": "客运许可", "implementation_code": "X-2"})
    both_ready = threading.Barrier(2)
    created: list[int] = []
    seen: list[tuple[int, int]] = []

    def imports() -> None:
        as_operator: Request = taken_over()
        importer = ItemImporter(region_code="511602", request=as_operator)
        both_ready.wait()
        created.append(importer.take_page(found.items).created)

    in_sessions(tmp_path, imports, imports)
    in_sessions(
        tmp_path,
        lambda: seen.append(
            (
                LocalItem.objects.filter(region_code="511602").count(),
                Entry.objects.filter(region_code="511602").count(),
            )
        ),
    )
    assert sorted(created) == [0, 2]
    assert seen == [(2, 3)]  # two items; two claims and the body
