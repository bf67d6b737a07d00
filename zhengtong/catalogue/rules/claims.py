"""Who may claim an upper item, who is asked to, and who may approve the claim (认领)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhengtong.catalogue.rules.states import CATALOGUE_STATE_LABELS, CatalogueState
from zhengtong.kernel.errors import DomainError
from zhengtong.places.rules.organisations import OrganisationLevel
from zhengtong.places.rules.regions import RegionLevel, level_of


class ClaimRefused(DomainError):
    """The item is not there to be claimed by this body (不能认领)."""

    code = "claim_refused"


class ApproverIsSubmitter(DomainError):
    """The person who submitted a claim may not approve it (上报人不得自行审核)."""

    code = "approver_is_submitter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the lists in force say about a body and an item (清单如何规定).

    Args:
        is_named: one of them names the item for the body.
        is_passed_down: and it is one that passes items down.
        cited: the lists that were asked, with edition and document number; empty where none is
            in force.
        wanted: the names of the lists that would have to be, for people.
        is_taken_over: the claim was made in another system; without a list nothing stands
            against it.
    """

    is_named: bool
    is_passed_down: bool
    cited: str
    wanted: str
    is_taken_over: bool


def check_claim(
    *,
    upper_state: CatalogueState,
    exercise_levels: Collection[str],
    level: str,
    listing: Listing,
) -> None:
    """Refuse a claim beyond the body's level or list, or of an item not in force (认领范围).

    Args:
        exercise_levels: of the upper item, words of `exercise_level`; empty where the upper item
            does not say, and then any level may claim.
        level: the level of the body, a word of `exercise_level`. What is passed down to a
            township it may exercise, whatever the upper item says.
        listing: what the lists in force say.

    Raises:
        ClaimRefused: the item is not published, is exercised at other levels only, or the lists
            in force do not name it for the body; the reason cites them.

    Source:
        认领要求: 应领尽领, 只认领本级清单内的事项, 不追求数量. The lists are those in force on
        the day of the claim.
    """
    if upper_state is not CatalogueState.PUBLISHED:
        raise ClaimRefused(f"目录事项“{CATALOGUE_STATE_LABELS[upper_state]}”，不能认领")
    can = listing.is_passed_down or may_exercise(exercise_levels=exercise_levels, level=level)
    if not can:
        raise ClaimRefused("目录事项的行使层级不含本级，不能认领")
    if listing.is_named:
        return
    if listing.cited:
        raise ClaimRefused(f"{listing.cited}没有把这一事项列给本机构，不能超出清单认领")
    if not listing.is_taken_over:
        raise ClaimRefused(
            f"当日没有现行的{listing.wanted}，不能认领，请先由政务服务中心用 import-list 导入"
        )


def may_exercise(*, exercise_levels: Collection[str], level: str) -> bool:
    """Tell whether a level may exercise an item; where the item does not say, any may (层级)."""
    return not exercise_levels or bool({level, "split"}.intersection(exercise_levels))


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


def concerns_region(*, exercise_levels: Collection[str], region_code: str) -> bool:
    """Tell whether any body of a region might exercise an item (是否与本区划有关).

    Townships and villages belong to the county in which they lie.
    """
    own = _LEVEL_OF_REGION[level_of(region_code)]
    levels = (own, "township", "village") if own == "county" else (own,)
    return any(may_exercise(exercise_levels=exercise_levels, level=level) for level in levels)


def exercise_level_of(*, level: OrganisationLevel, region_code: str) -> str:
    """Return the level at which a body exercises power, a word of `exercise_level` (行使层级).

    Townships and villages show it by their own level, every other body by that of its region.
    """
    own = _LEVEL_OF_BODY.get(level)
    return own or _LEVEL_OF_REGION[level_of(region_code)]


_LEVEL_OF_BODY: Mapping[OrganisationLevel, str] = MappingProxyType(
    {OrganisationLevel.TOWNSHIP: "township", OrganisationLevel.VILLAGE_STATION: "village"}
)
_LEVEL_OF_REGION: Mapping[RegionLevel, str] = MappingProxyType(
    {
        RegionLevel.PROVINCE: "provincial",
        RegionLevel.CITY: "city",
        RegionLevel.COUNTY: "county",
    }
)


def possible_claimers(
    *,
    listed: Collection[str],
    same_line: Collection[str],
    centre_code: str,
    is_held: bool,
) -> tuple[str, ...]:
    """Return the bodies of a region that an upper item is put to (可能的认领机构).

    Whom the region's list names; where it names nobody, the bodies with items of the same guiding
    body; where there are none either and nobody holds the item, the service centre, which decides
    whose it is.

    Args:
        listed, same_line: organisation codes whose level may exercise the item.
        centre_code: empty where the region has no service centre.
        is_held: some body of the region has claimed the item already.

    Source:
        认领要求: 应领尽领, 只认领本级清单内的事项. Who is asked while the list is silent is ours.
    """
    if listed:
        return tuple(sorted(listed))
    if same_line:
        return tuple(sorted(same_line))
    return (centre_code,) if centre_code and not is_held else ()
