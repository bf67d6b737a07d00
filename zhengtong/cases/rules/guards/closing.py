"""Ends other than a decision: withdrawal, void and delete, and their reasons (其他结束)."""

import datetime as dt
from typing import ClassVar

from zhengtong.cases.rules.states import CloseResult
from zhengtong.kernel.errors import DomainError


class WithdrawalUnwritten(DomainError):
    """A withdrawal needs the applicant's written request (撤回须有书面申请)."""

    code: ClassVar[str] = "withdrawal_unwritten"


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
