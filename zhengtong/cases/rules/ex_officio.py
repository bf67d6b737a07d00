"""Code lists of what an organ does without application (依职权办件代码)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.cases.rules.states import CaseAction
from zhengtong.kernel.item_types import EX_OFFICIO, ItemType


class ClueSource(StrEnum):
    """Where the clue came from that led to the filing (线索来源).

    Source:
        Departments' procedure rules for punishment name these: 监督检查, 投诉举报, 其他机关移送,
        上级交办. The list is the platform's.
    """

    PATROL = "patrol"
    RANDOM_CHECK = "random_check"
    COMPLAINT = "complaint"
    REPORT = "report"
    TRANSFER = "transfer"
    ASSIGNED = "assigned"
    MONITORING = "monitoring"
    MEDIA = "media"
    SELF_REPORT = "self_report"
    PLAN = "plan"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return CLUE_LABELS[self]


CLUE_LABELS: Mapping[ClueSource, str] = MappingProxyType(
    {
        ClueSource.PATROL: "日常监督检查",
        ClueSource.RANDOM_CHECK: "双随机抽查",
        ClueSource.COMPLAINT: "投诉",
        ClueSource.REPORT: "举报",
        ClueSource.TRANSFER: "其他机关移送",
        ClueSource.ASSIGNED: "上级交办",
        ClueSource.MONITORING: "监测检验发现",
        ClueSource.MEDIA: "媒体披露",
        ClueSource.SELF_REPORT: "当事人主动报告",
        ClueSource.PLAN: "检查计划",
        ClueSource.OTHER: "其他",
    }
)


class Outcome(StrEnum):
    """What was decided (处理结论).

    Source:
        《行政处罚法》（2021年修订）第五十七条第一款: 给予行政处罚; 违法行为轻微, 依法可以
        不予行政处罚的, 不予行政处罚; 违法事实不能成立的, 不予行政处罚; 违法行为
        涉嫌犯罪的, 移送司法机关. Coercion and inspection: what is done, what was found; ours.
    """

    PUNISH = "punish"
    NO_PUNISHMENT = "no_punishment"
    NOT_ESTABLISHED = "not_established"
    TO_PROSECUTION = "to_prosecution"
    COERCE = "coerce"
    NO_COERCION = "no_coercion"
    FOUND_COMPLIANT = "found_compliant"
    FOUND_FAULTY = "found_faulty"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return OUTCOME_LABELS[self]

    @property
    def item_type(self) -> ItemType:
        """Return the type of item that it decides (适用的事项类型)."""
        return _TYPE_OF[self]

    @property
    def action(self) -> CaseAction:
        """Return the act by which it is decided: for or against acting (决定行为).

        Closing then gives the close result: `granted` (code 0, completed with a document) where
        the organ acted or an inspection has its result, `denied` (code 1) where it does not act.
        """
        return CaseAction.DECIDE_AGAINST if self in AGAINST else CaseAction.DECIDE


OUTCOME_LABELS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.PUNISH: "给予行政处罚",
        Outcome.NO_PUNISHMENT: "违法行为轻微，不予行政处罚",
        Outcome.NOT_ESTABLISHED: "违法事实不能成立，不予行政处罚",
        Outcome.TO_PROSECUTION: "涉嫌犯罪，移送司法机关",
        Outcome.COERCE: "实施行政强制",
        Outcome.NO_COERCION: "不予实施行政强制",
        Outcome.FOUND_COMPLIANT: "检查未发现问题",
        Outcome.FOUND_FAULTY: "检查发现问题",
    }
)
AGAINST: frozenset[Outcome] = frozenset(
    {
        Outcome.NO_PUNISHMENT,
        Outcome.NOT_ESTABLISHED,
        Outcome.TO_PROSECUTION,
        Outcome.NO_COERCION,
    }
)
_TYPE_OF: Mapping[Outcome, ItemType] = MappingProxyType(
    dict.fromkeys(AGAINST | {Outcome.PUNISH}, ItemType.PUNISHMENT)
    | dict.fromkeys((Outcome.COERCE, Outcome.NO_COERCION), ItemType.COERCION)
    | dict.fromkeys((Outcome.FOUND_COMPLIANT, Outcome.FOUND_FAULTY), ItemType.INSPECTION)
)


class DropGround(StrEnum):
    """Why a filed case is dropped before any decision (撤案事由). The platform's list."""

    NO_FACTS = "no_facts"
    NOT_OURS = "not_ours"
    TIME_BARRED = "time_barred"
    PARTY_GONE = "party_gone"
    FILED_TWICE = "filed_twice"
    OTHER_LAW = "other_law"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return DROP_LABELS[self]


DROP_LABELS: Mapping[DropGround, str] = MappingProxyType(
    {
        DropGround.NO_FACTS: "没有应当查处的事实",
        DropGround.NOT_OURS: "不属于本机关管辖",
        DropGround.TIME_BARRED: "超过法定追究时效",
        DropGround.PARTY_GONE: "当事人死亡或者终止",
        DropGround.FILED_TWICE: "重复立案",
        DropGround.OTHER_LAW: "法律规定的其他情形",
    }
)


class HearingStep(StrEnum):
    """What happened about the hearing (听证进展)."""

    TOLD = "told"
    REQUESTED = "requested"
    HELD = "held"
    ENDED = "ended"


class HearingEnd(StrEnum):
    """Why a hearing that was asked for is not held, or not to its end (终止听证事由).

    Source:
        《行政处罚法》（2021年修订）第六十四条第六项: 当事人及其代理人无正当理由拒不出席听证或者
        未经许可中途退出听证的, 视为放弃听证权利, 行政机关终止听证. Giving it up by one's own word
        is no less.
    """

    WITHDRAWN = "withdrawn"
    ABSENT = "absent"
    LEFT = "left"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return HEARING_END_LABELS[self]


HEARING_END_LABELS: Mapping[HearingEnd, str] = MappingProxyType(
    {
        HearingEnd.WITHDRAWN: "当事人放弃听证",
        HearingEnd.ABSENT: "无正当理由拒不出席，视为放弃听证",
        HearingEnd.LEFT: "未经许可中途退出，视为放弃听证",
    }
)


def is_ex_officio(item_type: str) -> bool:
    """Tell whether cases of a type are begun by the organ itself (是否依职权)."""
    return ItemType(item_type) in EX_OFFICIO
