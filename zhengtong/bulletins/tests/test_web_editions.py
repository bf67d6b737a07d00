"""Pages of other periods, levels and regions, and the files that are handed in."""

import io
import zipfile

import pytest

from zhengtong.bulletins.tests.test_web import (
    PAGE_OF_FEBRUARY,
    _district,
    reader,
    signed_in,
    text_of,
)
from zhengtong.cases.tests.factories import accepted, make_office
from zhengtong.places.tests.factories import make_organisation, make_region

__all__ = ["_district", "reader"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.urls("zhengtong.bulletins.tests.addresses")]


@pytest.mark.parametrize(
    ("form", "beginning"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")]
)
def test_it_gives_word_and_excel(reader, form, beginning):
    assert f'href="{PAGE_OF_FEBRUARY}/download/{form}"' in text_of(reader.get(PAGE_OF_FEBRUARY))
    answer = reader.get(f"{PAGE_OF_FEBRUARY}/download/{form}")
    assert "officedocument" in answer.headers["Content-Type"]
    assert f'filename="bulletin-510703-2018-02.{form}"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert beginning in parts.namelist()


def test_it_leads_to_other_periods_and_levels(reader):
    page = text_of(reader.get(PAGE_OF_FEBRUARY))
    for edition in (
        "2018-01", "2018-03", "2018-W09", "2018Q1", "2018H1", "2018",
        "2018-02-township", "2018-02-village",
    ):  # fmt: skip
        assert f'href="/bulletins/510703/{edition}"' in page
    assert "/bulletins/510703/2018-02-own" not in page
    for edition in ("2018-W09", "2018Q1", "2018H1", "2018", "2018-02-township"):
        text_of(reader.get(f"/bulletins/510703/{edition}"))


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("period=2018Q1", "/bulletins/510703/2018Q1"),
        ("period=2018-w07&level=township", "/bulletins/510703/2018-W07-township"),
    ],
)
def test_it_opens_what_was_asked_for(reader, asked, address):
    answer = reader.get(f"/bulletins/opening?{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, address)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("period=2018Q9", "不是统计期"),
        ("period=", "不是统计期"),
        ("period=2018-02&level=county", "这个层级"),
        ("period=2018-02&level=own", "不分本级"),
        ("period=2098-02", "还没有开始"),
        ("period=2018-02&region=510704", "不在查看范围内"),
        ("period=2018-02&region=%3Cscript%3E", "不在查看范围内"),
    ],
)
def test_it_says_why_it_cannot_open_it(reader, asked, message):
    page = text_of(reader.get(f"/bulletins/opening?{asked}", follow=True))
    assert message in page
    assert "<script>" not in page.split("<main")[1].split("</main")[0]


def test_a_city_s_staff_sees_its_roll_up_and_the_cases_behind_it(client):
    make_region(code="510700", name="绵阳市")
    make_region(code="510722", name="三台县")
    make_organisation(code="510700-D01", region_code="510700")
    reader = signed_in(client, organisation_code="510700-D01")
    page = text_of(reader.get("/bulletins/510700/2018-02"))
    assert "绵阳市一体化政务服务平台 2018 年 2 月运行情况通报" in page
    assert 'href="/bulletins/510700/2018-02/figures/510703/license_accepted"' in page
    assert "合计 1 个区县" in page
    assert "没有载入机构 1 个（三台县）" in page
    cases = text_of(reader.get("/bulletins/510700/2018-02/figures/totals/license_accepted"))
    assert "共 3 件" in cases
    assert "涪城区 涪城区农业局" in cases
    listed = text_of(reader.get("/bulletins/"))
    assert 'href="/bulletins/510700/2018-02"' in listed
    text_of(reader.get("/bulletins/510722/2018-02"))
    own = text_of(reader.get("/bulletins/510700/2018-02-own"))
    assert "本级部门运行情况通报" in own


def test_a_roll_up_s_figure_shows_the_cases_as_they_stand_in_their_districts(client):
    office = make_office(organisation_code="510703-D09")
    case = accepted(office).case
    make_region(code="510700", name="绵阳市")
    make_region(code="510722", name="三台县")
    make_organisation(code="510700-D01", region_code="510700")
    reader = signed_in(client, staff_code="C05", organisation_code="510700-D01")
    page = text_of(reader.get("/bulletins/510700/2018-02/figures/totals/license_accepted"))
    assert case.number in page
    assert case.item_name in page
    assert "其他单位的办件不显示申请人" in page
    assert f'href="/cases/{case.number}"' not in page
