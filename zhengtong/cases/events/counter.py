"""Events of daily practice at the counter (窗口日常)."""

from dataclasses import dataclass
from typing import ClassVar

from zhengtong.cases.events.base import CaseEvent
from zhengtong.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleratedSupplied(CaseEvent):
    """Tolerated materials came in; `lacking` are still out (容缺材料补齐)."""

    name: ClassVar[str] = "cases.tolerated_supplied"
    lacking: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeChecked(CaseEvent):
    """A pledge was checked afterwards: `passed` or `false` (承诺事后核查)."""

    name: ClassVar[str] = "cases.pledge_checked"
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAnnulled(CaseEvent):
    """The decision was annulled; what it had counted stays counted (撤销决定)."""

    name: ClassVar[str] = "cases.decision_annulled"
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNoticed(CaseEvent):
    """A fee was asked for (缴费通知)."""

    name: ClassVar[str] = "cases.fee_noticed"
    bill_number: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaid(CaseEvent):
    """A fee was paid (缴费登记)."""

    name: ClassVar[str] = "cases.fee_paid"
    bill_number: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeExempted(CaseEvent):
    """A fee was lowered or waived (费用减免)."""

    name: ClassVar[str] = "cases.fee_exempted"
    bill_number: str
    exempt_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelHandled(CaseEvent):
    """Papers came (`in`) or went (`out`) by express (快递)."""

    name: ClassVar[str] = "cases.parcel_handled"
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationCounted(Event):
    """Somebody was advised at the counter; no case (咨询)."""

    name: ClassVar[str] = "cases.consultation_counted"
    organisation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationTakenBack(Event):
    """A consultation was counted by mistake; it is taken back (咨询冲回)."""

    name: ClassVar[str] = "cases.consultation_taken_back"
    organisation_code: str
