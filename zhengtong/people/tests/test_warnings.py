"""The daily list of what will have no holder."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.foundation.work import _REGISTER
from zhengtong.people.jobs import log_staffing_warnings
from zhengtong.people.models import DutyPeriod, PostPeriod
from zhengtong.people.queries import WarningKind, staffing_warnings
from zhengtong.people.rules.duties import Duty, Post
from zhengtong.people.rules.tenures import Tenure
from zhengtong.people.rules.vacancies import Vacancy, vacancy_ahead
from zhengtong.people.tests.factories import give_duty, give_post, make_staff
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_region

TODAY = date(2018, 2, 28)
RECORDED = {"recorded_by": "C01", "recorded_at": timezone.now()}


def until(day: int, month: int = 3) -> Tenure:
    return Tenure(date(2018, 1, 1), date(2018, month, day))


@pytest.mark.parametrize(
    ("tenures", "vacancy"),
    [
        pytest.param([Tenure(date(2018, 1, 1))], None, id="open"),
        pytest.param([until(30)], None, id="ends on the last day looked at"),
        pytest.param([until(29)], Vacancy(date(2018, 3, 30), is_vacant=False), id="a day earlier"),
        pytest.param([until(9), Tenure(date(2018, 3, 10))], None, id="somebody follows"),
        pytest.param([until(9), until(20)], Vacancy(date(2018, 3, 21), is_vacant=False), id="last"),
        pytest.param([until(27, 2)], Vacancy(TODAY, is_vacant=True), id="since today"),
        pytest.param([Tenure(date(2018, 5, 1))], None, id="not begun and nobody before"),
    ],
)
def test_it_sees_a_vacancy_ahead(tenures, vacancy):
    assert vacancy_ahead(tenures, today=TODAY, days=30) == vacancy


@pytest.mark.django_db
class TestList:
    @pytest.fixture(autouse=True)
    def _people(self):
        make_staff(name="演示员一")
        make_staff(staff_code="S02", name="演示员二")
        give_duty(**RECORDED)

    def listed(self, **fields):
        return [
            (found.kind, found.holding, found.starts_on)
            for found in staffing_warnings(today=TODAY, **fields)
        ]

    def test_it_is_empty_while_everything_is_held(self):
        give_post()
        assert self.listed() == []

    def test_it_warns_of_a_post_that_will_have_no_holder(self):
        give_post(ends_on=date(2018, 3, 20), successor_code="S02")
        (found,) = staffing_warnings(today=TODAY)
        assert (found.kind, found.starts_on) == (WarningKind.WILL_BE_VACANT, date(2018, 3, 21))
        assert found.last_holders == ("演示员一（S01）",)
        assert found.planned_successors == ("演示员二（S02）",)
        assert (found.organisation_code, found.holding_label) == (DEPARTMENT, "收件岗")

    def test_it_stops_when_the_successor_is_in_place(self):
        give_post(ends_on=date(2018, 3, 20), successor_code="S02")
        give_post(staff_code="S02", starts_on=date(2018, 3, 21))
        assert self.listed() == []

    def test_it_looks_as_far_ahead_as_it_is_told(self):
        give_post(ends_on=date(2018, 3, 20))
        assert self.listed(days=20) == []
        assert self.listed(days=21) == [
            (WarningKind.WILL_BE_VACANT, "post:intake", date(2018, 3, 21))
        ]

    def test_it_warns_of_duties_too(self):
        give_duty(duty=Duty.ITEM_MANAGER, ends_on=date(2018, 3, 1), **RECORDED)
        assert self.listed() == [
            (WarningKind.WILL_BE_VACANT, "duty:item_manager", date(2018, 3, 2))
        ]

    def test_it_forgets_an_old_vacancy_unless_something_needs_the_post(self, needs):
        give_post(post=Post.DECIDER, starts_on=date(2017, 1, 1), ends_on=date(2017, 6, 30))
        assert self.listed() == []
        needs.need(Post.DECIDER)
        (found,) = staffing_warnings(today=TODAY)
        assert (found.kind, found.starts_on) == (WarningKind.IS_VACANT, date(2017, 7, 1))
        assert [each.key for each in found.stranded] == ["510703180226000018"]

    def test_it_lists_what_is_not_recorded_at_the_centre(self):
        give_duty(staff_code="S02", duty=Duty.ITEM_MANAGER)
        assert self.listed() == [(WarningKind.NOT_RECORDED, "duty:item_manager", date(2018, 1, 1))]

    def test_it_can_be_kept_to_a_region(self):
        make_organisation(code="X", region_code="510722")
        give_post(organisation_code="X", ends_on=date(2018, 3, 1))
        assert len(self.listed(region_code="510722")) == 1
        assert self.listed(region_code="510703") == []

    def test_it_reads_what_a_region_holds_and_who_gave_a_post_up_last(self, needs, monkeypatch):
        make_organisation(code="X", region_code="510722")
        give_post(organisation_code="X")
        give_duty(organisation_code="X", **RECORDED)
        give_duty(
            duty=Duty.ITEM_MANAGER,
            starts_on=date(2015, 1, 1),
            ends_on=date(2016, 1, 1),
            **RECORDED,
        )
        for year in (2014, 2015, 2016):
            give_post(post=Post.DECIDER, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
        needs.need(Post.DECIDER)
        read: list[str] = []
        for model in (DutyPeriod, PostPeriod):
            monkeypatch.setattr(model, "from_db", _noted(model, read))
        (found,) = staffing_warnings(today=TODAY, region_code="510703")
        assert (found.holding, found.starts_on) == ("post:decider", date(2017, 1, 1))
        assert found.last_holders == ("演示员一（S01）",)
        assert read == ["510703-D01 case_handler None", "510703-D01 decider 2016-12-31"]

    def test_it_asks_as_often_for_many_bodies_as_for_one(self):
        for number in range(3):
            self._body_that_loses_its_decider(number)
        few = self._queries()
        for number in range(3, 12):
            self._body_that_loses_its_decider(number)
        many = self._queries()
        assert [len(found) for found in (few, many)] == [14, 14]

    def _body_that_loses_its_decider(self, number):
        """A body with a published flow; the day differs from the others'."""
        body = f"510703-X{number:02d}"
        make_organisation(code=body)
        make_published_flow(organisation_code=body)
        PostPeriod.objects.filter(organisation_code=body, post=Post.DECIDER).update(
            ends_on=date(2018, 3, 1 + number)
        )
        DutyPeriod.objects.filter(organisation_code=body).update(**RECORDED)

    def _queries(self):
        staffing_warnings(today=TODAY)  # published flows are kept by the process
        with CaptureQueriesContext(connection) as asked:
            found = staffing_warnings(today=TODAY)
        assert {one.kind for one in found} == {WarningKind.WILL_BE_VACANT}
        assert all({each.kind for each in one.stranded} == {"published_flow"} for one in found)
        return [query["sql"] for query in asked]


def _noted(model, read):
    """Note each row that is read; return what stands for `from_db`."""
    from_db = model.from_db.__func__

    def noted(cls, db, names, values):
        row = from_db(cls, db, names, values)
        held = row.duty if isinstance(row, DutyPeriod) else row.post
        read.append(f"{row.organisation_code} {held} {row.ends_on}")
        return row

    return classmethod(noted)


@pytest.mark.django_db
class TestCommand:
    def test_it_prints_a_line_a_warning(self, capsys):
        make_staff(name="演示员一")
        tomorrow = timezone.localdate() + timedelta(days=1)
        give_post(ends_on=tomorrow)
        call_command("staffing_warnings")
        printed = capsys.readouterr().out
        assert "收件岗　将无人担任　担任人 演示员一（S01）" in printed
        call_command("staffing_warnings", "--json")
        (found,) = json.loads(capsys.readouterr().out)
        assert (found["kind"], found["holding"]) == ("will_be_vacant", "post:intake")

    def test_it_names_successor_and_what_would_be_stranded(self, capsys, needs):
        make_staff(name="演示员一")
        needs.need(Post.INTAKE)
        tomorrow = timezone.localdate() + timedelta(days=1)
        give_post(ends_on=tomorrow, successor_code="S09")
        call_command("staffing_warnings")
        printed = capsys.readouterr().out
        assert "已定接任人 S09，尚未授予　涉及：办件 510703180226000018 待收件岗" in printed

    def test_it_goes_to_the_log_each_day_without_names(self, caplog):
        make_staff(name="演示员一")
        give_post(ends_on=date(2018, 3, 1))
        assert log_staffing_warnings(datetime(2018, 2, 28, 2, 0, tzinfo=UTC)) == 1
        assert "post:intake of 510703-D01 is will_be_vacant from 2018-03-02" in caplog.text
        assert "演示员" not in caplog.text
        assert _REGISTER.rounds["people.staffing_warnings"].every == timedelta(days=1)

    def test_it_says_so_when_there_is_nothing(self, capsys):
        make_region()
        make_region()
        call_command("staffing_warnings", "--region", "510703")
        assert "30 天内没有将要无人担任的岗位、职责" in capsys.readouterr().out

    def test_it_refuses_a_negative_number_of_days(self, capsys):
        with pytest.raises(SystemExit) as ended:
            call_command("staffing_warnings", "--days", "-1")
        assert ended.value.code == 2
        assert "--days 不能是负数" in capsys.readouterr().err

    def test_it_refuses_more_days_than_a_calendar_has(self, capsys):
        with pytest.raises(SystemExit) as ended:
            call_command("staffing_warnings", "--days", "99999999999")
        assert ended.value.code == 2
        assert "参数 --days 最多 3660，不能是 99999999999" in capsys.readouterr().err
