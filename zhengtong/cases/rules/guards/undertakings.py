"""Tolerance and pledge: what may be undertaken, and what follows if it is not kept (容缺与承诺)."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import ClassVar

from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.terms import ItemTerms, MaterialTerms
from zhengtong.cases.rules.undertakings import Pledge, Tolerance, UndertakingResult
from zhengtong.kernel.errors import DomainError


class UndertakingIncomplete(DomainError):
    """An undertaking without its paper, its materials or the notice (承诺手续不全)."""

    code: ClassVar[str] = "undertaking_incomplete"


class MaterialNotTolerable(DomainError):
    """The item does not let this material be supplied later (材料不可容缺)."""

    code: ClassVar[str] = "material_not_tolerable"


class SupplyTooLate(DomainError):
    """The day undertaken lies beyond what item and promise allow (补齐期限过长)."""

    code: ClassVar[str] = "supply_too_late"


class SupplyAwaited(DomainError):
    """A result is not handed over before the tolerated materials are in (容缺材料未补齐)."""

    code: ClassVar[str] = "supply_awaited"


class SupplyRefused(DomainError):
    """What is handed in is not what was undertaken, or comes too late (不能补齐)."""

    code: ClassVar[str] = "supply_refused"


class PledgeNotAllowed(DomainError):
    """The item is not decided on a pledge, or not for this material (不适用告知承诺)."""

    code: ClassVar[str] = "pledge_not_allowed"


class PledgeCheckRefused(DomainError):
    """There is no pledge to be checked, or nothing was found out (不能登记核查)."""

    code: ClassVar[str] = "pledge_check_refused"


class AnnulmentRefused(DomainError):
    """A decision is annulled without its ground, reasons or remedies (不能撤销)."""

    code: ClassVar[str] = "annulment_refused"
    clause: ClassVar[str] = "《行政许可法》第六十九条"


def check_tolerance(
    *, tolerance: Tolerance, asked: Mapping[str, MaterialTerms], lacking: Collection[str]
) -> None:
    """Refuse a tolerance of what the item does not let be tolerated (检查容缺承诺).

    Args:
        asked: the materials of the item by name.
        lacking: names of materials that are not there.

    Raises:
        UndertakingIncomplete: no materials, no signed undertaking, or the applicant was not told.
        MaterialNotTolerable: a material that the item does not mark, or that is there.

    Source:
        Domain rules 3 (容缺): only materials the item marks, undertaking and due date.
    """
    if not tolerance.materials:
        raise UndertakingIncomplete("容缺受理应写明缺哪些材料")
    if not tolerance.reference.strip():
        raise UndertakingIncomplete("容缺受理应有申请人签字的承诺书，请登记编号或文件")
    if not tolerance.is_applicant_told:
        raise UndertakingIncomplete("请先将可容缺的材料、补齐期限和逾期后果书面告知申请人")
    refused = [
        name for name in tolerance.materials if name not in asked or not asked[name].is_tolerable
    ]
    if refused:
        raise MaterialNotTolerable("事项没有标明可以容缺：" + "、".join(refused))
    _check_lacking(tolerance.materials, lacking)


def check_supply_day(*, supply_by: dt.date, today: dt.date, latest: dt.date | None) -> None:
    """Refuse a day for supplying that item and promise do not allow (检查补齐期限).

    Args:
        latest: what `latest_supply_day` answered.

    Raises:
        SupplyTooLate: there is no limit at all, or the day lies beyond it or has passed.
    """
    if latest is None:
        raise SupplyTooLate("事项没有规定容缺补齐时限和承诺办结时限，不能容缺受理")
    if supply_by > latest:
        raise SupplyTooLate(
            f"补齐期限不能晚于 {latest}（材料的容缺时限和承诺办结时限中较早的一天）"
        )
    if supply_by < today:
        raise SupplyTooLate(f"补齐期限 {supply_by} 已经过去，不能容缺受理")


def check_supplied(*, supply_due_on: dt.date | None) -> None:
    """Refuse to hand a grant over while tolerated materials are out (检查容缺材料已补齐).

    Raises:
        SupplyAwaited: they are.

    Source:
        Domain rules 3 (容缺): no delivery before supplied.
    """
    if supply_due_on is not None:
        raise SupplyAwaited(
            f"容缺受理的材料还没有补齐（期限 {supply_due_on}），补齐后才能送达办理结果"
        )


def check_supply(
    *,
    names: Collection[str],
    awaited: Collection[str],
    supply_due_on: dt.date | None,
    today: dt.date,
    is_decided: bool,
) -> None:
    """Refuse to take in what was not tolerated, or what comes too late (检查容缺材料补齐).

    After the decision nothing is returned any more, so what comes late is still taken in.

    Raises:
        SupplyRefused: nothing is awaited, it is something else, or the day has passed.
    """
    if supply_due_on is None:
        raise SupplyRefused("本件没有待补齐的容缺材料")
    if not names:
        raise SupplyRefused("请写明补齐了哪些材料")
    strange = [name for name in names if name not in awaited]
    if strange:
        raise SupplyRefused(
            f"不在待补齐的容缺材料之内：{'、'.join(strange)}；待补齐：{'、'.join(awaited)}"
        )
    if today > supply_due_on and not is_decided:
        raise SupplyRefused(f"补齐期限 {supply_due_on} 已过，本件按规定退件，请申请人再次申请")


def check_overdue_supply(*, supply_due_on: dt.date | None, today: dt.date) -> None:
    """Refuse to return a case while its tolerated materials may still come (检查容缺逾期退件).

    Raises:
        SupplyRefused: nothing is awaited, or the day has not passed.
    """
    if supply_due_on is None:
        raise SupplyRefused("本件没有待补齐的容缺材料")
    if today <= supply_due_on:
        raise SupplyRefused(f"补齐期限到 {supply_due_on} 为止，期满前不能退件")


def check_pledge(
    *,
    pledge: Pledge,
    terms: ItemTerms,
    asked: Mapping[str, MaterialTerms],
    lacking: Collection[str],
) -> None:
    """Refuse a pledge where the item is not decided on one (检查告知承诺).

    Raises:
        PledgeNotAllowed: the item does not say so, or not for one of the materials.
        UndertakingIncomplete: no signed pledge, or the applicant was not told.

    Source:
        国办发〔2020〕42号《关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见》:
        申请人愿意作出承诺并符合要求的, 依据书面承诺办理; the items it holds for are named.
    """
    if not terms.allows_pledge:
        raise PledgeNotAllowed("本事项不适用告知承诺，应提交全部材料")
    if terms.pledge_check_limit is None:
        raise PledgeNotAllowed("本事项没有规定承诺的事后核查时限，不能按告知承诺办理")
    if not pledge.reference.strip():
        raise UndertakingIncomplete("告知承诺应有申请人签字的承诺书，请登记编号或文件")
    if not pledge.is_applicant_told:
        raise UndertakingIncomplete("请先将条件、事后核查和承诺不实的后果书面告知申请人")
    refused = [
        name for name in pledge.materials if name not in asked or not asked[name].is_pledgeable
    ]
    if refused:
        raise PledgeNotAllowed("事项没有标明可以承诺替代：" + "、".join(refused))
    _check_lacking(pledge.materials, lacking)


def check_pledge_finding(
    *, result: UndertakingResult, finding: str, is_due: bool, is_settled: bool
) -> None:
    """Refuse a finding on a pledge that is not there, was checked, or says nothing (检查核查结果).

    Args:
        is_due: the decision was taken on the pledge, so its check has a day.

    Raises:
        PledgeCheckRefused: one of these.
    """
    if not is_due:
        raise PledgeCheckRefused("本件不是按告知承诺准予的，没有待核查的承诺")
    if is_settled:
        raise PledgeCheckRefused("本件的承诺已经核查过")
    if result not in (UndertakingResult.PASSED, UndertakingResult.FALSE):
        raise PledgeCheckRefused("核查结果应为属实或不实")
    if not finding.strip():
        raise PledgeCheckRefused("请写明核查了什么、查到了什么")


def check_annulment(
    *,
    is_pledge_false: bool,
    reasons: str,
    remedies: Remedies,
    is_holder_heard: bool,
    harms_public: bool,
) -> None:
    """Refuse to annul a decision but for a false pledge, openly and with remedies (检查撤销决定).

    Raises:
        AnnulmentRefused: no such ground, something is lacking, or the public would be gravely
            harmed.

    Source:
        《行政许可法》（2019年修正）第六十九条第二款: 以欺骗、贿赂等不正当手段取得行政许可的,
        应当予以撤销; 第三款: 可能对公共利益造成重大损害的, 不予撤销; 第七条: 陈述权、申辩权.
        Other grounds (第六十九条第一款) are not built yet.
    """
    if not is_pledge_false:
        raise AnnulmentRefused("承诺没有核查为不实，不能据此撤销决定")
    if not reasons.strip():
        raise AnnulmentRefused("撤销决定应说明理由")
    if not (remedies.reconsideration.strip() and remedies.suit.strip()):
        raise AnnulmentRefused("撤销决定应告知行政复议和行政诉讼的机关和期限")
    if not is_holder_heard:
        raise AnnulmentRefused("撤销前应听取当事人的陈述、申辩")
    if harms_public:
        raise AnnulmentRefused("撤销可能对公共利益造成重大损害的，不予撤销")


def _check_lacking(names: Collection[str], lacking: Collection[str]) -> None:
    present = [name for name in names if name not in lacking]
    if present:
        raise UndertakingIncomplete("材料已经收齐，不必承诺：" + "、".join(present))
