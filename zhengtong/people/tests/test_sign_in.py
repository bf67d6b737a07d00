"""Signing in and out, lock-out, and who the frame says is looking."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings
from django.urls import include, path

from zhengtong.foundation.web.middleware import is_public
from zhengtong.people.tests.factories import PASSWORD, make_account, make_staff
from zhengtong.people.urls import urlpatterns as own
from zhengtong.people.web.viewer import viewer_of
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [path("", include("zhengtong.people.urls"))]
TO_HOME = override_settings(LOGIN_REDIRECT_URL="/sign-in?home")


@pytest.fixture(autouse=True)
def _collected_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path  # whitenoise warns of a folder that is not there


@pytest.fixture
def account():
    make_region()
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局", short_name="教体局")
    make_staff(name="演示员一")
    return make_account(username="yuan01")


def sign_in(client, password=PASSWORD, username="yuan01", **fields):
    return client.post("/sign-in", {"username": username, "password": password, **fields})


def test_it_shows_the_form_to_everybody(client):
    page = client.get("/sign-in")
    assert page.status_code == 200
    text = page.content.decode()
    assert "登录工作台" in text
    assert 'name="username"' in text
    assert "演示账号" not in text
    assert all(is_public(pattern.callback) for pattern in own)


def test_it_signs_in_and_out(client, account):
    with TO_HOME:
        answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/sign-in?home")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert "_auth_user_id" not in client.session


def test_it_goes_on_to_the_page_asked_for_and_never_elsewhere(client, account):
    assert sign_in(client, next="/cases").url == "/cases"
    client.post("/sign-out")
    with TO_HOME:
        assert sign_in(client, next="https://example.com/").url == "/sign-in?home"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"password": "falsch-falsch"}, id="wrong password"),
        pytest.param({"username": "niemand"}, id="unknown name"),
    ],
)
def test_it_says_the_same_of_every_wrong_sign_in(client, account, fields):
    page = sign_in(client, **fields)
    assert page.status_code == 200
    assert "登录名或密码不对，请核对后再试。" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_refuses_a_closed_account(client, account):
    account.is_active = False
    account.save()
    assert "登录名或密码不对" in sign_in(client).content.decode()


@override_settings(AXES_ENABLED=True)
def test_it_locks_out_after_five_wrong_passwords(client, account):
    for _ in range(5):
        page = sign_in(client, password="falsch-falsch")
    assert page.status_code == 429
    assert "已停用 15 分钟" in page.content.decode()
    assert sign_in(client).status_code == 429


def test_it_tells_the_frame_who_is_looking(account):
    request = RequestFactory().get("/")
    request.user = account
    viewer = viewer_of(request)
    assert (viewer.region_code, viewer.region_name) == ("510703", "涪城区")
    assert (viewer.organisation_name, viewer.person_name) == ("教体局", "演示员一")


def test_it_shows_the_code_of_a_region_that_is_not_loaded():
    make_staff()
    request = RequestFactory().get("/")
    request.user = make_account()
    assert viewer_of(request).region_name == "510703"


def test_it_tells_the_frame_of_nobody(account):
    request = RequestFactory().get("/")
    assert viewer_of(request) is None
    request.user = AnonymousUser()
    assert viewer_of(request) is None
    account.staff_code = "S99"
    request.user = account
    assert viewer_of(request) is None
