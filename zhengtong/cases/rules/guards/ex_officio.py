"""What must be true before an organ acts of its own accord (依职权办理条件)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.cases.rules.ex_officio import DropGround, HearingEnd, Outcome
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.states import CaseAction
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import EX_OFFICIO, ItemType

PUNISHMENT_LAW = "《行政处罚法》（2021年修订）"
COERCION_LAW = "《行政强制法》"
FEWEST_INVESTIGATORS = 2


class ExOfficioRefused(DomainError):
    """A refusal that rests on another law by the kind of power (依职权业务拒绝).

    `clause` is what holds for a punishment, `coercion_clause` what holds for coercion; an
    inspection is under no such law.
    """

    coercion_clause: ClassVar[str] = ""

    def __init__(self, message: str, *, item_type: ItemType) -> None:
        super().__init__(message)
        if item_type is not ItemType.PUNISHMENT:
            is_coercion = item_type is ItemType.COERCION
            object.__setattr__(self, "clause", self.coercion_clause if is_coercion else "")


class WrongBeginning(DomainError):
    """An application begins at the window, a duty without application by filing (开始方式不符)."""

    code: ClassVar[str] = "wrong_beginning"


class FilingIncomplete(ExOfficioRefused):
    """Party or clue of a filing is lacking (立案信息不完整)."""

    code: ClassVar[str] = "filing_incomplete"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第五十四条"


class HandlingIncomplete(ExOfficioRefused):
    """No result, or fewer than two officials (调查检查记录不完整)."""

    code: ClassVar[str] = "handling_incomplete"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第四十二条第一款"
    coercion_clause: ClassVar[str] = f"{COERCION_LAW}第十八条第二项"


class OutcomeRefused(ExOfficioRefused):
    """The outcome is no answer to this item, or another than was proposed (处理结论不符)."""

    code: ClassVar[str] = "outcome_refused"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第五十七条"


class OutcomeIncomplete(ExOfficioRefused):
    """A decision without reasons, or without telling the remedies (决定不完整)."""

    code: ClassVar[str] = "outcome_incomplete"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第五十九条"
    coercion_clause: ClassVar[str] = f"{COERCION_LAW}第十八条第五项"


class PartyNotHeard(ExOfficioRefused):
    """The party was not told facts, grounds and rights beforehand (未告知当事人)."""

    code: ClassVar[str] = "party_not_heard"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第四十四条、第四十五条"
    coercion_clause: ClassVar[str] = f"{COERCION_LAW}第八条第一款、第十八条第六项"


class LegalityNotReviewed(ExOfficioRefused):
    """Legal review is due and was not passed (未经法制审核或者审核未通过)."""

    code: ClassVar[str] = "legality_not_reviewed"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第五十八条第一款"


class HearingOutstanding(ExOfficioRefused):
    """The hearing was not told, may still be asked for, or is not held (听证程序未完成)."""

    code: ClassVar[str] = "hearing_outstanding"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第六十三条、第六十四条"


class ChairInvestigated(ExOfficioRefused):
    """Who investigated the case may not chair its hearing (调查人员不得主持听证)."""

    code: ClassVar[str] = "chair_investigated"
    clause: ClassVar[str] = f"{PUNISHMENT_LAW}第六十四条第四项"


class ClosingIncomplete(DomainError):
    """A case is closed without saying how the decision was carried out (结案信息不完整)."""

    code: ClassVar[str] = "closing_incomplete"


class DropUnfounded(DomainError):
    """A case is dropped without reason or legal basis (撤案依据不足)."""

    code: ClassVar[str] = "drop_unfounded"


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingFacts:
    """How far the hearing has come (听证情况).

    Args:
        is_due: the law gives the party a right to it.
        request_due_on: the last day to ask for it; None before he was told.
        is_ended: given up after it was asked for.
    """

    is_due: bool
    item_type: ItemType = ItemType.PUNISHMENT
    request_due_on: dt.date | None = None
    requested_on: dt.date | None = None
    is_held: bool = False
    is_ended: bool = False

    @property
    def is_awaited(self) -> bool:
        """Tell whether a hearing was asked for and is neither held nor given up (待举行)."""
        return self.requested_on is not None and not self.is_held and not self.is_ended

    def refused(self, message: str) -> HearingOutstanding:
        """Return the refusal under the law of the item (听证业务拒绝)."""
        return HearingOutstanding(message, item_type=self.item_type)


def check_beginning(*, item_type: ItemType, action: CaseAction) -> None:
    """Refuse to take in an application for what is done without one, and the reverse (开始方式).

    Raises:
        WrongBeginning: the other kind of life.
    """
    is_filing = action is CaseAction.FILE
    if is_filing and item_type not in EX_OFFICIO:
        raise WrongBeginning(f"{item_type.label}依申请办理，应当收件，不能立案")
    if not is_filing and item_type in EX_OFFICIO:
        raise WrongBeginning(f"{item_type.label}依职权办理，应当立案，不收件、不受理申请")


def check_filing(
    *, party_name: str, clue_number: str, source_needs_number: bool, item_type: ItemType
) -> None:
    """Refuse a filing without party, or with a clue that cannot be found again (检查立案).

    Args:
        source_needs_number: the clue came from outside, so it has a number there.

    Raises:
        FilingIncomplete: one of them is lacking.
    """
    if not party_name.strip():
        raise FilingIncomplete("请填写当事人名称", item_type=item_type)
    if source_needs_number and not clue_number.strip():
        raise FilingIncomplete("移送、交办的线索应登记移送或交办文书的编号", item_type=item_type)


def check_handling(*, result: str, investigators: Collection[str], item_type: ItemType) -> None:
    """Refuse a record of an investigation without result or by one person (检查调查记录).

    Raises:
        HandlingIncomplete: one of them is lacking.

    Source:
        《行政处罚法》（2021年修订）第四十二条第一款: 执法人员不得少于两人, 法律另有规定的除外;
        《行政强制法》第十八条第二项: 由两名以上行政执法人员实施.
    """
    if not result.strip():
        raise HandlingIncomplete("请写明调查（检查）的结果", item_type=item_type)
    if len(set(investigators)) < FEWEST_INVESTIGATORS:
        raise HandlingIncomplete(
            "调查（检查）的执法人员不得少于两人，请登记全部人员工号", item_type=item_type
        )


def check_outcome_fits(*, outcome: Outcome, item_type: ItemType) -> None:
    """Refuse an outcome of another kind of power (检查处理结论).

    Raises:
        OutcomeRefused: it does not decide this type of item.
    """
    if outcome.item_type is not item_type:
        raise OutcomeRefused(
            f"“{outcome.label}”不是{item_type.label}的处理结论", item_type=item_type
        )


def check_outcome(
    *,
    outcome: Outcome,
    proposed: Outcome,
    reasons: str,
    remedies: Remedies | None,
    is_party_heard: bool,
) -> None:
    """Refuse a decision that is heavier than proposed, unexplained, or unheard (检查处理决定).

    Not to act may be decided against the proposal; to act only as it was proposed, told and
    reviewed. What an inspection found is no decision against which there are remedies.

    Raises:
        OutcomeRefused: other than proposed.
        OutcomeIncomplete: no reasons, or remedies are not told.
        PartyNotHeard: a punishment or coercion of which the party was not told before.

    Source:
        《行政处罚法》（2021年修订）第四十四条、第四十五条（告知、陈述申辩）、第五十九条第一款第五项
        （申请行政复议、提起行政诉讼的途径和期限）; 《行政强制法》第八条、第十八条第五项、第六项.
    """
    item_type = outcome.item_type
    if outcome is not proposed and outcome.action is not CaseAction.DECIDE_AGAINST:
        raise OutcomeRefused(
            f"提出的处理意见是“{proposed.label}”；要作出“{outcome.label}”的决定，应先退回补充调查",
            item_type=item_type,
        )
    if not reasons.strip():
        raise OutcomeIncomplete("处理决定应写明事实、理由和依据", item_type=item_type)
    if item_type is not ItemType.INSPECTION:
        if remedies is None or not remedies.reconsideration.strip():
            raise OutcomeIncomplete("处理决定应告知申请行政复议的途径和期限", item_type=item_type)
        if not remedies.suit.strip():
            raise OutcomeIncomplete("处理决定应告知提起行政诉讼的途径和期限", item_type=item_type)
    if outcome in (Outcome.PUNISH, Outcome.COERCE) and not is_party_heard:
        raise PartyNotHeard(
            "作出决定前，应告知当事人拟处理的内容、事实、理由、依据，听取陈述申辩",
            item_type=item_type,
        )


def check_legality(*, is_due: bool, is_passed: bool | None, item_type: ItemType) -> None:
    """Refuse a decision whose legal review is due and not made, or was failed (检查法制审核).

    Args:
        is_passed: None while nobody has reviewed; a review that was not due counts as well.

    Raises:
        LegalityNotReviewed: not reviewed, or not passed.
    """
    if is_passed is False:
        raise LegalityNotReviewed(
            "法制审核未通过，不得作出决定，应退回补充调查或者重新审核", item_type=item_type
        )
    if is_due and is_passed is None:
        raise LegalityNotReviewed(
            "本件应当经法制审核，未经审核或者审核未通过的，不得作出决定", item_type=item_type
        )


def check_hearing(*, hearing: HearingFacts, today: dt.date) -> None:
    """Refuse a decision to act while the right to a hearing is open (检查听证).

    Raises:
        HearingOutstanding: not told; the days to ask still run; asked for and not held.

    Source:
        《行政处罚法》（2021年修订）第六十四条第一项: 当事人要求听证的, 应当在行政机关告知后
        五日内提出; 第八十五条: “五日”的规定是指工作日.
    """
    if not hearing.is_due:
        return
    if hearing.request_due_on is None:
        raise hearing.refused("本件应当告知当事人有要求听证的权利，还没有告知")
    if hearing.requested_on is not None:
        if hearing.is_awaited:
            raise hearing.refused("当事人要求听证，举行听证或者终止听证后才能作出决定")
    elif today <= hearing.request_due_on:
        raise hearing.refused(
            f"当事人可以在 {hearing.request_due_on} 以前要求听证，期满后才能作出决定"
        )


def check_hearing_telling(*, hearing: HearingFacts) -> None:
    """Refuse to tell twice: the days to ask run from the one notice (检查听证告知).

    Raises:
        HearingOutstanding: told already.
    """
    if hearing.request_due_on is not None:
        raise hearing.refused(f"已告知听证权利，可在 {hearing.request_due_on} 以前要求听证")


def check_hearing_request(*, hearing: HearingFacts, today: dt.date) -> None:
    """Refuse a request for a hearing that nobody was told of, or that comes late (检查听证要求).

    Raises:
        HearingOutstanding: not told, asked for already, or after the last day.
    """
    if hearing.request_due_on is None:
        raise hearing.refused("还没有告知听证权利，请先登记告知")
    if hearing.requested_on is not None:
        raise hearing.refused("已登记当事人的听证要求")
    if today > hearing.request_due_on:
        raise hearing.refused(f"要求听证的期限已于 {hearing.request_due_on} 届满")


def check_hearing_held(
    *,
    hearing: HearingFacts,
    chair: str,
    investigators: Collection[str],
    noticed_on: dt.date,
    notice_due_on: dt.date,
    record: str,
) -> None:
    """Refuse a hearing nobody asked for, chaired by an investigator, or noticed late (检查听证).

    Args:
        chair: staff code; likewise the investigators.
        notice_due_on: last day to tell time and place, seven working days before.
        record: number of the written record.

    Raises:
        HearingOutstanding: not asked for, over already, noticed too late or before anybody asked,
            or without record.
        ChairInvestigated: the chair investigated the case.

    Source:
        《行政处罚法》（2021年修订）第六十四条第二项: 在举行听证的七日前, 通知当事人时间、地点;
        第四项: 听证由行政机关指定的非本案调查人员主持; 第八项: 听证应当制作笔录.
    """
    _check_awaited(hearing)
    if not chair.strip() or chair in investigators:
        raise ChairInvestigated("听证由非本案调查人员主持，请另行指定", item_type=hearing.item_type)
    _check_noticed(hearing, noticed_on, due_on=notice_due_on)
    if not record.strip():
        raise hearing.refused("请登记听证笔录的编号")


def check_hearing_end(
    *,
    hearing: HearingFacts,
    ground: HearingEnd,
    noticed_on: dt.date | None,
    notice_due_on: dt.date,
) -> None:
    """Refuse to end a hearing nobody awaits, or to blame who was not told of it (检查终止听证).

    Args:
        noticed_on: when the party was told time and place; needed unless he gave it up himself.
        notice_due_on: last day to tell them, seven working days before.

    Raises:
        HearingOutstanding: not asked for, over already, or not noticed in time.

    Source:
        《行政处罚法》（2021年修订）第六十四条第二项、第六项.
    """
    _check_awaited(hearing)
    if ground is HearingEnd.WITHDRAWN:
        return
    if noticed_on is None:
        raise hearing.refused(f"以“{ground.label}”终止听证的，应登记通知时间、地点的日期")
    _check_noticed(hearing, noticed_on, due_on=notice_due_on)


def _check_awaited(hearing: HearingFacts) -> None:
    if not hearing.is_awaited:
        raise hearing.refused("没有待举行的听证")


def _check_noticed(hearing: HearingFacts, noticed_on: dt.date, *, due_on: dt.date) -> None:
    asked_on = hearing.requested_on
    if asked_on is not None and noticed_on < asked_on:
        raise hearing.refused(f"当事人 {asked_on} 要求听证，听证通知的日期不能早于这一天")
    if noticed_on > due_on:
        raise hearing.refused(f"听证的时间、地点应在 {due_on} 以前通知当事人")


def check_closing(*, execution: str) -> None:
    """Refuse to close without saying how the decision was carried out (检查结案).

    Raises:
        ClosingIncomplete: nothing is said.
    """
    if not execution.strip():
        raise ClosingIncomplete("结案应写明决定的执行情况")


def check_drop(*, ground: DropGround, reason: str, basis: str) -> None:
    """Refuse to drop a case without reason and clause (检查撤案).

    Raises:
        DropUnfounded: one of them is lacking.
    """
    if not reason.strip():
        raise DropUnfounded(f"撤案（{ground.label}）应写明理由")
    if not basis.strip():
        raise DropUnfounded("撤案应写明依据的法律条款")
