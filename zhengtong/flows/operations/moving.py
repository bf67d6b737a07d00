"""Moving running cases to another version of their flow, reported case by case (批量移动办件)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.flows.permissions import FlowPermission
from zhengtong.flows.ports import RunningCases, running_cases
from zhengtong.flows.queries import published_flow
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import require_at_body_or_centre


class CasesUnreachable(DomainError):
    """Nobody registered that could move cases (办件模块未启用)."""

    code: ClassVar[str] = "cases_unreachable"


class SameVersion(DomainError):
    """The cases are on that version already (版本相同)."""

    code: ClassVar[str] = "same_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """What became of one case (办件移动结果).

    Args:
        refusal: why it stays where it is; empty where it was moved.
    """

    case_number: str
    refusal: str = ""

    @property
    def is_moved(self) -> bool:
        """Tell whether the case is on the new version now (是否已移动)."""
        return not self.refusal


def move_running_cases(
    *,
    region_code: str,
    flow_code: str,
    from_version: int,
    to_version: int | None = None,
    request: Request,
) -> Iterator[CaseMove]:
    """Move the open cases of one version to another, each in a transaction of its own (批量移动).

    A run that stops is taken up by running it again. What is wrong with the request as a whole
    is raised at once; what keeps one case back is in its report.

    Args:
        to_version: the version in force by default.

    Raises:
        FlowUnknown, FlowNotPublished, FlowWithdrawn, SameVersion: see there.
        PermissionRefused: neither the organisation's administrator nor the service centre's.
        CasesUnreachable: see there.
    """
    old = published_flow(region_code=region_code, flow_code=flow_code, version=from_version)
    new = published_flow(region_code=region_code, flow_code=flow_code, version=to_version)
    if old.version == new.version:
        raise SameVersion(f"办件已经在流程 {flow_code} 第 {new.version} 版上，不必移动")
    require_at_body_or_centre(
        request,
        FlowPermission.MOVE_CASES,
        organisation_code=old.organisation_code,
        region_code=region_code,
    )
    cases = running_cases()
    if cases is None:
        raise CasesUnreachable("办件模块尚未启用，不能移动办理中的办件")
    numbers = cases.numbers(region_code=region_code, flow_code=flow_code, version=old.version)
    return (_move(cases, number, to_version=new.version, request=request) for number in numbers)


def _move(cases: RunningCases, number: str, *, to_version: int, request: Request) -> CaseMove:
    try:
        cases.move(case_number=number, to_version=to_version, by=request.by, now=request.now)
    except DomainError as refused:
        return CaseMove(case_number=number, refusal=refused.message)
    return CaseMove(case_number=number)
