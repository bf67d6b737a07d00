"""Every act of a case as one call `(office, number, at)`, and which states it may start from.

`office` is a `LifeOffice`; what takes a plain `now` gets the moment of entry.
"""

from dataclasses import replace

from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.acceptance import accept_case, deem_accepted
from zhengtong.cases.operations.certificate import start_certificate
from zhengtong.cases.operations.claiming import claim_step, release_step
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.correction import (
    Point,
    notify_correction,
    return_uncorrected,
    supply_correction,
)
from zhengtong.cases.operations.decision import (
    Proposal,
    deny_case,
    grant_case,
    grant_on_the_spot,
    propose_decision,
    send_back_decision,
)
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.extension import ExtensionRequest, extend_case
from zhengtong.cases.operations.intake import fix_on_the_spot
from zhengtong.cases.operations.pre_review import (
    fail_pre_review,
    pass_pre_review,
    start_pre_review,
)
from zhengtong.cases.operations.refusal import refuse_acceptance, state_not_required
from zhengtong.cases.operations.relay import UpperCase, relay_case
from zhengtong.cases.operations.removal import delete_case, void_case
from zhengtong.cases.operations.returning import ReturnRequest, return_case
from zhengtong.cases.operations.review import pass_step, send_back_step, start_review
from zhengtong.cases.operations.submission import Submission, submit_case
from zhengtong.cases.operations.suspension import ProcedureRequest, resume_case, suspend_case
from zhengtong.cases.operations.transfer import transfer_step
from zhengtong.cases.operations.unmasking import unmask_people
from zhengtong.cases.operations.withdrawal import withdraw_case
from zhengtong.cases.rules.deadlines import Approver
from zhengtong.cases.rules.guards.closing import ReturnGround
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.personal_data import PersonalField
from zhengtong.cases.tests.factories import REMEDIES, next_number
from zhengtong.cases.tests.life_ex_officio import (
    EX_OFFICIO_ACTS,
    EX_OFFICIO_LEGAL,
    EX_OFFICIO_STATES,
)
from zhengtong.cases.tests.life_offices import CITY
from zhengtong.foundation.actors import SYSTEM
from zhengtong.kernel.special_procedures import SpecialProcedure

OPEN_BEFORE_DECISION = {
    "submitted",
    "pre_review",
    "received",
    "correction_noticed",
    "accepted",
    "in_review",
    "suspended",
    "decision_drafted",
}
ACCEPTED_ON = {
    "accepted",
    "in_review",
    "suspended",
    "decision_drafted",
    "granted",
    "denied",
    "cert_making",
    "to_deliver",
    "delivered",
    "relayed",
    "returned",
    "withdrawn",
} | EX_OFFICIO_STATES
# Written down from the law and the rules of the house, not taken from the code.
LEGAL = {
    "submit": ({"draft"}, "submitted"),
    "start_pre_review": ({"submitted"}, "pre_review"),
    "pass_pre_review": ({"submitted", "pre_review"}, "received"),
    "fail_pre_review": ({"submitted", "pre_review"}, "draft"),
    "not_required": ({"received"}, "not_required"),
    "refuse": ({"received"}, "acceptance_refused"),
    "fix": ({"received"}, "received"),
    "notify": ({"received"}, "correction_noticed"),
    "supply": ({"correction_noticed"}, "correction_noticed"),
    "return": ({"correction_noticed"}, "returned"),
    "accept": ({"received", "correction_noticed"}, "accepted"),
    "deem": ({"received", "correction_noticed"}, "accepted"),
    "withdraw": (OPEN_BEFORE_DECISION, "withdrawn"),
    "return_accepted": (
        {"accepted", "in_review", "suspended", "decision_drafted"},
        "returned",
    ),
    "relay": ({"in_review"}, "relayed"),
    "start_review": ({"accepted"}, "in_review"),
    "pass": ({"in_review"}, "in_review"),
    "send_back_step": ({"in_review"}, "in_review"),
    "suspend": ({"in_review"}, "suspended"),
    "resume": ({"suspended"}, "in_review"),
    "extend": ({"in_review"}, "in_review"),
    "propose": ({"in_review"}, "decision_drafted"),
    "grant": ({"decision_drafted"}, "granted"),
    "deny": ({"decision_drafted"}, "denied"),
    "send_back": ({"decision_drafted"}, "in_review"),
    "on_the_spot": ({"accepted", "in_review"}, "granted"),
    "certificate": ({"granted"}, "cert_making"),
    "complete": ({"granted", "denied", "cert_making"}, "to_deliver"),
    "deliver": ({"to_deliver"}, "delivered"),
    "void": (ACCEPTED_ON, "voided"),
    "delete": (ACCEPTED_ON, "deleted"),
} | EX_OFFICIO_LEGAL
PROCEDURE = ProcedureRequest(
    kind=SpecialProcedure.TESTING,
    reason="须检测",
    planned_days=5,
    approver="S03",
    is_applicant_told=True,
)
EXTENSION = ExtensionRequest(
    count=10,
    reason="情况复杂",
    approver=Approver.ORGAN_HEAD,
    approved_by="S90",
    is_applicant_told=True,
)


JOINT_EXTENSION = ExtensionRequest(
    count=15,
    reason="情况复杂",
    approver=Approver.GOVERNMENT_HEAD,
    approved_by="区长",
    is_applicant_told=True,
)
RETURN = ReturnRequest(
    ground=ReturnGround.GIVEN_UP,
    reason="申请人不再办理",
    proof="电话记录第1号",
    is_applicant_told=True,
)
# Acts beside the procedure change no state; a step is there to be held only on the flow.
ON_THE_FLOW = {
    "in_review",
    "suspended",
    "decision_drafted",
    "granted",
    "denied",
    "cert_making",
    "to_deliver",
}
EVERYWHERE = (
    OPEN_BEFORE_DECISION
    | ACCEPTED_ON
    | {
        "draft",
        "not_required",
        "acceptance_refused",
        "voided",
        "deleted",
    }
)
BESIDE = {
    "claim": ON_THE_FLOW,
    "release": ON_THE_FLOW,
    "transfer": ON_THE_FLOW,
    "unmask": EVERYWHERE,
}


def case_of(number):
    return Case.objects.get(region_code=number[:6], number=number)


def open_rows(number):
    """Return the open rows of a case where somebody works, in order."""
    rows = Step.objects.filter(
        region_code=number[:6], case_id=case_of(number).id, closed_at=None
    ).exclude(post="")
    return list(rows.order_by("ordinal"))


def row_at(number, at, *kinds):
    """Return an open row of a case; which one, the minute decides, so that every order comes up."""
    rows = [row for row in open_rows(number) if not kinds or row.kind in kinds]
    return rows[at.recorded_at.minute % len(rows)] if rows else None


def holder_of(office, row):
    """Return who holds the post of a row."""
    if row.kind in ("review", "countersign"):
        return office.reviewers[row.organisation_code]
    return {
        "decider": office.office.decider,
        "certificate_maker": office.office.maker,
        "deliverer": office.office.deliverer,
    }[row.post]


def do_pass(office, number, at):
    row = row_at(number, at, "review", "countersign")
    pass_step(
        case_number=number,
        node=row.node if row else "review",
        opinion="符合",
        by=holder_of(office, row) if row else office.office.reviewer,
        at=at,
    )


def do_relay(office, number, at):
    relay_case(
        case_number=number,
        upper=UpperCase(
            case_number=next_number(region_code=CITY), implementation_code=office.upper_item
        ),
        opinion="初审合格",
        by=office.office.reviewer,
        at=at,
    )


def do_extend(office, number, at):
    request = JOINT_EXTENSION if office.kind.longer == 15 else EXTENSION
    extend_case(case_number=number, request=request, by=office.office.reviewer, at=at)


def do_suspend(office, number, at):
    request = replace(PROCEDURE, approver=office.office.decider.code)
    suspend_case(case_number=number, request=request, by=office.office.reviewer, at=at)


def do_claim(office, number, at):
    row = row_at(number, at)
    claim_step(
        case_number=number,
        node=row.node if row else "decision",
        by=holder_of(office, row) if row else office.office.decider,
        now=at.recorded_at,
    )


def do_release(office, number, at):
    row = row_at(number, at)
    release_step(
        case_number=number,
        node=row.node if row else "decision",
        reason="另有任务",
        by=holder_of(office, row) if row else office.office.decider,
        now=at.recorded_at,
    )


def do_transfer(office, number, at):
    row = row_at(number, at)
    transfer_step(
        case_number=number,
        node=row.node if row else "decision",
        to_staff=holder_of(office, row).code if row else office.office.decider.code,
        reason="指派",
        by=office.office.administrator,
        now=at.recorded_at,
    )


def do_complete(office, number, at):
    is_making = case_of(number).state == "cert_making"
    complete_case(
        case_number=number,
        by=office.office.decider,
        at=at,
        certificate_number="证第1号" if is_making else "",
    )


ACTS = {
    "submit": lambda office, number, at: submit_case(
        case_number=number,
        submission=Submission(
            is_identity_verified=True, files={"申请表": "a.pdf", "营业执照": "b.pdf"}
        ),
        by=office.office.clerk,
        at=at,
    ),
    "start_pre_review": lambda office, number, at: start_pre_review(
        case_number=number, by=office.office.clerk, at=at
    ),
    "pass_pre_review": lambda office, number, at: pass_pre_review(
        case_number=number, by=office.office.clerk, at=at
    ),
    "fail_pre_review": lambda office, number, at: fail_pre_review(
        case_number=number, faults=["缺签名"], by=office.office.clerk, at=at
    ),
    "not_required": lambda office, number, at: state_not_required(
        case_number=number, reason="无需许可", by=office.office.clerk, at=at
    ),
    "refuse": lambda office, number, at: refuse_acceptance(
        case_number=number,
        reason="不属职权",
        competent_organ="市交通局",
        by=office.office.clerk,
        at=at,
    ),
    "fix": lambda office, number, at: fix_on_the_spot(
        case_number=number, fixed="补签名", by=office.office.clerk, at=at
    ),
    "notify": lambda office, number, at: notify_correction(
        case_number=number, points=[Point(what="营业执照过期")], by=office.office.clerk, at=at
    ),
    "supply": lambda office, number, at: supply_correction(
        case_number=number, by=office.office.clerk, at=at
    ),
    "return": lambda office, number, at: return_uncorrected(case_number=number, by=SYSTEM, at=at),
    "accept": lambda office, number, at: accept_case(
        case_number=number, by=office.office.clerk, at=at
    ),
    "deem": lambda office, number, at: deem_accepted(case_number=number, by=SYSTEM, at=at),
    "withdraw": lambda office, number, at: withdraw_case(
        case_number=number, written_request="书面申请", by=office.office.clerk, at=at
    ),
    "start_review": lambda office, number, at: start_review(
        case_number=number, by=office.office.clerk, at=at
    ),
    "pass": do_pass,
    "send_back_step": lambda office, number, at: send_back_step(
        case_number=number,
        node="review",
        target="intake",
        opinion="退回",
        by=office.office.reviewer,
        at=at,
    ),
    "suspend": do_suspend,
    "resume": lambda office, number, at: resume_case(
        case_number=number, result="检测合格", by=office.office.reviewer, at=at
    ),
    "extend": do_extend,
    "relay": do_relay,
    "return_accepted": lambda office, number, at: return_case(
        case_number=number, request=RETURN, by=office.office.decider, at=at
    ),
    "propose": lambda office, number, at: propose_decision(
        case_number=number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=office.office.reviewer,
        at=at,
    ),
    "grant": lambda office, number, at: grant_case(
        case_number=number, opinion="同意", by=office.office.decider, at=at
    ),
    "deny": lambda office, number, at: deny_case(
        case_number=number, reasons="不符合", remedies=REMEDIES, by=office.office.decider, at=at
    ),
    "send_back": lambda office, number, at: send_back_decision(
        case_number=number,
        reason="补充理由",
        target="review",
        by=office.office.decider,
        at=at,
    ),
    "on_the_spot": lambda office, number, at: grant_on_the_spot(
        case_number=number, by=office.office.decider, at=at
    ),
    "certificate": lambda office, number, at: start_certificate(
        case_number=number, by=office.office.maker, at=at
    ),
    "complete": do_complete,
    "deliver": lambda office, number, at: deliver_case(
        case_number=number,
        way=DeliveryWay.SIGNED,
        proof="张演示",
        by=office.office.deliverer,
        at=at,
    ),
    "void": lambda office, number, at: void_case(
        case_number=number, reason="重复", by=office.office.administrator, at=at
    ),
    "delete": lambda office, number, at: delete_case(
        case_number=number, reason="录错", by=office.office.administrator, at=at
    ),
    "claim": do_claim,
    "release": do_release,
    "transfer": do_transfer,
    "unmask": lambda office, number, at: unmask_people(
        case_number=number,
        fields=[PersonalField.APPLICANT_MOBILE],
        reason="电话核实",
        by=office.office.reviewer,
        now=at.recorded_at,
    ),
} | EX_OFFICIO_ACTS
