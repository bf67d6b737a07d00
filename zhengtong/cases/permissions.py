"""Who may do what to a case (办件权限). Imported from `apps.py`, which declares them."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission

INTAKE = "post:intake"
REVIEWER = "post:reviewer"
DECIDER = "post:decider"
CERTIFICATE_MAKER = "post:certificate_maker"
DELIVERER = "post:deliverer"
HANDLER = "duty:case_handler"
ADMINISTRATOR = "duty:department_administrator"
SUPERVISOR = "duty:supervisor"


class CasePermission(StrEnum):
    """Permissions of the domain, one per verb (办件权限)."""

    VIEW = "cases:case:view"
    DRAFT = "cases:case:draft"
    SUBMIT = "cases:case:submit"
    PRE_REVIEW = "cases:case:pre_review"
    RECEIVE = "cases:case:receive"
    REFUSE_ACCEPTANCE = "cases:case:refuse_acceptance"
    NOTIFY_CORRECTION = "cases:correction:notify"
    SUPPLY_CORRECTION = "cases:correction:supply"
    RETURN_UNCORRECTED = "cases:case:return_uncorrected"
    RETURN = "cases:case:return"
    ACCEPT = "cases:case:accept"
    DEEM_ACCEPTED = "cases:case:deem_accepted"
    WITHDRAW = "cases:case:withdraw"
    START_REVIEW = "cases:review:start"
    REVIEW = "cases:step:review"
    REVIEW_AS_DECIDER = "cases:step:review_as_decider"
    CLAIM_STEP = "cases:step:claim"
    RELEASE_STEP = "cases:step:release"
    TRANSFER_STEP = "cases:step:transfer"
    SUSPEND = "cases:case:suspend"
    APPROVE_SUSPENSION = "cases:suspension:approve"
    EXTEND = "cases:case:extend"
    RELAY = "cases:case:relay"
    PROPOSE_DECISION = "cases:decision:propose"
    DECIDE = "cases:decision:decide"
    MAKE_CERTIFICATE = "cases:certificate:make"
    COMPLETE = "cases:case:complete"
    DELIVER = "cases:case:deliver"
    REMOVE = "cases:case:remove"
    MOVE_FLOW = "cases:case:move_flow"
    IMPORT = "cases:case:import"
    ENTER_LATE = "cases:act:enter_late"
    UNMASK = "cases:people:unmask"
    # Without application (依职权).
    FILE = "cases:ex_officio:file"
    HANDLE = "cases:ex_officio:handle"
    REVIEW_LEGALITY = "cases:ex_officio:review_legality"
    DECIDE_OUTCOME = "cases:ex_officio:decide"
    CLOSE = "cases:ex_officio:close"
    DROP = "cases:ex_officio:drop"
    # Daily practice at the counter.
    SUPPLY_TOLERATED = "cases:tolerance:supply"
    RETURN_UNSUPPLIED = "cases:tolerance:return"
    CHECK_PLEDGE = "cases:pledge:check"
    ANNUL = "cases:decision:annul"
    NOTIFY_FEE = "cases:fee:notify"
    RECEIVE_FEE = "cases:fee:receive"
    EXEMPT_FEE = "cases:fee:exempt"
    HANDLE_PARCEL = "cases:parcel:handle"
    COUNT_CONSULTATION = "cases:consultation:count"


_STAFF_ACTS = {
    CasePermission.VIEW: ("查看办件", (HANDLER, ADMINISTRATOR, SUPERVISOR)),
    CasePermission.PRE_REVIEW: ("预审", (INTAKE,)),
    CasePermission.RECEIVE: ("收件", (INTAKE,)),
    CasePermission.REFUSE_ACCEPTANCE: ("不予受理、告知无需办理", (INTAKE,)),
    CasePermission.NOTIFY_CORRECTION: ("告知补正、当场更正", (INTAKE,)),
    CasePermission.ACCEPT: ("受理", (INTAKE,)),
    CasePermission.REVIEW: ("审查", (REVIEWER,)),
    CasePermission.REVIEW_AS_DECIDER: ("由决定岗审查", (DECIDER,)),
    CasePermission.CLAIM_STEP: (
        "认领环节",
        (INTAKE, REVIEWER, DECIDER, CERTIFICATE_MAKER, DELIVERER),
    ),
    CasePermission.RELEASE_STEP: ("退回他人认领的环节", (ADMINISTRATOR,)),
    CasePermission.TRANSFER_STEP: ("指派、转办他人的环节", (ADMINISTRATOR,)),
    # An accepted application otherwise ends by a decision, so who decides returns it.
    CasePermission.RETURN: ("受理后退件", (DECIDER,)),
    CasePermission.SUSPEND: ("启动、结束特别程序", (REVIEWER,)),
    CasePermission.APPROVE_SUSPENSION: ("批准特别程序", (DECIDER,)),
    CasePermission.EXTEND: ("登记延长期限", (REVIEWER,)),
    CasePermission.RELAY: ("转报上级", (REVIEWER, DECIDER)),
    CasePermission.PROPOSE_DECISION: ("提出拟办意见", (REVIEWER, DECIDER)),
    CasePermission.DECIDE: ("作出决定", (DECIDER,)),
    CasePermission.MAKE_CERTIFICATE: ("制证", (CERTIFICATE_MAKER,)),
    CasePermission.COMPLETE: ("办结", (REVIEWER, DECIDER, CERTIFICATE_MAKER)),
    CasePermission.DELIVER: ("送达", (DELIVERER, INTAKE)),
    # Beside it, the act that is entered late takes its own right.
    CasePermission.ENTER_LATE: ("补录以前的办理", (HANDLER,)),
    CasePermission.UNMASK: ("查看个人信息原文", (HANDLER, SUPERVISOR)),
    CasePermission.FILE: ("立案", (HANDLER,)),
    CasePermission.HANDLE: ("调查检查、提出处理意见、办理听证", (HANDLER,)),
    CasePermission.REVIEW_LEGALITY: ("法制审核", (REVIEWER,)),
    CasePermission.DECIDE_OUTCOME: ("作出处理决定、退回补充调查", (DECIDER,)),
    CasePermission.CLOSE: ("结案", (HANDLER,)),
    CasePermission.DROP: ("批准撤案", (DECIDER,)),
    CasePermission.SUPPLY_TOLERATED: ("收取容缺材料", (INTAKE,)),
    CasePermission.CHECK_PLEDGE: ("登记承诺核查结果", (REVIEWER, DECIDER)),
    CasePermission.ANNUL: ("撤销决定", (DECIDER,)),
    CasePermission.NOTIFY_FEE: ("开具缴费通知", (INTAKE, REVIEWER, DECIDER)),
    CasePermission.RECEIVE_FEE: ("登记缴费", (INTAKE, DELIVERER)),
    # Who decides says who need not pay.
    CasePermission.EXEMPT_FEE: ("减免费用", (DECIDER,)),
    CasePermission.HANDLE_PARCEL: ("登记快递", (INTAKE, DELIVERER)),
}
for _permission, (_description, _holdings) in _STAFF_ACTS.items():
    declare_permission(_permission, _description, holdings=_holdings)

declare_permission(
    CasePermission.DRAFT, "新建申请", holdings=(INTAKE,), kinds=(ActorKind.APPLICANT,)
)
declare_permission(
    CasePermission.SUBMIT, "提交申请", holdings=(INTAKE,), kinds=(ActorKind.APPLICANT,)
)
declare_permission(
    CasePermission.SUPPLY_CORRECTION,
    "补正材料",
    holdings=(INTAKE,),
    kinds=(ActorKind.APPLICANT,),
)
declare_permission(
    CasePermission.WITHDRAW,
    "撤回申请",
    holdings=(INTAKE, REVIEWER),
    kinds=(ActorKind.APPLICANT,),
)
declare_permission(
    CasePermission.RETURN_UNCORRECTED,
    "逾期未补正退件",
    holdings=(INTAKE,),
    kinds=(ActorKind.SYSTEM,),
)
declare_permission(CasePermission.DEEM_ACCEPTED, "登记视为受理", kinds=(ActorKind.SYSTEM,))
declare_permission(
    CasePermission.START_REVIEW,
    "开始审查",
    holdings=(INTAKE, REVIEWER),
    kinds=(ActorKind.SYSTEM,),
)
declare_permission(
    CasePermission.RETURN_UNSUPPLIED,
    "容缺逾期退件",
    holdings=(INTAKE,),
    kinds=(ActorKind.SYSTEM,),
)
declare_permission(
    CasePermission.COUNT_CONSULTATION,
    "登记咨询",
    holdings=(INTAKE, HANDLER),
    kinds=(ActorKind.SYSTEM,),
)
declare_permission(CasePermission.IMPORT, "导入办件", kinds=(ActorKind.SOURCE,))
declare_permission(
    CasePermission.MOVE_FLOW,
    "移到流程新版",
    holdings=(ADMINISTRATOR,),
    kinds=(ActorKind.SYSTEM,),
)
# The operator at the command line acts as the system.
declare_permission(
    CasePermission.REMOVE, "作废、删除办件", holdings=(ADMINISTRATOR,), kinds=(ActorKind.SYSTEM,)
)
