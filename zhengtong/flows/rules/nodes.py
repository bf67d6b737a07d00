"""The parts a flow is made of: nodes and the ways between them (环节与流向)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.flows.rules.facts import CaseFacts, Condition, is_met
from zhengtong.people.rules.duties import Post

OWN_ORGANISATION = "own"  # the organisation that handles the case
ITEM_CERTIFICATE = "item"  # the certificate type named by the item itself


class NodeKind(StrEnum):
    """What happens at a node (环节类型)."""

    INTAKE = "intake"
    REVIEW = "review"
    COUNTERSIGN = "countersign"
    DECISION = "decision"
    CERTIFICATE = "certificate"
    DELIVERY = "delivery"
    FORK = "fork"
    JOIN = "join"
    END = "end"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[NodeKind, str] = MappingProxyType(
    {
        NodeKind.INTAKE: "受理",
        NodeKind.REVIEW: "审查",
        NodeKind.COUNTERSIGN: "会签",
        NodeKind.DECISION: "决定",
        NodeKind.CERTIFICATE: "制证",
        NodeKind.DELIVERY: "送达",
        NodeKind.FORK: "分办",
        NodeKind.JOIN: "汇总",
        NodeKind.END: "结束",
    }
)

# Fork, join and end only route: nobody works there and a case never rests on a fork or an end.
WORK_KINDS: frozenset[NodeKind] = frozenset(
    {
        NodeKind.INTAKE,
        NodeKind.REVIEW,
        NodeKind.COUNTERSIGN,
        NodeKind.DECISION,
        NodeKind.CERTIFICATE,
        NodeKind.DELIVERY,
    }
)
REVIEW_KINDS: frozenset[NodeKind] = frozenset({NodeKind.REVIEW, NodeKind.COUNTERSIGN})

# The post that a kind of node usually has, and all posts that may stand there.
USUAL_POST: Mapping[NodeKind, Post] = MappingProxyType(
    {
        NodeKind.INTAKE: Post.INTAKE,
        NodeKind.REVIEW: Post.REVIEWER,
        NodeKind.COUNTERSIGN: Post.REVIEWER,
        NodeKind.DECISION: Post.DECIDER,
        NodeKind.CERTIFICATE: Post.CERTIFICATE_MAKER,
        NodeKind.DELIVERY: Post.DELIVERER,
    }
)
FITTING_POSTS: Mapping[NodeKind, frozenset[Post]] = MappingProxyType(
    {
        NodeKind.INTAKE: frozenset({Post.INTAKE}),
        NodeKind.REVIEW: frozenset({Post.REVIEWER, Post.DECIDER}),
        NodeKind.COUNTERSIGN: frozenset({Post.REVIEWER, Post.DECIDER}),
        NodeKind.DECISION: frozenset({Post.DECIDER}),
        NodeKind.CERTIFICATE: frozenset({Post.CERTIFICATE_MAKER}),
        NodeKind.DELIVERY: frozenset({Post.DELIVERER, Post.INTAKE}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One place in a flow (环节).

    Args:
        organisation_code: `own` stands for the organisation that handles the case.
        limit_working_days: time for this node alone, in working days; None if it has none.
        produces: at a certificate node the type code, or `item` for the item's own type.
        send_back_to: keys of the earlier nodes to which the case may be sent back.
    """

    key: str
    name_zh: str
    kind: NodeKind
    post: Post | None = None
    organisation_code: str = OWN_ORGANISATION
    limit_working_days: int | None = None
    produces: str = ""
    send_back_to: tuple[str, ...] = ()

    @property
    def is_work(self) -> bool:
        """Tell whether somebody acts here (是否由人办理)."""
        return self.kind in WORK_KINDS


@dataclass(frozen=True, slots=True)
class Guard:
    """When an edge is taken: all conditions hold, or nothing else did (流转条件)."""

    conditions: tuple[Condition, ...] = ()
    otherwise: bool = False

    def is_open(self, *, facts: CaseFacts) -> bool:
        """Tell whether a case with these facts may pass (条件是否满足)."""
        return all(is_met(condition, facts=facts) for condition in self.conditions)


ALWAYS = Guard()
OTHERWISE = Guard(otherwise=True)


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to the next (流向)."""

    source: str
    target: str
    guard: Guard = ALWAYS
