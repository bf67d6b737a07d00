from zhengtong.cases.models.acts import CaseAct
from zhengtong.cases.models.case import Case
from zhengtong.cases.models.fees import Fee
from zhengtong.cases.models.filings import Filing
from zhengtong.cases.models.links import CaseLink, LinkRole
from zhengtong.cases.models.materials import (
    CaseMaterial,
    CollectWay,
    CorrectionNotice,
    CorrectionPoint,
)
from zhengtong.cases.models.parcels import Parcel
from zhengtong.cases.models.procedures import Extension, Suspension
from zhengtong.cases.models.register import Consultation, RegisteredLine
from zhengtong.cases.models.steps import Step, StepResult
from zhengtong.cases.models.undertakings import Undertaking

__all__ = [
    "Case",
    "CaseAct",
    "CaseLink",
    "CaseMaterial",
    "CollectWay",
    "Consultation",
    "CorrectionNotice",
    "CorrectionPoint",
    "Extension",
    "Fee",
    "Filing",
    "LinkRole",
    "Parcel",
    "RegisteredLine",
    "Step",
    "StepResult",
    "Suspension",
    "Undertaking",
]
