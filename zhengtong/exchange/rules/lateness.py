"""Whether a row was entered in time, late, or after its source was switched off (登记及时性)."""

import datetime as dt

from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin


def origin_of(record: CaseRecord, *, lag_days: int, is_history: bool) -> Origin:
    """Return how a row comes in: in step with its source, late, or as history (来源方式).

    The newest act of the row is what its entry time is held against: a row that tells of an
    acceptance long past and of a completion today was entered today. Days are local days of the
    calendar, so a lag of 0 means entered on the same day.

    Source:
        Contract section 2: a registered source inside its agreed lag is synced; later, or where no
        entry time is given, it is back-entry.
    """
    if is_history:
        return Origin.IMPORT
    entered = record.source_recorded_at
    if entered is None:
        return Origin.BACK_ENTRY
    late_by = local_day(entered) - local_day(record.newest_act_at)
    return Origin.SYNCED if late_by.days <= lag_days else Origin.BACK_ENTRY


def is_after_switch_off(
    record: CaseRecord, *, switched_off_on: dt.date | None, today: dt.date, is_history: bool
) -> bool:
    """Tell whether a row arose after its source was switched off (停用后新增).

    A row belongs to the day on which its source took it in; where the source does not say, to
    today, or for history to its newest act. `switched_off_on` is the last day of the source.
    """
    if switched_off_on is None:
        return False
    newest = local_day(record.newest_act_at)
    if record.source_recorded_at is not None:
        entered = local_day(record.source_recorded_at)
    else:
        entered = newest if is_history else today
    return max(entered, newest) > switched_off_on
