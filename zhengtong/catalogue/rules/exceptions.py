"""Exceptions: kinds, states, which bases an approved one leaves and when (例外申报)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from zhengtong.catalogue.rules.list_measures import ListMeasure
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.kernel.texts import checked_text

LONGEST_BASIS = 200
# Printed on every form and in every help text of the declaration.
FORM_NOTICE = (
    "本平台不是涉密信息系统，申报中不得填写任何涉密内容：涉密的只写所依据的条款或者文号，"
    "不写事项的涉密内容、密级缘由和密件标题。"
)


class ExceptionKind(StrEnum):
    """Why a body or an item does not count (例外种类)."""

    SECRET = "secret"  # noqa: S105  (涉密; a kind, no password)
    NOT_ONLINE = "not_online"
    NOT_IN_HALL = "not_in_hall"
    UPPER_LEVEL = "upper_level"
    BY_ORDER = "by_order"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return EXCEPTION_LABELS[self]


class ExceptionState(StrEnum):
    """Where a declaration stands (例外申报状态)."""

    DECLARED = "declared"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return EXCEPTION_STATE_LABELS[self]


class ExceptionAction(StrEnum):
    """What may be done with a declaration (例外申报办理)."""

    DECLARE = "declare"
    APPROVE = "approve"
    REFUSE = "refuse"
    END = "end"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return EXCEPTION_ACTION_LABELS[self]


EXCEPTION_LABELS: Mapping[ExceptionKind, str] = MappingProxyType(
    {
        ExceptionKind.SECRET: "涉密",
        ExceptionKind.NOT_ONLINE: "不宜网上办理",
        ExceptionKind.NOT_IN_HALL: "不进驻大厅",
        ExceptionKind.UPPER_LEVEL: "由上级办理",
        ExceptionKind.BY_ORDER: "按文件不纳入",
    }
)
EXCEPTION_STATE_LABELS: Mapping[ExceptionState, str] = MappingProxyType(
    {
        ExceptionState.DECLARED: "待审核",
        ExceptionState.APPROVED: "已同意",
        ExceptionState.REFUSED: "不同意",
        ExceptionState.ENDED: "已提前结束",
    }
)
EXCEPTION_ACTION_LABELS: Mapping[ExceptionAction, str] = MappingProxyType(
    {
        ExceptionAction.DECLARE: "申报",
        ExceptionAction.APPROVE: "审核同意",
        ExceptionAction.REFUSE: "审核不同意",
        ExceptionAction.END: "提前结束",
    }
)
EXCEPTION_TRANSITIONS: Mapping[tuple[ExceptionState, ExceptionAction], ExceptionState] = (
    MappingProxyType(
        {
            (ExceptionState.DECLARED, ExceptionAction.APPROVE): ExceptionState.APPROVED,
            (ExceptionState.DECLARED, ExceptionAction.REFUSE): ExceptionState.REFUSED,
            (ExceptionState.DECLARED, ExceptionAction.END): ExceptionState.ENDED,
            (ExceptionState.APPROVED, ExceptionAction.END): ExceptionState.ENDED,
        }
    )
)
# A declaration in one of these stands against another of its kind for the same thing.
STANDING_STATES = frozenset({ExceptionState.DECLARED, ExceptionState.APPROVED})
_IN_HALL = frozenset({ListMeasure.IN_HALL, ListMeasure.ONE_WINDOW})
_BASES_LEFT: Mapping[ExceptionKind, frozenset[ListMeasure]] = MappingProxyType(
    {
        ExceptionKind.SECRET: frozenset(ListMeasure) - {ListMeasure.CLAIM},
        ExceptionKind.NOT_ONLINE: frozenset({ListMeasure.ONLINE}),
        ExceptionKind.NOT_IN_HALL: _IN_HALL,
        ExceptionKind.UPPER_LEVEL: frozenset(ListMeasure),
        ExceptionKind.BY_ORDER: frozenset(ListMeasure),
    }
)
_LEAVES_BULLETIN = (ExceptionKind.BY_ORDER, ExceptionKind.UPPER_LEVEL, ExceptionKind.SECRET)


class ExceptionRefused(DomainError):
    """What is declared contradicts itself, or another declaration (例外申报有误)."""

    code = "exception_refused"


class ExceptionActionNotAllowed(DomainError):
    """The declaration's state does not allow the act (例外申报当前状态不能办理)."""

    code = "exception_action_not_allowed"


class ApproverIsDeclarer(DomainError):
    """Who declared an exception may not decide it (申报人不得自行审核)."""

    code = "approver_is_declarer"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownException:
    """A declaration as the rules see it (例外申报).

    Args:
        base_code: of the item; empty where it is of the whole body.
        basis: the clause or document.
        counts_from: first day that it counts, None until it is approved.
        counts_to: last day that it counts; before `counts_from` where it never did.
    """

    number: int
    kind: ExceptionKind
    organisation_code: str
    base_code: str
    basis: str
    starts_on: date
    ends_on: date
    state: ExceptionState
    counts_from: date | None
    counts_to: date | None

    def counts_on(self, day: date) -> bool:
        """Tell whether it was approved and in force on a day (当日是否有效)."""
        if self.counts_from is None or self.counts_to is None:
            return False
        return self.counts_from <= day <= self.counts_to


def next_exception_state(state: ExceptionState, action: ExceptionAction) -> ExceptionState:
    """Return the state an act leads to (办理后的状态).

    Raises:
        ExceptionActionNotAllowed: the table has no such step.
    """
    found = EXCEPTION_TRANSITIONS.get((state, action))
    if found is None:
        raise ExceptionActionNotAllowed(f"例外申报“{state.label}”，不能{action.label}")
    return found


def check_declaration(*, basis: str, starts_on: date, ends_on: date | None, today: date) -> date:
    """Refuse a declaration without basis, end or order in time; return its end (申报要件).

    Raises:
        ExceptionRefused: see above, or it is over already.
        TextRefused: the basis is too long or cannot be shown.

    Source:
        应进必进、应上尽上的例外须有依据、经中心审核并有期限; 没有审核同意的仍在基数内.
    """
    if not basis.strip():
        raise ExceptionRefused("例外申报须写明依据的条款或者文号")
    checked_text(basis, limit=LONGEST_BASIS, name="依据")
    if ends_on is None:
        raise ExceptionRefused("例外申报须有终止日，期满仍需例外的重新申报")
    if ends_on < starts_on:
        raise ExceptionRefused(f"例外的终止日 {ends_on} 早于起始日 {starts_on}")
    require_not_over(ends_on=ends_on, today=today)
    return ends_on


def require_not_over(*, ends_on: date, today: date) -> None:
    """Refuse what has ended: an exception never reaches back (不追溯).

    Raises:
        ExceptionRefused: the last day is past.
    """
    if ends_on < today:
        raise ExceptionRefused(f"例外的终止日 {ends_on} 已过，例外不追溯，请重新申报")


def check_overlap(
    *, starts_on: date, ends_on: date, others: Iterable[KnownException], thing: str
) -> None:
    """Refuse a second declaration of one kind for one thing in the same days (期间不能重叠).

    Args:
        others: of the same kind and thing, whatever their state.

    Raises:
        ExceptionRefused: names the one that stands.
    """
    for other in others:
        if other.state in STANDING_STATES and (
            other.starts_on <= ends_on and starts_on <= other.ends_on
        ):
            raise ExceptionRefused(
                f"{thing}在 {other.starts_on} 至 {other.ends_on} 已有“{other.kind.label}”的"
                f"例外申报（#{other.number}，{other.state.label}），期间不能重叠"
            )


def check_decider(*, declared_by: str, decided_by: str) -> None:
    """Refuse a decider who declared it (申报与审核分离).

    Raises:
        ApproverIsDeclarer: they are the same person.
    """
    if declared_by == decided_by:
        raise ApproverIsDeclarer("申报人不能审核自己申报的例外，请由其他人员审核")


def first_counted_day(*, starts_on: date, today: date) -> date:
    """Return from when an approval counts: never before its own day (起算日)."""
    return max(starts_on, today)


def last_counted_day(*, known: KnownException, last_day: date | None, today: date) -> date:
    """Return the last day of an exception that is ended early (提前结束的末日).

    Args:
        last_day: as asked; None for yesterday, so that today is in the bases again.

    Raises:
        ExceptionRefused: a day that is past would change its answer, or it is no earlier.
    """
    yesterday = today - ONE_DAY
    wanted = yesterday if last_day is None else last_day
    if wanted < yesterday:
        raise ExceptionRefused(f"往日的口径不能改，提前结束的末日最早为 {yesterday}")
    if wanted >= known.ends_on:
        raise ExceptionRefused(f"例外本来到 {known.ends_on} 为止，提前结束的末日要比它早")
    return wanted


class Exceptions:
    """The exceptions in force on one day, to be asked of bodies and items (当日有效例外)."""

    def __init__(self, known: Iterable[KnownException], *, on: date) -> None:
        order = sorted(known, key=lambda each: each.number)
        self.in_force = tuple(each for each in order if each.counts_on(on))
        self._left: set[tuple[ListMeasure, str, str]] = {
            (measure, each.organisation_code, each.base_code)
            for each in self.in_force
            for measure in _BASES_LEFT[each.kind]
        }
        self._bodies = {
            (each.organisation_code, each.kind): each
            for each in self.in_force
            if not each.base_code
        }

    def excepts(self, measure: ListMeasure, organisation_code: str, base_code: str) -> bool:
        """Tell whether an item of a body is out of the base of a measure (是否不在基数)."""
        return (measure, organisation_code, base_code) in self._left or (
            (measure, organisation_code, "") in self._left
        )

    def left_out(self, organisation_code: str) -> KnownException | None:
        """Return why bulletins leave a body out, None where they do not (通报不列入).

        A body that is not in the hall or not online handles cases all the same and keeps its row.
        """
        for kind in _LEAVES_BULLETIN:
            if (found := self._bodies.get((organisation_code, kind))) is not None:
                return found
        return None
