"""Large type and high contrast, set by the server and kept in a cookie."""

import pytest
from django.test import RequestFactory

from zhengtong.foundation.web.middleware import is_public
from zhengtong.foundation.web.preferences import COOKIE, Preferences, preferences

pytestmark = pytest.mark.urls("zhengtong.foundation.tests.shell_urls")


def _post(cookie="", **fields):
    request = RequestFactory().post("/preferences", fields)
    request.COOKIES[COOKIE] = cookie
    return preferences(request)


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        pytest.param("", Preferences(), id="no cookie"),
        pytest.param("large", Preferences(large_type=True), id="large type"),
        pytest.param("high", Preferences(high_contrast=True), id="high contrast"),
        pytest.param(
            "large.high", Preferences(large_type=True, high_contrast=True), id="both at once"
        ),
        pytest.param("<script>.LARGE", Preferences(), id="words it does not know"),
    ],
)
def test_it_reads_the_cookie(cookie, expected):
    assert Preferences.from_cookie(cookie) == expected


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        pytest.param("", {"type": "large"}, "large", id="large type on"),
        pytest.param("large", {"contrast": "high"}, "large.high", id="the other stays"),
        pytest.param("large.high", {"type": "standard"}, "high", id="large type off"),
        pytest.param("large.high", {"type": "standard", "contrast": "standard"}, "", id="all off"),
        pytest.param("high", {}, "high", id="an empty form changes nothing"),
    ],
)
def test_it_keeps_what_the_form_says(before, fields, after):
    response = _post(cookie=before, **fields)
    assert response.status_code == 302
    assert response.cookies[COOKIE].value == after


def test_it_sets_a_cookie_that_scripts_and_other_sites_cannot_use():
    cookie = _post(type="large").cookies[COOKIE]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 31_536_000


@pytest.mark.parametrize(
    ("back", "location"),
    [
        pytest.param("/bulletins/?after=3", "/bulletins/?after=3", id="our own page"),
        pytest.param("https://evil.example/", "/preferences", id="another site"),
        pytest.param("//evil.example/", "/preferences", id="another site without a scheme"),
        pytest.param("javascript:alert(1)", "/preferences", id="a script"),
        pytest.param("", "/preferences", id="nothing given"),
    ],
)
def test_it_returns_only_to_our_own_pages(back, location):
    assert _post(type="large", next=back)["Location"] == location


@pytest.mark.parametrize("field", ["type", "contrast"])
def test_it_refuses_a_way_of_display_that_does_not_exist(field):
    response = _post(cookie="large", **{field: "enormous"})
    assert response.status_code == 400
    assert "没有这一种显示方式" in response.content.decode()
    assert COOKIE not in response.cookies


def test_it_shows_the_present_choice():
    request = RequestFactory().get("/preferences")
    request.COOKIES[COOKIE] = "large"
    text = preferences(request).content.decode()
    assert 'data-type="large"' in text
    assert "data-contrast" not in text
    assert 'value="large" checked' in text


def test_it_answers_only_get_and_post():
    assert preferences(RequestFactory().delete("/preferences")).status_code == 405


def test_it_is_open_to_strangers():
    assert is_public(preferences)
