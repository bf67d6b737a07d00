"""The flows that cases run on; a graph is read once a process and kept (已发布流程)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from zhengtong.flows.models import Flow, FlowVersion
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.plain import from_plain
from zhengtong.flows.rules.states import FlowState
from zhengtong.kernel.errors import DomainError

MOST_KEPT = 4096
Key = tuple[str, str, int]  # region code, flow code, version


class FlowUnknown(DomainError):
    """No flow of the region has the code (流程不存在)."""

    code: ClassVar[str] = "flow_unknown"


class FlowNotPublished(DomainError):
    """The flow, or that version of it, was never published (流程未发布)."""

    code: ClassVar[str] = "flow_not_published"


class FlowWithdrawn(DomainError):
    """The flow takes no new cases (流程已停用)."""

    code: ClassVar[str] = "flow_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFlow:
    """One published version of a flow; it never changes (已发布流程).

    Args:
        organisation_code: the organisation that the flow belongs to; `own` in the graph stands
            for the one that handles the case.
        digest: SHA-256 of the canonical text.
    """

    region_code: str
    code: str
    version: int
    name: str
    organisation_code: str
    digest: str
    graph: FlowGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowInfo:
    """A flow as lists and pages show it (流程概况).

    Args:
        version: the version in force, 0 before the first.
    """

    region_code: str
    code: str
    name: str
    organisation_code: str
    state: FlowState
    version: int
    has_draft: bool


# Versions never change, so what was read once stays true. Whoever publishes must not read its own
# version through here before the transaction ends.
_kept: dict[Key, PublishedFlow] = {}


def published_flow(
    *, region_code: str, flow_code: str, version: int | None = None
) -> PublishedFlow:
    """Return a published flow with its graph (已发布流程).

    With a version this asks the database once a process, without one it asks which version is
    in force each time.

    Args:
        version: None for the version in force. A case names its own, also of a flow that was
            withdrawn since.

    Raises:
        FlowUnknown: the region has no such flow.
        FlowNotPublished: it was never published, or has no such version.
        FlowWithdrawn: no version was named and the flow is withdrawn.
    """
    if version is None:
        version = current_version(region_code=region_code, flow_code=flow_code)
    key = (region_code, flow_code, version)
    return _kept.get(key) or _read(region_code, [key])[key]


def published_flows(keys: Collection[Key]) -> dict[Key, PublishedFlow]:
    """Return many published flows by region code, flow code and version (批量取已发布流程).

    One query a region, for those not read yet.

    Raises:
        FlowNotPublished: there is no such version.
    """
    missing: dict[str, list[Key]] = {}
    for key in keys:
        if key not in _kept:
            missing.setdefault(key[0], []).append(key)
    read: dict[Key, PublishedFlow] = {}
    for region_code, wanted in sorted(missing.items()):
        read |= _read(region_code, wanted)
    return {key: read.get(key) or _kept[key] for key in keys}


def current_version(*, region_code: str, flow_code: str) -> int:
    """Return the version that new cases start on (现行版本).

    Raises:
        FlowUnknown, FlowNotPublished, FlowWithdrawn: there is none.
    """
    rows = Flow.objects.filter(region_code=region_code, code=flow_code)
    found = rows.values_list("state", "latest_version", "name").first()
    if found is None:
        raise FlowUnknown(_not_there(region_code, flow_code))
    state, version, name = found
    if state == FlowState.DRAFT:
        raise FlowNotPublished(f"流程“{name}”（{flow_code}）还没有发布")
    if state == FlowState.WITHDRAWN:
        raise FlowWithdrawn(f"流程“{name}”（{flow_code}）已停用，请为事项改选其他流程")
    return int(version)


def flow(*, region_code: str, flow_code: str) -> FlowInfo:
    """Return a flow, whatever its state (流程概况).

    Raises:
        FlowUnknown: the region has no such flow.
    """
    found = _rows(region_code).filter(code=flow_code).first()
    if found is None:
        raise FlowUnknown(_not_there(region_code, flow_code))
    return _info(found)


def forget(key: Key) -> None:
    """Forget a version; called by whoever publishes under this key (清除缓存).

    A database that was put back to an earlier day may hold another version under the number.
    """
    _kept.pop(key, None)


def _not_there(region_code: str, flow_code: str) -> str:
    return f"{region_code} 没有编码为 {flow_code} 的流程，请核对"


def _rows(region_code: str) -> QuerySet[Flow]:
    has_draft = ExpressionWrapper(~Q(draft=""), output_field=BooleanField())
    return Flow.objects.filter(region_code=region_code).annotate(has_draft=has_draft).defer("draft")


def _info(row: Any) -> FlowInfo:
    return FlowInfo(
        region_code=row.region_code,
        code=row.code,
        name=row.name,
        organisation_code=row.organisation_code,
        state=FlowState(row.state),
        version=row.latest_version,
        has_draft=row.has_draft,
    )


def _read(region_code: str, keys: Collection[Key]) -> dict[Key, PublishedFlow]:
    """Read versions of one region in one query and keep them."""
    rows = FlowVersion.objects.filter(
        region_code=region_code,
        flow_code__in={code for _, code, _ in keys},
        version__in={version for _, _, version in keys},
    )
    found = {(region_code, row.flow_code, row.version): row for row in rows}
    for _, code, version in keys:
        if (region_code, code, version) not in found:
            raise FlowNotPublished(f"流程 {code} 没有第 {version} 版，请核对")
    return {key: _keep(key, _published(found[key])) for key in keys}


def _keep(key: Key, published: PublishedFlow) -> PublishedFlow:
    while len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = published
    return published


def _published(row: FlowVersion) -> PublishedFlow:
    return PublishedFlow(
        region_code=row.region_code,
        code=row.flow_code,
        version=row.version,
        name=row.name,
        organisation_code=row.organisation_code,
        digest=row.digest,
        graph=from_plain(json.loads(row.definition)),
    )
