"""How a flow is called in its region (流程编码)."""

import re

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import has_unprintable

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
MAX_NAME = 100


class FlowCodeRefused(DomainError):
    """The code or the name of a flow cannot be used (流程编码或名称有误)."""

    code = "flow_code_refused"


def require_flow_code(flow_code: str) -> None:
    """Refuse what is no code of a flow (流程编码).

    Raises:
        FlowCodeRefused: see there.
    """
    if not CODE.fullmatch(flow_code):
        raise FlowCodeRefused(
            f"流程编码“{flow_code[:64]}”应为 1 至 64 位字母、数字、点、横线、下划线，"
            "以字母或数字开头"
        )


def require_flow_name(name: str) -> None:
    """Refuse an empty or overlong name (流程名称).

    Raises:
        FlowCodeRefused: see there.
    """
    if not name.strip() or len(name) > MAX_NAME or has_unprintable(name):
        raise FlowCodeRefused(f"流程名称应为 1 至 {MAX_NAME} 字，不能有控制字符")
