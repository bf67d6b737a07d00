"""Which law sets, stops and lengthens the clocks of a case (办件期限规则).

Counting itself is `kernel.clocks`; here stands what the law says about it. Everything is derived
from recorded facts: receipt, acceptance, suspensions, extension, decision.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.clocks import Clock, Pause, run_clock
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit, TimeLimit, working_days
from zhengtong.kernel.special_procedures import NOT_COUNTED_BY_LAW, SpecialProcedure
from zhengtong.kernel.working_hours import DEFAULT_WORKING_HOURS, WorkingHours


class ExtensionRefused(DomainError):
    """The extension has no ground in law, is too long, too late or the second (不得延长)."""

    code = "extension_refused"
    clause = "《行政许可法》第四十二条"


class Approver(StrEnum):
    """Who approves an extension (延长的批准人)."""

    ORGAN_HEAD = "organ_head"
    GOVERNMENT_HEAD = "government_head"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return "本行政机关负责人" if self is Approver.ORGAN_HEAD else "本级人民政府负责人"


class LawClock(StrEnum):
    """Clocks that the Licensing Law sets beside the limit of the item (法定程序期限)."""

    CORRECTION_NOTICE = "correction_notice"
    PRELIMINARY_EXAMINATION = "preliminary_examination"
    DELIVERY = "delivery"
    HEARING_REQUEST = "hearing_request"
    HEARING = "hearing"
    INSPECTION_START = "inspection_start"


@dataclass(frozen=True, slots=True)
class LawLimit:
    """A limit with the clause that sets it (法定期限及条款)."""

    limit: TimeLimit
    clause: str


LAW_CLOCKS: Mapping[LawClock, LawLimit] = MappingProxyType(
    {
        # Receipt of materials → the one notice that lists everything to be corrected.
        LawClock.CORRECTION_NOTICE: LawLimit(
            working_days(5), "《行政许可法》第三十二条第一款第四项"
        ),
        # Acceptance by the lower organ → opinion and materials go up.
        LawClock.PRELIMINARY_EXAMINATION: LawLimit(working_days(20), "《行政许可法》第四十三条"),
        # Grant → certificate issued and delivered.
        LawClock.DELIVERY: LawLimit(working_days(10), "《行政许可法》第四十四条"),
        # Told of the right → asked for a hearing; asked → hearing held.
        LawClock.HEARING_REQUEST: LawLimit(working_days(5), "《行政许可法》第四十七条"),
        LawClock.HEARING: LawLimit(working_days(20), "《行政许可法》第四十七条"),
        # Acceptance → inspection, testing or quarantine by two or more officials.
        LawClock.INSPECTION_START: LawLimit(working_days(5), "《行政许可法》第五十五条"),
    }
)


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far the law itself lets a limit be lengthened, and by whom (延长规则).

    Args:
        max_count: in the unit of the limit.
    """

    max_count: int
    approver: Approver
    clause: str


@dataclass(frozen=True, slots=True)
class Extension:
    """An approved lengthening (延长期限).

    Args:
        count: in the unit of the limit.
        basis: the clause of another law that allows it; empty when art. 42 does.
    """

    count: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A special procedure during a case (特别程序).

    Args:
        ended_on: the last day that it took; None while it goes on.
    """

    kind: SpecialProcedure
    started_on: dt.date
    ended_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTerms:
    """What the frozen item version says about time (事项的时限规定).

    Args:
        statutory_limit: None where no law sets one; a licence then has that of art. 42.
        promised_limit: None where nothing shorter is promised.
        is_joint: handled by several departments in a unified, joint or centralised way.
        listed_procedures: kinds that the item's own law names as not counted.
        extends_promise: an extension lengthens the promise too.
    """

    item_type: ItemType
    statutory_limit: TimeLimit | None = None
    promised_limit: TimeLimit | None = None
    is_joint: bool = False
    listed_procedures: frozenset[SpecialProcedure] = frozenset()
    extends_promise: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """What happened to a case that its clocks depend on (计时事实).

    Args:
        accepted_at: needed only by limits in hours.
    """

    accepted_on: dt.date
    accepted_at: dt.datetime | None = None
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """The statutory and the promised clock of one case (法定时钟与承诺时钟).

    Args:
        statutory: None where no law sets a limit.
        promised: runs on the statutory limit where nothing is promised; None without either.
        not_stopping: procedures that are shown and stop nothing.
    """

    statutory: Clock | None
    promised: Clock | None
    not_stopping: tuple[Suspension, ...]


def case_clocks(
    *,
    terms: ClockTerms,
    facts: ClockFacts,
    calendar: WorkCalendar,
    hours: WorkingHours = DEFAULT_WORKING_HOURS,
) -> CaseClocks:
    """Return both clocks of a case from its recorded facts (办件时钟).

    Raises:
        ExtensionRefused: the recorded extension has no ground in law.
        OutsideCalendar: acceptance or a due day lies in a year that is not loaded.
        LimitNeedsTime: a limit is in hours and the moment of acceptance is not known.
        PauseRefused: a suspension ends before it begins.

    Source:
        《行政许可法》（2019年修正）第四十二条: 自受理行政许可申请之日起二十日内作出行政许可决定;
        第四十五条: 听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计算在内.
        A special procedure runs from the day after its start to its last day; one that starts after
        the due day changes nothing.
    """
    stopping = tuple(item for item in facts.suspensions if stops_clock(kind=item.kind, terms=terms))
    statutory_limit = statutory_limit_of(terms)
    promised_limit = terms.promised_limit or statutory_limit
    extends_promise = terms.extends_promise or terms.promised_limit is None

    def clock(limit: TimeLimit | None, extension: Extension | None) -> Clock | None:
        if limit is None:
            return None
        return run_clock(
            limit=_lengthened(limit, extension),
            started_on=facts.accepted_on,
            started_at=facts.accepted_at,
            pauses=[Pause(item.started_on, item.ended_on) for item in stopping],
            calendar=calendar,
            hours=hours,
        )

    if facts.extension is not None:
        check_extension(extension=facts.extension, terms=terms)
    return CaseClocks(
        statutory=clock(statutory_limit, facts.extension),
        promised=clock(promised_limit, facts.extension if extends_promise else None),
        not_stopping=tuple(item for item in facts.suspensions if item not in stopping),
    )


def statutory_limit_of(terms: ClockTerms) -> TimeLimit | None:
    """Return the limit that a law sets for an item, of its own or in general (法定时限)."""
    return terms.statutory_limit or general_limit(
        item_type=terms.item_type, is_joint=terms.is_joint
    )


def general_limit(*, item_type: ItemType, is_joint: bool) -> TimeLimit | None:
    """Return the limit that holds where no other law sets one (一般法定时限).

    Source:
        《行政许可法》（2019年修正）第四十二条第一款: 二十日; 第二款: 统一办理或者联合办理、
        集中办理的, 不得超过四十五日; 第八十二条: 以工作日计算. Other kinds have no general limit.
    """
    if item_type is not ItemType.LICENSE:
        return None
    return working_days(45 if is_joint else 20)


def stops_clock(*, kind: SpecialProcedure, terms: ClockTerms) -> bool:
    """Tell whether a special procedure stops the clocks of an item (是否不计入期限).

    Public notice, site checks and the rest are shown and stop nothing unless the item's own law
    names them. Art. 45 is law on licences; other kinds stop only by what their item lists.

    Source:
        《行政许可法》（2019年修正）第四十五条.
    """
    if kind in terms.listed_procedures:
        return True
    return terms.item_type is ItemType.LICENSE and kind in NOT_COUNTED_BY_LAW


def extension_rule(*, item_type: ItemType, is_joint: bool) -> ExtensionRule | None:
    """Return how far the Licensing Law lets a limit be lengthened (延长规则).

    None for kinds other than licences: they may be lengthened only by a rule of their own.

    Source:
        《行政许可法》（2019年修正）第四十二条第一款: 经本行政机关负责人批准, 可以延长十日,
        并应当将延长期限的理由告知申请人; 第二款: 经本级人民政府负责人批准, 可以延长十五日.
    """
    if item_type is not ItemType.LICENSE:
        return None
    if is_joint:
        return ExtensionRule(15, Approver.GOVERNMENT_HEAD, "《行政许可法》第四十二条第二款")
    return ExtensionRule(10, Approver.ORGAN_HEAD, "《行政许可法》第四十二条第一款")


def check_extension(*, extension: Extension, terms: ClockTerms) -> None:
    """Refuse an extension that has no ground in law (审核延长).

    Raises:
        ExtensionRefused: an on-the-spot item, fewer than one day, or beyond what art. 42 allows
            while no other clause is cited. Art. 42 lengthens by days: it carries no months.
    """
    limit = statutory_limit_of(terms) or terms.promised_limit
    if limit is not None and limit.unit is LimitUnit.ON_THE_SPOT:
        raise ExtensionRefused("当场办结的事项没有可延长的期限")
    if extension.count < 1:
        raise ExtensionRefused(f"延长的期限至少为 1，不能是 {extension.count}")
    if extension.basis.strip():
        return
    rule = extension_rule(item_type=terms.item_type, is_joint=terms.is_joint)
    if rule is None:
        raise ExtensionRefused(
            f"{terms.item_type.label}没有通用的延长规定，须写明准许延长的依据条款"
        )
    if limit is not None and limit.unit in (LimitUnit.MONTH, LimitUnit.YEAR):
        raise ExtensionRefused(
            f"{rule.clause}以日延长，按{limit.unit.label}计的时限要延长，须写明准许延长的依据条款"
        )
    if extension.count > rule.max_count:
        raise ExtensionRefused(
            f"依{rule.clause}，经{rule.approver.label}批准至多延长 {rule.max_count} 日，"
            f"不能延长 {extension.count} 日；其他法律另有规定的，须写明依据条款"
        )


def check_extension_is_timely(*, clock: Clock, today: dt.date, is_already_extended: bool) -> None:
    """Refuse a second extension, and one asked for when the limit has run out (延长时机).

    Raises:
        ExtensionRefused: already extended once, or the due day has passed.
    """
    if is_already_extended:
        raise ExtensionRefused("期限只能延长一次，本件已延长过")
    if clock.due_on is not None and today > clock.due_on:
        raise ExtensionRefused(f"期限已于 {clock.due_on} 届满，届满后不能再延长")


def law_due_on(*, clock: LawClock, started_on: dt.date, calendar: WorkCalendar) -> dt.date:
    """Return the last day of one of the law's own clocks (法定程序期限届满日).

    Raises:
        OutsideCalendar: the answer lies in a year that is not loaded.
    """
    return due_on(started_on=started_on, limit=LAW_CLOCKS[clock].limit, calendar=calendar)


def is_deemed_accepted(*, received_on: dt.date, today: dt.date, calendar: WorkCalendar) -> bool:
    """Tell whether silence has made the application accepted as of its receipt (是否视为受理).

    The notice may still be given on the fifth working day.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第四项: 当场或者在五日内一次告知申请人需要补正的
        全部内容, 逾期不告知的, 自收到申请材料之日起即为受理.
    """
    last_day = law_due_on(
        clock=LawClock.CORRECTION_NOTICE, started_on=received_on, calendar=calendar
    )
    return today > last_day


def hearing_notice_due_on(*, hearing_on: dt.date, calendar: WorkCalendar) -> dt.date:
    """Return the last day to tell time and place of a hearing (听证通知期限).

    Source:
        《行政许可法》（2019年修正）第四十八条第一款第一项: 于举行听证的七日前通知; 第八十二条.
    """
    return calendar.subtract_working_days(hearing_on, 7)


def renewal_due_on(*, expires_on: dt.date, calendar: WorkCalendar) -> dt.date:
    """Return the last day to apply for renewal of a licence (申请延续的期限).

    Source:
        《行政许可法》（2019年修正）第五十条第一款: 在有效期届满三十日前提出申请; 第八十二条.
    """
    return calendar.subtract_working_days(expires_on, 30)


def _lengthened(limit: TimeLimit, extension: Extension | None) -> TimeLimit:
    """Return `limit` with the extension in its own unit; on the spot stays what it is."""
    if extension is None or limit.unit is LimitUnit.ON_THE_SPOT:
        return limit
    return limit.extended_by(extension.count)
