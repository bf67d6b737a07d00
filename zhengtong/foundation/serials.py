"""Blocks of serial numbers, reserved before an operation opens its transaction (号段).

Gaps are allowed: a block that was reserved and not used is lost. Windows never wait for
each other inside an operation.
"""

from datetime import date
from typing import ClassVar

from django.db import models, transaction

from zhengtong.foundation.models.base import GrowingModel
from zhengtong.kernel.case_numbers import make_case_number


class SerialBlock(GrowingModel):
    """The next free serial of a kind and day in a region (号段)."""

    kind = models.CharField("种类", max_length=32)
    day = models.DateField("日期")
    next_serial = models.PositiveBigIntegerField("下一号", default=1)

    class Meta:
        app_label = "foundation"
        verbose_name = verbose_name_plural = "号段"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "kind", "day"], name="serial_block_unique"
            ),
        ]


def reserve_case_numbers(*, region_code: str, day: date, count: int) -> list[str]:
    """Reserve case numbers of a region and day; call it outside any transaction.

    Raises:
        CaseNumbersUsedUp: fewer than `count` of the day's 99,999 numbers are left.
    """
    with transaction.atomic(durable=True):  # refused inside an operation's transaction
        first = _take_serials(region_code=region_code, kind="case", day=day, count=count)
        # A number that cannot be made takes the reservation back with it.
        return [
            make_case_number(region_code=region_code, day=day, serial=serial)
            for serial in range(first, first + count)
        ]


def _take_serials(*, region_code: str, kind: str, day: date, count: int) -> int:
    """Move the block on by `count` and return the first serial; its row stays locked."""
    SerialBlock.objects.bulk_create(
        [SerialBlock(region_code=region_code, kind=kind, day=day)], ignore_conflicts=True
    )
    block = SerialBlock.objects.select_for_update().get(region_code=region_code, kind=kind, day=day)
    first = block.next_serial
    SerialBlock.objects.filter(region_code=region_code, id=block.id).update(
        next_serial=first + count
    )
    return first
