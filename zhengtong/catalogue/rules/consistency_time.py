"""Consistency of the time limits: each check answers with a message or an empty text (时限核对).

The checks are called by `consistency`, which has seen to it that what they need is there.
"""

from collections.abc import Mapping

from zhengtong.catalogue.rules.elements import limit_of
from zhengtong.kernel.limits import LimitsNotComparable, LimitUnit, TimeLimit

LICENSE_WORKDAYS = 20
CALENDAR_DAYS_OF_TWENTY = 28  # four whole weeks
HOURS_IN_WORKDAY = 8


def at_once_is_on_the_spot(elements: Mapping[str, object]) -> str:
    """Check that a promise at once goes with an on-the-spot case (当场办结应为即办件)."""
    if _promises_at_once(elements) and elements["case_kind"] != "on_the_spot":
        return "承诺当场办结，但办件类型不是即办件"
    return ""


def on_the_spot_is_at_once(elements: Mapping[str, object]) -> str:
    """Check that an on-the-spot case promises to be done at once (即办件应当场办结)."""
    if elements["case_kind"] == "on_the_spot" and not _promises_at_once(elements):
        return f"办件类型为即办件，但承诺办结时限是{_limit(elements, 'promised_limit').label}"
    return ""


def otherwise_promised_time(elements: Mapping[str, object]) -> str:
    """Check that what is neither of these is a promised-time case (其余应为承诺件)."""
    if elements["case_kind"] == "other" and not _promises_at_once(elements):
        return f"承诺{_limit(elements, 'promised_limit').label}办结，办件类型应为承诺件"
    return ""


def promise_within_statute(elements: Mapping[str, object]) -> str:
    """Check that the promise is not longer than the law (承诺不超过法定).

    Units without a fixed ratio are left to `limits_compare`.
    """
    promised, statutory = _limit(elements, "promised_limit"), _limit(elements, "statutory_limit")
    try:
        is_longer = promised.is_longer_than(statutory)
    except LimitsNotComparable:
        return ""
    if is_longer:
        return f"承诺{promised.label}，超过法定{statutory.label}"
    return ""


def limits_compare(elements: Mapping[str, object]) -> str:
    """Check that promise and law can be compared at all (单位可比较)."""
    promised, statutory = _limit(elements, "promised_limit"), _limit(elements, "statutory_limit")
    try:
        promised.is_longer_than(statutory)
    except LimitsNotComparable:
        return f"承诺{promised.label}，法定{statutory.label}，请改用同一单位"
    return ""


def license_within_twenty_days(elements: Mapping[str, object]) -> str:
    """Check that a licence's legal limit is the general one or cites its own (许可二十日).

    Source:
        《行政许可法》（2019年修正）第四十二条第一款: 二十日内作出决定, 法律、法规另有规定的,
        依照其规定. A note that names an instrument (《…》 or a document number 〔…〕) cites one.
        Months and years are not bounded by twenty working days, so they need one always.
        第八十二条: 期限以工作日计算, so calendar days are held to the same twenty. Reading taken:
        twenty working days fill four weeks, so the item may state up to 28 calendar days.
    """
    limit = _limit(elements, "statutory_limit")
    if limit.unit in {LimitUnit.MONTH, LimitUnit.YEAR} and not _cites_basis(elements):
        return (
            f"法定办结时限写作{limit.label}，不能认定在20个工作日以内，"
            "请在法定办结时限说明中写明依据"
        )
    most = {
        LimitUnit.WORKDAY: LICENSE_WORKDAYS,
        LimitUnit.HOUR: LICENSE_WORKDAYS * HOURS_IN_WORKDAY,
        LimitUnit.DAY: CALENDAR_DAYS_OF_TWENTY,
    }.get(limit.unit)
    if most is None or limit.count <= most or _cites_basis(elements):
        return ""
    return f"法定办结时限{limit.label}超过20个工作日，请在法定办结时限说明中写明依据"


def license_counts_working_days(elements: Mapping[str, object]) -> str:
    """Check that a licence's legal limit is counted in working days (许可以工作日计).

    Only a warning: what is longer than the law allows is stopped by `license_within_twenty_days`.

    Source:
        《行政许可法》（2019年修正）第八十二条: 期限以工作日计算, 不含法定节假日.
    """
    limit = _limit(elements, "statutory_limit")
    counts_working_time = limit.unit in {
        LimitUnit.WORKDAY,
        LimitUnit.HOUR,
        LimitUnit.ON_THE_SPOT,
    }
    if counts_working_time or _cites_basis(elements):
        return ""
    return f"法定办结时限写作{limit.label}，行政许可期限以工作日计算"


def _limit(elements: Mapping[str, object], identifier: str) -> TimeLimit:
    limit = limit_of(elements=elements, identifier=identifier)
    assert limit is not None, identifier
    return limit


def _promises_at_once(elements: Mapping[str, object]) -> bool:
    return _limit(elements, "promised_limit").unit is LimitUnit.ON_THE_SPOT


def _cites_basis(elements: Mapping[str, object]) -> bool:
    note = str(elements.get("statutory_limit_note") or "")
    return "《" in note or "〔" in note
