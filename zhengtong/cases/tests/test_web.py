"""The pages of cases: who sees them, what they say, what they cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.models import Case
from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.extension import extend_case
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.operations.suspension import suspend_case
from zhengtong.cases.queries.worklist import PAGE
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.tests.factories import (
    ADDRESS,
    CITIZEN,
    MOBILE,
    completed,
    denied,
    granted,
    in_review,
    make_office,
    moment,
    next_number,
    received,
)
from zhengtong.cases.tests.life_acts import EXTENSION, PROCEDURE
from zhengtong.cases.tests.test_importing import DONE, bring, record, statement
from zhengtong.certificates.tests.factories import TYPE_CODE, make_certificate_type
from zhengtong.flows.rules.shapes import promised_with_certificate
from zhengtong.kernel.origins import Origin
from zhengtong.people.models import Staff, User
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import (
    give_duty,
    make_administrator,
    make_centre_administrator,
    make_staff,
)
from zhengtong.places.tests.factories import make_organisation, make_service_centre

pytestmark = [pytest.mark.django_db, pytest.mark.urls("zhengtong.cases.tests.addresses")]
LIST = "/desk/cases"


@pytest.fixture(autouse=True)
def today(monkeypatch, client):
    """Let it be Friday 2 March 2018; a test may turn the clock on, and signs in again."""
    set_now = "2018-03-02 15:00"

    def turn_to(text: str) -> None:
        nonlocal set_now
        set_now = text
        client.force_login(User.objects.get())

    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(set_now))
    return turn_to


def signed_in(client, *, staff_code: str):
    user = User.objects.create(username=staff_code, staff_code=staff_code)
    client.force_login(user)
    return client


@pytest.fixture
def reader(client, office):
    return signed_in(client, staff_code=office.reviewer.code)


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return re.sub(r"\s*\n\s*", "\n", response.content.decode())


def page_of(client, number: str):
    response = client.get(f"{LIST}/{number}")
    assert response.status_code == 200
    return response.context["page"]


def cells(page) -> str:
    return " ".join(cell or "-" for cell in page.ruler.cells)


def test_it_asks_visitors_to_sign_in(client, office) -> None:
    number = received(office).number
    for address in (LIST, f"{LIST}/{number}"):
        assert client.get(address).headers["Location"].startswith("/sign-in?next=")


def test_it_only_reads(reader, office) -> None:
    assert reader.post(LIST).status_code == 405
    assert reader.post(f"{LIST}/{received(office).number}").status_code == 405


def test_a_running_case(reader, office) -> None:
    number = in_review(office, on="2018-02-26 10:00").number
    text = text_of(reader.get(f"{LIST}/{number}"))
    assert "审查中" in text
    assert "还剩 <b>3</b> 个工作日" in text
    assert "还剩 <b>16</b> 个工作日" in text
    assert "3 月 7 日（周三）" in text
    assert "受理 2 月 26 日，已过 4 个工作日，没有暂停，没有延期" in text
    assert "2 月 26 日受理，当日不计。周末不计。" in text
    assert "《行政许可法》第四十二条、第八十二条；国务院办公厅 2018 年放假安排" in text
    page = page_of(reader, number)
    assert cells(page) == "u u u n p p p" + " -" * 13
    assert [stage.branches[0][0].look for stage in page.flow] == ["done", "live", "todo", "todo"]
    assert page.flow[1].branches[0][0].people == "演示员S02"
    assert [act.title for act in page.acts] == ["开始审查", "受理", "收件"]
    assert page.next_step.title == "下一步：审查"


def test_it_shows_no_personal_data_in_full(reader, office) -> None:
    number = completed(office).number
    for address in (LIST, f"{LIST}/{number}"):
        text = text_of(reader.get(address))
        assert "张某某" in text
        assert not any(plain in text for plain in (CITIZEN, MOBILE, ADDRESS, "张演示"))


def test_a_suspended_case_says_what_is_left_and_no_day(reader, office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    suspend_case(
        case_number=journey.number, request=PROCEDURE, by=office.reviewer, at=journey.tick()
    )
    page = page_of(reader, journey.number)
    assert (page.promised.standing, page.promised.days, page.promised.due_on) == ("paused", 7, None)
    assert cells(page) == "h h h h" + " p" * 7 + " -" * 13
    assert page.next_step.lines[-1] == "检测预计到 3 月 5 日（周一）"
    text = text_of(reader.get(f"{LIST}/{journey.number}"))
    assert "到期日待定" in text
    assert "还剩 <b>20</b> 个工作日" in text
    assert "3 月 7 日（周三）" not in text


def test_an_overdue_case(reader, office, today) -> None:
    number = in_review(office, on="2018-02-26 10:00").number
    today("2018-03-08 09:00")
    page = page_of(reader, number)
    assert (page.promised.standing, page.promised.days) == ("promise_broken", 1)
    assert (page.statutory.standing, page.statutory.days) == ("running", 12)
    assert page.next_step.lines[-1] == "期限 3 月 7 日（周三），已经过了"
    today("2018-03-28 09:00")
    page = page_of(reader, number)
    assert (page.statutory.standing, page.statutory.days) == ("law_broken", 2)
    assert cells(page).endswith("o x x")
    assert "逾法定 2 日" in text_of(reader.get(f"{LIST}/{number}"))


def test_a_limit_that_ran_out_before_a_rest_day_is_overdue_on_it(reader, office, today) -> None:
    number = in_review(office, on="2018-02-28 10:00").number
    today("2018-03-09 15:00")
    assert page_of(reader, number).promised.standing == "due_today"
    today("2018-03-10 15:00")
    clock = page_of(reader, number).promised
    assert (clock.standing, clock.days) == ("promise_broken", 1)


def test_years_of_neglect_do_not_fill_the_page(reader, office, today) -> None:
    number = in_review(office, on="2018-02-26 10:00").number
    today("2019-12-02 09:00")
    page = page_of(reader, number)
    assert len(page.ruler.cells) == 60
    assert "超过法定" in page.ruler.sentence


def test_a_provisional_due_day(reader, office, today) -> None:
    today("2019-12-23 15:00")
    text = text_of(reader.get(f"{LIST}/{in_review(office, on='2019-12-20 10:00').number}"))
    assert "2020 年 1 月 20 日（周一）" in text
    assert "暂定" in text
    assert "暂按周末和固定节日推算" in text
    assert "国务院办公厅 2019 年放假安排" in text


def test_a_year_that_is_not_loaded(reader, office, today) -> None:
    number = in_review(office, on="2018-02-26 10:00").number
    today("2022-01-05 15:00")
    text = text_of(reader.get(f"{LIST}/{number}"))
    assert "期限现在算不出来" in text
    assert "放假安排没有载入" in text
    assert "期限算不出来" in text_of(reader.get(LIST))


def test_a_case_before_acceptance(reader, office) -> None:
    journey = received(office, on="2018-02-27 10:00")
    page = page_of(reader, journey.number)
    assert (page.promised, page.statutory, page.ruler, page.why) == (None, None, None, None)
    assert page.next_step.lines[0] == "期限 3 月 6 日（周二）"
    assert [stage.branches[0][0].look for stage in page.flow] == ["live", "todo", "todo", "todo"]
    notify_correction(
        case_number=journey.number,
        points=[Point(what="营业执照过期", ground="《某条例》第三条", material="营业执照")],
        by=office.clerk,
        at=journey.tick(),
    )
    text = text_of(reader.get(f"{LIST}/{journey.number}"))
    assert "须补正：营业执照过期" in text
    assert "营业执照过期（《某条例》第三条）" in text


def test_an_extended_case(reader, office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    extend_case(
        case_number=journey.number, request=EXTENSION, by=office.reviewer, at=journey.tick()
    )
    text = text_of(reader.get(f"{LIST}/{journey.number}"))
    assert "法定 30 个工作日" in text
    assert "延长 10 个工作日" in text
    assert "10 个工作日，本行政机关负责人 S90 批准" in text


def test_a_delivered_case(reader, office) -> None:
    journey = completed(office, on="2018-02-26 10:00")
    deliver_case(
        case_number=journey.number,
        way=DeliveryWay.SIGNED,
        proof="张演示",
        by=office.deliverer,
        at=journey.tick(),
    )
    text = text_of(reader.get(f"{LIST}/{journey.number}"))
    assert "2 月 26 日 办结，用了 0 个工作日" in text
    assert "法定期限到 3 月 26 日。" in text
    assert "准予办结" in text
    assert "当面签收" in text
    page = page_of(reader, journey.number)
    assert [stage.branches[0][0].look for stage in page.flow] == ["done"] * 4
    assert page.why.weeks[-1].days[0].words == "受理当日不计"
    assert {act.look for act in page.acts} == {""}


def test_a_denied_case(reader, office) -> None:
    page = page_of(reader, denied(office).number)
    assert page.state == "denied"
    assert page.acts[0].title == "不予"
    assert "涪城区人民法院，六个月内" in page.acts[0].opinion
    assert page.next_step.title == "下一步：办结，写明理由和救济途径"


def test_a_voided_case(reader, office) -> None:
    journey = in_review(office)
    void_case(
        case_number=journey.number, reason="重复录入", by=office.administrator, at=journey.tick()
    )
    text = text_of(reader.get(f"{LIST}/{journey.number}"))
    assert "已作废，不计入统计。理由：重复录入" in text
    assert "2 月 26 日 作废" in text


def test_a_certificate_that_cannot_be_made(client) -> None:
    office = make_office(
        flow=promised_with_certificate(),
        result_type="certificate",
        certificate_type_code=TYPE_CODE,
    )
    make_certificate_type(template_name="")
    number = granted(office).number
    reader = signed_in(client, staff_code=office.maker.code)
    page = page_of(reader, number)
    assert page.state == "certificate_blocked"
    assert page.flow[3].branches[0][0].look == "stop"
    assert page.flow[3].branches[0][0].remark == "没有证照模板"
    row = reader.get(LIST).context["page"].sections[0].rows[0]
    assert (row.state, row.next_step) == ("certificate_blocked", "补齐证照类型：没有证照模板")


def test_an_imported_case(reader, office) -> None:
    bring(record(statement=statement(**DONE)))
    number = Case.objects.get(region_code="510703").number
    text = text_of(reader.get(f"{LIST}/{number}"))
    assert "由来源系统 traffic 送来：" in text
    assert "材料留在来源系统" in text
    assert "2 月 27 日 办结，用了 1 个工作日" in text
    assert "录入" in text
    page = page_of(reader, number)
    assert page.flow == ()
    assert {act.people for act in page.acts} == {"来源系统 traffic"}


def test_an_imported_case_under_way_waits_for_its_source(reader, office) -> None:
    bring(record(origin=Origin.BACK_ENTRY))
    text = text_of(reader.get(LIST))
    assert "等来源系统送来进展" in text
    assert "补录" in text
    number = Case.objects.get(region_code="510703").number
    assert "送来，事后补录：" in text_of(reader.get(f"{LIST}/{number}"))


@pytest.fixture
def other(office):
    return make_office(
        organisation_code="510703-D02",
        prefix="T",
        item="510703-D02-510101901000",
        calendar=False,
    )


def test_it_says_nothing_of_cases_beyond_the_reader(reader, office, other) -> None:
    foreign = received(other).number
    answers = [
        text_of(reader.get(f"{LIST}/{number}"), status=404) for number in (next_number(), foreign)
    ]
    unknown, refused = (re.sub(r'\d{18}|token" value="\w+"', "", answer) for answer in answers)
    assert refused == unknown
    assert foreign not in text_of(reader.get(LIST))
    for wrong in ("5107", "510703180226000010", "abc"):
        assert reader.get(f"{LIST}/{wrong}").status_code == 404


def test_service_centre_staff_see_the_region(client, office, other) -> None:
    make_service_centre()
    make_centre_administrator()
    centre = signed_in(client, staff_code="C01")
    both = {received(office).number, received(other).number}
    page = centre.get(LIST).context["page"]
    assert {row.number for section in page.sections for row in section.rows} == both
    assert page.scope == "全区办件"
    for number in both:
        text_of(centre.get(f"{LIST}/{number}"))


def test_service_centre_staff_of_another_region_do_not(client, office) -> None:
    make_service_centre(code="510704-C01", region_code="510704")
    make_administrator(staff_code="C02", organisation_code="510704-C01")
    neighbour = signed_in(client, staff_code="C02")
    assert neighbour.get(f"{LIST}/{received(office).number}").status_code == 404
    assert "没有未结束的办件" in text_of(neighbour.get(LIST))


def test_a_supervisor_sees_every_body_he_serves(client, office, other) -> None:
    make_organisation(code="510703-J01", name="派驻纪检监察组")
    make_staff(staff_code="J01", organisation_code="510703-J01")
    for code in ("510703-D01", "510703-D02"):
        give_duty(staff_code="J01", duty=Duty.SUPERVISOR, organisation_code=code)
    supervisor = signed_in(client, staff_code="J01")
    for journey in (received(office), received(other)):
        assert supervisor.get(f"{LIST}/{journey.number}").status_code == 200


def test_staff_without_a_duty_see_no_case(client, office) -> None:
    number = received(office).number
    make_staff(staff_code="S88")
    idle = signed_in(client, staff_code="S88")
    assert "您没有可看的办件" in text_of(idle.get(LIST))
    assert idle.get(f"{LIST}/{number}").status_code == 404


def test_an_account_without_staff_is_refused(client, office) -> None:
    client.force_login(User.objects.create(username="nobody"))
    assert "没有对应的在职人员" in text_of(client.get(LIST), status=403)
    assert Staff.objects.filter(staff_code="nobody").count() == 0


def test_its_list_puts_the_most_urgent_first(reader, office) -> None:
    late = in_review(office, on="2018-02-09 10:00").number
    soon = in_review(office, on="2018-02-27 10:00").number
    today_ = received(office, on="2018-02-24 10:00").number
    paused = in_review(office, on="2018-02-26 10:00")
    suspend_case(case_number=paused.number, request=PROCEDURE, by=office.reviewer, at=paused.tick())
    page = reader.get(LIST).context["page"]
    assert [(one.title, [row.number for row in one.rows]) for one in page.sections] == [
        ("已逾期", [late]),
        ("今天到期", [today_]),
        ("以后", [soon]),
        ("计时暂停", [paused.number]),
    ]
    rows = [row for section in page.sections for row in section.rows]
    assert rows[0].next_step == "审查"
    assert rows[1].no_promise == "受理或告知 3/2 前"
    assert page.pager.summary == "未结束 4 件"
    text = text_of(reader.get(LIST))
    assert "没有受理" in text


def test_its_list_shows_one_group_at_a_time(reader, office) -> None:
    waiting, done = received(office).number, completed(office).number
    before = text_of(reader.get(LIST, {"group": "before"}))
    assert (waiting in before, done in before) == (True, False)
    delivery = reader.get(LIST, {"group": "delivery"}).context["page"]
    assert delivery.sections[0].rows[0].no_promise == "送达 3/12 前"
    assert "没有已结束的办件" in text_of(reader.get(LIST, {"group": "closed"}))
    assert reader.get(LIST, {"group": "all"}).status_code == 400


def test_its_list_pages_by_key(reader, office) -> None:
    bring(*(record(number) for number in range(1, PAGE + 4)))
    first = reader.get(LIST).context["page"]
    second = reader.get(first.pager.next_url).context["page"]
    shown = [row.number for page in (first, second) for one in page.sections for row in one.rows]
    assert len(shown) == len(set(shown)) == PAGE + 3
    assert (first.pager.first_url, second.pager.first_url) == ("", LIST)
    assert second.pager.next_url == ""
    assert "offset" not in first.pager.next_url.lower()


@pytest.mark.parametrize(
    "after", ["x", "2018-02-05~x", "paused~", "2018-02-05T10:00:00~" + "0" * 32]
)
def test_its_list_refuses_a_place_it_did_not_write(reader, after) -> None:
    assert reader.get(LIST, {"after": after}).status_code == 400


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_its_query_counts_do_not_grow(reader, office) -> None:
    journey = in_review(office)
    address = f"{LIST}/{journey.number}"
    few = [queries_of(reader, one) for one in (LIST, address)]
    for _ in range(6):
        in_review(office)
    extend_case(
        case_number=journey.number, request=EXTENSION, by=office.reviewer, at=journey.tick()
    )
    assert [queries_of(reader, one) for one in (LIST, address)] == few
    assert max(few) <= 40
