"""Is a flow sound with the people there are, today and later (流程与在岗人员检查)."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from zhengtong.flows.ports import certificate_type_reasons
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.handling import FlowItem
from zhengtong.flows.rules.nodes import OWN_ORGANISATION
from zhengtong.flows.rules.readiness import named_certificate_types, readiness_faults
from zhengtong.flows.rules.soundness import check_flow
from zhengtong.flows.rules.staffing import Staffing
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.people import queries as people
from zhengtong.people.rules.duties import Post, StaffKind, post_holding
from zhengtong.places.queries import organisations

_POST_HOLDINGS = frozenset(post_holding(post) for post in Post)


def needed_posts(graph: FlowGraph, *, organisation_code: str) -> frozenset[tuple[str, Post]]:
    """Return every post that a flow needs, by organisation (流程所需岗位).

    Args:
        organisation_code: the organisation that `own` stands for.
    """
    own = {OWN_ORGANISATION: organisation_code}
    return frozenset(
        (own.get(node.organisation_code, node.organisation_code), node.post)
        for node in graph.nodes
        if node.is_work and node.post is not None
    )


def named_organisations(graph: FlowGraph, *, organisation_code: str) -> frozenset[str]:
    """Return the organisations that work at a flow's nodes (流程涉及机构)."""
    return frozenset(
        code for code, _ in needed_posts(graph, organisation_code=organisation_code)
    ) | {organisation_code}


def flow_faults(
    *,
    graph: FlowGraph,
    region_code: str,
    organisation_code: str,
    today: date,
    item: FlowItem | None = None,
) -> tuple[Fault, ...]:
    """Return all faults of a flow with the people of its organisations (流程检查).

    People are looked at on `today` and on every later day on which somebody's post begins or
    ends, so a flow that will strand cases next month is not sound today.

    Args:
        item: with it also what the item asks of the flow; its own certificate type counts as
            ready where it is among `ready_certificate_types`.
    """
    unknown = tuple(_unknown_organisations(graph))
    if unknown:
        return (*check_flow(graph=graph, item=item), *unknown)
    codes = named_organisations(graph, organisation_code=organisation_code)
    found = list(readiness_faults(graph=graph, reasons=_certificate_reasons(graph, region_code)))
    ready = frozenset(named_certificate_types(graph))  # asked just now, in its own words
    asked = item and replace(item, ready_certificate_types=item.ready_certificate_types | ready)
    known: set[tuple[str, str]] = set()
    for day in (today, *_later_changes(codes, since=today)):
        staffing = staffing_on(codes, organisation_code=organisation_code, on=day)
        for fault in check_flow(graph=graph, item=asked, staffing=staffing):
            if (fault.code, fault.node) in known:
                continue
            known.add((fault.code, fault.node))
            since = "" if day == today else f"{day} 起，"
            found.append(replace(fault, message_zh=since + fault.message_zh))
    return tuple(found)


def staffing_on(
    organisation_codes: Collection[str], *, organisation_code: str, on: date
) -> Staffing:
    """Return who holds which post on a day, in two queries (当日在岗人员)."""
    held = people.post_holder_codes(organisation_codes, on)
    return Staffing(
        organisation_code=organisation_code,
        holders={(code, post.value): staff for (code, post), staff in held.items()},
        contract_workers=contract_workers_among(frozenset().union(*held.values())),
    )


def contract_workers_among(staff_codes: Collection[str]) -> frozenset[str]:
    """Return those who may hold no deciding post (聘用人员)."""
    return frozenset(
        code
        for code, person in people.staff_by_code(staff_codes).items()
        if person.kind is StaffKind.CONTRACT
    )


def _unknown_organisations(graph: FlowGraph) -> Iterator[Fault]:
    named = {
        node.organisation_code
        for node in graph.nodes
        if node.is_work and node.organisation_code != OWN_ORGANISATION
    }
    known = organisations(named) if named else {}
    for node in graph.nodes:
        if node.organisation_code in named - known.keys():
            yield Fault(
                "organisation_unknown",
                node.key,
                f"环节“{node.name_zh}”的机构 {node.organisation_code} 不存在，请核对编码",
            )


def _certificate_reasons(graph: FlowGraph, region_code: str) -> dict[str, tuple[str, ...]]:
    return {
        code: certificate_type_reasons(region_code=region_code, certificate_type_code=code)
        for code in named_certificate_types(graph)
    }


def _later_changes(organisation_codes: Collection[str], *, since: date) -> tuple[date, ...]:
    """Return the days after `since` on which the holders of a post change."""
    days: set[date] = set()
    for code in sorted(organisation_codes):
        for held in people.staffing_of(code, since=since):
            if held.holding not in _POST_HOLDINGS:
                continue
            days.add(held.starts_on)
            if held.ends_on is not None and held.ends_on < date.max:
                days.add(held.ends_on + ONE_DAY)
    return tuple(sorted(day for day in days if day > since))
