"""Who may not do what in one case (职责分离)."""

from collections.abc import Collection
from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class ReviewerDecides(DomainError):
    """Who reviewed a case may not decide it (审查人不得作决定)."""

    code: ClassVar[str] = "reviewer_decides"


class ContractWorkerDecides(DomainError):
    """A contract worker may not decide (编外聘用人员不得作决定)."""

    code: ClassVar[str] = "contract_worker_decides"


class LastDeciderReviews(DomainError):
    """If the only decider reviewed, nobody could decide (唯一的决定人不宜审查)."""

    code: ClassVar[str] = "last_decider_reviews"


class IntakeHandles(DomainError):
    """Who took the papers in may not handle the case (受办分离)."""

    code: ClassVar[str] = "intake_handles"


def check_decider(
    *,
    decider: str,
    reviewers: Collection[str],
    is_contract_worker: bool,
    one_person_allowed: bool = False,
) -> None:
    """Refuse a decider who reviewed the same case (审查与决定分离).

    Args:
        decider: person code.
        reviewers: person codes of everybody whose review of this case counts.
        one_person_allowed: an on-the-spot case whose item lets one person do both.

    Raises:
        ContractWorkerDecides: the decider is a contract worker.
        ReviewerDecides: the decider reviewed the case.

    Source:
        Platform rule (职责分离): reviewer ≠ decider of the same case; on-the-spot cases may be one
        person if the item allows.
    """
    if is_contract_worker:
        raise ContractWorkerDecides("编外聘用人员不能作出决定")
    if decider in reviewers and not one_person_allowed:
        raise ReviewerDecides("您审查过本件，应由其他人员作出决定")


def check_reviewer(*, reviewer: str, deciders: Collection[str]) -> None:
    """Refuse a review by the only person who could decide afterwards (审查人选).

    Otherwise the case would be stranded at the decision.

    Args:
        deciders: person codes of all who could decide this case today.

    Raises:
        LastDeciderReviews: nobody else could decide.
    """
    if reviewer in deciders and len(set(deciders)) == 1:
        raise LastDeciderReviews("您是本件唯一的决定人，应由其他人员审查")


def check_handler(*, handler: str, intake_person: str, is_intake_apart: bool) -> None:
    """Refuse handling by the person who took the papers in, where the item says so (受办分离).

    Args:
        is_intake_apart: flag of the item, on for one-window items.

    Raises:
        IntakeHandles: it is the same person.

    Source:
        Platform rule (受办分离): intake person of a one-window case is not the handler.
    """
    if is_intake_apart and handler == intake_person:
        raise IntakeHandles("本事项实行受办分离，收件人员不能办理同一件")
