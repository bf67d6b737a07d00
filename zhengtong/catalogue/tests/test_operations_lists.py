"""Lists as acts: import, withdrawal, what they let be claimed, and the to-dos of townships."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from zhengtong.catalogue.models import ClaimTodo, ListAct, ListEntry, NamedList
from zhengtong.catalogue.operations.claiming import Claim, claim_item
from zhengtong.catalogue.operations.lists import ListRowsRefused, withdraw_list
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.queries import list_in_force
from zhengtong.catalogue.rules.claims import ClaimRefused
from zhengtong.catalogue.rules.list_rows import ListRow
from zhengtong.catalogue.rules.lists import ListKind, ListRefused
from zhengtong.catalogue.rules.states import RevisionKind
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    DEPARTMENT,
    NOW,
    REGION,
    release,
    request,
    take_list,
)
from zhengtong.catalogue.tests.steps import claim, refused
from zhengtong.foundation import database_guards
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.delivery import deliver_pending
from zhengtong.foundation.ledger.models import Entry, FollowerCursor
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_staff
from zhengtong.places.tests.factories import make_calendar, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]
OTHER = "510101901001"
LATER = datetime(2018, 6, 1, 2, 0, tzinfo=UTC)
TOWNSHIPS = {"510703-T01": "510703100", "510703-T02": "510703101"}


def deliver() -> None:
    number_pending(region_code=REGION)
    deliver_pending(region_code=REGION, now=NOW)


def named(on: date, kind: ListKind = ListKind.LICENSE) -> list[tuple[str, str]]:
    found = list_in_force(region_code=REGION, kind=kind, on=on)
    return [(item.organisation_code, item.base_code) for item in found.items]


def test_it_is_an_act_with_its_entry_by_the_centre(administrator) -> None:
    held = NamedList.objects.get(region_code=REGION)
    entry = Entry.objects.get(region_code=REGION, kind="catalogue.list_imported")
    assert (entry.subject, entry.subject_no) == ("list:should_claim_license/1", 1)
    assert entry.actor == "staff:C01"
    assert held.digest in entry.body
    assert "涪府发〔2018〕1号" in entry.body
    assert (held.row_count, held.counts_from, held.counts_to) == (1, date(2018, 1, 1), None)
    act = ListAct.objects.get(region_code=REGION, list_id=held.id)
    assert (act.action, act.actor_code) == ("import", "C01")
    number_pending(region_code=REGION)


def test_it_changes_nothing_when_the_same_list_comes_again(administrator) -> None:
    entries = Entry.objects.count()
    taken = take_list((DEPARTMENT, BASE_CODE), by=administrator, now=LATER)
    assert (taken.is_new, taken.row_count, Entry.objects.count()) == (False, 1, entries)


def test_it_is_kept_by_the_centre_alone(manager) -> None:
    refused(
        PermissionRefused,
        lambda: take_list((DEPARTMENT, BASE_CODE), by=manager, kind=ListKind.IN_HALL),
    )
    assert NamedList.objects.filter(region_code=REGION).count() == 1


def test_it_never_changes_its_rows(administrator) -> None:
    assert "catalogue_listentry" in database_guards._APPEND_ONLY_TABLES
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError), transaction.atomic():
            ListEntry.objects.filter(region_code=REGION).update(item_name="另一名称")
        with pytest.raises(DatabaseError), transaction.atomic():
            ListEntry.objects.filter(region_code=REGION).delete()


def refusals(*rows: ListRow, kind: ListKind = ListKind.LICENSE, **said: str) -> list[str]:
    """Return field and message of each refused row, after seeing that nothing went in."""
    before = NamedList.objects.count(), ListEntry.objects.count(), Entry.objects.count()
    with pytest.raises(ListRowsRefused) as refusal, transaction.atomic():
        take_list(*rows, kind=kind, **{"edition": "2019", "in_force_on": date(2019, 1, 1), **said})
    assert before == (NamedList.objects.count(), ListEntry.objects.count(), Entry.objects.count())
    return [f"{each.row} {each.field}：{each.message}" for each in refusal.value.refusals]


def listed(number: int = 2, body: str = DEPARTMENT, code: str = BASE_CODE, **more: str) -> ListRow:
    return ListRow(number=number, organisation_code=body, base_code=code, **more)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(
            listed(region_code="510704"),
            "2 区划代码：本行写的是“510704”，而导入的是“510703”的清单",
            id="of another district",
        ),
        pytest.param(
            listed(edition="2018"),
            "2 年度或版次：本行写的是“2018”，而导入的是“2019”的清单",
            id="of another year",
        ),
        pytest.param(
            listed(batch="第一批"),
            "2 批次：本行写的是“第一批”，而导入的是“（空）”的清单",
            id="of a batch",
        ),
        pytest.param(
            listed(body="510703-X01"),
            "2 机构编码：510703 没有编码为 510703-X01 的机构，请核对",
            id="an unknown body",
        ),
        pytest.param(
            listed(body="511602-D01"),
            "2 机构编码：510703 没有编码为 511602-D01 的机构，请核对",
            id="a body of another region",
        ),
        pytest.param(listed(body=""), "2 机构编码：不能为空，也没有写机构名称", id="no body"),
        pytest.param(
            listed(body="", organisation_name="无此局"),
            "2 机构名称：510703 没有名称为 无此局 的机构，请核对",
            id="an unknown name",
        ),
        pytest.param(
            listed(body="", organisation_name="同名局"),
            "2 机构名称：510703 有几个名称为 同名局 的机构（510703-D08、510703-D09），请写机构编码",
            id="a name that two bodies share",
        ),
        pytest.param(
            listed(code="999"),
            "2 基本编码：510703 及其上级的目录中没有基本编码 999",
            id="an unknown base code",
        ),
        pytest.param(
            listed(code=OTHER), "2 基本编码：目录事项“已取消”，不能列入清单", id="a cancelled item"
        ),
        pytest.param(
            listed(passed_by=CENTRE), "2 下放部门：只有下放乡镇清单才写下放部门", id="passed by"
        ),
    ],
)
def test_it_refuses_a_list_with_a_wrong_row(row: ListRow, message: str) -> None:
    make_organisation(code="511602-D01", region_code="511602")
    make_organisation(code="510703-D08", short_name="同名局")
    make_organisation(code="510703-D09", short_name="同名局")
    release(base_code=OTHER)
    release(base_code=OTHER, kind=RevisionKind.CANCEL)
    assert refusals(listed(1), row) == [message]


@pytest.mark.usefixtures("office")
def test_it_refuses_a_row_that_stands_twice_or_on_the_wrong_list() -> None:
    assert refusals(listed(2), listed(3)) == [
        "3 基本编码：与第 2 行重复，同一机构的同一事项只能列一次"
    ]
    assert refusals(listed(), kind=ListKind.PUBLIC_SERVICE) == [
        "2 基本编码：行政许可事项不列入公共服务清单"
    ]
    assert refusals(listed(), kind=ListKind.LINKED) == [
        "2 联办机构：上下联动清单须写明与哪一级、哪个机构联办"
    ]
    assert refusals(listed(), kind=ListKind.PASSED_DOWN) == [
        "2 机构编码：机构510703-D01不是乡镇街道，不能承接下放事项"
    ]
    assert refusals(listed(body="", passed_by="X"), kind=ListKind.PASSED_DOWN) == [
        "2 机构编码：510703 还没有乡镇街道机构，无处可下放",
        "2 下放部门：510703 没有编码为 X 的机构，请核对",
    ]
    with pytest.raises(ListRefused, match="清单没有条目"), transaction.atomic():
        take_list(kind=ListKind.IN_HALL)


def test_it_knows_bodies_by_name(administrator) -> None:
    take_list(listed(body="", organisation_name="机构510703-D01"), kind=ListKind.IN_HALL)
    assert named(date(2018, 1, 1), ListKind.IN_HALL) == [(DEPARTMENT, BASE_CODE)]


def test_it_refuses_an_edition_that_overlaps(administrator) -> None:
    for starts, edition, message in (
        (date(2018, 1, 1), "2018年本", "同一种清单同日只能有一版"),
        (date(2017, 12, 1), "2017", "各版清单不能重叠"),
        (date(2018, 3, 1), "2018", "已经导入，生效后不再改动"),
    ):
        with pytest.raises(ListRefused, match=message), transaction.atomic():
            take_list((DEPARTMENT, BASE_CODE), edition=edition, in_force_on=starts, name="新")
    assert NamedList.objects.filter(region_code=REGION).count() == 1


def test_it_keeps_past_days_when_an_edition_comes_late(administrator) -> None:
    release(base_code=OTHER)
    taken = take_list(
        (DEPARTMENT, OTHER), edition="2018二版", in_force_on=date(2018, 5, 1), now=LATER
    )
    assert (taken.known.terms.in_force_on, taken.known.counts_from) == (
        date(2018, 5, 1),
        date(2018, 6, 1),
    )
    assert named(date(2018, 5, 31)) == [(DEPARTMENT, BASE_CODE)]
    assert named(date(2018, 6, 1)) == [(DEPARTMENT, OTHER)]
    assert named(date(2017, 12, 31)) == []


def test_it_adds_a_batch_to_what_is_in_force(administrator) -> None:
    release(base_code=OTHER)
    take_list((DEPARTMENT, OTHER), batch="第二批", in_force_on=date(2018, 4, 1))
    assert named(date(2018, 3, 31)) == [(DEPARTMENT, BASE_CODE)]
    assert named(date(2018, 4, 1)) == [(DEPARTMENT, BASE_CODE), (DEPARTMENT, OTHER)]


def withdraw(by: Actor, *, reason: str = "机构写错", now: datetime = LATER) -> None:
    withdraw_list(
        region_code=REGION,
        kind=ListKind.LICENSE,
        number=1,
        request=request(by, reason, now=now),
    )


def test_it_is_withdrawn_with_a_reason_and_leaves_past_days(manager, administrator) -> None:
    with pytest.raises(ReasonMissing), transaction.atomic():
        withdraw(administrator, reason=" ")
    with pytest.raises(PermissionRefused), transaction.atomic():
        withdraw(manager)
    withdraw(administrator)
    assert named(date(2018, 5, 31)) == [(DEPARTMENT, BASE_CODE)]
    assert named(date(2018, 6, 1)) == []
    entry = Entry.objects.get(region_code=REGION, kind="catalogue.list_withdrawn")
    assert (entry.subject_no, "机构写错" in entry.body) == (2, False)
    assert ListAct.objects.get(region_code=REGION, action="withdraw").reason == "机构写错"
    with pytest.raises(ListRefused, match="已经撤回"), transaction.atomic():
        withdraw(administrator)
    taken = take_list((DEPARTMENT, BASE_CODE), now=LATER)  # mended, under the same edition
    assert (taken.known.number, taken.known.counts_from) == (2, date(2018, 6, 1))
    assert named(date(2018, 5, 31)) == [(DEPARTMENT, BASE_CODE)]


def test_it_refuses_a_claim_beyond_the_list_of_the_day(manager, administrator) -> None:
    release(base_code=OTHER)
    cited = "《涪城区行政许可清单》（2018 年版，涪府发〔2018〕1号）"
    assert refused(ClaimRefused, lambda: claim(manager, base_code=OTHER)) == (
        f"{cited}没有把这一事项列给本机构，不能超出清单认领"
    )
    take_list((DEPARTMENT, OTHER), edition="2019", in_force_on=date(2018, 5, 1))
    refused(ClaimRefused, lambda: claim(manager, base_code=OTHER))
    wanted = Claim(organisation_code=DEPARTMENT, base_code=OTHER)
    claim_item(claim=wanted, request=request(manager, now=LATER))
    withdraw(administrator, now=NOW)
    assert refused(ClaimRefused, lambda: claim(manager)) == (
        "当日没有现行的行政许可清单、权力清单，不能认领，请先由政务服务中心用 import-list 导入"
    )


@pytest.fixture
def townships(office) -> dict[str, str]:
    make_calendar(years=(2018,))
    for code, township in TOWNSHIPS.items():
        make_organisation(code=code, level="township", township_code=township)
    return TOWNSHIPS


def pass_down(*rows: ListRow) -> None:
    take_list(*rows, kind=ListKind.PASSED_DOWN, edition="", batch="第一批")


def test_it_asks_each_township_to_claim_what_is_passed_down(townships) -> None:
    release(base_code=OTHER)
    pass_down(listed(2, body="", passed_by=DEPARTMENT), listed(3, body="510703-T02", code=OTHER))
    deliver()
    FollowerCursor.objects.update(position=0)
    deliver()
    todos = ClaimTodo.objects.filter(region_code=REGION).order_by("organisation_code", "base_code")
    assert list(todos.values_list("organisation_code", "base_code", "action", "kind")) == [
        ("510703-T01", BASE_CODE, "claim", "pass_down"),
        ("510703-T02", BASE_CODE, "claim", "pass_down"),
        ("510703-T02", OTHER, "claim", "pass_down"),
    ]
    assert {(todo.raised_on, todo.due_on) for todo in todos} == {
        (date(2018, 2, 28), date(2018, 3, 7))
    }
    assert todos[0].reasons == ["《涪城区下放乡镇清单》（第一批，涪府发〔2018〕1号）下放"]


def test_it_lets_a_township_claim_what_is_passed_down_to_it_alone(townships) -> None:
    release(base_code=OTHER)
    pass_down(listed(body="510703-T01"))
    deliver()
    for code in townships:
        make_staff(staff_code=f"M-{code}", organisation_code=code)
        give_duty(staff_code=f"M-{code}", duty=Duty.ITEM_MANAGER, organisation_code=code)

    def claims(body: str, base_code: str = BASE_CODE) -> None:
        by = actor(staff_code=f"M-{body}", organisation_code=body)
        wanted = Claim(organisation_code=body, base_code=base_code)
        claim_item(claim=wanted, request=request(by))

    refused(ClaimRefused, lambda: claims("510703-T02"))
    claims("510703-T01")
    assert ClaimTodo.objects.get(region_code=REGION).answer == "done"
    refused(ClaimRefused, lambda: claims("510703-T01", OTHER))
    refused(ClaimRefused, lambda: claims("510703-T02"))


def test_it_asks_townships_no_more_when_the_list_is_withdrawn(townships, administrator) -> None:
    pass_down(listed(body=""))
    deliver()
    withdraw_list(
        region_code=REGION,
        kind=ListKind.PASSED_DOWN,
        number=1,
        request=request(administrator, "文件作废"),
    )
    deliver()
    todos = ClaimTodo.objects.filter(region_code=REGION)
    assert set(todos.values_list("answer", "answered_by")) == {("withdrawn", "C01")}
