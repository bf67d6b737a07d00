"""Refusals as problem details (问题详情).

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from zhengtong.foundation.outages import outage_words
from zhengtong.kernel.errors import DomainError

_log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
# A refused field in Chinese, by pydantic's name of what is wrong with it.
FIELD_FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "缺少这一项",
        "extra_forbidden": "没有这一项，请核对名称",
        "string_type": "应为文字",
        "string_too_long": "太长",
        "string_too_short": "太短或为空",
        "string_pattern_mismatch": "格式不对",
        "enum": "不在可选的值之内",
        "literal_error": "不在可选的值之内",
        "union_tag_invalid": "不在可选的值之内",
        "union_tag_not_found": "缺少这一项",
        "int_type": "应为整数",
        "int_parsing": "应为整数",
        "greater_than_equal": "太小",
        "less_than_equal": "太大",
        "bool_type": "应为 true 或 false",
        "dict_type": "应为一组名称和值",
        "list_type": "应为列表",
        "too_long": "太多",
        "model_attributes_type": "应为一组名称和值",
        "datetime_from_date_parsing": "应为带时区的时间",
        "value_error": "填写有误",
    }
)


class FieldFault(Schema):
    """What is wrong with one field of the request (字段问题)."""

    field: str
    message: str


class Problem(Schema):
    """Why a request was refused; nothing was changed by it (问题详情)."""

    type: str = Field(description="urn:zhengtong:problem: 加稳定的代码", examples=["about:blank"])
    title: str
    status: int
    detail: str
    clause: str = Field("", description="拒绝所依据的条款")
    errors: list[FieldFault] = Field(default_factory=list)


def problem(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    **more: Any,
) -> HttpResponse:
    """Return a refusal as problem details (生成问题详情)."""
    content = Problem(
        type=f"urn:zhengtong:problem:{code}", title=title, status=status, detail=detail, **more
    )
    answer = JsonResponse(
        content.dict(),
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def with_status(status: int, title: str) -> Callable[[HttpRequest, Exception], HttpResponse]:
    """Return a handler that answers a refusal of a rule under one status (业务拒绝)."""

    def answer(request: HttpRequest, refusal: Exception) -> HttpResponse:
        assert isinstance(refusal, DomainError)
        return problem(
            status=status,
            code=refusal.code,
            title=title,
            detail=refusal.message,
            clause=refusal.clause,
        )

    return answer


# The request was understood, a rule does not allow it.
refused = with_status(422, "不符合规定")


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request that does not fit the description, naming each field (422)."""
    faults = [
        FieldFault(field=_field(fault), message=FIELD_FAULTS.get(fault["type"], "填写有误"))
        for fault in error.errors
    ]
    return problem(
        status=422,
        code="invalid_request",
        title="请求内容有误",
        detail="请求与接口说明不符，逐项见 errors；没有保存任何内容",
        errors=faults,
    )


def _field(fault: Mapping[str, Any]) -> str:
    """Return the path of a field as the caller wrote it; a choice is named by what it turns on."""
    source, *path = fault["loc"]
    parts = path[1:] if source == "body" else path
    turns_on = fault.get("ctx", {}).get("discriminator", "").strip("'")
    return ".".join(str(part) for part in (*parts, *([turns_on] if turns_on else [])))


def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a caller who has no valid token (401)."""
    return problem(
        status=401,
        code="token_refused",
        title="没有有效的访问令牌",
        detail="令牌缺失、过期或已撤销，请用客户端编号和密钥重新换取",
    )


def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    """Answer a caller who asks too often (429)."""
    wait = error.wait or 1
    answer = problem(
        status=429,
        code="too_many_requests",
        title="请求过于频繁",
        detail=f"超过每分钟的调用次数，请在 {wait} 秒后再试",
    )
    answer["Retry-After"] = str(wait)
    return answer


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a request that cannot be read at all, such as broken JSON (400)."""
    return problem(
        status=error.status_code,
        code="unreadable_request",
        title="请求读不出来",
        detail="请求体应为 UTF-8 编码的 JSON；没有保存任何内容",
    )


def unavailable(request: HttpRequest, error: Error) -> HttpResponse:
    """Answer while the database is away, busy or full (503); any other fault is a bug and rises."""
    words = outage_words(error)
    if not words:
        raise error
    _log.error("接口请求未执行：%s", words, exc_info=error)
    answer = problem(
        status=503,
        code="database_unavailable",
        title="数据库暂时不可用",
        detail="这个请求没有生效或不能确认是否生效；请带同一个幂等键重试，不会重复办理",
    )
    answer["Retry-After"] = "5"
    return answer
