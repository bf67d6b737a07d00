"""The rows of a published version, and which versions cases can start on (流程版本落库)."""

from datetime import datetime

from zhengtong.flows.models import Flow, FlowPost, FlowVersion, ItemFlow
from zhengtong.flows.queries.published import PublishedFlow, forget
from zhengtong.flows.queries.soundness import needed_posts
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.plain import canonical_text, digest_of
from zhengtong.flows.rules.states import FlowState
from zhengtong.places.queries import organisations


def insert_version(
    flow: Flow, graph: FlowGraph, *, version: int, published_at: datetime, published_by: str
) -> PublishedFlow:
    """Insert a version of a locked or new flow with the posts it needs (写入流程版本)."""
    needed = needed_posts(graph, organisation_code=flow.organisation_code)
    bodies = organisations({organisation_code for organisation_code, _ in needed})
    row = FlowVersion(
        region_code=flow.region_code,
        flow_id=flow.id,
        flow_code=flow.code,
        version=version,
        name=flow.name,
        organisation_code=flow.organisation_code,
        definition=canonical_text(graph),
        digest=digest_of(graph),
        post_regions=sorted({body.region_code for body in bodies.values()}),
        published_at=published_at,
        published_by=published_by,
    )
    row.save()
    FlowPost.objects.bulk_create(
        FlowPost(
            region_code=bodies[organisation_code].region_code,
            organisation_code=organisation_code,
            post=post.value,
            flow_region_code=flow.region_code,
            flow_code=flow.code,
            flow_version=version,
        )
        for organisation_code, post in sorted(needed)
    )
    forget((flow.region_code, flow.code, version))
    return PublishedFlow(
        region_code=flow.region_code,
        code=flow.code,
        version=version,
        name=row.name,
        organisation_code=row.organisation_code,
        digest=row.digest,
        graph=graph,
    )


def mark_in_force(flow: Flow) -> None:
    """Bring `FlowPost.is_in_force` in line with the flow and the items that use it (现行标记).

    Cases can start on the current version, and on those that items still name.
    """
    at = {"region_code": flow.region_code, "flow_code": flow.code}
    in_force = set(ItemFlow.objects.filter(**at).values_list("flow_version", flat=True).distinct())
    if flow.state == FlowState.PUBLISHED:
        in_force.add(flow.latest_version)
    regions = FlowVersion.objects.filter(**at).values_list("post_regions", flat=True)
    posts = FlowPost.objects.filter(
        region_code__in={code for named in regions for code in named},
        flow_region_code=flow.region_code,
        flow_code=flow.code,
    )
    posts.filter(flow_version__in=in_force).update(is_in_force=True)
    posts.exclude(flow_version__in=in_force).update(is_in_force=False)
