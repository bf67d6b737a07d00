"""Reads of flows; plain values only."""

from zhengtong.flows.queries.posts import PostNeed, PostPlace, posts_needed, versions_needing
from zhengtong.flows.queries.published import (
    FlowInfo,
    FlowNotPublished,
    FlowUnknown,
    FlowWithdrawn,
    PublishedFlow,
    current_version,
    flow,
    published_flow,
    published_flows,
)

__all__ = [
    "FlowInfo",
    "FlowNotPublished",
    "FlowUnknown",
    "FlowWithdrawn",
    "PostNeed",
    "PostPlace",
    "PublishedFlow",
    "current_version",
    "flow",
    "posts_needed",
    "published_flow",
    "published_flows",
    "versions_needing",
]
