"""Who holds a step, and who may hand it on (环节的认领与转办)."""

from collections.abc import Collection
from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class StepTaken(DomainError):
    """Somebody else has taken the step up (环节已被认领)."""

    code: ClassVar[str] = "step_taken"


class StepFree(DomainError):
    """Nobody has taken the step up, so there is nothing to give back (环节无人认领)."""

    code: ClassVar[str] = "step_free"


class NotOfThePost(DomainError):
    """The person does not hold the post of the step today (不在该环节岗位)."""

    code: ClassVar[str] = "not_of_the_post"


class HandOverUnexplained(DomainError):
    """A step is given back or handed on without a reason (未说明退回或转办理由)."""

    code: ClassVar[str] = "hand_over_unexplained"


class TransferRefused(DomainError):
    """The step cannot go to this person (不能转办给该人员)."""

    code: ClassVar[str] = "transfer_refused"


def check_free(*, claimed_by: str, staff_code: str) -> None:
    """Refuse to claim what somebody has taken up already (检查是否无人认领).

    Raises:
        StepTaken: somebody has it, be it the person himself.
    """
    if claimed_by == staff_code:
        raise StepTaken("您已经认领本环节")
    if claimed_by:
        raise StepTaken(f"本环节已由 {claimed_by} 认领，请其办理、退回或转办")


def check_claimed(*, claimed_by: str) -> None:
    """Refuse to give back what nobody has (检查是否有人认领).

    Raises:
        StepFree: nobody has it.
    """
    if not claimed_by:
        raise StepFree("本环节没有人认领，不必退回")


def check_hand_over(*, reason: str) -> None:
    """Refuse to give a step back or hand it on without saying why (检查退回、转办理由).

    Raises:
        HandOverUnexplained: no reason.
    """
    if not reason.strip():
        raise HandOverUnexplained("请写明退回或转办的理由")


def check_of_the_post(*, staff_code: str, holders: Collection[str], node_name: str) -> None:
    """Refuse whoever does not hold the post of a step today (检查岗位).

    Raises:
        NotOfThePost: he does not hold it.
    """
    if staff_code not in holders:
        raise NotOfThePost(f"{staff_code} 今天不在“{node_name}”的岗位上")


def check_receiver(*, claimed_by: str, receiver: str) -> None:
    """Refuse to hand a step to nobody, or to whom it is with already (检查转办对象).

    Raises:
        TransferRefused: no code, or the present holder.
    """
    if not receiver.strip():
        raise TransferRefused("请填写接办人员的工号")
    if receiver == claimed_by:
        raise TransferRefused(f"本环节已经在 {receiver} 手上")
