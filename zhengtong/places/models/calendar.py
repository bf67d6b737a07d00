"""Days as the yearly notices announce them, and the notices that were loaded."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.ids import new_id
from zhengtong.foundation.models import SmallModel
from zhengtong.kernel.calendars import DayKind

KIND_CHOICES = [(kind.value, kind.label) for kind in DayKind]


class CalendarDay(SmallModel):
    """One announced day, of the nation or of a region that lays its own over it (日历).

    `region_code` is empty for the nation. Every day of an announced year has a national row;
    days of years not yet announced have none.
    """

    region_code = models.CharField("区划代码", max_length=6, blank=True)
    day = models.DateField("日期")
    kind = models.CharField("性质", max_length=32, choices=KIND_CHOICES)
    name = models.CharField("节日", max_length=32, blank=True)
    in_lieu = models.BooleanField("调休", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "日历"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "day"], name="calendar_day_unique"),
        ]


class CalendarNotice(SmallModel):
    """One load that changed the calendar; the newest names the edition in force (放假通知).

    Processes keep the calendar they built and look only whether `edition` is still the same.
    """

    edition = models.UUIDField("版本", default=new_id, unique=True, editable=False)
    source = models.CharField("来源", max_length=200)
    years = models.CharField("年度", max_length=200)
    changed_days = models.PositiveIntegerField("变动天数")
    loaded_at = models.DateTimeField("载入时间")
    loaded_by = models.CharField("载入人", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
