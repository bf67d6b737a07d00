"""Daily totals and what they still owe; targets and bases that figures are held against."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.models import GrowingModel, SmallModel


class DailyTotal(GrowingModel):
    """How many entries of a kind an organisation had on a day (日统计).

    A projection of the ledger: `rebuild-totals` makes it again. Days that stand in
    `DirtyDay` are not to be read here.
    """

    day = models.DateField("统计日")
    organisation_code = models.CharField("机构编码", max_length=32)
    item_type = models.CharField("事项类型", max_length=32, blank=True)
    kind = models.CharField("类别", max_length=64)
    count = models.IntegerField("件数")

    class Meta:
        verbose_name = verbose_name_plural = "日统计"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "day", "organisation_code", "item_type", "kind"],
                name="daily_total_unique",
            ),
        ]


class DirtyDay(GrowingModel):
    """A day whose totals are behind the ledger; it is counted from the ledger (待重算日)."""

    day = models.DateField("统计日")

    class Meta:
        verbose_name = verbose_name_plural = "待重算日"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "day"], name="dirty_day_unique"),
        ]


class TotalsHead(SmallModel):
    """The ledger position that a region's totals and dirty days reach (日统计进度).

    `version` grows with every change, so that a reader can tell that nothing moved under it.
    """

    region_code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    position = models.PositiveBigIntegerField("已到位置", default=0)
    version = models.PositiveBigIntegerField("版次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "日统计进度"


class Target(SmallModel):
    """The number of cases an organisation is to have in a year, and the groups it covers (年任务).

    `number` is that of the whole year, however short the time is for which it holds. `groups`
    holds the words of `ItemGroup`, joined by commas, in their fixed order.
    """

    region_code = models.CharField("行政区划代码", max_length=6)
    organisation_code = models.CharField("机构编码", max_length=32)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("任务数")
    groups = models.CharField("覆盖的分组", max_length=64)
    source = models.CharField("依据", max_length=200, blank=True)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")

    class Meta:
        verbose_name = verbose_name_plural = "年任务"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation_code", "year", "groups", "starts_on"], name="target_unique"
            ),
            models.CheckConstraint(
                name="target_period_in_order",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]


class BaseVolume(SmallModel):
    """What a region really handled in a year: the base of coverage in the next (实际办件量)."""

    region_code = models.CharField("行政区划代码", max_length=6)
    year = models.PositiveSmallIntegerField("办件年度")
    groups = models.CharField("分组", max_length=64)
    volume = models.PositiveIntegerField("实际办件量")
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "实际办件量"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "year", "groups"], name="base_volume_unique"
            ),
        ]
