"""Which published flows the loss of a person would strand (人员变动对流程的影响)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhengtong.flows.models import ItemFlow
from zhengtong.flows.queries.posts import PostNeed, PostPlace, posts_needed
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

    @property
    def place(self) -> PostPlace:
        """Return the post that is lost (失去的岗位)."""
        return PostPlace(
            region_code=self.region_code,
            organisation_code=self.organisation_code,
            post=self.post,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandedFlow:
    """A published flow that could no longer be worked (将无人办理的流程)."""

    flow_code: str
    description: str


def flows_stranded_by(losses: Collection[Loss]) -> dict[Loss, tuple[StrandedFlow, ...]]:
    """Return the flows on which new cases would come to stand still, by loss (将被搁置的流程).

    Only what the loss itself does counts: a post that was empty before keeps nobody in office.
    A few queries, whatever the number of losses and flows.
    """
    needed = posts_needed([loss.place for loss in losses])
    needs = {need.key: need for found in needed.values() for need in found}
    if not needs:
        return {}
    flows = published_flows(needs.keys())
    staffings = _staffings(losses, flows.values())
    separations = _separations(needs.values())
    return {
        loss: tuple(
            StrandedFlow(flow_code=need.flow_code, description=_description(flows[need.key], fault))
            for need in needed[loss.place]
            for fault in _first_new_fault(
                flows[need.key], loss, staffings[loss], separations[need.key]
            )
        )
        for loss in losses
    }


def _staffings(losses: Collection[Loss], flows: Iterable[PublishedFlow]) -> dict[Loss, Staffing]:
    """Return who holds what after each loss."""
    codes = frozenset().union(
        *(
            named_organisations(published.graph, organisation_code=published.organisation_code)
            for published in flows
        )
    )
    held = people.post_holder_codes_on(codes, {loss.starts_on for loss in losses})
    everybody = frozenset().union(
        *(loss.remaining | {loss.staff_code} for loss in losses),
        *(codes for of_day in held.values() for codes in of_day.values()),
    )
    contract_workers = contract_workers_among(everybody)
    return {
        loss: Staffing(
            organisation_code=loss.organisation_code,
            holders={
                **{(at, post.value): staff for (at, post), staff in held[loss.starts_on].items()},
                (loss.organisation_code, loss.post.value): loss.remaining,
            },
            contract_workers=contract_workers,
        )
        for loss in losses
    }


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


def _first_new_fault(
    published: PublishedFlow, loss: Loss, after: Staffing, separations: Iterable[Separation]
) -> list[Fault]:
    """Return the first fault that the loss brings about, none where it brings none."""
    own = replace(after, organisation_code=published.organisation_code)
    place = (loss.organisation_code, loss.post.value)
    before = replace(own, holders={**own.holders, place: loss.remaining | {loss.staff_code}})
    return [
        fault
        for separation in sorted(separations)
        for fault in sorted(
            set(_faults(published, own, separation)) - set(_faults(published, before, separation))
        )
    ][:1]


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
