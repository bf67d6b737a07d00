"""The frame of every page: who, where, which day, which links."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from zhengtong.foundation.web import shell as shells
from zhengtong.foundation.web.shell import Viewer, shell, shell_of
from zhengtong.foundation.web.today import Today

pytestmark = pytest.mark.urls("zhengtong.foundation.tests.shell_urls")

ZHOU = Viewer(
    region_code="510703",
    region_name="涪城区",
    organisation_name="涪城区政务服务中心",
    person_name="周某某",
)
A_FRIDAY = Today(day=date(2018, 3, 2), standing="工作日", upcoming=("4 月 5—7 日清明放假",))


@pytest.fixture
def _no_sources(monkeypatch):
    monkeypatch.setattr(shells, "_viewer_sources", [])
    monkeypatch.setattr(shells, "_today_sources", [])


@pytest.fixture
def _zhou_on_a_friday(_no_sources):
    shells.register_viewer_source(lambda request: ZHOU)
    shells.register_today_source(lambda *, today, region_code: A_FRIDAY)


@pytest.mark.usefixtures("_zhou_on_a_friday")
def test_it_names_the_viewer_and_the_day():
    frame = shell_of(RequestFactory().get("/bulletins/"))
    assert frame.viewer == ZHOU
    assert frame.today == A_FRIDAY


@pytest.mark.usefixtures("_zhou_on_a_friday")
def test_it_links_only_to_pages_that_exist():
    frame = shell_of(RequestFactory().get("/"))
    assert [group.label for group in frame.groups] == ["通报"]
    assert [link.url for group in frame.groups for link in group.links] == ["/bulletins/"]


@pytest.mark.usefixtures("_zhou_on_a_friday")
@pytest.mark.parametrize(
    ("here", "is_current"),
    [
        pytest.param("/bulletins/", True, id="the place itself"),
        pytest.param("/bulletins/510703/2018-02", True, id="a page below it"),
        pytest.param("/", False, id="another page"),
        pytest.param("/bulletins-of-old", False, id="a name that only begins alike"),
    ],
)
def test_it_marks_the_place_one_is_in(here, is_current):
    frame = shell_of(RequestFactory().get(here))
    assert frame.groups[0].links[0].is_current is is_current


@pytest.mark.usefixtures("_no_sources")
def test_it_shows_no_navigation_and_no_day_to_a_stranger():
    shells.register_viewer_source(lambda request: None)
    shells.register_today_source(lambda *, today, region_code: A_FRIDAY)
    frame = shell_of(RequestFactory().get("/"))
    assert (frame.viewer, frame.groups, frame.today) == (None, (), None)


@pytest.mark.usefixtures("_no_sources")
def test_it_stands_without_any_source():
    frame = shell(RequestFactory().get("/?a=1"))["shell"]
    assert frame.here == "/?a=1"
    assert frame.today is None


@pytest.mark.usefixtures("_no_sources")
def test_it_asks_the_calendar_for_the_viewers_region():
    asked = []

    def source(*, today, region_code):
        asked.append(region_code)

    shells.register_viewer_source(lambda request: ZHOU)
    shells.register_today_source(source)
    assert shell_of(RequestFactory().get("/")).today is None
    assert asked == ["510703"]


@pytest.mark.usefixtures("_zhou_on_a_friday")
def test_it_renders_the_desk_with_skip_link_rail_and_day():
    request = RequestFactory().get("/bulletins/")
    text = render_to_string("foundation/desk.html", {}, request=request)
    assert '<a class="skip" href="#main">跳到正文</a>' in text
    assert '<a class="go" href="/bulletins/" aria-current="page">' in text
    assert "3 月 2 日 周五" in text
    assert "4 月 5—7 日清明放假" in text
    assert "周某某" in text


@pytest.mark.usefixtures("_zhou_on_a_friday")
def test_it_writes_nothing_inline_that_the_browser_policy_would_stop():
    text = render_to_string("foundation/desk.html", {}, request=RequestFactory().get("/"))
    assert "<style" not in text
    assert "style=" not in text
    assert text.count("<script") == text.count('<script type="module" src=') == 1


@pytest.mark.usefixtures("_zhou_on_a_friday")
def test_it_signs_out_by_a_form_not_by_a_link():
    text = render_to_string("foundation/desk.html", {}, request=RequestFactory().get("/"))
    assert '<form method="post" action="/sign-out">' in text
    assert 'href="/sign-out"' not in text
