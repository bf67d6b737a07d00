"""Between acceptance and decision: steps, special procedures, extension, relay (办理过程)."""

import datetime as dt
from typing import ClassVar

from zhengtong.cases.rules.deadlines import (
    Approver,
    ClockTerms,
    Extension,
    check_extension,
    check_extension_is_timely,
    extension_rule,
    stops_clock,
)
from zhengtong.kernel.clocks import Clock
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.special_procedures import SpecialProcedure


class OpinionMissing(DomainError):
    """A step is finished or sent back without an opinion (未填写办理意见)."""

    code: ClassVar[str] = "opinion_missing"


class NotOnTheSpot(DomainError):
    """Only on-the-spot items are decided at once, on the day of acceptance (不能当场办结)."""

    code: ClassVar[str] = "not_on_the_spot"
    clause: ClassVar[str] = "《行政许可法》第三十四条第二款"


class SuspensionKindRefused(DomainError):
    """This procedure does not stop the clock of this item (不得停止计时)."""

    code: ClassVar[str] = "suspension_kind_refused"
    clause: ClassVar[str] = "《行政许可法》第四十五条"


class SuspensionIncomplete(DomainError):
    """A special procedure without reason, planned days or notice (特别程序不完整)."""

    code: ClassVar[str] = "suspension_incomplete"
    clause: ClassVar[str] = "《行政许可法》第四十五条"


class SuspensionUnapproved(DomainError):
    """Approved by nobody, or by somebody without the right (特别程序未经有权人员批准)."""

    code: ClassVar[str] = "suspension_unapproved"


class ResumptionRefused(DomainError):
    """A special procedure ends without a result or before it began (特别程序结束有误)."""

    code: ClassVar[str] = "resumption_refused"


class ExtensionUnapproved(DomainError):
    """Not approved by the head whom the law names (延长未经有权批准人批准)."""

    code: ClassVar[str] = "extension_unapproved"
    clause: ClassVar[str] = "《行政许可法》第四十二条"


class ExtensionUnexplained(DomainError):
    """The applicant must be told the reasons (未告知延长理由)."""

    code: ClassVar[str] = "extension_unexplained"
    clause: ClassVar[str] = "《行政许可法》第四十二条"


class RelayIncomplete(DomainError):
    """Up goes the whole file with the lower organ's opinion, or nothing (转报不完整)."""

    code: ClassVar[str] = "relay_incomplete"
    clause: ClassVar[str] = "《行政许可法》第三十五条"


def check_step_opinion(*, opinion: str) -> None:
    """Refuse a step that says nothing (检查办理意见).

    Raises:
        OpinionMissing: the opinion is empty.
    """
    if not opinion.strip():
        raise OpinionMissing("请填写办理意见")


def check_on_the_spot_grant(
    *, is_on_the_spot: bool, accepted_on: dt.date, granted_on: dt.date
) -> None:
    """Refuse to grant at once what is not an on-the-spot item (检查当场准予).

    Raises:
        NotOnTheSpot: another kind of item, or the day of acceptance is over.

    Source:
        《行政许可法》（2019年修正）第三十四条第二款: 申请材料齐全、符合法定形式,
        能够当场作出决定的, 应当当场作出书面的行政许可决定. Accepted and granted on one day: domain
        rules 2.1.
    """
    if not is_on_the_spot:
        raise NotOnTheSpot("该事项不是即办件，请按流程审查、决定")
    if accepted_on != granted_on:
        raise NotOnTheSpot("即办件应在受理当日作出决定，已过当日的请按流程审查、决定")


def check_suspension(
    *,
    kind: SpecialProcedure,
    terms: ClockTerms,
    reason: str,
    planned_days: int,
    is_applicant_told: bool,
) -> None:
    """Refuse to stop the clock for a procedure that may not, or without its papers (检查特别程序).

    Art. 45 names its kinds for licences; other kinds of items stop only for what they list.

    Args:
        reason: reason or basis.
        planned_days: working days that the procedure is expected to take, at least 1.
        is_applicant_told: the time needed has been told in writing.

    Raises:
        SuspensionKindRefused: the kind does not stop the clock of this item.
        SuspensionIncomplete: reason, planned days or written notice is lacking.

    Source:
        《行政许可法》（2019年修正）第四十五条: 所需时间不计算在本节规定的期限内;
        行政机关应当将所需时间书面告知申请人.
    """
    if not stops_clock(kind=kind, terms=terms):
        ground = (
            "不属于法律规定不计入期限的情形"
            if terms.item_type is ItemType.LICENSE
            else f"没有列入这项{terms.item_type.label}的特别程序"
        )
        raise SuspensionKindRefused(f"“{kind.label}”{ground}，办理时间照常计算")
    if not reason.strip():
        raise SuspensionIncomplete("请写明启动特别程序的理由或依据")
    if planned_days < 1:
        raise SuspensionIncomplete("请填写特别程序预计所需的工作日，至少 1 个")
    if not is_applicant_told:
        raise SuspensionIncomplete("请先将特别程序所需时间书面告知申请人")


def check_suspension_approval(*, approver: str, is_in_service: bool, may_approve: bool) -> None:
    """Refuse a special procedure that nobody with the right approved (检查特别程序的批准人).

    Args:
        approver: staff code of who approved.
        may_approve: he heads the organ, is its leader in charge, or decides there.

    Raises:
        SuspensionUnapproved: no code, nobody in service has it, or he has no right.

    Source:
        Domain records 3: special procedure, approver mandatory. Whom that may be is left open; the
        platform takes the organ's recorded head, its leader in charge, and its deciders.
    """
    if not approver.strip():
        raise SuspensionUnapproved("请填写批准特别程序的人员工号")
    if not is_in_service:
        raise SuspensionUnapproved(f"没有工号为 {approver} 的在职人员，批准人须填工号")
    if not may_approve:
        raise SuspensionUnapproved(
            f"{approver} 不能批准特别程序：须是本机关负责人、分管领导或在任的决定岗人员"
        )


def check_resumption(*, result: str, started_on: dt.date, ended_on: dt.date) -> None:
    """Refuse to end a special procedure without a result (检查特别程序结束).

    Raises:
        ResumptionRefused: no result text, or it ends before it began.
    """
    if not result.strip():
        raise ResumptionRefused("请填写特别程序的结果")
    if ended_on < started_on:
        raise ResumptionRefused("特别程序的结束日期早于开始日期")


def check_extension_request(
    *,
    extension: Extension,
    terms: ClockTerms,
    clock: Clock,
    today: dt.date,
    is_already_extended: bool,
    approver: Approver | None,
    reason: str,
    is_applicant_told: bool,
    item_approver: Approver | None = None,
    approved_by: str,
    organ_head: str,
) -> None:
    """Refuse an extension: once, before the end, by the right head, with reasons told (检查延长).

    Args:
        clock: the statutory clock; the promised one where no law sets a limit.
        approver: who approved; None if nobody has.
        item_approver: whom the item's own rule names; for licences art. 42 names the head.
        approved_by: the person who approved, by staff code or name.
        organ_head: staff code of the organ's recorded head; empty where none is recorded.

    Raises:
        ExtensionUnexplained: no reasons, or the applicant has not been told.
        ExtensionUnapproved: not approved, or by another head than the rule names.
        ExtensionRefused: no ground in law, too long, too late, or the second.

    Source:
        《行政许可法》（2019年修正）第四十二条:
        经本行政机关负责人（统一、联合、集中办理的经本级人民政府负责人）批准, 可以延长,
        并应当将延长期限的理由告知申请人.
    """
    if not reason.strip():
        raise ExtensionUnexplained("请写明延长期限的理由")
    if not is_applicant_told:
        raise ExtensionUnexplained("请先将延长期限的理由告知申请人")
    check_extension(extension=extension, terms=terms)
    check_extension_is_timely(clock=clock, today=today, is_already_extended=is_already_extended)
    rule = extension_rule(item_type=terms.item_type, is_joint=terms.is_joint)
    needed = item_approver or (rule.approver if rule else None)
    if approver is None or (needed is not None and approver is not needed):
        label = needed.label if needed else "有权机关负责人"
        raise ExtensionUnapproved(f"延长期限须经{label}批准")
    if not approved_by.strip():
        raise ExtensionUnapproved(f"请写明批准延长的{approver.label}")
    if approver is Approver.ORGAN_HEAD and organ_head and approved_by != organ_head:
        raise ExtensionUnapproved("批准人不是登记的本机关负责人")


def check_relay(*, opinion: str, upper_organisation_code: str, is_file_complete: bool) -> None:
    """Refuse to send a case up without opinion, addressee or its whole file (检查转报).

    Raises:
        RelayIncomplete: one of them is lacking.

    Source:
        《行政许可法》（2019年修正）第三十五条:
        下级行政机关应当在法定期限内将初步审查意见和全部申请材料直接报送上级行政机关.
    """
    if not opinion.strip():
        raise RelayIncomplete("转报上级应附初步审查意见")
    if not upper_organisation_code.strip():
        raise RelayIncomplete("请选择转报的上级机关")
    if not is_file_complete:
        raise RelayIncomplete("转报上级应附全部申请材料")
