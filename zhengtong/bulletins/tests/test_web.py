"""The pages of the bulletins: who sees them, what they say, what they cost."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.operations.correction import NothingToCorrect, correct_bulletin
from zhengtong.bulletins.queries.traces import PAGE
from zhengtong.bulletins.tests.ledger import (
    AGRICULTURE,
    MARCH_2_MORNING,
    WATER,
    accept,
    complete,
    freeze,
    make_district,
)
from zhengtong.cases.tests.factories import accepted, make_office
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.foundation.actors import SYSTEM
from zhengtong.indicators.models import BaseVolume, Target
from zhengtong.kernel.origins import Origin
from zhengtong.people.models import Staff, User
from zhengtong.people.tests.factories import (
    make_administrator,
    make_centre_administrator,
    make_staff,
)
from zhengtong.places.tests.factories import (
    CENTRE,
    REGION,
    make_calendar,
    make_organisation,
    make_region,
)

PAGE_OF_FEBRUARY = "/bulletins/510703/2018-02"
pytestmark = [pytest.mark.django_db, pytest.mark.urls("zhengtong.bulletins.tests.addresses")]


@pytest.fixture(autouse=True)
def _district():
    make_district()
    for number in range(1, 4):
        complete(accept(number, day=date(2018, 2, number)), day=date(2018, 2, 9))
    accept(4, code=WATER, item_type="levy", day=date(2018, 1, 9), origin=Origin.BACK_ENTRY)


def signed_in(client, *, staff_code: str = "S05", organisation_code: str = AGRICULTURE):
    """Sign in a staff member; made unless he is there."""
    if not Staff.objects.filter(staff_code=staff_code).exists():
        make_staff(staff_code=staff_code, organisation_code=organisation_code)
    user = User.objects.create(username=staff_code, staff_code=staff_code)
    client.force_login(user)
    return client


@pytest.fixture
def reader(client):
    return signed_in(client)


@pytest.fixture
def administrator(client):
    make_centre_administrator()
    return signed_in(client, staff_code="C01", organisation_code=CENTRE)


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/bulletins/",
        PAGE_OF_FEBRUARY,
        f"{PAGE_OF_FEBRUARY}/figures/totals/license_accepted",
        f"{PAGE_OF_FEBRUARY}/download/csv",
        f"{PAGE_OF_FEBRUARY}/freezing",
    ],
)
def test_it_shows_nothing_to_visitors(client, address):
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert "next=" in answer.headers["Location"]


def test_it_shows_a_bulletin_with_figures_that_open(reader):
    make_calendar()
    BaseVolume.objects.create(region_code=REGION, year=2017, groups="license", volume=1200)
    page = text_of(reader.get(PAGE_OF_FEBRUARY))
    assert "涪城区一体化政务服务平台 2018 年 2 月运行情况通报" in page
    assert "统计期 2018 年 2 月 1 日至 28 日，17 个工作日" in page
    assert f'href="{PAGE_OF_FEBRUARY}/figures/{AGRICULTURE}/license_accepted"' in page
    assert f'href="{PAGE_OF_FEBRUARY}/figures/totals/accepted"' in page
    assert "应录入 100 的 3.0%" in page
    assert "1 月 1 件，多 200.0%" in page
    assert "涪城区林业局" in page
    assert "未冻结" in page
    assert 'id="freeze"' not in page


def test_it_compares_with_nothing_where_nothing_is_known(reader):
    page = text_of(reader.get("/bulletins/510703/2018-01"))
    assert "12 月没有数据" in page
    assert "上年同期没有数据" in page


def test_it_shows_a_period_between_two_dates(reader):
    page = text_of(reader.get("/bulletins/510703/2018-02-01_2018-02-02"))
    assert "2018 年 2 月 1 日至 2 日" in page
    assert "1 月 1 日—2 月 2 日累计" in page


@pytest.mark.parametrize(
    "address",
    [
        "/bulletins/510703/2018-13",
        "/bulletins/510703/2018-02-09_2018-02-01",
        "/bulletins/510703/0001-01",
        "/bulletins/510703/latest",
        "/bulletins/510703/2018Q5",
        "/bulletins/510703/2018-W54",
        "/bulletins/510703/2099-01",
        "/bulletins/510703/2018-02-county",
        "/bulletins/510703/2018-02-own",
        "/bulletins/510704/2018-02",
        "/bulletins/510700/2018-02",
        "/bulletins/abc/2018-02",
        f"{PAGE_OF_FEBRUARY}/figures/totals/permit",
        f"{PAGE_OF_FEBRUARY}/figures/totals/annual_target",
        f"{PAGE_OF_FEBRUARY}/figures/nobody/license_accepted",
        f"{PAGE_OF_FEBRUARY}/download/pdf",
    ],
)
def test_it_has_no_page_for_what_is_not_there_or_not_his(reader, address):
    make_region(code="510704", name="游仙区")
    make_region(code="510700", name="绵阳市")
    assert "没有这个页面" in text_of(reader.get(address), status=404)


def test_a_city_s_staff_sees_its_districts(client):
    make_region(code="510700", name="绵阳市")
    make_organisation(code="510700-D01", region_code="510700")
    reader = signed_in(client, organisation_code="510700-D01")
    assert "涪城区" in text_of(reader.get(PAGE_OF_FEBRUARY))
    freeze()
    assert "2018 年 2 月" in text_of(reader.get("/bulletins/"))


def test_it_refuses_an_account_without_staff(client):
    client.force_login(User.objects.create(username="nobody"))
    assert "没有对应的在职人员" in text_of(client.get(PAGE_OF_FEBRUARY), status=403)


def test_it_lists_the_cases_behind_a_figure(reader):
    page = text_of(reader.get(f"{PAGE_OF_FEBRUARY}/figures/{AGRICULTURE}/license_accepted"))
    assert "涪城区农业局　行政许可受理 3 件" in page
    assert [f"510703-{number}" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "共 3 件" in page


@pytest.fixture
def handled():
    """Cases of two departments, accepted in February."""
    office = make_office(organisation_code="510703-D08", prefix="F", item="510703-D08-510101901000")
    other = make_office(
        organisation_code="510703-D09",
        prefix="G",
        item="510703-D09-510101901000",
        calendar=False,
    )
    return accepted(office, on="2018-02-26 10:00"), accepted(other, on="2018-02-26 11:00")


def cases_shown(client):
    answer = client.get(f"{PAGE_OF_FEBRUARY}/figures/totals/license_accepted")
    assert answer.status_code == 200
    shown = {case.number: (case.url, case.applicant) for case in answer.context["page"].cases}
    return shown, answer.content.decode()


def test_it_opens_only_the_cases_that_the_reader_may_see(client, handled):
    own, foreign = (journey.number for journey in handled)
    shown, text = cases_shown(signed_in(client, staff_code="F02", organisation_code="510703-D08"))
    assert shown[own] == (f"/desk/cases/{own}", "张某某")
    assert shown[foreign] == ("", "")
    assert f'href="/desk/cases/{foreign}"' not in text
    assert "其他单位的办件不显示申请人，也不能打开" in text
    assert text.count("申请人不显示") >= 1


def test_the_service_centre_opens_all_of_its_region(client, handled):
    make_centre_administrator()
    shown, text = cases_shown(signed_in(client, staff_code="C01", organisation_code=CENTRE))
    assert [shown[journey.number][0] for journey in handled] == [
        f"/desk/cases/{journey.number}" for journey in handled
    ]
    assert "其他部门的办件不显示申请人" not in text


def test_a_city_s_staff_opens_no_case_of_a_district(client, handled):
    make_region(code="510700", name="绵阳市")
    make_organisation(code="510700-D01", region_code="510700")
    shown, _ = cases_shown(signed_in(client, staff_code="S99", organisation_code="510700-D01"))
    assert {shown[journey.number] for journey in handled} == {("", "")}


def test_it_says_where_a_figure_counts_the_year(reader):
    page = text_of(reader.get(f"{PAGE_OF_FEBRUARY}/figures/{WATER}/year_accepted"))
    assert "2018 年 1 月 1 日至 2 月 28 日" in page
    assert "补录" in page


def test_it_says_why_nothing_stands_behind_a_zero(reader):
    page = text_of(reader.get(f"{PAGE_OF_FEBRUARY}/figures/{WATER}/license_accepted"))
    assert "涪城区水务局行政许可受理 0 件" in page


def test_it_pages_by_key_and_shows_each_case_once(reader):
    for number in range(100, 100 + PAGE + 5):
        accept(number, code=WATER, item_type="public_service", day=date(2018, 2, 20))
    address = f"{PAGE_OF_FEBRUARY}/figures/{WATER}/public_service_accepted"
    first = reader.get(address)
    pager = first.context["page"].pager
    assert len(first.context["page"].cases) == PAGE
    assert pager.first_url == ""
    second = reader.get(pager.next_url).context["page"]
    assert len(second.cases) == 5
    assert (second.pager.next_url, second.pager.first_url) == ("", address)
    numbers = [case.number for case in (*first.context["page"].cases, *second.cases)]
    assert len(set(numbers)) == PAGE + 5 == second.count


@pytest.mark.parametrize("after", ["x", "2018-02-05~x", "2018-02-05T10:00:00~", "~"])
def test_it_refuses_a_place_it_did_not_write(reader, after):
    address = f"{PAGE_OF_FEBRUARY}/figures/totals/license_accepted"
    assert reader.get(address, {"after": after}).status_code == 400


def test_it_gives_the_bulletin_as_files(reader):
    answer = reader.get(f"{PAGE_OF_FEBRUARY}/download/csv")
    assert answer.content.startswith("\ufeff部门".encode())
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="bulletin-510703-2018-02.csv"'
    )
    told = json.loads(reader.get(f"{PAGE_OF_FEBRUARY}/download/json").content)
    assert told["totals"]["license_accepted"] == 3


def test_it_lists_months_and_what_is_frozen(reader):
    page = text_of(reader.get("/bulletins/"))
    assert page.index("2018 年 2 月") < page.index("2018 年 1 月")
    lines = reader.get("/bulletins/").context["page"].regions[0].lines
    assert [(line.accepted, line.completed, line.is_frozen) for line in lines] == [
        (3, 3, False),
        (1, 0, False),
    ]
    freeze()
    lines = reader.get("/bulletins/").context["page"].regions[0].lines
    assert [(line.accepted, line.is_frozen, line.number) for line in lines] == [
        (3, True, "510703-2018-02-1"),
        (1, False, ""),
    ]


def test_its_list_says_why_it_is_empty(client):
    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    reader = signed_in(client, organisation_code="510704-D01")
    assert "还没有可以通报的月份" in text_of(reader.get("/bulletins/"))


def test_it_freezes_and_then_shows_what_was_frozen(administrator):
    page = text_of(administrator.get(PAGE_OF_FEBRUARY))
    assert 'id="freeze"' in page
    assert "有 3 个部门没有年任务" in page
    answer = administrator.post(f"{PAGE_OF_FEBRUARY}/freezing", follow=True)
    page = text_of(answer)
    assert answer.redirect_chain == [(PAGE_OF_FEBRUARY, 302)]
    assert "已冻结，编号 510703-2018-02-1" in page
    accept(9)
    page = text_of(administrator.get(PAGE_OF_FEBRUARY))
    assert "演示员C01" in page
    assert "行政许可受理 3 件" in page
    assert 'id="freeze"' not in page
    held = Bulletin.objects.get(region_code=REGION)
    assert (held.author_code, held.number) == ("C01", "510703-2018-02-1")


def test_it_shows_errata_beside_the_frozen_figures(reader):
    freeze()
    accept(9)
    correct_bulletin(
        number="510703-2018-02-1",
        row=AGRICULTURE,
        column="license_accepted",
        reason="漏录一件",
        by=SYSTEM,
        now=MARCH_2_MORNING + timedelta(days=1),
    )
    page = text_of(reader.get(PAGE_OF_FEBRUARY))
    assert "更正 1 处" in page
    assert "漏录一件" in page
    assert "行政许可受理 3 件" in page


def test_an_erratum_names_no_figure_where_none_was_printed(reader):
    freeze()
    Target.objects.create(
        region_code=REGION,
        organisation_code=WATER,
        year=2018,
        number=120,
        groups="power_other,public_service",
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
    )
    asked = {"number": "510703-2018-02-1", "reason": "补列", "by": SYSTEM, "now": MARCH_2_MORNING}
    correct_bulletin(row=WATER, column="annual_target", **asked)
    page = text_of(reader.get(PAGE_OF_FEBRUARY))
    assert '<td class="n">无</td>' in page
    assert '<td class="n"><b>120</b></td>' in page
    with pytest.raises(NothingToCorrect, match="印发的是 无，按账本现在的数也是 无"):
        correct_bulletin(row=AGRICULTURE, column="annual_target", **asked)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_are_no_place_in_a_list(reader, moment):
    figure = f"{PAGE_OF_FEBRUARY}/figures/totals/license_accepted"
    after = f"{moment}~01890000-0000-7000-8000-000000000000"
    assert reader.get(figure, {"after": after}).status_code == 400


def test_it_says_why_it_does_not_freeze(client):
    make_administrator(staff_code="A07", organisation_code=WATER)
    department = signed_in(client, staff_code="A07", organisation_code=WATER)
    page = text_of(department.post(f"{PAGE_OF_FEBRUARY}/freezing", follow=True))
    assert "没有“冻结通报" in page
    assert not Bulletin.objects.exists()


def test_it_does_not_offer_to_freeze_a_period_that_is_not_over(administrator):
    year = localdate().year
    page = text_of(administrator.get(f"/bulletins/510703/{year}"))
    assert f"现在不能冻结：{year} 年还没有结束" in page


def test_it_freezes_by_post_alone(administrator):
    assert administrator.get(f"{PAGE_OF_FEBRUARY}/freezing").status_code == 405
    assert administrator.post(PAGE_OF_FEBRUARY).status_code == 405


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_its_query_counts_do_not_grow(administrator):
    figures = f"{PAGE_OF_FEBRUARY}/figures/totals/license_accepted"
    addresses = [PAGE_OF_FEBRUARY, figures, "/bulletins/"]
    few = [queries_of(administrator, address) for address in addresses]
    for number in range(20):
        code = f"510703-E{number:02d}"
        make_organisation(code=code, sequence=9 + number)
        make_published_item(implementation_code=code, organisation_code=code)
        complete(accept(100 + number, code=code))
    assert [queries_of(administrator, address) for address in addresses] == few
    assert max(few) <= 60
    freeze()
    assert queries_of(administrator, PAGE_OF_FEBRUARY) <= max(few)
