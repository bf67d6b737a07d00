"""Ends other than a decision: withdrawal, void and delete, and their reasons (其他结束)."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.kernel.errors import DomainError


class WithdrawalUnwritten(DomainError):
    """A withdrawal needs the applicant's written request (撤回须有书面申请)."""

    code: ClassVar[str] = "withdrawal_unwritten"


class ReturnGround(StrEnum):
    """Why an accepted application goes back undecided (受理后退件事由).

    Source:
        Provincial exchange schema, close code 5: 退件, never corrected or gave up.
    """

    NOT_SUPPLIED = "not_supplied"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return "逾期未补交材料" if self is ReturnGround.NOT_SUPPLIED else "申请人放弃办理"


class ReturnRefused(DomainError):
    """An accepted application goes back without ground, proof or reasons (不能退件)."""

    code: ClassVar[str] = "return_refused"
    clause: ClassVar[str] = "《行政许可法》第三十八条"


class RemovalRefused(DomainError):
    """A record is voided or deleted without a reason, or never counted (不能作废或删除)."""

    code: ClassVar[str] = "removal_refused"


class CloseReasonMissing(DomainError):
    """Every end but a grant says why (未填写办结原因)."""

    code: ClassVar[str] = "close_reason_missing"


def check_withdrawal(*, written_request: str) -> None:
    """Refuse a withdrawal on hearsay (检查撤回申请).

    Args:
        written_request: number or file name of the applicant's written request.

    Raises:
        WithdrawalUnwritten: there is none.
    """
    if not written_request.strip():
        raise WithdrawalUnwritten("撤回申请应有申请人的书面请求，请登记文号或上传文件")


def check_return(
    *,
    ground: ReturnGround,
    reason: str,
    proof: str,
    supply_by: dt.date | None,
    today: dt.date,
    is_applicant_told: bool,
) -> None:
    """Refuse to return an accepted application but for the two grounds there are (检查受理后退件).

    An organ that merely finds the application wanting decides against it, with reasons and
    remedies; a return is no way round that.

    Args:
        proof: number of the written demand, or of the record that the applicant gave up.
        supply_by: the last day that the demand left him; needed where nothing was supplied.
        is_applicant_told: the return and its reasons have been told in writing.

    Raises:
        ReturnRefused: no reason, proof or notice, or the time for supplying still runs.

    Source:
        《行政许可法》（2019年修正）第三十八条: an accepted application ends by a written decision.
        Domain rules 3 and glossary 4.1, code 5: returned = never corrected or gave up.
    """
    if not reason.strip():
        raise ReturnRefused("受理后退件应写明理由")
    if not proof.strip():
        what = "要求补交材料的书面通知" if supply_by else "申请人放弃办理的记录"
        raise ReturnRefused(f"请登记{what}的文号或文件")
    if ground is ReturnGround.NOT_SUPPLIED:
        if supply_by is None:
            raise ReturnRefused("请填写通知限定的补交日期")
        if today <= supply_by:
            raise ReturnRefused(f"补交材料的期限到 {supply_by}，还没有过，不能退件")
    if not is_applicant_told:
        raise ReturnRefused("请先将退件及其理由书面告知申请人")


def check_removal(*, reason: str, accepted_at: dt.datetime | None) -> None:
    """Refuse to void or delete a record without a reason (检查作废、删除).

    Only cases that were accepted are voided or deleted; an earlier one ends by withdrawal or
    refusal and is in no figure.

    Raises:
        RemovalRefused: no reason, or the case was never accepted.
    """
    if not reason.strip():
        raise RemovalRefused("作废、删除办件应写明理由")
    if accepted_at is None:
        raise RemovalRefused("办件未曾受理，不在统计之内，不能作废或删除")


def check_close_reason(*, result: CloseResult, reason: str) -> None:
    """Refuse an end without its reason, a grant apart (检查办结原因).

    Raises:
        CloseReasonMissing: the result needs a reason and there is none.

    Source:
        Provincial exchange schema, close codes 1-6: 办结原因必填.
    """
    if result is not CloseResult.GRANTED and not reason.strip():
        raise CloseReasonMissing(f"{result.label}应写明原因")
