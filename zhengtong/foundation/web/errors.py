"""Pages for what went wrong, in plain words and with a way on (出错页)."""

import sys
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from zhengtong.foundation.outages import outage_words
from zhengtong.foundation.web.dates import moment_text
from zhengtong.foundation.web.parts import Link
from zhengtong.foundation.web.shell import bare_shell
from zhengtong.kernel.errors import DomainError

TEMPLATE = "foundation/error.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What went wrong and what to do (出错页).

    Args:
        refusal: the message of the rule that refused, where there is one.
        steps: what to do, in order.
    """

    status: int
    title: str
    explanation: str
    steps: tuple[str, ...]
    refusal: str = ""
    way_on: Link | None = None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood (请求有误)."""
    page = ErrorPage(
        status=400,
        title="这个请求没有执行",
        explanation="地址或表单被改动过，或者传来的内容不完整，系统认不出要做什么。没有保存任何内容。",
        steps=(
            "回到上一页，刷新后重新填写、提交。",
            "地址是从别处复制来的，请改从左边的导航进入。",
        ),
        refusal=_message(exception),
    )
    return render(request, TEMPLATE, {"page": page}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that the person may not make (没有权限)."""
    page = ErrorPage(
        status=403,
        title="您没有做这件事的权限",
        explanation="权限按单位和任期授予，只在所授单位、任期之内有效。没有保存任何内容。",
        steps=(
            "确实归您办的，请本单位的部门管理员授权，并在政务服务中心备案。",
            "有多个账号的，先退出，再用有权限的账号登录。",
        ),
        refusal=_message(exception),
    )
    return render(request, TEMPLATE, {"page": page}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or stale (表单过期)."""
    page = ErrorPage(
        status=403,
        title="页面放得太久，提交没有执行",
        explanation="为防止别人冒用您的登录，每张表单要和登录对得上。登录过期、另开窗口重新登录、"
        "浏览器不收 Cookie，都会对不上。没有保存任何内容。",
        steps=(
            "回到上一页，先把填写的内容复制下来。",
            "刷新那一页，需要时重新登录，再提交一次。",
        ),
    )
    return render(request, TEMPLATE, {"page": page}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere (没有这个页面)."""
    page = ErrorPage(
        status=404,
        title="没有这个页面",
        explanation="地址可能写错了；也可能是办件编号、行政区划或通报期次不存在，"
        "或者不在您所在的行政区划内。",
        steps=(
            "核对地址里的编号：办件编号 18 位，行政区划 6 位，月份写作 2018-02。",
            "从导航进入列表，再打开要看的那一条。",
        ),
    )
    return render(request, TEMPLATE, {"page": page}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with a page that asks neither database nor session: they may be what broke."""
    at = moment_text(timezone.localtime())
    fault = sys.exc_info()[1]
    if words := outage_words(fault) if fault is not None else "":
        return _unavailable(request, words=words, at=at)
    page = ErrorPage(
        status=500,
        title="系统出了错，这一步可能没有完成",
        explanation=f"出错时间 {at}，已经记入日志。每一步要么全部记下，要么全部不记。",
        steps=(
            "先到列表里看这一步是否已经生效，再决定要不要重做。",
            f"反复出现，请把时间（{at}）和正在做的事告诉系统管理员。",
        ),
    )
    text = render_to_string(TEMPLATE, {"page": page, "shell": bare_shell(request)})
    return HttpResponse(text, status=500)


def _unavailable(request: HttpRequest, *, words: str, at: str) -> HttpResponse:
    """Answer while the database is away, full or busy (503)."""
    page = ErrorPage(
        status=503,
        title="数据库暂时不可用，这一步可能没有完成",
        explanation=f"出错时间 {at}，已经记入日志。每一步要么全部记下，要么全部不记。",
        steps=(
            "稍等一两分钟，先到列表里看这一步是否已经生效，没有生效的再做一次。",
            f"一直不行，请把时间（{at}）告诉系统管理员。",
        ),
        refusal=words,
    )
    text = render_to_string(TEMPLATE, {"page": page, "shell": bare_shell(request)})
    return HttpResponse(text, status=503, headers={"Retry-After": "30"})


def _message(exception: Exception | None) -> str:
    """Return a refusal meant for people; other exceptions keep their words to the log."""
    cause = exception.__cause__ if exception is not None else None
    for candidate in (exception, cause):
        if isinstance(candidate, DomainError):
            return candidate.message
    return ""
