"""Consistency of channels, visits and fees: a message or an empty text (办理渠道核对)."""

from collections.abc import Mapping
from types import MappingProxyType

from zhengtong.catalogue.rules.elements import is_given, rows_of

# Grades II and III are worded differently from province to province, so they bound nothing.
FULLY_ONLINE = frozenset({"fully_online", "grade_4"})
MOST_VISITS: Mapping[str, int] = MappingProxyType(
    {"originals_verified": 1, "originals_pre_checked": 2}
)


def reason_for_visits(elements: Mapping[str, object]) -> str:
    """Check that visits have a reason (跑腿要有理由)."""
    if is_given(elements.get("presence_reason")):
        return ""
    return f"到办事现场{elements['visit_count']}次，未写必须现场办理原因"


def no_reason_without_visits(elements: Mapping[str, object]) -> str:
    """Check that no reason is left where no visit is needed (不跑腿不写理由)."""
    if is_given(elements.get("presence_reason")):
        return "到办事现场0次，却写了必须现场办理原因"
    return ""


def express_where_neither_visit_nor_online(elements: Mapping[str, object]) -> str:
    """Check that there is a way to apply without visit and without network (快递申请)."""
    if elements["is_online"] or elements.get("express_materials") is True:
        return ""
    return "到办事现场0次且不能网办，应支持快递提交材料"


def fully_online_without_visits(elements: Mapping[str, object]) -> str:
    """Check that fully online means no visit (全程网办不跑腿)."""
    if FULLY_ONLINE.intersection(_words(elements["online_depth"])) and elements["visit_count"]:
        return f"网办深度为全程网办，到办事现场次数却是{elements['visit_count']}"
    return ""


def originals_bound_visits(elements: Mapping[str, object]) -> str:
    """Check that checking originals costs no more visits than its mode allows (原件核验).

    Source:
        各地网办深度口径: 原件预审最多到现场两次, 原件核验最多一次.
    """
    depths = _words(elements["online_depth"])
    bounds = [most for depth, most in MOST_VISITS.items() if depth in depths]
    visits = int(str(elements["visit_count"]))
    if bounds and visits > max(bounds):
        return f"按网办深度最多到现场{max(bounds)}次，现写{visits}次"
    return ""


def fee_is_explained(elements: Mapping[str, object]) -> str:
    """Check that every fee has item, standard and basis (收费三要素).

    Source:
        《行政许可法》（2019年修正）第五十八条、第五十九条: 收费须有法律、行政法规依据, 公布标准.
    """
    fees = rows_of(elements.get("fees"))
    if not fees:
        return "标明收费，却没有收费项目"
    columns = {"fee_name": "收费项目", "standard": "收费标准", "basis": "收费依据"}
    gaps = [
        f"第{number}项缺{label}"
        for number, fee in enumerate(fees, start=1)
        for column, label in columns.items()
        if not is_given(fee.get(column))
    ]
    return "、".join(gaps)


def fee_says_how_to_pay(elements: Mapping[str, object]) -> str:
    """Check that a fee says whether it can be paid online (网上支付标识)."""
    if isinstance(elements.get("pay_online"), bool):
        return ""
    return "标明收费，未写是否支持网上支付"


def no_payment_without_fee(elements: Mapping[str, object]) -> str:
    """Check that nothing is paid online where nothing is charged (不收费不支付)."""
    return "标明不收费，却支持网上支付" if elements.get("pay_online") is True else ""


def _words(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, list) else frozenset()
