"""What the worker does about people: the daily list of warnings (定时任务)."""

import logging
from datetime import datetime

from zhengtong.kernel.local_time import local_day
from zhengtong.people.queries import staffing_warnings

log = logging.getLogger(__name__)


def log_staffing_warnings(now: datetime) -> int:
    """Write the daily list to the log, by codes alone; return how many there are (人员预警).

    `zhengtong staffing-warnings` shows the same with names.
    """
    warnings = staffing_warnings(today=local_day(now))
    for warning in warnings:
        log.warning(
            "staffing: %s of %s is %s from %s, strands %d",
            warning.holding,
            warning.organisation_code,
            warning.kind.value,
            warning.starts_on,
            len(warning.stranded),
        )
    return len(warnings)
