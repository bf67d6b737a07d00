"""Who may claim an upper item, and who may approve the claim (认领)."""

from collections.abc import Collection

from zhengtong.catalogue.rules.states import CATALOGUE_STATE_LABELS, CatalogueState
from zhengtong.kernel.errors import DomainError


class ClaimRefused(DomainError):
    """The item is not there to be claimed by this body (不能认领)."""

    code = "claim_refused"


class ApproverIsSubmitter(DomainError):
    """The person who submitted a claim may not approve it (上报人不得自行审核)."""

    code = "approver_is_submitter"


def check_claim(
    *, upper_state: CatalogueState, exercise_levels: Collection[str], level: str
) -> None:
    """Refuse a claim beyond the body's level, or of an item not in force (认领范围).

    Args:
        exercise_levels: of the upper item, words of `exercise_level`; empty where the upper item
            does not say, and then any level may claim.
        level: the level of the body, a word of `exercise_level`.

    Raises:
        ClaimRefused: the item is not published, or is exercised at other levels only.

    Source:
        认领要求: 应领尽领, 只认领本级清单内的事项, 不追求数量.
    """
    if upper_state is not CatalogueState.PUBLISHED:
        raise ClaimRefused(f"目录事项“{CATALOGUE_STATE_LABELS[upper_state]}”，不能认领")
    if exercise_levels and not {level, "split"}.intersection(exercise_levels):
        raise ClaimRefused("目录事项的行使层级不含本级，不能认领")


def check_approver(*, submitted_by: str, approved_by: str) -> None:
    """Refuse an approver who submitted the claim (上报与审核分离).

    Args:
        submitted_by: the person, not the account; also `approved_by`.

    Raises:
        ApproverIsSubmitter: they are the same person.

    Source:
        不相容岗位分离: 认领上报人不得为审核人.
    """
    if submitted_by == approved_by:
        raise ApproverIsSubmitter("上报人不能审核自己上报的事项，请由其他人员审核")
