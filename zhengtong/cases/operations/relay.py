"""A lower organ examines first and sends the whole file up; the upper organ decides (转报上级)."""

from dataclasses import dataclass

from django.db import transaction

from zhengtong.cases.events import CaseReceived, CaseRelayed
from zhengtong.cases.models import Case, CaseLink, LinkRole
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.drafting import unfilled_case
from zhengtong.cases.operations.materials import copy_materials, lacking_materials
from zhengtong.cases.operations.people import copy_people
from zhengtong.cases.operations.recording import ActText, begin_case, lock_case, record_act
from zhengtong.cases.operations.steps import stop_steps
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import current_terms
from zhengtong.cases.rules.guards.handling import check_relay
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.case_numbers import parse_case_number


@dataclass(frozen=True, slots=True, kw_only=True)
class UpperCase:
    """Where a case goes up to (上级办件).

    Args:
        case_number: reserved beforehand in the region of the upper organ.
        implementation_code: the upper organ's item.
    """

    case_number: str
    implementation_code: str


@transaction.atomic
def relay_case(
    *, case_number: str, upper: UpperCase, opinion: str, by: Actor, at: ActTime
) -> tuple[Case, Case]:
    """End the lower case and open the upper one with the whole file; one entry each (转报).

    Returns:
        The lower case, then the upper one, which is received and waits for acceptance.

    Raises:
        RelayIncomplete: no opinion, no upper organ, or materials are lacking.
        ActionNotAllowed: the case is not in review.

    Source:
        《行政许可法》（2019年修正）第三十五条: 将初步审查意见和全部申请材料直接报送上级行政机关.
    """
    case = lock_case(case_number)
    require(by, CasePermission.RELAY, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.RELAY)
    terms = current_terms(
        region_code=parse_case_number(upper.case_number).region_code,
        implementation_code=upper.implementation_code,
    )
    check_relay(
        opinion=opinion,
        upper_organisation_code=terms.organisation_code,
        is_file_complete=not lacking_materials(case),
    )
    above = unfilled_case(case_number=upper.case_number, terms=terms)
    copy_people(source=case, target=above)
    above.came_from_below = True
    above.submitted_at = case.submitted_at
    above.received_at = at.occurred_at
    # Rows of two regions are written in the order of their codes, so two relays cannot wait
    # for each other.
    if above.region_code < case.region_code:
        _open_above(above, below=case, by=by, at=at)
        _end_below(case, above=above, opinion=opinion, by=by, at=at)
    else:
        _end_below(case, above=above, opinion=opinion, by=by, at=at)
        _open_above(above, below=case, by=by, at=at)
    return case, above


def _end_below(case: Case, *, above: Case, opinion: str, by: Actor, at: ActTime) -> None:
    case.completed_at = at.occurred_at
    case.close_reason = f"转报上级，办件编号 {above.number}"
    record_act(
        case,
        action=CaseAction.RELAY,
        event=CaseRelayed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            upper_case_number=above.number,
            upper_organisation_code=above.organisation_code,
        ),
        by=by,
        at=at,
        changed=("completed_at", "close_reason"),
        text=ActText(opinion=opinion),
    )
    stop_steps(case, at=at)
    _link(case, LinkRole.RELAYED_TO, above)


def _open_above(above: Case, *, below: Case, by: Actor, at: ActTime) -> None:
    event = CaseReceived(
        case_number=above.number,
        implementation_code=above.implementation_code,
        relayed_from=below.number,
    )
    begin_case(above, action=CaseAction.RECEIVE, event=event, by=by, at=at)
    copy_materials(source=below, target=above, at=at)
    _link(above, LinkRole.RELAYED_FROM, below)


def _link(case: Case, role: LinkRole, other: Case) -> None:
    CaseLink(
        region_code=case.region_code, case_id=case.id, role=role, other_number=other.number
    ).save()
