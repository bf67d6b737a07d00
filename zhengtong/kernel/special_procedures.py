"""Kinds of special procedures and which of them the law leaves uncounted (特别程序)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class SpecialProcedure(StrEnum):
    """Why a case waits for something outside the handler's own work (特别程序种类)."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    PUBLIC_NOTICE = "public_notice"
    SITE_CHECK = "site_check"
    CORRECTION = "correction"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return PROCEDURE_LABELS[self]


PROCEDURE_LABELS: Mapping[SpecialProcedure, str] = MappingProxyType(
    {
        SpecialProcedure.HEARING: "听证",
        SpecialProcedure.TENDER: "招标",
        SpecialProcedure.AUCTION: "拍卖",
        SpecialProcedure.INSPECTION: "检验",
        SpecialProcedure.TESTING: "检测",
        SpecialProcedure.QUARANTINE: "检疫",
        SpecialProcedure.APPRAISAL: "鉴定",
        SpecialProcedure.EXPERT_REVIEW: "专家评审",
        SpecialProcedure.PUBLIC_NOTICE: "公示",
        SpecialProcedure.SITE_CHECK: "现场勘验",
        SpecialProcedure.CORRECTION: "补正",
        SpecialProcedure.OTHER: "其他",
    }
)

# 《行政许可法》（2019年修正）第四十五条: 需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的,
# 所需时间不计算在本节规定的期限内.
NOT_COUNTED_BY_LAW: frozenset[SpecialProcedure] = frozenset(
    {
        SpecialProcedure.HEARING,
        SpecialProcedure.TENDER,
        SpecialProcedure.AUCTION,
        SpecialProcedure.INSPECTION,
        SpecialProcedure.TESTING,
        SpecialProcedure.QUARANTINE,
        SpecialProcedure.APPRAISAL,
        SpecialProcedure.EXPERT_REVIEW,
    }
)
