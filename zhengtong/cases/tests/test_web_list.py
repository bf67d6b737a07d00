"""The list of cases, who sees which, and what pages cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.operations.correction import (
    Point,
    notify_correction,
    supply_correction,
)
from zhengtong.cases.operations.extension import extend_case
from zhengtong.cases.operations.review import pass_step
from zhengtong.cases.operations.suspension import suspend_case
from zhengtong.cases.queries.worklist import PAGE, CaseGroup, Scope, worklist_page
from zhengtong.cases.tests.factories import (
    completed,
    in_review,
    make_office,
    moment,
    next_number,
    received,
)
from zhengtong.cases.tests.life_acts import EXTENSION, PROCEDURE
from zhengtong.cases.tests.pages import LIST, signed_in, text_of
from zhengtong.cases.tests.test_importing import bring, record
from zhengtong.flows.rules.shapes import joint_review
from zhengtong.people.models import Staff, User
from zhengtong.people.rules.duties import Duty, Post
from zhengtong.people.tests.factories import (
    give_duty,
    make_administrator,
    make_centre_administrator,
    make_handler,
    make_staff,
)
from zhengtong.places.tests.factories import make_organisation, make_service_centre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(today):
    """Every page is looked at on the same day unless a test says otherwise."""


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


def test_a_supervisor_sees_the_region(client, office, other) -> None:
    make_organisation(code="510703-J01", name="派驻纪检监察组")
    make_staff(staff_code="J01", organisation_code="510703-J01")
    give_duty(staff_code="J01", duty=Duty.SUPERVISOR, organisation_code="510703-D01")
    supervisor = signed_in(client, staff_code="J01")
    for journey in (received(office), received(other)):
        assert supervisor.get(f"{LIST}/{journey.number}").status_code == 200
    assert supervisor.get(LIST).context["page"].scope == "全区办件"


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


def test_who_countersigns_has_the_case_on_his_list_until_it_is_done(client) -> None:
    own = make_office(
        organisation_code="510703-D02",
        prefix="T",
        item="510703-D02-510101901000",
    )
    planning = own.reviewer
    fire = make_handler(Post.REVIEWER, staff_code="D03S", organisation_code="510703-D03")
    office = make_office(
        calendar=False,
        flow=joint_review(organisation_codes=("510703-D02", "510703-D03")),
        joint_body=[{"body_name": "规划"}],
    )
    mine = in_review(own, on="2018-02-25 10:00")
    journey = in_review(office, on="2018-02-09 10:00")
    countersigner = signed_in(client, staff_code=planning.code)

    def listed(**asked: str) -> list[str]:
        page = countersigner.get(LIST, asked).context["page"]
        return [row.number for section in page.sections for row in section.rows]

    assert listed() == [mine.number]
    pass_step(
        case_number=journey.number,
        node="review",
        opinion="同意",
        by=office.reviewer,
        at=journey.tick(),
    )
    assert listed() == listed(group="handling") == [journey.number, mine.number]
    assert listed(group="before") == []
    page = countersigner.get(LIST).context["page"]
    assert page.pager.summary == "未结束 2 件"
    assert text_of(countersigner.get(f"{LIST}/{journey.number}"))
    scope = Scope(region_code="510703", organisation_codes=frozenset({"510703-D02"}))
    first = worklist_page(
        scope=scope, group=CaseGroup.OPEN, now=moment("2018-02-28 09:00"), limit=1
    )
    rest = worklist_page(
        scope=scope,
        group=CaseGroup.OPEN,
        now=moment("2018-02-28 09:00"),
        after=first.rows[-1].place,
    )
    assert [row.number for row in (*first.rows, *rest.rows)] == [journey.number, mine.number]
    for node, by in (("countersign_1", planning), ("countersign_2", fire)):
        pass_step(case_number=journey.number, node=node, opinion="同意", by=by, at=journey.tick())
    assert listed() == [mine.number]


def test_what_was_corrected_waits_for_the_office(reader, office) -> None:
    journey = received(office, on="2018-02-26 10:00")
    notify_correction(
        case_number=journey.number,
        points=[Point(what="申请表未签名"), Point(what="缺身份证明")],
        by=office.clerk,
        at=journey.tick(),
    )
    supply_correction(
        case_number=journey.number, lacking=["缺身份证明"], by=office.clerk, at=journey.tick()
    )
    (row,) = reader.get(LIST).context["page"].sections[0].rows
    assert (row.next_step, row.no_promise) == ("等申请人补正", "补正 3/19 前")
    steps = reader.get(f"{LIST}/{journey.number}").context["page"].next_step
    assert "缺身份证明" in steps.lines
    assert "申请表未签名" not in steps.lines
    supply_correction(case_number=journey.number, by=office.clerk, at=journey.tick())
    (row,) = reader.get(LIST).context["page"].sections[0].rows
    assert (row.next_step, row.no_promise) == ("受理", "受理 3/5 前")
    steps = reader.get(f"{LIST}/{journey.number}").context["page"].next_step
    assert steps.title == "下一步：受理"
    assert steps.lines[-1] == "告知的内容已经补齐；五个工作日内不受理的，自补齐之日起即为受理"


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
    def extended() -> str:
        journey = in_review(office)
        extend_case(
            case_number=journey.number, request=EXTENSION, by=office.reviewer, at=journey.tick()
        )
        return journey.number

    plain = in_review(office)
    without = queries_of(reader, LIST)
    address = f"{LIST}/{extended()}"
    few = [queries_of(reader, one) for one in (LIST, address, f"{LIST}/{plain.number}")]
    # What changed clocks is asked for, in two queries, only where a case of the page has any.
    assert few[0] == without + 2
    for _ in range(6):
        in_review(office)
        extended()
    assert [queries_of(reader, one) for one in (LIST, address, f"{LIST}/{plain.number}")] == few
    assert max(few) <= 40
