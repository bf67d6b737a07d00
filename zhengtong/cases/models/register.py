"""What was entered by the line: the on-the-spot register, and consultations (登记)."""

from typing import ClassVar

from django.db import models

from zhengtong.cases.models.parties import HASH_LENGTH
from zhengtong.foundation.ledger.models import LedgerSubject
from zhengtong.foundation.models import GrowingModel, GrowingReference


class RegisteredLine(GrowingModel):
    """A line of the on-the-spot register that went in, so that it goes in once (即办登记行).

    `key` is a keyed hash of what the line says, or of the number that the office gave it. The row
    goes when its case is voided or deleted, so that the line may go in again.
    """

    organisation_code = models.CharField("承办机构", max_length=32)
    key = models.CharField("登记键", max_length=HASH_LENGTH)
    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")

    class Meta:
        verbose_name = verbose_name_plural = "即办登记行"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "organisation_code", "key"], name="registered_line_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "case_id"], name="registered_line_by_case"),
        ]


class Consultation(LedgerSubject):
    """One consultation at the counter; no case and in no figure of cases (咨询).

    Each is a row and an entry of its own, so that the figure opens to its entries and no row is
    met by two windows. Nothing is kept of who asked.
    """

    organisation_code = models.CharField("机构编码", max_length=32)
    channel = models.CharField("渠道", max_length=32)
    consulted_at = models.DateTimeField("咨询时间")
    is_taken_back = models.BooleanField("已冲回", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "咨询"
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "organisation_code", "consulted_at"],
                name="consultation_by_time",
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"consultation:{self.id}"
