"""The life of what an organ does without application: a second table of states (依职权办件状态).

Punishment, coercion and inspection (02, 03, 06) are filed, handled, decided and closed, or
dropped: no acceptance branches, no promise. Written in codes; `states.py` makes them members of
its enums. The states are this life's own, so no act of an application fits them.

Source:
    《行政处罚法》（2021年修订）第五十四条（立案）、第五十七条（决定）、第五十八条（法制审核）、
    第六十三条至第六十五条（听证）; 《行政强制法》第十八条. Dropping, closing and sending back are
    practice of the departments' procedure rules; the reading stands beside the row.
"""

from collections.abc import Mapping
from types import MappingProxyType

STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "filed": "已立案",
        "handled": "已查办",
        "proposed": "待审批",
        "decided": "已作决定",
        "decided_against": "已决定不处理",
        "closed": "已结案",
        "dropped": "已撤案",
    }
)
ACTION_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "file": "立案",
        "record_handling": "登记调查检查结果",
        "propose_outcome": "提出处理意见",
        "send_back_outcome": "退回补充调查",
        "review_legality": "法制审核",
        "tell_hearing": "告知听证权利",
        "request_hearing": "要求听证",
        "hold_hearing": "举行听证",
        "end_hearing": "终止听证",
        "decide": "作出处理决定",
        "decide_against": "决定不予处理",
        "close": "结案",
        "drop": "撤案",
    }
)
TRANSITIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("filed", "record_handling"): "handled",
        ("filed", "extend"): "filed",
        ("filed", "drop"): "dropped",
        # What was found may be added to until something is proposed.
        ("handled", "record_handling"): "handled",
        ("handled", "extend"): "handled",
        ("handled", "propose_outcome"): "proposed",
        ("handled", "drop"): "dropped",
        # Facts and evidence are looked into again; what was told and reviewed is to be redone.
        ("proposed", "send_back_outcome"): "filed",
        ("proposed", "extend"): "proposed",
        ("proposed", "review_legality"): "proposed",
        ("proposed", "tell_hearing"): "proposed",
        ("proposed", "request_hearing"): "proposed",
        ("proposed", "hold_hearing"): "proposed",
        ("proposed", "end_hearing"): "proposed",
        ("proposed", "decide"): "decided",
        ("proposed", "decide_against"): "decided_against",
        ("proposed", "drop"): "dropped",
        # A decision stands; who errs revokes it, he does not drop the case.
        ("decided", "close"): "closed",
        ("decided_against", "close"): "closed",
    }
)
