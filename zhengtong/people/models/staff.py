"""Staff: persons, apart from their accounts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.foundation.ids import new_id
from zhengtong.foundation.models import SmallModel
from zhengtong.people.rules.duties import StaffKind

STAFF_KIND_CHOICES = [(kind.value, kind.label) for kind in StaffKind]


class Staff(SmallModel):
    """A person who works for a body (工作人员); duties and posts hang on this row.

    `discipline_post_proof` names the paper that shows a discipline-inspection post (纪检监察岗位).
    One natural person has one row: `id_number_hash` is unique. The number itself is sealed for
    `vault_id`; the second hash is that of a look-up key being rotated in.
    """

    staff_code = models.CharField("工号", max_length=32, unique=True)
    name = models.CharField("姓名", max_length=100)
    kind = models.CharField("人员性质", max_length=32, choices=STAFF_KIND_CHOICES)
    organisation_code = models.CharField("所在机构编码", max_length=32)
    position = models.CharField("职务", max_length=100, blank=True)
    discipline_post_proof = models.CharField("纪检监察岗位证明", max_length=200, blank=True)
    vault_id = models.UUIDField("加密绑定号", default=new_id, unique=True, editable=False)
    id_number_sealed = models.TextField("身份证号（加密）", blank=True)
    id_number_hash = models.CharField("身份证号查找值", max_length=96, blank=True)
    id_number_next_hash = models.CharField("身份证号新查找值", max_length=96, blank=True)
    active = models.BooleanField("在职", default=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["id_number_hash"],
                condition=~Q(id_number_hash=""),
                name="staff_id_number_unique",
            ),
            models.UniqueConstraint(
                fields=["id_number_next_hash"],
                condition=~Q(id_number_next_hash=""),
                name="staff_id_number_next_unique",
            ),
            models.CheckConstraint(
                condition=Q(id_number_sealed="", id_number_hash="")
                | ~Q(id_number_sealed="") & ~Q(id_number_hash=""),
                name="staff_id_number_sealed_and_hashed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_code", "staff_code"], name="staff_in_organisation")
        ]
