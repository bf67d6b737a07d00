"""What the domain of cases tells the others; each is one entry of the ledger (办件事件).

Fields are business keys, plain codes and dates. Fields are only ever added to. An annotation
that may be None is quoted: the reader of stored payloads goes by its text.

Here stand those of the procedure; those of the counter stand in `counter`.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.cases.events.base import CaseEvent
from zhengtong.cases.events.counter import (
    ConsultationCounted,
    ConsultationTakenBack,
    DecisionAnnulled,
    FeeExempted,
    FeeNoticed,
    FeePaid,
    ParcelHandled,
    PledgeChecked,
    ToleratedSupplied,
)

# What is passed on from the other files; the rest is defined here.
__all__ = [
    "CaseEvent",
    "ConsultationCounted",
    "ConsultationTakenBack",
    "DecisionAnnulled",
    "FeeExempted",
    "FeeNoticed",
    "FeePaid",
    "ParcelHandled",
    "PledgeChecked",
    "ToleratedSupplied",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDrafted(CaseEvent):
    """An application was begun (新建申请). `again_from` names the earlier case it started from."""

    name: ClassVar[str] = "cases.drafted"
    again_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(CaseEvent):
    """An application was handed in on line (提交申请)."""

    name: ClassVar[str] = "cases.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreReviewStarted(CaseEvent):
    """Somebody took the application up for pre-review (开始预审)."""

    name: ClassVar[str] = "cases.pre_review_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreReviewFailed(CaseEvent):
    """The application went back with all its faults (预审不通过)."""

    name: ClassVar[str] = "cases.pre_review_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReceived(CaseEvent):
    """Materials were taken in; the five days run (收件). `relayed_from` names the lower case."""

    name: ClassVar[str] = "cases.received"
    relayed_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNotRequired(CaseEvent):
    """The matter needs no such case (无需办理)."""

    name: ClassVar[str] = "cases.not_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRefused(CaseEvent):
    """The matter is not this organ's (不予受理)."""

    name: ClassVar[str] = "cases.acceptance_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedOnTheSpot(CaseEvent):
    """An error was corrected at the counter (当场更正)."""

    name: ClassVar[str] = "cases.fixed_on_the_spot"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNoticed(CaseEvent):
    """The one correction notice was given (一次性告知补正)."""

    name: ClassVar[str] = "cases.correction_noticed"
    points: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionSupplied(CaseEvent):
    """Corrected materials came in; `lacking` points are still open (补正材料)."""

    name: ClassVar[str] = "cases.correction_supplied"
    lacking: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturned(CaseEvent):
    """Never corrected in time (逾期未补正退件)."""

    name: ClassVar[str] = "cases.returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturnedAfterAcceptance(CaseEvent):
    """Returned though it had been accepted (受理后退件).

    `ground` is a code of `rules.guards.closing.ReturnGround`; empty where another system says
    only that it was returned.
    """

    name: ClassVar[str] = "cases.returned_after_acceptance"
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(CaseEvent):
    """The application was accepted; the clocks run (受理)."""

    name: ClassVar[str] = "cases.accepted"
    item_version: int
    statutory_due_on: "date | None"
    promised_due_on: "date | None"
    supply_due_on: "date | None" = None  # tolerated materials come until then
    is_on_pledge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeemedAccepted(CaseEvent):
    """Five days of silence: accepted as of receipt (视为受理)."""

    name: ClassVar[str] = "cases.deemed_accepted"
    item_version: int
    statutory_due_on: "date | None"
    promised_due_on: "date | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseEvent):
    """The applicant withdrew before acceptance (撤回申请)."""

    name: ClassVar[str] = "cases.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawnAfterAcceptance(CaseEvent):
    """The applicant withdrew after acceptance (受理后撤回)."""

    name: ClassVar[str] = "cases.withdrawn_after_acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStarted(CaseEvent):
    """The case went to the first nodes of its flow (开始审查)."""

    name: ClassVar[str] = "cases.review_started"
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPassed(CaseEvent):
    """A node was passed; `opened` are the nodes that follow (环节通过)."""

    name: ClassVar[str] = "cases.step_passed"
    node: str
    organisation_code: str
    opened: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSentBack(CaseEvent):
    """A node sent the case back to an earlier one (环节退回)."""

    name: ClassVar[str] = "cases.step_sent_back"
    node: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSuspended(CaseEvent):
    """A special procedure began; the clocks stand still (启动特别程序)."""

    name: ClassVar[str] = "cases.suspended"
    procedure: str
    planned_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(CaseEvent):
    """The special procedure ended; the clocks run again (特别程序结束)."""

    name: ClassVar[str] = "cases.resumed"
    procedure: str
    statutory_due_on: "date | None"
    promised_due_on: "date | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtended(CaseEvent):
    """The limit was lengthened, once (延长期限)."""

    name: ClassVar[str] = "cases.extended"
    count: int
    unit: str
    approver: str
    statutory_due_on: "date | None"
    promised_due_on: "date | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRelayed(CaseEvent):
    """The lower case ended; the upper case goes on (转报上级)."""

    name: ClassVar[str] = "cases.relayed"
    upper_case_number: str
    upper_organisation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionProposed(CaseEvent):
    """The reviewer proposed a decision: `grant` or `deny` (提出拟办意见)."""

    name: ClassVar[str] = "cases.decision_proposed"
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSentBack(CaseEvent):
    """The decider sent the draft back (退回审查); `target` is empty for the proposer."""

    name: ClassVar[str] = "cases.sent_back"
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGranted(CaseEvent):
    """Granted (准予)."""

    name: ClassVar[str] = "cases.granted"
    is_on_the_spot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDenied(CaseEvent):
    """Denied (不予)."""

    name: ClassVar[str] = "cases.denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStarted(CaseEvent):
    """The certificate is being made (开始制证)."""

    name: ClassVar[str] = "cases.certificate_started"
    certificate_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCompleted(CaseEvent):
    """The result is ready (办结)."""

    name: ClassVar[str] = "cases.completed"
    close_result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDelivered(CaseEvent):
    """The result reached the applicant (送达)."""

    name: ClassVar[str] = "cases.delivered"
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVoided(CaseEvent):
    """The record was void in business; what it had counted is taken back (作废)."""

    name: ClassVar[str] = "cases.voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeleted(CaseEvent):
    """The record was entered wrongly; what it had counted is taken back (删除)."""

    name: ClassVar[str] = "cases.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFlowMoved(CaseEvent):
    """The case runs on another version of its flow (移到流程新版)."""

    name: ClassVar[str] = "cases.flow_moved"
    from_version: int
    to_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepClaimed(CaseEvent):
    """Somebody took up an open step; the others of his post leave it to him (认领环节)."""

    name: ClassVar[str] = "cases.step_claimed"
    node: str
    organisation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReleased(CaseEvent):
    """A claimed step is open to its post again (退回认领); `staff_code` had held it."""

    name: ClassVar[str] = "cases.step_released"
    node: str
    organisation_code: str
    staff_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTransferred(CaseEvent):
    """A step was handed to another holder of its post (转办); `from_staff` empty: nobody had it."""

    name: ClassVar[str] = "cases.step_transferred"
    node: str
    organisation_code: str
    from_staff: str
    to_staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleUnmasked(CaseEvent):
    """Somebody saw personal data in plain text; `fields` says which, never what (查看个人信息)."""

    name: ClassVar[str] = "cases.people_unmasked"
    fields: tuple[str, ...]
