from zhengtong.cases.models.acts import CaseAct
from zhengtong.cases.models.case import Case
from zhengtong.cases.models.filings import Filing
from zhengtong.cases.models.links import CaseLink, LinkRole
from zhengtong.cases.models.materials import (
    CaseMaterial,
    CollectWay,
    CorrectionNotice,
    CorrectionPoint,
)
from zhengtong.cases.models.procedures import Extension, Suspension
from zhengtong.cases.models.steps import Step, StepResult

__all__ = [
    "Case",
    "CaseAct",
    "CaseLink",
    "CaseMaterial",
    "CollectWay",
    "CorrectionNotice",
    "CorrectionPoint",
    "Extension",
    "Filing",
    "LinkRole",
    "Step",
    "StepResult",
    "Suspension",
]
