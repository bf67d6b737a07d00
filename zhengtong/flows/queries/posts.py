"""Which published flows need a post at an organisation (流程所需岗位)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from zhengtong.flows.models import FlowPost
from zhengtong.people.rules.duties import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeed:
    """A version of a flow that needs a post (需要该岗位的流程).

    Args:
        region_code: of the flow; it may be another than the organisation's.
        is_in_force: cases can still start on it; others only have running cases.
    """

    region_code: str
    flow_code: str
    flow_version: int
    is_in_force: bool

    @property
    def key(self) -> tuple[str, str, int]:
        """Return what `published_flows` takes (流程版本键)."""
        return self.region_code, self.flow_code, self.flow_version


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlace:
    """A post at an organisation, whose staffing may change (机构岗位).

    Args:
        region_code: of the organisation.
    """

    region_code: str
    organisation_code: str
    post: Post


Needs = dict[PostPlace, tuple[PostNeed, ...]]


def posts_needed(places: Collection[PostPlace]) -> Needs:
    """Return the flow versions that new cases can start on and need each post (现行流程所需).

    One query for any number of posts.
    """
    return _needs(places, _at(places).filter(is_in_force=True))


def versions_needing(places: Collection[PostPlace]) -> Needs:
    """Return all flow versions that need each post, superseded ones too (含旧版).

    For running cases. One query for any number of posts.
    """
    return _needs(places, _at(places))


def _at(places: Collection[PostPlace]) -> QuerySet[FlowPost]:
    return FlowPost.objects.filter(
        region_code__in={place.region_code for place in places},
        organisation_code__in={place.organisation_code for place in places},
        post__in={place.post.value for place in places},
    )


def _needs(places: Collection[PostPlace], rows: QuerySet[FlowPost]) -> Needs:
    found: dict[PostPlace, list[PostNeed]] = {place: [] for place in places}
    for row in rows.order_by("flow_region_code", "flow_code", "flow_version"):
        place = PostPlace(
            region_code=row.region_code,
            organisation_code=row.organisation_code,
            post=Post(row.post),
        )
        if place in found:
            found[place].append(
                PostNeed(
                    region_code=row.flow_region_code,
                    flow_code=row.flow_code,
                    flow_version=row.flow_version,
                    is_in_force=row.is_in_force,
                )
            )
    return {place: tuple(needs) for place, needs in found.items()}
