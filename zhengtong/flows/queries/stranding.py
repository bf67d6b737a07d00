"""Which published flows the loss of a person would strand (人员变动对流程的影响)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhengtong.flows.models import ItemFlow
from zhengtong.flows.queries.posts import PostNeed, posts_needed
from zhengtong.flows.queries.published import Key, PublishedFlow, published_flows
from zhengtong.flows.queries.soundness import contract_workers_among, named_organisations
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.staffing import Staffing, staffing_faults
from zhengtong.people import queries as people
from zhengtong.people.rules.duties import Post

# Whoever takes in is apart from who handles; one person may review and decide.
Separation = tuple[bool, bool]
ANY_ITEM: Separation = (False, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A person loses a post at a body (失去岗位).

    Args:
        remaining: staff codes that still hold the post on `starts_on`.
    """

    region_code: str
    organisation_code: str
    post: Post
    staff_code: str
    starts_on: date
    remaining: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandedFlow:
    """A published flow that could no longer be worked (将无人办理的流程)."""

    flow_code: str
    description: str


def flows_stranded_by(loss: Loss) -> tuple[StrandedFlow, ...]:
    """Return the flows on which new cases would come to stand still (将被搁置的流程).

    Only what the loss itself does counts: a post that was empty before keeps nobody in office.
    A few queries, whatever the number of flows.
    """
    needs = posts_needed(
        region_code=loss.region_code,
        organisation_code=loss.organisation_code,
        post=loss.post,
    )
    if not needs:
        return ()
    flows = published_flows([need.key for need in needs])
    after = _staffing_after(loss, flows.values())
    separations = _separations(needs)
    return tuple(
        StrandedFlow(flow_code=published.code, description=_description(published, fault))
        for key, published in flows.items()
        for fault in _new_faults(published, loss, after, separations[key])[:1]
    )


def _staffing_after(loss: Loss, flows: Iterable[PublishedFlow]) -> Staffing:
    codes = frozenset().union(
        *(
            named_organisations(published.graph, organisation_code=published.organisation_code)
            for published in flows
        )
    )
    held = people.post_holder_codes(codes, loss.starts_on)
    everybody = frozenset().union(loss.remaining, {loss.staff_code}, *held.values())
    holders = {(code, post.value): staff for (code, post), staff in held.items()}
    holders[loss.organisation_code, loss.post.value] = loss.remaining
    return Staffing(
        organisation_code=loss.organisation_code,
        holders=holders,
        contract_workers=contract_workers_among(everybody),
    )


def _separations(needs: Iterable[PostNeed]) -> dict[Key, set[Separation]]:
    """Return how strictly each version keeps people apart, by what its items ask.

    Items on an older version ask it of the newer ones too: they are about to follow.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    versions: dict[tuple[str, str], set[int]] = defaultdict(set)
    for need in needs:
        wanted[need.region_code].add(need.flow_code)
        versions[need.region_code, need.flow_code].add(need.flow_version)
    found: dict[Key, set[Separation]] = defaultdict(lambda: {ANY_ITEM})
    for region_code, flow_codes in sorted(wanted.items()):
        rows = ItemFlow.objects.filter(region_code=region_code, flow_code__in=flow_codes)
        for code, version, apart, spot, one in rows.values_list(
            "flow_code", "flow_version", "is_intake_apart", "is_on_the_spot", "one_person_allowed"
        ).distinct():
            for later in versions[region_code, code]:
                if later >= version:
                    found[region_code, code, later].add((apart, spot and one))
    return found


def _new_faults(
    published: PublishedFlow, loss: Loss, after: Staffing, separations: Iterable[Separation]
) -> list[Fault]:
    own = replace(after, organisation_code=published.organisation_code)
    place = (loss.organisation_code, loss.post.value)
    before = replace(own, holders={**own.holders, place: loss.remaining | {loss.staff_code}})
    return [
        fault
        for separation in sorted(separations)
        for fault in sorted(
            set(_faults(published, own, separation)) - set(_faults(published, before, separation))
        )
    ]


def _faults(
    published: PublishedFlow, staffing: Staffing, separation: Separation
) -> Iterator[Fault]:
    intake_apart, one_person_allowed = separation
    return staffing_faults(
        graph=published.graph,
        staffing=staffing,
        intake_apart=intake_apart,
        one_person_allowed=one_person_allowed,
    )


def _description(published: PublishedFlow, fault: Fault) -> str:
    return (
        f"流程“{published.name}”（{published.code} 第 {published.version} 版）：{fault.message_zh}"
    )
