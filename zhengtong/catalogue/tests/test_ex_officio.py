"""Claiming and inheriting ex-officio items in bulk."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueItemVersion,
    ClaimTodo,
    ItemAct,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.operations.ex_officio import BulkClaimed, claim_page, codes_to_claim
from zhengtong.catalogue.operations.filling import ElementsRefused, fill_item
from zhengtong.catalogue.queries import item_for_case
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.catalogue.rules.states import LocalItemState, RevisionKind
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.catalogue.tests.offices import (
    DEPARTMENT,
    NOW,
    PROVINCE,
    REGION,
    open_office,
    release,
    request,
    take_list,
    upper_elements,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.tests.factories import actor, make_staff

pytestmark = pytest.mark.django_db
RANGE = "未取得许可擅自经营的，处一万元以上三万元以下罚款"
PUNISHMENT, COERCION, INSPECTION = "510200601000", "510300601000", "510600601000"
EX_OFFICIO = {PUNISHMENT: "punishment", COERCION: "coercion", INSPECTION: "inspection"}


@pytest.fixture
def manager():
    """The usual scene, with three ex-officio items beside the licence on the list."""
    found, _ = open_office()
    for base_code, item_type in EX_OFFICIO.items():
        release(
            base_code=base_code,
            item_type=item_type,
            item_name=f"对{base_code}的权力",
            **range_of(item_type),
        )
    take_list(*((DEPARTMENT, code) for code in EX_OFFICIO), kind=ListKind.POWER)
    return found


def range_of(item_type: str) -> dict[str, str]:
    return {"punishment_range": RANGE} if item_type == "punishment" else {}


def claim(by) -> BulkClaimed:
    done = BulkClaimed()
    codes = codes_to_claim(organisation_code=DEPARTMENT, on=NOW.date())
    claim_page(organisation_code=DEPARTMENT, base_codes=codes, request=request(by), done=done)
    return done


def row(base_code: str = PUNISHMENT) -> LocalItem:
    return LocalItem.objects.get(region_code=REGION, base_code=base_code)


def test_it_claims_what_the_list_names_and_copies_the_upper_text(manager):
    done = claim(manager)
    assert (done.claimed, done.on_application, done.refused) == (3, 1, [])
    item = row()
    assert (item.state, item.base_version, item.claimed_by) == ("claimed", 1, "M01")
    assert item.elements["punishment_range"] == RANGE
    assert item.elements["legal_basis"] == upper_elements()["legal_basis"]
    assert item.implementation_code == f"{DEPARTMENT}-{PUNISHMENT}"
    act = ItemAct.objects.get(region_code=REGION, item_id=item.id)
    assert (act.action, act.act_no, act.actor_code) == ("claim", 1, "M01")
    entries = Entry.objects.filter(region_code=REGION, kind="catalogue.item_claimed")
    assert entries.count() == 3
    number_pending(region_code=REGION)
    assert list(verify_region(region_code=REGION)) == []


def test_what_is_inherited_is_locked(manager):
    claim(manager)
    with pytest.raises(ElementsRefused) as refusal:
        fill_item(
            region_code=REGION,
            implementation_code=row().implementation_code,
            elements={"punishment_range": "处十万元罚款"},
            request=request(manager),
        )
    assert "以上级目录为准" in refusal.value.message


def test_it_may_be_run_again(manager):
    claim(manager)
    entries = Entry.objects.filter(region_code=REGION).count()
    done = claim(manager)
    assert (done.claimed, done.inherited, done.unchanged) == (0, 0, 3)
    assert Entry.objects.filter(region_code=REGION).count() == entries


def put_into_the_city_catalogue(*, version: int) -> None:
    """Let the city list the punishment too, with a text and a numbering of its own."""
    item = CatalogueItem.objects.get(base_code=PUNISHMENT, region_code=PROVINCE)
    newest = CatalogueItemVersion.objects.get(item=item, version=item.version)
    item.pk, item.region_code, item.version = None, "510700", version
    item.save()
    newest.pk, newest.item, newest.version = None, item, version
    newest.elements = {**newest.elements, "punishment_range": "市级裁量"}
    newest.save()


def test_an_item_held_stays_with_the_catalogue_it_was_claimed_from(manager):
    claim(manager)
    put_into_the_city_catalogue(version=5)
    done = claim(manager)
    assert (done.inherited, done.unchanged, done.refused) == (0, 3, [])
    item = row()
    assert (item.catalogue_region_code, item.base_version) == (PROVINCE, 1)
    assert item.elements["punishment_range"] == RANGE


def test_a_new_claim_takes_the_nearest_catalogue(manager):
    put_into_the_city_catalogue(version=5)
    assert claim(manager).claimed == 3
    item = row()
    assert (item.catalogue_region_code, item.base_version) == ("510700", 5)
    assert item.elements["punishment_range"] == "市级裁量"


def test_it_claims_nothing_beyond_the_list(manager):
    release(base_code="510200602000", item_type="punishment", item_name="对别人的处罚")
    done = BulkClaimed()
    claim_page(
        organisation_code=DEPARTMENT,
        base_codes=["510200602000"],
        request=request(manager),
        done=done,
    )
    assert done.claimed == 0
    ((code, reason),) = done.refused
    assert code == "510200602000"
    assert "涪府发〔2018〕1号" in reason
    assert "不能超出清单认领" in reason


def test_what_the_catalogue_does_not_have_is_refused_and_the_rest_goes_in(manager):
    done = BulkClaimed()
    codes = [*codes_to_claim(organisation_code=DEPARTMENT, on=NOW.date()), "510200699000"]
    claim_page(organisation_code=DEPARTMENT, base_codes=codes, request=request(manager), done=done)
    assert done.claimed == 3
    assert [code for code, _ in done.refused] == ["510200699000"]


def test_an_upper_item_not_in_force_is_not_claimed(manager):
    CatalogueItem.objects.filter(base_code=COERCION).update(state="suspended")
    done = claim(manager)
    assert done.claimed == 2
    assert [code for code, _ in done.refused] == [COERCION]


def test_nobody_but_the_item_manager_claims(manager):
    make_staff(staff_code="X01")
    with pytest.raises(PermissionRefused):
        claim(actor(staff_code="X01"))
    assert not LocalItem.objects.filter(region_code=REGION).exists()


def test_a_change_above_is_inherited_where_the_item_is_being_filled(manager):
    claim(manager)
    newer = "处二万元以上五万元以下罚款"
    release(
        base_code=PUNISHMENT,
        kind=RevisionKind.CHANGE,
        item_type="punishment",
        item_name="对违法行为的处罚",
        punishment_range=newer,
    )
    done = claim(manager)
    assert (done.claimed, done.inherited, done.unchanged) == (0, 1, 2)
    item = row()
    assert (item.state, item.base_version) == ("claimed", 2)
    assert item.elements["punishment_range"] == newer
    act = ItemAct.objects.filter(region_code=REGION, item_id=item.id).latest("act_no")
    assert (act.action, act.act_no) == ("inherit", 2)


def test_a_running_item_runs_on_with_the_new_text_as_its_next_version(manager):
    base = make_published_item(
        implementation_code=f"{DEPARTMENT}-{PUNISHMENT}",
        item_type="punishment",
        item_name="处罚",
        base_code=PUNISHMENT,
        punishment_range=RANGE,
    )
    LocalItem.objects.filter(region_code=REGION, id=base.item_id).update(
        base_version=1, entry_count=5
    )
    newer = "处二万元以上五万元以下罚款"
    release(
        base_code=PUNISHMENT,
        kind=RevisionKind.CHANGE,
        item_type="punishment",
        item_name="处罚",
        punishment_range=newer,
    )
    done = claim(manager)
    assert done.inherited == 1
    item = row()
    assert (item.state, item.version, item.base_version) == ("running", 2, 2)
    newest = ItemVersion.objects.get(region_code=REGION, item_id=item.id, version=2)
    assert newest.elements["punishment_range"] == newer
    assert newest.elements["complaint_phone"] == "0816-0000201"
    taken = item_for_case(region_code=REGION, implementation_code=item.implementation_code)
    assert taken.item_version == 2


def test_what_lies_before_a_reviewer_is_left_as_he_sees_it(manager):
    claim(manager)
    LocalItem.objects.filter(region_code=REGION, base_code=PUNISHMENT).update(
        state=LocalItemState.SUBMITTED.value
    )
    release(
        base_code=PUNISHMENT,
        kind=RevisionKind.CHANGE,
        item_type="punishment",
        item_name="处罚",
        punishment_range="改了",
    )
    done = claim(manager)
    assert done.inherited == 0
    assert [code for code, _ in done.refused] == [PUNISHMENT]
    assert row().elements["punishment_range"] == RANGE


def test_claiming_answers_the_to_dos(manager):
    ClaimTodo.objects.create(
        region_code=REGION,
        organisation_code=DEPARTMENT,
        catalogue_region_code=PROVINCE,
        base_code=PUNISHMENT,
        catalogue_version=1,
        item_name="处罚",
        item_type="punishment",
        kind="add",
        action="claim",
        raised_on="2018-02-01",
        due_on="2018-02-08",
    )
    claim(manager)
    assert ClaimTodo.objects.get(region_code=REGION, base_code=PUNISHMENT).answer == "done"


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    code = 0
    try:
        call_command("claim_ex_officio", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue()


def test_the_command_claims_thousands(manager):
    number = 4914 - 3
    items = CatalogueItem.objects.bulk_create(
        CatalogueItem(
            region_code=PROVINCE,
            base_code=f"5102{serial:08d}",
            name=f"对第{serial}种违法行为的处罚",
            item_type="punishment",
            level_kind="main",
            exercise_levels=["county"],
            state="published",
            version=1,
        )
        for serial in range(number)
    )
    CatalogueItemVersion.objects.bulk_create(
        CatalogueItemVersion(
            item=item,
            version=1,
            kind="add",
            elements=upper_elements(
                base_code=item.base_code, item_type="punishment", punishment_range=RANGE
            ),
            published_at=timezone.now(),
        )
        for item in items
    )
    take_list(
        *((DEPARTMENT, item.base_code) for item in items), kind=ListKind.POWER, batch="第二批"
    )
    code, out = run("--region", REGION, "--organisation", DEPARTMENT, "--json")
    assert code == 0
    assert json.loads(out)["claimed"] == 4914
    held = LocalItem.objects.filter(region_code=REGION, organisation_code=DEPARTMENT)
    assert held.filter(item_type="punishment").count() == 4912
    code, out = run("--region", REGION, "--organisation", DEPARTMENT, "--json")
    assert json.loads(out)["unchanged"] == 4914


def test_the_command_refuses_a_body_of_another_region(manager):
    code, _ = run("--region", "510704", "--organisation", DEPARTMENT)
    assert code == 2
    assert not LocalItem.objects.filter(region_code=REGION).exists()
