"""Every act of a case as one call `(office, number, at)`, and which states it may start from."""

from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.acceptance import accept_case, deem_accepted
from zhengtong.cases.operations.certificate import start_certificate
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
from zhengtong.cases.operations.removal import delete_case, void_case
from zhengtong.cases.operations.review import pass_step, send_back_step, start_review
from zhengtong.cases.operations.submission import Submission, submit_case
from zhengtong.cases.operations.suspension import ProcedureRequest, resume_case, suspend_case
from zhengtong.cases.operations.withdrawal import withdraw_case
from zhengtong.cases.rules.deadlines import Approver
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.tests.factories import (
    REMEDIES,
)
from zhengtong.foundation.actors import SYSTEM
from zhengtong.kernel.special_procedures import SpecialProcedure

REGION = "510703"
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
}
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
    "deem": ({"received"}, "accepted"),
    "withdraw": (OPEN_BEFORE_DECISION, "withdrawn"),
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
}
PROCEDURE = ProcedureRequest(
    kind=SpecialProcedure.TESTING,
    reason="须检测",
    planned_days=5,
    approver="S90",
    is_applicant_told=True,
)
EXTENSION = ExtensionRequest(
    count=10,
    reason="情况复杂",
    approver=Approver.ORGAN_HEAD,
    approved_by="S90",
    is_applicant_told=True,
)


def do_pass(office, number, at):
    nodes = Step.objects.filter(region_code=REGION, closed_at=None, kind="review")
    case = Case.objects.get(region_code=REGION, number=number)
    node = nodes.filter(case_id=case.id).values_list("node", flat=True).first() or "review"
    pass_step(case_number=number, node=node, opinion="符合", by=office.reviewer, at=at)


def do_complete(office, number, at):
    is_making = Case.objects.get(region_code=REGION, number=number).state == "cert_making"
    complete_case(
        case_number=number,
        by=office.decider,
        at=at,
        certificate_number="证第1号" if is_making else "",
    )


ACTS = {
    "submit": lambda office, number, at: submit_case(
        case_number=number,
        submission=Submission(
            is_identity_verified=True, files={"申请表": "a.pdf", "营业执照": "b.pdf"}
        ),
        by=office.clerk,
        at=at,
    ),
    "start_pre_review": lambda office, number, at: start_pre_review(
        case_number=number, by=office.clerk, at=at
    ),
    "pass_pre_review": lambda office, number, at: pass_pre_review(
        case_number=number, by=office.clerk, at=at
    ),
    "fail_pre_review": lambda office, number, at: fail_pre_review(
        case_number=number, faults=["缺签名"], by=office.clerk, at=at
    ),
    "not_required": lambda office, number, at: state_not_required(
        case_number=number, reason="无需许可", by=office.clerk, at=at
    ),
    "refuse": lambda office, number, at: refuse_acceptance(
        case_number=number,
        reason="不属职权",
        competent_organ="市交通局",
        by=office.clerk,
        at=at,
    ),
    "fix": lambda office, number, at: fix_on_the_spot(
        case_number=number, fixed="补签名", by=office.clerk, at=at
    ),
    "notify": lambda office, number, at: notify_correction(
        case_number=number, points=[Point(what="营业执照过期")], by=office.clerk, at=at
    ),
    "supply": lambda office, number, at: supply_correction(
        case_number=number, by=office.clerk, at=at
    ),
    "return": lambda office, number, at: return_uncorrected(case_number=number, by=SYSTEM, at=at),
    "accept": lambda office, number, at: accept_case(case_number=number, by=office.clerk, at=at),
    "deem": lambda office, number, at: deem_accepted(case_number=number, by=SYSTEM, at=at),
    "withdraw": lambda office, number, at: withdraw_case(
        case_number=number, written_request="书面申请", by=office.clerk, at=at
    ),
    "start_review": lambda office, number, at: start_review(
        case_number=number, by=office.clerk, at=at
    ),
    "pass": do_pass,
    "send_back_step": lambda office, number, at: send_back_step(
        case_number=number,
        node="review",
        target="intake",
        opinion="退回",
        by=office.reviewer,
        at=at,
    ),
    "suspend": lambda office, number, at: suspend_case(
        case_number=number, request=PROCEDURE, by=office.reviewer, at=at
    ),
    "resume": lambda office, number, at: resume_case(
        case_number=number, result="检测合格", by=office.reviewer, at=at
    ),
    "extend": lambda office, number, at: extend_case(
        case_number=number, request=EXTENSION, by=office.reviewer, at=at
    ),
    "propose": lambda office, number, at: propose_decision(
        case_number=number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=office.reviewer,
        at=at,
    ),
    "grant": lambda office, number, at: grant_case(
        case_number=number, opinion="同意", by=office.decider, at=at
    ),
    "deny": lambda office, number, at: deny_case(
        case_number=number, reasons="不符合", remedies=REMEDIES, by=office.decider, at=at
    ),
    "send_back": lambda office, number, at: send_back_decision(
        case_number=number,
        reason="补充理由",
        target="review",
        by=office.decider,
        at=at,
    ),
    "on_the_spot": lambda office, number, at: grant_on_the_spot(
        case_number=number, by=office.decider, at=at
    ),
    "certificate": lambda office, number, at: start_certificate(
        case_number=number, by=office.maker, at=at
    ),
    "complete": do_complete,
    "deliver": lambda office, number, at: deliver_case(
        case_number=number, way=DeliveryWay.SIGNED, proof="张演示", by=office.deliverer, at=at
    ),
    "void": lambda office, number, at: void_case(
        case_number=number, reason="重复", by=office.administrator, at=at
    ),
    "delete": lambda office, number, at: delete_case(
        case_number=number, reason="录错", by=office.administrator, at=at
    ),
}
