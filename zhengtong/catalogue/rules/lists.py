"""Named lists of a region: their kinds, from when they count, which are in force (清单)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemGroup, ItemType, group_of
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.kernel.texts import checked_text


class ListRefused(DomainError):
    """The list contradicts what is in force, or itself (清单不能导入)."""

    code = "list_refused"


class ListKind(StrEnum):
    """What a list says of the items it names (清单种类).

    The first three are the should-claim lists (三张清单).
    """

    LICENSE = "should_claim_license"
    POWER = "should_claim_power"
    PUBLIC_SERVICE = "should_claim_public_service"
    IN_HALL = "in_hall"
    ONE_WINDOW = "one_window"
    AT_MOST_ONCE = "at_most_once"
    ZERO_VISIT = "zero_visit"
    LINKED = "linked"
    PASSED_DOWN = "passed_down"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return LIST_LABELS[self]


LIST_LABELS: Mapping[ListKind, str] = MappingProxyType(
    {
        ListKind.LICENSE: "行政许可清单",
        ListKind.POWER: "权力清单",
        ListKind.PUBLIC_SERVICE: "公共服务清单",
        ListKind.IN_HALL: "进驻大厅清单",
        ListKind.ONE_WINDOW: "一窗清单",
        ListKind.AT_MOST_ONCE: "最多跑一次清单",
        ListKind.ZERO_VISIT: "零跑动清单",
        ListKind.LINKED: "上下联动清单",
        ListKind.PASSED_DOWN: "下放乡镇清单",
    }
)
# What a body should claim; townships also what is passed down to them.
SHOULD_CLAIM: frozenset[ListKind] = frozenset(
    {ListKind.LICENSE, ListKind.POWER, ListKind.PUBLIC_SERVICE}
)
CLAIMABLE: frozenset[ListKind] = SHOULD_CLAIM | {ListKind.PASSED_DOWN}

# A power list may repeat the licences, which are powers too; an item counts once.
_GROUPS: Mapping[ListKind, frozenset[ItemGroup]] = MappingProxyType(
    {
        ListKind.LICENSE: frozenset({ItemGroup.LICENSE}),
        ListKind.POWER: frozenset({ItemGroup.LICENSE, ItemGroup.POWER_OTHER}),
        ListKind.PUBLIC_SERVICE: frozenset({ItemGroup.PUBLIC_SERVICE}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTerms:
    """What a list says about itself (清单要目).

    Args:
        edition: year or version (年度、版次) such as `2018`; a list has an edition, a batch or
            both.
        batch: such as 第一批. A batch adds to what is in force; an edition without batch
            replaces it.
        in_force_on: the date that the document names.
    """

    kind: ListKind
    name: str
    edition: str
    batch: str
    document_number: str
    in_force_on: date

    @property
    def is_batch(self) -> bool:
        """Tell whether the list adds to what is in force (是否按批次)."""
        return bool(self.batch)

    @property
    def title(self) -> str:
        """Return name, edition and document number, as reasons cite a list (清单名称和文号)."""
        return list_title(
            name=self.name,
            edition=self.edition,
            batch=self.batch,
            document_number=self.document_number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownList:
    """A list that is there, as the rules on time see it (已有清单).

    Args:
        list_id: by which its rows are found.
        number: its number among the lists of its kind.
        counts_from, counts_to: the first and last day that it counts; no last day while it is
            in force, a last day before the first where it never counted.
        imported_on: the day it came in.
        is_withdrawn: it was taken back.
    """

    list_id: UUID
    number: int
    terms: ListTerms
    counts_from: date
    counts_to: date | None
    imported_on: date
    is_withdrawn: bool

    def counts_on(self, day: date) -> bool:
        """Tell whether the list counts on a day (当日是否有效)."""
        return self.counts_from <= day and (self.counts_to is None or day <= self.counts_to)


def list_title(*, name: str, edition: str, batch: str, document_number: str) -> str:
    """Return how a list is cited: name, edition or batch, document number (清单引用)."""
    parts = "".join(part for part in (_edition_words(edition), batch) if part)
    return f"《{name}》（{parts}，{document_number}）"


def takes_item_type(kind: ListKind, item_type: ItemType) -> bool:
    """Tell whether items of a type belong on a list of this kind (事项类型是否相符)."""
    groups = _GROUPS.get(kind)
    return groups is None or group_of(item_type) in groups


def lists_for(item_type: ItemType) -> frozenset[ListKind]:
    """Return the should-claim lists on which a type may stand (应查哪张清单)."""
    return frozenset(kind for kind in SHOULD_CLAIM if takes_item_type(kind, item_type))


def check_terms(terms: ListTerms) -> None:
    """Refuse a list that does not say what it is (清单要目须齐全).

    Raises:
        ListRefused: no name or document number, neither edition nor batch, or a should-claim
            list without its year.
        TextRefused: one of them is too long or cannot be shown.
    """
    for text, label in ((terms.name, "名称"), (terms.document_number, "文号")):
        if not text:
            raise ListRefused(f"清单没有{label}，请写明")
    checked_text(terms.name, limit=200, name="清单名称")
    checked_text(terms.edition, limit=32, name="年度（版次）")
    checked_text(terms.batch, limit=32, name="批次")
    checked_text(terms.document_number, limit=64, name="文号")
    if not terms.edition and not terms.batch:
        raise ListRefused("清单须写明年度（版次）或者批次")
    year = terms.edition[:4]
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    if terms.kind in SHOULD_CLAIM and not is_year:
        raise ListRefused(f"{terms.kind.label}按年度编制，年度须以四位年份开头，如 2018")


def check_start(terms: ListTerms, *, others: Collection[KnownList]) -> None:
    """Refuse a list whose time overlaps with another of its kind (清单期间不得重叠).

    An edition must begin after every list of its kind, since it replaces them; a batch may not
    begin before the edition it adds to. Withdrawn lists do not stand in the way.

    Raises:
        ListRefused: names the list that it overlaps with.
    """
    standing = [each for each in others if not each.is_withdrawn]
    for each in standing:
        theirs = each.terms
        if (theirs.edition, theirs.batch) == (terms.edition, terms.batch):
            raise ListRefused(
                f"{theirs.title}已经导入，生效后不再改动；内容有误的先用 list withdraw 撤回"
            )
    for each in standing:
        theirs = each.terms
        if theirs.is_batch and terms.is_batch:
            continue
        if theirs.in_force_on == terms.in_force_on and terms.is_batch == theirs.is_batch:
            raise ListRefused(
                f"{theirs.title}也自 {terms.in_force_on} 起施行，同一种清单同日只能有一版"
            )
        is_late = theirs.in_force_on > terms.in_force_on
        if is_late or (theirs.is_batch and theirs.in_force_on == terms.in_force_on):
            raise ListRefused(
                f"施行日期 {terms.in_force_on} 不晚于已导入的{theirs.title}"
                f"（{theirs.in_force_on} 起施行），各版清单不能重叠"
            )


def first_day(terms: ListTerms, *, today: date, others: Collection[KnownList]) -> date:
    """Return the first day that a new list counts (起算日).

    That is the date it names, while the region takes over its lists: as long as none that came in
    on an earlier day has counted yet. From then on no list counts for days gone by, of whatever
    kind it is, since the rates of those days have been given: a past day answers the same later.

    Args:
        others: every list of the region, of every kind, withdrawn ones too.
    """
    has_answered = any(
        each.imported_on < today
        and each.counts_from < today
        and (each.counts_to is None or each.counts_from <= each.counts_to)
        for each in others
    )
    return max(terms.in_force_on, today) if has_answered else terms.in_force_on


def last_day(*, known: KnownList, today: date) -> date:
    """Return the last day that a list counts which is withdrawn today (撤回后的止日).

    Yesterday; a list that came in today never counted.
    """
    never = known.counts_from - ONE_DAY
    return never if known.imported_on >= today else max(never, today - ONE_DAY)


def in_force(lists: Collection[KnownList], *, on: date) -> tuple[KnownList, ...]:
    """Return what is in force of one kind on a day: the last edition, then its batches (现行清单).

    Args:
        lists: all of one kind.
    """
    counting = sorted((each for each in lists if each.counts_on(on)), key=_order)
    editions = [at for at, each in enumerate(counting) if not each.terms.is_batch]
    return tuple(counting[editions[-1] if editions else 0 :])


def _order(known: KnownList) -> tuple[date, date, bool, int]:
    terms = known.terms
    return known.counts_from, terms.in_force_on, terms.is_batch, known.number


def _edition_words(edition: str) -> str:
    return f"{edition} 年版" if edition.isascii() and edition.isdigit() else edition


def cited(lists: Sequence[KnownList]) -> str:
    """Return the lists as a reason names them (引用清单)."""
    return "、".join(each.terms.title for each in lists)
