"""The OpenAPI 3.1 description, with what every address shares written in once (接口说明)."""

from typing import Any

from ninja import NinjaAPI

from zhengtong.foundation.api import problems
from zhengtong.foundation.api.idempotency import LONGEST, SHORTEST

KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "幂等键：每个新的请求一个新的键，重试时不变；同一个键得到同样的应答，只生效一次",
    "schema": {
        "type": "string",
        "minLength": SHORTEST,
        "maxLength": LONGEST,
        "pattern": "^[!-~]+$",
    },
}
REASONS = {
    400: "请求读不出来，或缺少幂等键",
    401: "没有有效的访问令牌",
    403: "没有权限，或授权范围不足",
    404: "没有这件办件，或不属于本机构",
    409: "办件当前状态不允许，或幂等键已用于其他请求",
    422: "内容有误，或不符合规定",
    429: "请求过于频繁",
    503: "数据库暂时不可用，请带同一个幂等键重试",
}
# Where a token is fetched, the other answers are those of OAuth 2.
WITHOUT_TOKEN = frozenset({422, 429, 503})


class DescribedAPI(NinjaAPI):
    """An interface whose description names keys and problems (带说明的接口)."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the description (接口说明)."""
        described = super().get_openapi_schema(**options)
        described["components"]["schemas"] |= _problem_schemas()
        for methods in described["paths"].values():
            for method, operation in methods.items():
                is_behind_token = "security" in operation
                if is_behind_token and method == "post":
                    operation.setdefault("parameters", []).append(KEY_PARAMETER)
                for status, reason in REASONS.items():
                    if is_behind_token or status in WITHOUT_TOKEN:
                        operation["responses"].setdefault(status, _answer(reason))
        return described


def _answer(reason: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": reason, "content": {problems.MEDIA_TYPE: {"schema": schema}}}


def _problem_schemas() -> dict[str, Any]:
    schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
