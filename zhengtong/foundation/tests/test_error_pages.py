"""Pages for what went wrong: plain words, a way on, and no inside of the program."""

import pytest
from django.test import RequestFactory

from zhengtong.foundation.web import errors, shell
from zhengtong.kernel.errors import DomainError

pytestmark = pytest.mark.urls("zhengtong.foundation.tests.shell_urls")
REQUEST = RequestFactory().get("/desk/cases/1")


@pytest.mark.parametrize(
    ("view", "status", "title"),
    [
        (errors.bad_request, 400, "这个请求没有执行"),
        (errors.permission_denied, 403, "您没有做这件事的权限"),
        (errors.csrf_failure, 403, "页面放得太久，提交没有执行"),
        (errors.page_not_found, 404, "没有这个页面"),
        (errors.server_error, 500, "系统出了错，这一步可能没有完成"),
    ],
)
def test_it_says_what_happened_and_how_to_go_on(view, status, title):
    response = view(REQUEST)
    text = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in text
    assert "可以这样做" in text
    assert 'href="/"' in text


def test_it_shows_the_message_of_the_rule_that_refused():
    text = errors.permission_denied(REQUEST, DomainError("只有监察员可以查看")).content.decode()
    assert "只有监察员可以查看" in text


def test_it_shows_the_refusal_behind_a_framework_exception():
    wrapped = PermissionError("internal")
    wrapped.__cause__ = DomainError("只有监察员可以查看")
    text = errors.permission_denied(REQUEST, wrapped).content.decode()
    assert "只有监察员可以查看" in text
    assert "internal" not in text


def test_it_keeps_words_of_the_program_to_the_log():
    text = errors.bad_request(REQUEST, ValueError("secret table")).content.decode()
    assert "secret table" not in text


def test_it_writes_a_hostile_address_as_text():
    hostile = RequestFactory().get("/<script>alert(1)</script>")
    assert "<script>alert" not in errors.page_not_found(hostile).content.decode()


def test_a_server_error_asks_no_source(monkeypatch):
    def broken(request):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(shell, "_viewer_sources", [broken])
    assert errors.server_error(REQUEST).status_code == 500
