"""Whether somebody else is there: successors, gaps, and what a loss would strand (接任与空档)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff
from zhengtong.people.ports import PostLoss, Stranded, stranded_by
from zhengtong.people.rules.duties import (
    Duty,
    Post,
    StaffKind,
    exclude_each_other,
    may_hold_post,
    needs_id_number,
)
from zhengtong.people.rules.tenures import Tenure, days_of_change
from zhengtong.places.queries import OrganisationInfo

MOST_SHOWN = 10


class SuccessorMissing(DomainError):
    """A period with an end has nobody to follow (有终止日而无接任人)."""

    code: ClassVar[str] = "successor_missing"


class SuccessorRefused(DomainError):
    """The person named may not follow (接任人不合条件)."""

    code: ClassVar[str] = "successor_refused"


class WouldStrand(DomainError):
    """Cases or flows need the post and nobody would be left to go on (将无人办理).

    Args:
        stranded: what would be stranded, post by post; the message lists the first `MOST_SHOWN`.
    """

    code: ClassVar[str] = "would_strand"
    stranded: tuple[Stranded, ...]

    def __init__(self, message: str, *, stranded: tuple[Stranded, ...]) -> None:
        super().__init__(message)
        self.stranded = stranded


@dataclass(frozen=True, slots=True)
class PostCover:
    """Who held a post at a body before a change, to be compared with after it (在岗情况)."""

    body: OrganisationInfo
    post: Post
    before: tuple[tuple[str, Tenure], ...] = field(default=())


def cover_of_posts(body: OrganisationInfo, posts: Iterable[str]) -> list[PostCover]:
    """Note who holds posts now; the staffing lock must be held (变动前的在岗情况)."""
    return [
        PostCover(body, Post(post), _post_tenures(body.code, post)) for post in sorted(set(posts))
    ]


def covers_of_person(body: OrganisationInfo, staff_code: str) -> list[PostCover]:
    """Note who holds, besides him, the posts that a person has at a body (本人各岗的在岗情况)."""
    own = PostPeriod.objects.filter(staff_id=staff_code, organisation_code=body.code)
    return cover_of_posts(body, own.values_list("post", flat=True))


def refuse_stranding(covers: Iterable[PostCover], *, staff_code: str, last_day: date) -> None:
    """Refuse a change, already written in this transaction, that strands anything (防搁置).

    Asked for the first day without the person, and for each later day on which holders of the
    post change: whoever stays may go next week, and separation of duties may bar who comes then.
    Each post is answered for the first day on which its loss strands something.

    Raises:
        WouldStrand: see there; the transaction rolls back.
    """
    sentences: list[str] = []
    all_stranded: list[Stranded] = []
    for cover in covers:
        for loss in _losses(cover, staff_code=staff_code, starts_on=last_day + ONE_DAY):
            if stranded := stranded_by(loss):
                shown = max(MOST_SHOWN - len(all_stranded), 0)
                sentences.append(_sentence(cover, loss, stranded, shown=shown))
                all_stranded += stranded
                break
    if sentences:
        raise WouldStrand(
            "。".join(sentences) + "。请先安排他人任岗，或用移交同时指定接任人",
            stranded=tuple(all_stranded),
        )


def _losses(cover: PostCover, *, staff_code: str, starts_on: date) -> Iterator[PostLoss]:
    """Give out each day that a change leaves without a holder whom it had before, in order."""
    after = _post_tenures(cover.body.code, cover.post)
    tenures = [tenure for _, tenure in (*cover.before, *after)]
    for day in days_of_change(tenures, starts_on=starts_on):
        remaining = _holders_on(after, day)
        if staff_code in _holders_on(cover.before, day) - remaining:
            yield PostLoss(
                organisation_code=cover.body.code,
                region_code=cover.body.region_code,
                post=cover.post,
                staff_code=staff_code,
                starts_on=day,
                remaining=remaining,
            )


def _holders_on(tenures: Iterable[tuple[str, Tenure]], day: date) -> frozenset[str]:
    return frozenset(code for code, tenure in tenures if tenure.covers(day))


def _sentence(cover: PostCover, loss: PostLoss, stranded: Sequence[Stranded], *, shown: int) -> str:
    named = [found.description for found in stranded[:shown]]
    if len(stranded) > shown:
        named.append(f"等 {len(stranded)} 项")
    why = (
        f"{loss.starts_on} 起其余在岗人员按职责分离不能办理"
        if loss.remaining
        else f"{loss.starts_on} 起没有人担任{cover.post.label}"
    )
    return f"{cover.body.name}{why}，下列事项将无人办理：{'；'.join(named)}"


def _post_tenures(organisation_code: str, post: str) -> tuple[tuple[str, Tenure], ...]:
    rows = PostPeriod.objects.filter(organisation_code=organisation_code, post=post)
    return tuple(
        (str(code), Tenure(starts_on, ends_on))
        for code, starts_on, ends_on in rows.values_list("staff_id", "starts_on", "ends_on")
    )


def require_another(staff_code: str, successor_code: str) -> None:
    """Refuse a hand-over to oneself (接任人须为他人).

    Raises:
        SuccessorRefused: they are the same.
    """
    if staff_code == successor_code:
        raise SuccessorRefused("接任人不能是本人")


def require_duty_successor(row: DutyPeriod) -> None:
    """Refuse a duty with an end that nobody follows (职责的接任人).

    Either another holder covers the day after, or a successor is named who may hold it.

    Raises:
        SuccessorMissing: neither.
        SuccessorRefused: the one named may not hold it.
    """
    if row.ends_on is None:
        return
    others = DutyPeriod.objects.filter(
        organisation_code=row.organisation_code, duty=row.duty
    ).exclude(pk=row.pk)
    successor = _named_successor(row.successor_code, leaving=row.staff_id)
    if successor is not None:
        _require_may_hold_duty(successor, Duty(row.duty), on=row.ends_on + ONE_DAY)
    elif not _covers(others.values_list("starts_on", "ends_on"), row.ends_on + ONE_DAY):
        raise SuccessorMissing(_no_successor(Duty(row.duty).label, row.ends_on))


def require_post_successor(row: PostPeriod) -> None:
    """Refuse a post with an end that nobody follows (岗位的接任人).

    Raises:
        SuccessorMissing: no other holder the day after, and no successor named.
        SuccessorRefused: the one named may not hold it.
    """
    if row.ends_on is None:
        return
    post = Post(row.post)
    others = PostPeriod.objects.filter(
        organisation_code=row.organisation_code, post=row.post
    ).exclude(pk=row.pk)
    successor = _named_successor(row.successor_code, leaving=row.staff_id)
    if successor is not None:
        if not may_hold_post(StaffKind(successor.kind), post):
            raise SuccessorRefused(f"接任人 {successor.name} 是聘用人员，不能任{post.label}")
        _require_may_hold_duty(successor, Duty.CASE_HANDLER, on=row.ends_on + ONE_DAY)
    elif not _covers(others.values_list("starts_on", "ends_on"), row.ends_on + ONE_DAY):
        raise SuccessorMissing(_no_successor(post.label, row.ends_on))


def _named_successor(code: str, *, leaving: str) -> Staff | None:
    if not code:
        return None
    successor = Staff.objects.filter(staff_code=code, active=True).first()
    if successor is None:
        raise SuccessorRefused(f"接任人 {code} 不存在或已不在职")
    require_another(leaving, code)
    return successor


def _require_may_hold_duty(successor: Staff, duty: Duty, *, on: date) -> None:
    if duty is Duty.SUPERVISOR and not successor.discipline_post_proof:
        raise SuccessorRefused(
            f"接任人 {successor.name} 没有纪检监察岗位证明，不能接任{duty.label}"
        )
    if needs_id_number(duty) and not successor.id_number_hash:
        raise SuccessorRefused(
            f"接任人 {successor.name} 没有登记身份证号，不能接任{duty.label}；请先登记"
        )
    held = DutyPeriod.objects.filter(staff_id=successor.staff_code)
    for other, starts_on, ends_on in held.values_list("duty", "starts_on", "ends_on"):
        if exclude_each_other(duty, Duty(other)) and Tenure(starts_on, ends_on).covers(on):
            raise SuccessorRefused(
                f"接任人 {successor.name} 届时是{Duty(other).label}，不能接任{duty.label}"
            )


def _covers(periods: Iterable[tuple[date, date | None]], day: date) -> bool:
    return any(Tenure(starts_on, ends_on).covers(day) for starts_on, ends_on in periods)


def _no_successor(label: str, ends_on: date) -> str:
    return f"{label}到 {ends_on} 为止，之后无人担任；有终止日的须填写接任人，或先安排他人担任"
