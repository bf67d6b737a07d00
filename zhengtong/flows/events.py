"""What this domain tells the others: flows drafted, published, withdrawn."""

from dataclasses import dataclass
from typing import ClassVar

from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDrafted(Event):
    """A flow was drafted, or its draft replaced (起草流程)."""

    name: ClassVar[str] = "flows.drafted"
    region_code: str
    flow_code: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDraftDiscarded(Event):
    """The draft of a further version was dropped (放弃草稿)."""

    name: ClassVar[str] = "flows.draft_discarded"
    region_code: str
    flow_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPublished(Event):
    """A version of a flow was published; new cases start on it (发布流程)."""

    name: ClassVar[str] = "flows.published"
    region_code: str
    flow_code: str
    version: int
    organisation_code: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowWithdrawn(Event):
    """A flow takes no new cases any more; running ones go on (停用流程)."""

    name: ClassVar[str] = "flows.withdrawn"
    region_code: str
    flow_code: str
    version: int
