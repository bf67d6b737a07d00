"""Taking over item lists: the two real files, and what a second run finds."""

from collections import Counter

import pytest

from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueRevision,
    ClaimTodo,
    ItemAct,
    LocalItem,
)
from zhengtong.catalogue.operations.importing import PAGE, ItemImporter, PageImported
from zhengtong.catalogue.tests.item_files import ReadList, read_list, read_real_list
from zhengtong.catalogue.tests.offices import release, take_list
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.ledger.models import Entry, QueuedEntry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.requests import Request
from zhengtong.kernel.origins import Origin
from zhengtong.people.tests.factories import NOW
from zhengtong.places.models import Organisation, OrganisationCreditCode
from zhengtong.places.tests.factories import make_organisation, make_region

pytestmark = pytest.mark.django_db
OPERATOR_REQUEST = Request(by=OPERATOR, now=NOW, origin=Origin.IMPORT)


def rows_of(*lines: dict[str, str], region_code: str = "511602") -> ReadList:
    return read_list(headers=list(lines[0]), rows=lines, region_code=region_code)


def take(found: ReadList, *, region_code: str = "511602") -> list[PageImported]:
    importer = ItemImporter(region_code=region_code, request=OPERATOR_REQUEST)
    return [
        importer.take_page(found.items[start : start + PAGE])
        for start in range(0, len(found.items), PAGE)
    ]


def total(pages: list[PageImported], name: str) -> int:
    return sum(getattr(page, name) for page in pages)


def test_it_takes_over_the_items_of_guangan_with_act_and_entry_each() -> None:
    make_region(code="511602", name="广安区")
    pages = take(read_real_list("items_guangan_511602.csv", "511602"))
    assert (total(pages, "created"), total(pages, "unchanged")) == (1135, 0)
    items = LocalItem.objects.filter(region_code="511602")
    assert Counter(items.values_list("state", flat=True)) == {"claimed": 1135}
    assert items.filter(is_code_assigned=True).count() == 0
    assert ItemAct.objects.filter(region_code="511602", action="claim").count() == 1135
    entries = Entry.objects.filter(region_code="511602")
    assert Counter(entries.values_list("kind", "origin", "actor")) == {
        ("catalogue.item_claimed", "import", "system:operator"): 1135,
        ("places.organisation_registered", "import", "system:operator"): 34,
    }
    assert QueuedEntry.objects.filter(region_code="511602").count() == 1169


def test_it_derives_the_upper_items_of_guangan_in_the_catalogue_of_the_province() -> None:
    make_region(code="511602", name="广安区")
    pages = take(read_real_list("items_guangan_511602.csv", "511602"))
    assert total(pages, "upper_items") == 1135
    upper = CatalogueItem.objects.all()
    assert set(upper.values_list("region_code", "state", "version", "is_derived")) == {
        ("510000", "published", 1, True)
    }
    assert upper.filter(level_kind="main").count() == 160
    assert CatalogueRevision.objects.filter(region_code="510000").count() == 1135
    entries = Entry.objects.filter(region_code="510000")
    assert set(entries.values_list("kind", "origin")) == {
        ("catalogue.catalogue_item_published", "import")
    }


def test_it_makes_the_bodies_of_guangan_with_the_credit_codes_that_check() -> None:
    make_region(code="511602", name="广安区")
    pages = take(read_real_list("items_guangan_511602.csv", "511602"))
    assert sum(len(page.bodies) for page in pages) == 34
    bodies = Organisation.objects.filter(region_code="511602", level="district_department")
    assert bodies.count() == 34
    assert sorted(bodies.values_list("sequence", flat=True)) == list(range(1, 35))
    assert len(set(OrganisationCreditCode.objects.values_list("credit_code"))) == 40
    assert all(OrganisationCreditCode.objects.values_list("checks", flat=True))


def test_it_changes_nothing_in_a_second_run() -> None:
    make_region(code="511602", name="广安区")
    found = read_real_list("items_guangan_511602.csv", "511602")
    take(found)
    before = Entry.objects.count()
    pages = take(found)
    assert (total(pages, "created"), total(pages, "unchanged")) == (0, 1135)
    assert (total(pages, "upper_items"), [page.bodies for page in pages]) == (0, [(), (), ()])
    assert [note for page in pages for note in page.notes] == []
    assert Entry.objects.count() == before
    assert Organisation.objects.count() == 34


def test_it_takes_over_the_items_of_ziyang_under_codes_of_its_own() -> None:
    make_region(code="512000", name="资阳市")
    found = read_real_list("items_ziyang_512000_market.csv", "512000")
    pages = take(found, region_code="512000")
    assert (total(pages, "created"), total(pages, "upper_items")) == (135, 134)
    items = LocalItem.objects.filter(region_code="512000")
    assert items.filter(is_code_assigned=True).count() == 135
    assert len(set(items.values_list("implementation_code", flat=True))) == 135
    code = items.get(name="非公司企业法人注销登记").implementation_code
    assert code.startswith("512000-I")
    assert len(code) == 20
    assert Organisation.objects.get().name == "资阳市市场监督管理局"
    again = take(found, region_code="512000")
    assert (total(again, "created"), total(again, "unchanged")) == (0, 135)


def test_it_leaves_a_ledger_that_verifies() -> None:
    make_region(code="512000", name="资阳市")
    take(read_real_list("items_ziyang_512000_market.csv", "512000"), region_code="512000")
    assert number_pending(region_code="512000") == 136  # its body too
    assert number_pending(region_code="510000") == 134
    assert not list(verify_region(region_code="512000"))
    assert not list(verify_region(region_code="510000"))


LINE = {
    "item_name": "道路货物运输经营许可",
    "item_type": "01",
    "body_name": "交通运输局",
    "base_code": "510101901000",
    "implementation_code": "X-1",
}


def test_it_finds_a_body_that_was_loaded_under_its_name_or_short_name() -> None:
    make_region(code="511602")
    make_organisation(
        code="511602-D01", name="广安区交通运输局", short_name="交通运输局", region_code="511602"
    )
    (page,) = take(rows_of(LINE))
    assert (page.created, page.bodies) == (1, ())
    assert LocalItem.objects.get(region_code="511602").organisation_code == "511602-D01"


def test_it_keeps_what_is_there_and_says_where_a_later_list_differs() -> None:
    make_region(code="511602")
    take(rows_of(LINE))
    (page,) = take(rows_of({**LINE, "item_name": "货运许可", "item_type": "20"}))
    assert (page.created, page.unchanged) == (0, 1)
    (note,) = page.notes
    assert (note.row, note.field, note.code) == (2, "implementation_code", "differs_from_platform")
    assert note.message == (
        "平台已有“道路货物运输经营许可”（行政许可），事项名称、事项类型与本行不同，保持平台原样"
    )
    assert LocalItem.objects.get(region_code="511602").name == "道路货物运输经营许可"


def test_it_takes_a_row_without_catalogue_code() -> None:
    make_region(code="511602")
    (page,) = take(rows_of({**LINE, "base_code": ""}))
    assert (page.created, page.upper_items) == (1, 0)
    item = LocalItem.objects.get(region_code="511602")
    assert (item.base_code, item.catalogue_region_code) == ("", "")
    assert item.elements == {"item_name": "道路货物运输经营许可", "item_type": "license"}


def test_it_raises_no_todo_for_history() -> None:
    make_region(code="511602")
    take(rows_of(LINE))
    assert not ClaimTodo.objects.filter(region_code="511602").exists()


def test_it_takes_in_what_no_list_names_and_says_so() -> None:
    make_region(code="511602")
    make_organisation(code="511602-D01", name="交通运输局", region_code="511602")
    release(base_code="510101901000")
    release(base_code="510101902000")
    take_list(("511602-D01", "510101901000"), region_code="511602")
    other = {**LINE, "base_code": "510101902000", "implementation_code": "X-2", "item_name": "乙"}
    (page,) = take(rows_of(LINE, other))
    assert page.created == 2
    (note,) = page.notes
    assert (note.row, note.field, note.code) == (3, "base_code", "not_on_list")
    assert note.message == (
        "《涪城区行政许可清单》（2018 年版，涪府发〔2018〕1号）没有把本事项列给该机构，"
        "按原样收入，不计入认领率，请核对"
    )
