"""What is told of cases begun by the organ itself (依职权办件事件)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.cases.events.base import CaseEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiled(CaseEvent):
    """A case was filed; it counts as accepted, and the statutory clock runs (立案)."""

    name: ClassVar[str] = "cases.filed"
    item_version: int
    clue_source: str
    statutory_due_on: "date | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingRecorded(CaseEvent):
    """The result of an investigation or inspection was recorded (登记调查检查结果)."""

    name: ClassVar[str] = "cases.handling_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProposed(CaseEvent):
    """An outcome was proposed, a word of `rules.ex_officio.Outcome` (提出处理意见)."""

    name: ClassVar[str] = "cases.outcome_proposed"
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSentBack(CaseEvent):
    """The proposal went back to be looked into again (退回补充调查)."""

    name: ClassVar[str] = "cases.outcome_sent_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalityReviewed(CaseEvent):
    """The proposal was reviewed for its legality (法制审核)."""

    name: ClassVar[str] = "cases.legality_reviewed"
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingMoved(CaseEvent):
    """The party was told of the hearing, asked for it, it was held or given up (听证)."""

    name: ClassVar[str] = "cases.hearing_moved"
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDecided(CaseEvent):
    """An outcome was decided, for acting or against it (作出处理决定)."""

    name: ClassVar[str] = "cases.outcome_decided"
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseEvent):
    """A decided case was closed; it counts as completed (结案)."""

    name: ClassVar[str] = "cases.closed"
    close_result: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDropped(CaseEvent):
    """A filed case was dropped undecided; it counts as completed (撤案).

    `ground` is a word of `rules.ex_officio.DropGround`; empty where another system says none.
    """

    name: ClassVar[str] = "cases.dropped"
    ground: str = ""
