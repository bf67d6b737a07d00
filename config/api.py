"""The open interface: each domain brings its addresses and refusals (开放接口)."""

from collections.abc import Callable
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from config.settings import environment
from zhengtong.cases.api import acceptances, cases, handling
from zhengtong.cases.queries.lookup import CaseUnknown
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.exchange.api import tokens
from zhengtong.foundation.api import problems
from zhengtong.foundation.api.clients import BearerToken
from zhengtong.foundation.api.description import DescribedAPI
from zhengtong.foundation.api.idempotency import KeyMissing, KeyReused
from zhengtong.foundation.api.rates import CountedRate
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.web.middleware import public
from zhengtong.kernel.case_numbers import CaseNumberRefused
from zhengtong.kernel.errors import DomainError

api = DescribedAPI(
    title="政通开放接口",
    version="1",
    description="部门业务系统提交、受理、办理和查询本机构的办件。",
    auth=BearerToken(),
    throttle=CountedRate(environment.text("API_RATE", "6000/m")),
    docs_url=None,
    urls_namespace="api",
)
for router in (tokens.router, cases.router, acceptances.router, handling.router):
    api.add_router("", router)

NOT_FOUND = problems.with_status(404, "没有这件办件")
CONFLICT = problems.with_status(409, "与当前状态不符")
HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ValidationError: problems.invalid,
    HttpError: problems.unreadable,
    AuthenticationError: problems.unauthenticated,
    Throttled: problems.throttled,
    Error: problems.unavailable,
    DomainError: problems.refused,
    PermissionRefused: problems.with_status(403, "没有权限"),
    KeyMissing: problems.with_status(400, "缺少幂等键"),
    CaseUnknown: NOT_FOUND,
    CaseNumberRefused: NOT_FOUND,
    ActionNotAllowed: CONFLICT,
    KeyReused: CONFLICT,
}
for _refusal, _handler in HANDLERS.items():
    api.add_exception_handler(_refusal, _handler)

# Signed in by tokens of their own, so the pages' sign-in is not asked.
urls = api.urls
for _address in urls[0]:
    assert isinstance(_address, URLPattern)
    public(_address.callback)
