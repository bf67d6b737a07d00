"""Whether an item may be submitted, and everything there is to say about it (上报前审查)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zhengtong.catalogue.rules.completeness import Completeness, completeness
from zhengtong.catalogue.rules.consistency import Finding, Severity, check_consistency
from zhengtong.catalogue.rules.element_faults import ElementFault, check_elements, check_locked
from zhengtong.kernel.errors import DomainError


class SubmissionRefused(DomainError):
    """The elements are faulty, incomplete in key parts or at odds with one another (不能上报)."""

    code = "submission_refused"

    def __init__(self, review: "SubmissionReview") -> None:
        super().__init__(f"不能上报：{'；'.join(review.refusals)}")
        self.review = review


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionReview:
    """What a review of an item's elements found (审查结果)."""

    faults: tuple[ElementFault, ...]
    findings: tuple[Finding, ...]
    completeness: Completeness

    @property
    def refusals(self) -> tuple[str, ...]:
        """Return what stops the submission, a sentence each (拒绝缘由)."""
        return (
            *(fault.message for fault in self.faults),
            *(missing.message for missing in self.completeness.missing_key),
            *(f"{each.number} {each.message}" for each in self.findings if _is_breach(each)),
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what is shown and stops nothing, a sentence each (提示)."""
        return (
            *(gap.message for gap in self.completeness.missing if not gap.is_key),
            *(f"{each.number} {each.message}" for each in self.findings if not _is_breach(each)),
        )


def review_submission(
    *,
    elements: Mapping[str, object],
    provisional: Collection[str],
    upper: Mapping[str, object],
) -> SubmissionReview:
    """Review an item's elements against the table, its upper item and one another (上报前审查).

    Every required key element must be there. A consistency error stops the submission; what a
    rule could not judge for want of an element is shown, since it counts in the completeness.

    Args:
        upper: elements of the upper item's version that was claimed.

    Source:
        认领填报要求: 关键要素（材料、地点、电话、时限）必须准确, 其他要素可暂定并标注.
    """
    return SubmissionReview(
        faults=(
            *check_elements(elements=elements, provisional=provisional),
            *check_locked(elements=elements, upper=upper),
        ),
        findings=check_consistency(elements=elements),
        completeness=completeness(elements=elements, provisional=provisional),
    )


def require_submittable(review: SubmissionReview) -> None:
    """Refuse a submission that the review speaks against (上报条件).

    Raises:
        SubmissionRefused: the message names everything that is to be mended.
    """
    if review.refusals:
        raise SubmissionRefused(review)


def _is_breach(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and not finding.missing
