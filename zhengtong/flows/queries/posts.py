"""Which published flows need a post at an organisation (流程所需岗位)."""

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


def posts_needed(*, region_code: str, organisation_code: str, post: str) -> tuple[PostNeed, ...]:
    """Return the flow versions that new cases can start on and that need a post (现行流程所需).

    Args:
        region_code: of the organisation whose post it is.
    """
    return _needs(_at(region_code, organisation_code, post).filter(is_in_force=True))


def versions_needing(
    *, region_code: str, organisation_code: str, post: str
) -> tuple[PostNeed, ...]:
    """Return all flow versions that need a post, superseded ones too, for running cases (含旧版).

    Args:
        region_code: of the organisation whose post it is.
    """
    return _needs(_at(region_code, organisation_code, post))


def _at(region_code: str, organisation_code: str, post: str) -> QuerySet[FlowPost]:
    return FlowPost.objects.filter(
        region_code=region_code, organisation_code=organisation_code, post=Post(post).value
    )


def _needs(rows: QuerySet[FlowPost]) -> tuple[PostNeed, ...]:
    return tuple(
        PostNeed(
            region_code=row.flow_region_code,
            flow_code=row.flow_code,
            flow_version=row.flow_version,
            is_in_force=row.is_in_force,
        )
        for row in rows.order_by("flow_region_code", "flow_code", "flow_version")
    )
