"""The pages of cases: who sees them, what they say, what they cost."""

from functools import partial

import pytest

from zhengtong.cases.models import Case
from zhengtong.cases.operations.back_entry import enter_late
from zhengtong.cases.operations.claiming import claim_step
from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.decision import Proposal, propose_decision
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.extension import extend_case
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.operations.review import pass_step
from zhengtong.cases.operations.suspension import resume_case, suspend_case
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.milestones import Milestone
from zhengtong.cases.tests.factories import (
    ADDRESS,
    CITIZEN,
    MOBILE,
    at,
    completed,
    denied,
    granted,
    in_review,
    make_office,
    moment,
    received,
    reviewed,
)
from zhengtong.cases.tests.life_acts import EXTENSION, PROCEDURE
from zhengtong.cases.tests.pages import LIST, cells, page_of, signed_in, text_of
from zhengtong.cases.tests.test_importing import DONE, bring, record, statement
from zhengtong.certificates.tests.factories import TYPE_CODE, make_certificate_type
from zhengtong.flows.rules.shapes import joint_review, promised_with_certificate
from zhengtong.kernel.origins import Origin
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import make_handler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(today):
    """Every page is looked at on the same day unless a test says otherwise."""


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


def test_at_the_decision_node_somebody_must_propose_first(reader, office) -> None:
    journey = reviewed(office, on="2018-02-26 10:00")
    page = page_of(reader, journey.number)
    assert page.state == "in_review"
    assert page.next_step.title == "下一步：提出拟办意见"
    assert page.next_step.lines[0] == "提出拟办意见：演示员S02"
    live = page.flow[2].branches[0][0]
    assert (live.name, live.look, live.people) == ("决定", "live", "演示员S02")
    assert live.remark.startswith("先提出拟办意见")
    row = reader.get(LIST).context["page"].sections[0].rows[0]
    assert row.next_step == "提出拟办意见"
    propose_decision(
        case_number=journey.number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=office.reviewer,
        at=journey.tick(),
    )
    page = page_of(reader, journey.number)
    assert page.next_step.title == "下一步：作出决定"
    assert page.next_step.lines[0] == "决定：演示员S03"


def test_a_claimed_step_names_who_has_it(reader, office) -> None:
    make_handler(Post.REVIEWER, staff_code="S12")
    journey = in_review(office, on="2018-02-26 10:00")
    claim_step(
        case_number=journey.number,
        node="review",
        by=office.reviewer,
        now=journey.tick().occurred_at,
    )
    page = page_of(reader, journey.number)
    assert page.next_step.lines[0] == "审查：演示员S02（已认领）"
    assert page.flow[1].branches[0][0].people == "演示员S02"
    assert page.acts[0].title == "认领环节"
    assert reader.get(LIST).context["page"].sections[0].rows[0].handler == "演示员S02"


def test_a_late_entry_says_when_and_why(reader, office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    enter_late(
        partial(pass_step, case_number=journey.number, node="review", opinion="符合"),
        occurred_at=moment("2018-02-27 10:00"),
        reason="停电",
        by=office.reviewer,
        now=moment("2018-03-01 09:00"),
    )
    act = page_of(reader, journey.number).acts[0]
    assert (act.detail, act.recorded_at) == ("审查，补录理由：停电", moment("2018-03-01 09:00"))


def test_the_ruler_says_of_a_broken_promise_what_the_clock_says(reader, office, today) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    # The promise ended on 7 March; a procedure that begins later cannot cure it.
    suspend_case(
        case_number=journey.number,
        request=PROCEDURE,
        by=office.reviewer,
        at=at("2018-03-12 10:00"),
    )
    resume_case(
        case_number=journey.number,
        result="检测合格",
        by=office.reviewer,
        at=at("2018-03-16 10:00"),
    )
    today("2018-03-20 09:00")
    page = page_of(reader, journey.number)
    assert (page.promised.standing, page.promised.days) == ("promise_broken", 9)
    assert page.ruler.sentence == (
        "法定 20 个工作日，承诺 7 个工作日，已过 12 个工作日，暂停 4 个工作日，超过承诺 9 日"
    )


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
    assert "2 月 26 日办结，用了 0 个工作日" in text
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
    assert "2 月 26 日作废" in text


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
    assert "2 月 27 日办结，用了 1 个工作日" in text
    assert "录入" in text
    page = page_of(reader, number)
    assert page.flow == ()
    assert {act.people for act in page.acts} == {"来源系统 traffic"}


def test_an_imported_case_under_way_waits_for_its_source(reader, office) -> None:
    bring(record(origins=dict.fromkeys(Milestone, Origin.BACK_ENTRY)))
    text = text_of(reader.get(LIST))
    assert "等来源系统送来进展" in text
    assert "补录" in text
    number = Case.objects.get(region_code="510703").number
    assert "送来，事后补录：" in text_of(reader.get(f"{LIST}/{number}"))


def test_a_joint_review_runs_side_by_side(client) -> None:
    planning, fire = (
        make_handler(Post.REVIEWER, staff_code=f"{code}S", organisation_code=f"510703-{code}")
        for code in ("D02", "D03")
    )
    office = make_office(
        flow=joint_review(organisation_codes=("510703-D02", "510703-D03")),
        joint_body=[{"body_name": "规划"}],
    )
    journey = in_review(office)
    for node, by in (("review", office.reviewer), ("countersign_1", planning)):
        pass_step(case_number=journey.number, node=node, opinion="同意", by=by, at=journey.tick())
    # Whoever countersigns sees the case too.
    countersigner = signed_in(client, staff_code=fire.code)
    page = page_of(countersigner, journey.number)
    assert [stage.is_fork for stage in page.flow] == [False, False, True, False, False]
    done, live = (branch[0] for branch in page.flow[2].branches)
    assert (done.look, done.people) == ("done", "演示员D02S")
    assert (live.look, live.people) == ("live", "机构510703-D03　演示员D03S")
    assert page.next_step.lines[0] == "会签（510703-D03）：演示员D03S"
