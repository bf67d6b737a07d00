"""Tables of the ledger. Entries, positions, retractions and seals are append-only."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.models.base import GrowingModel, GrowingReference, SmallModel
from zhengtong.kernel.origins import Origin

ORIGIN_CHOICES = [(origin.value, origin.label) for origin in Origin]


class LedgerSubject(GrowingModel):
    """A row whose every change is an act with an entry: a case, an item, a bulletin (账本主体).

    `entry_count` is the number of entries so far; it is taken under the row's lock.
    """

    entry_count = models.PositiveIntegerField("账本条数", default=0)

    class Meta:
        abstract = True

    @property
    def ledger_subject(self) -> str:
        """Business key of the subject, such as `case:510703180226000018`."""
        raise NotImplementedError

    @property
    def ledger_organisation(self) -> str:
        """Organisation the entry counts for."""
        return str(getattr(self, "organisation_code", ""))

    @property
    def ledger_item_type(self) -> str:
        """Item type the entry counts for; empty where there is none."""
        return str(getattr(self, "item_type", ""))

    @property
    def ledger_channel(self) -> str:
        """Channel by which the subject came in; empty where there is none."""
        return str(getattr(self, "channel", ""))


class LedgerAct(GrowingModel):
    """Base of act rows: who did what, when, on whose behalf (行为记录).

    `commit_act` fills every field of this base; free text and papers are the domain's own.
    """

    act_no = models.PositiveIntegerField("序号")
    action = models.CharField("行为", max_length=32)
    actor_kind = models.CharField("行为人类别", max_length=16)
    actor_code = models.CharField("行为人", max_length=64)
    actor_organisation = models.CharField("行为人机构", max_length=32, blank=True)
    origin = models.CharField("来源", max_length=16, choices=ORIGIN_CHOICES)
    occurred_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("录入时间")

    class Meta:
        abstract = True


class Entry(GrowingModel):
    """One act, written once and never changed (账本条目).

    `body` is the canonical text over all other columns and the payload, stored as written.
    `day` is the reporting day: the local date of `occurred_at`.
    """

    organisation_code = models.CharField("机构编码", max_length=32)
    kind = models.CharField("类别", max_length=64)
    subject = models.CharField("主体", max_length=96)
    subject_no = models.PositiveIntegerField("主体内序号")
    item_type = models.CharField("事项类型", max_length=32, blank=True)
    actor = models.CharField("行为人", max_length=64)
    channel = models.CharField("渠道", max_length=32, blank=True)
    origin = models.CharField("来源", max_length=16, choices=ORIGIN_CHOICES)
    occurred_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("录入时间")
    day = models.DateField("统计日")
    body = models.TextField("原文")

    class Meta:
        verbose_name = verbose_name_plural = "账本条目"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "subject", "subject_no"], name="entry_subject_no_unique"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "day", "kind"], name="entry_by_day_and_kind"),
            models.Index(
                fields=["region_code", "day"],
                name="entry_back_entry_by_day",
                condition=models.Q(origin=Origin.BACK_ENTRY.value),
            ),
        ]


class Position(GrowingModel):
    """The place of an entry in its region's gapless order; `id` is the entry's id (账本位置)."""

    position = models.PositiveBigIntegerField("位置")
    entry_hash = models.CharField("条目摘要", max_length=64)
    chain = models.CharField("链值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "账本位置"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "position"], name="position_unique_in_region"
            ),
        ]


class QueuedEntry(GrowingModel):
    """An entry that waits for its position; `id` is the entry's id (待编号)."""

    subject = models.CharField("主体", max_length=96)
    subject_no = models.PositiveIntegerField("主体内序号")
    entry_hash = models.CharField("条目摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "待编号条目"


class RegionHead(SmallModel):
    """The last position and seal of a region; locking it makes numbering one at a time (账本头)."""

    region_code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    last_position = models.PositiveBigIntegerField("最后位置", default=0)
    last_chain = models.CharField("最后链值", max_length=64)
    last_seal = models.PositiveIntegerField("最后封印序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "账本头"


class Retraction(GrowingModel):
    """That an entry no longer counts, from the place of the void on; `id` is its id (冲回).

    `taken` is the entry that no longer counts, `entry` the void or delete that says so. The key
    lets nothing be taken back twice.
    """

    taken = GrowingReference("foundation.Entry", id_field="id")
    entry_id = models.UUIDField("作废条目")
    entry = GrowingReference("foundation.Entry", id_field="entry_id")

    class Meta:
        verbose_name = verbose_name_plural = "冲回"
        indexes: ClassVar = [
            models.Index(fields=["region_code", "entry_id"], name="retraction_by_entry"),
        ]


class Seal(GrowingModel):
    """A signature over a region's position and chain (账本封印).

    Seals of a region are numbered from 1, and each signs the signature of the one before it:
    one that is taken away is missed.
    """

    sequence = models.PositiveIntegerField("序号")
    previous = models.CharField("上一封印的签名", max_length=128, blank=True)
    period = models.CharField("期间", max_length=32)
    position = models.PositiveBigIntegerField("位置")
    chain = models.CharField("链值", max_length=64)
    key_id = models.CharField("密钥编号", max_length=16)
    signature = models.CharField("签名", max_length=128)
    sealed_at = models.DateTimeField("封印时间")

    class Meta:
        verbose_name = verbose_name_plural = "账本封印"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "sequence"], name="seal_sequence_unique"
            ),
        ]


class FollowerCursor(SmallModel):
    """How far a handler has come in a region, and who is working on it until when (处理进度)."""

    handler = models.CharField("处理器", max_length=160)
    region_code = models.CharField("行政区划代码", max_length=6)
    position = models.PositiveBigIntegerField("已到位置", default=0)
    leased_by = models.CharField("占用者", max_length=64, blank=True)
    leased_until = models.DateTimeField("占用至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "处理进度"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handler", "region_code"], name="cursor_unique_per_handler_and_region"
            ),
        ]


class ParkedSubject(GrowingModel):
    """A subject that a handler failed on; its entries wait from `position` on (搁置主体)."""

    handler = models.CharField("处理器", max_length=160)
    subject = models.CharField("主体", max_length=96)
    position = models.PositiveBigIntegerField("起始位置")
    error = models.TextField("最后错误")
    parked_at = models.DateTimeField("搁置时间")

    class Meta:
        verbose_name = verbose_name_plural = "搁置主体"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "handler", "subject"], name="parked_subject_unique"
            ),
        ]
