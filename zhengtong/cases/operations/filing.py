"""A case is begun by the organ itself; the clock runs from the filing (立案)."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db import IntegrityError, transaction

from zhengtong.cases.events.ex_officio import CaseFiled
from zhengtong.cases.models import Case, Filing
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.drafting import new_case
from zhengtong.cases.operations.projections import day_of, project_clocks
from zhengtong.cases.operations.recording import begin_case
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import ClockRecords
from zhengtong.cases.queries.items import current_terms
from zhengtong.cases.queries.staffing import holders_of_posts
from zhengtong.cases.rules.applications import Applicant, Application, check_application
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.ex_officio import ClueSource, is_ex_officio
from zhengtong.cases.rules.guards.ex_officio import check_beginning, check_filing
from zhengtong.cases.rules.guards.separation import check_reviewer
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.case_numbers import parse_case_number
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.texts import checked_text
from zhengtong.people.rules.duties import Post

FROM_OUTSIDE = frozenset({ClueSource.TRANSFER, ClueSource.ASSIGNED})


class ClueFiledAlready(DomainError):
    """The clue has led to a case of the same item already (线索已立案)."""

    code: ClassVar[str] = "clue_filed_already"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRequest:
    """What is filed, against whom, and upon which clue (立案内容).

    Args:
        party: whom it is about (当事人); sealed like an applicant.
        clue_number: of the clue in its own register; needed where another organ sent it.

    Raises:
        TextRefused: the number of the clue is too long or cannot be shown.
    """

    implementation_code: str
    party: Applicant
    clue_source: ClueSource
    clue_number: str = ""
    township_code: str = ""
    village_code: str = ""

    def __post_init__(self) -> None:
        checked_text(self.clue_number, limit=64, name="线索编号")


@transaction.atomic
def file_case(*, case_number: str, request: FilingRequest, by: Actor, at: ActTime) -> Case:
    """File a case; its item version is fixed and the statutory clock starts (立案).

    Args:
        case_number: reserved beforehand by the edge; its region is that of the item.

    Raises:
        WrongBeginning: the item is handled on application.
        FilingIncomplete, ApplicantRefused, TextRefused, CodeRefused: party or clue cannot be
            right.
        ClueFiledAlready: the same clue, for the same item.
        LastDeciderReviews: the filer is the only person who could decide.
        PermissionRefused: not granted at the organisation of the item.

    Source:
        《行政处罚法》（2021年修订）第五十四条第二款: 符合立案标准的, 行政机关应当及时立案.
    """
    number = parse_case_number(case_number)
    terms = current_terms(
        region_code=number.region_code, implementation_code=request.implementation_code
    )
    check_beginning(item_type=terms.item_type, action=CaseAction.FILE)
    require(by, CasePermission.FILE, organisation_code=terms.organisation_code, today=at.today)
    case = new_case(
        case_number=case_number,
        application=_checked(request, item_type=terms.item_type),
        terms=replace(terms, flow_code="", flow_version=0, materials=()),
    )
    check_not_last_decider(case, staff_code=by.code, at=at)
    _check_first(case, request)
    case.accepted_at = at.occurred_at
    case.acceptor = case.handler = by.code
    project_clocks(case, records=ClockRecords())
    event = CaseFiled(
        case_number=case.number,
        implementation_code=case.implementation_code,
        item_version=case.item_version,
        clue_source=request.clue_source.value,
        statutory_due_on=day_of(case.statutory_due_at),
    )
    begin_case(case, action=CaseAction.FILE, event=event, by=by, at=at)
    _save_filing(case, request)
    return case


def filing_of(case: Case) -> Filing:
    """Return the filing of a locked case; imported ones have one from now on (立案信息)."""
    row = Filing.objects.filter(region_code=case.region_code, case_id=case.id).first()
    if row is None:
        row = Filing(
            region_code=case.region_code,
            case_id=case.id,
            implementation_code=case.implementation_code,
        )
        row.save()
    return row


def put_filing(row: Filing, **changes: Any) -> None:
    """Write some columns of a filing (更新立案信息)."""
    Filing.objects.filter(region_code=row.region_code, id=row.id).update(**changes)


def check_not_last_decider(case: Case, *, staff_code: str, at: ActTime) -> None:
    """Refuse handling by the only person who could decide the case afterwards (办案人选).

    Raises:
        LastDeciderReviews: nobody else could decide.
    """
    place = (case.organisation_code, Post.DECIDER.value)
    deciders = holders_of_posts(places={place}, on=at.today)[place]
    check_reviewer(reviewer=staff_code, deciders=deciders)


def free_clue(case: Case) -> None:
    """Let the clue of a case that is void or deleted be filed upon again (释放线索)."""
    if not is_ex_officio(case.item_type):
        return
    Filing.objects.filter(region_code=case.region_code, case_id=case.id).update(is_removed=True)


def _check_first(case: Case, request: FilingRequest) -> None:
    """Refuse a clue upon which the body has filed the same item already."""
    number = request.clue_number.strip()
    if not number:
        return
    filed = Filing.objects.filter(
        region_code=case.region_code,
        implementation_code=case.implementation_code,
        clue_source=request.clue_source.value,
        clue_number=number,
        is_removed=False,
    )
    first = filed.values_list("case__number", flat=True).first()
    if first is not None:
        raise ClueFiledAlready(f"线索 {number} 已经立案，办件编号 {first}")


def _save_filing(case: Case, request: FilingRequest) -> None:
    """Save the filing; the database says last whether another session was first with the clue."""
    number = request.clue_number.strip()
    row = Filing(
        region_code=case.region_code,
        case_id=case.id,
        implementation_code=case.implementation_code,
        clue_source=request.clue_source.value,
        clue_number=number,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        if "filing_one_a_clue" not in str(fault) and "clue_number" not in str(fault):
            raise
        raise ClueFiledAlready(f"线索 {number} 刚刚由他人立案，请查询后办理") from fault


def _checked(request: FilingRequest, *, item_type: ItemType) -> Application:
    """Return what is filed in the form of an application, once its party can be right."""
    check_filing(
        party_name=request.party.name,
        clue_number=request.clue_number,
        source_needs_number=request.clue_source in FROM_OUTSIDE,
        item_type=item_type,
    )
    application = Application(
        implementation_code=request.implementation_code,
        applicant=request.party,
        channel=Channel.OTHER,
        township_code=request.township_code,
        village_code=request.village_code,
    )
    check_application(application=application)
    return application
