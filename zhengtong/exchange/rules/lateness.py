"""Whether acts were entered in time or late, or after the switch-off (登记及时性)."""

import datetime as dt

from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin


def origin_of(
    *,
    happened_at: dt.datetime,
    entered_at: dt.datetime | None,
    lag_days: int,
    is_history: bool,
) -> Origin:
    """Return how an act comes in: in step with its source, late, or as history (来源方式).

    Each act of a row is held by its own time against the entry time of the row: in a row that
    tells of an acceptance long past and of a delivery today, the delivery is synced and the
    acceptance is not. Days are local days of the calendar, so a lag of 0 means entered on the
    same day.

    Args:
        entered_at: when the source took in the row that brings the act; None where it does not
            say.

    Source:
        Contract section 2: a registered source inside its agreed lag is synced; later, or where no
        entry time is given, it is back-entry. Decision 0008: read act by act.
    """
    if is_history:
        return Origin.IMPORT
    if entered_at is None:
        return Origin.BACK_ENTRY
    late_by = local_day(entered_at) - local_day(happened_at)
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
