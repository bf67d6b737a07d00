"""What is handed in: a bulletin and, where it is frozen, what was printed with it (文稿)."""

from dataclasses import dataclass
from datetime import datetime

from zhengtong.bulletins.rules.bulletin import Bulletin
from zhengtong.kernel.local_time import local

DRAFT_MARK = "草稿（未冻结）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An erratum as it is printed: both figures stand (更正)."""

    cell: str
    printed: int | None
    corrected: int | None
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What tells a frozen bulletin from a draft (冻结印记).

    Args:
        publisher: the service centre; empty where the region has none.
    """

    number: str
    digest: str
    seal_id: str
    frozen_at: datetime
    frozen_by: str
    publisher: str
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A bulletin to be handed in, or a draft of it (文稿).

    Args:
        imprint: None while it is not frozen.
        counted_at: when the figures were taken.
    """

    bulletin: Bulletin
    imprint: Imprint | None
    counted_at: datetime

    @property
    def is_draft(self) -> bool:
        """Tell whether the figures may still change (是否草稿)."""
        return self.imprint is None

    @property
    def made_at(self) -> datetime:
        """Return the moment that the document is dated by (成文时间)."""
        return self.imprint.frozen_at if self.imprint is not None else self.counted_at

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Return the errata, oldest first (更正)."""
        return self.imprint.corrections if self.imprint is not None else ()


def moment_text(moment: datetime) -> str:
    """Return `2018年3月2日10:00` in local time (时刻)."""
    return f"{day_text(moment)}{local(moment):%H:%M}"


def day_text(moment: datetime) -> str:
    """Return `2018年3月2日` in local time, as a document is dated (成文日期)."""
    day = local(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def cutoff_lines(issue: Issue) -> list[tuple[str, str]]:
    """Return the lines that a reader checks a copy by: label and value (截止与印记)."""
    bulletin, imprint = issue.bulletin, issue.imprint
    lines = [("统计截止", f"账本位置{bulletin.position}"), ("链值", bulletin.chain)]
    lines += [
        (f"{body.name}截止", f"账本位置{district.position}，链值{district.chain[:16]}")
        for district, body in zip(bulletin.inputs.districts, bulletin.inputs.bodies, strict=False)
    ]
    if imprint is None:
        return [*lines, ("数字摘要", bulletin.digest), ("取数时间", moment_text(issue.counted_at))]
    return [
        ("通报编号", imprint.number),
        *lines,
        ("数字摘要", imprint.digest),
        ("封印", imprint.seal_id),
        ("冻结", f"{imprint.frozen_by}，{moment_text(imprint.frozen_at)}"),
    ]
