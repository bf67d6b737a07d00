"""Published flows and the people who work them, put in past the operations."""

from datetime import UTC, date, datetime

from zhengtong.flows.models import Flow, FlowVersion
from zhengtong.flows.operations.versions import insert_version, mark_in_force
from zhengtong.flows.queries import PublishedFlow
from zhengtong.flows.queries.soundness import needed_posts
from zhengtong.flows.rules.defaults import FlowShape, default_flow_code, default_graph
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.states import FlowState
from zhengtong.foundation.actors import Actor
from zhengtong.people.queries import post_holder_codes
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import actor, make_handler
from zhengtong.places.models import Organisation
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation

PUBLISHED_AT = datetime(2018, 1, 2, 1, 0, tzinfo=UTC)
TODAY = date(2018, 2, 28)
ALL_POSTS = tuple(Post)


def holder_code(post: Post | str, *, organisation_code: str = DEPARTMENT) -> str:
    """Return the staff code of the person whom `make_holders` puts into a post."""
    return f"{organisation_code}-{post}"[:32]


def make_holders(
    *, organisation_code: str = DEPARTMENT, posts: tuple[Post, ...] = ALL_POSTS
) -> dict[Post, Actor]:
    """Put one person of its own into each post of a body; return them as actors."""
    return {
        post: make_handler(
            post,
            staff_code=holder_code(post, organisation_code=organisation_code),
            organisation_code=organisation_code,
        )
        for post in posts
    }


def holders_of(*, organisation_code: str = DEPARTMENT, on: date = TODAY) -> dict[Post, Actor]:
    """Return one holder of each held post of a body as an actor."""
    held = post_holder_codes([organisation_code], on)
    return {
        post: actor(staff_code=min(codes), organisation_code=organisation_code)
        for (_, post), codes in held.items()
    }


def make_published_flow(
    *,
    organisation_code: str = DEPARTMENT,
    shape: FlowShape = FlowShape.PROMISED_WITH_CERTIFICATE,
    countersigners: tuple[str, ...] = (),
    graph: FlowGraph | None = None,
    code: str = "",
    with_holders: bool = True,
) -> PublishedFlow:
    """Publish the default flow of a body, or the next version of a flow, without asking anybody.

    Bodies that are not there are made, and posts that nobody holds get a person each (see
    `holders_of`), unless `with_holders` is off. A second call for the same code makes version 2.

    Args:
        graph: instead of the shape's.
        code: instead of the default code of the shape.
    """
    drawn = graph or default_graph(shape, countersigners=countersigners)
    flow_code = code or default_flow_code(
        shape, organisation_code=organisation_code, countersigners=countersigners
    )
    for body in (organisation_code, *countersigners):
        if not Organisation.objects.filter(code=body).exists():
            make_organisation(code=body)
    if with_holders:
        _fill_posts(drawn, organisation_code)
    region_code = Organisation.objects.get(code=organisation_code).region_code
    flow, _ = Flow.objects.get_or_create(
        region_code=region_code,
        code=flow_code,
        defaults={
            "organisation_code": organisation_code,
            "name": shape.label,
            "state": FlowState.PUBLISHED.value,
            "latest_version": 1,
        },
    )
    published_before = FlowVersion.objects.filter(region_code=region_code, flow_code=flow_code)
    flow.latest_version = published_before.count() + 1
    Flow.objects.filter(region_code=region_code, id=flow.id).update(
        latest_version=flow.latest_version
    )
    published = insert_version(
        flow,
        drawn,
        version=flow.latest_version,
        published_at=PUBLISHED_AT,
        published_by="test",
    )
    mark_in_force(flow)
    return published


def _fill_posts(graph: FlowGraph, organisation_code: str) -> None:
    needed = {
        (body, Post(post))
        for body, post in needed_posts(graph, organisation_code=organisation_code)
    }
    held = post_holder_codes({body for body, _ in needed}, TODAY)
    for body, post in sorted(needed - held.keys()):
        make_holders(organisation_code=body, posts=(post,))
