"""To-dos that arise from the upper level, and how they are answered (认领待办)."""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.catalogue.events import ClaimDeclined
from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueItemVersion,
    ClaimTodo,
    LocalItem,
)
from zhengtong.catalogue.operations.requests import require_at_body, require_reason
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.lists import bodies_to_claim
from zhengtong.catalogue.rules.changes import (
    ElementChange,
    FollowUp,
    FollowUpAction,
    compare_elements,
    follow_up,
)
from zhengtong.catalogue.rules.claims import (
    concerns_region,
    exercise_level_of,
    may_exercise,
    possible_claimers,
)
from zhengtong.catalogue.rules.states import LocalItemState, RevisionKind
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.limits import working_days
from zhengtong.places.queries import (
    centre_code_of,
    organisations,
    regions_with_organisations,
    work_calendar,
)
from zhengtong.places.rules.regions import RegionLevel, level_of

DONE, DECLINED = "done", "declined"
_DIGITS_OF_LEVEL = {RegionLevel.PROVINCE: 2, RegionLevel.CITY: 4}


class UnknownTodo(DomainError):
    """There is no such to-do, or it was answered already (待办不存在或已答复)."""

    code: ClassVar[str] = "unknown_todo"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Release:
    """One published version of an upper item, and what it changed."""

    item: CatalogueItem
    version: int
    kind: RevisionKind
    changes: tuple[ElementChange, ...]
    published_on: date
    answer_workdays: int


def raise_todos(
    *,
    catalogue_region_code: str,
    base_code: str,
    version: int,
    published_on: date,
    answer_workdays: int,
) -> int:
    """Make the to-dos of a published revision in every region; return how many are new (待办).

    Bodies that hold the item follow it up as their state asks; the bodies that could claim it are
    asked to, unless an earlier to-do asks them still. Safe to run again: a to-do is unique.

    Raises:
        OutsideCalendar: no calendar covers the days; load it and retry.
    """
    released = CatalogueItemVersion.objects.select_related("item").get(
        item__region_code=catalogue_region_code, item__base_code=base_code, version=version
    )
    before = released.item.versions.filter(version=version - 1).first()
    release = _Release(
        item=released.item,
        version=version,
        kind=RevisionKind(released.kind),
        changes=(
            compare_elements(before=before.elements, after=released.elements) if before else ()
        ),
        published_on=published_on,
        answer_workdays=answer_workdays,
    )
    return sum(
        _raise_in_region(release, region_code=code)
        for code in _regions_below(catalogue_region_code)
    )


@transaction.atomic
def decline_todo(*, region_code: str, todo_id: uuid.UUID, request: Request) -> None:
    """Answer a to-do by saying why it is not the body's to do (不承接).

    Raises:
        UnknownTodo, PermissionRefused, ReasonMissing: see there.
    """
    todo = (
        ClaimTodo.objects.select_for_update()
        .filter(region_code=region_code, id=todo_id, answer="")
        .first()
    )
    if todo is None:
        raise UnknownTodo("没有这项待办，或者已经答复")
    require_at_body(request, CataloguePermission.DECLINE, organisation_code=todo.organisation_code)
    require_reason(request, act="不承接")
    todo.answer, todo.answer_reason = DECLINED, request.reason.strip()
    todo.answered_by, todo.answered_at = request.by.code, request.now
    commit_act(
        todo,
        changed=("answer", "answer_reason", "answered_by", "answered_at"),
        act=None,
        event=ClaimDeclined(
            region_code=region_code,
            organisation_code=todo.organisation_code,
            base_code=todo.base_code,
            catalogue_version=todo.catalogue_version,
        ),
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )


def answer_claim(row: LocalItem, *, request: Request) -> None:
    """Mark the to-dos that a claim answers, the body's own and the centre's (认领即答复)."""
    asked = [row.organisation_code, centre_code_of(row.region_code)]
    _open_todos(row).filter(action=FollowUpAction.CLAIM.value, organisation_code__in=asked).update(
        answer=DONE, answered_by=request.by.code, answered_at=request.now
    )


def answer_claims(
    *, region_code: str, claimed: Collection[tuple[str, str]], request: Request
) -> None:
    """Mark the to-dos that many claims answer (成批认领即答复).

    Args:
        claimed: organisation code and base code of each.
    """
    base_codes = {base_code for _, base_code in claimed}
    centre = centre_code_of(region_code)
    asked = ClaimTodo.objects.filter(
        region_code=region_code,
        base_code__in=base_codes,
        action=FollowUpAction.CLAIM.value,
        answer="",
    ).values_list("id", "organisation_code", "base_code")
    answered = [
        todo_id
        for todo_id, organisation_code, base_code in asked
        if organisation_code == centre or (organisation_code, base_code) in claimed
    ]
    ClaimTodo.objects.filter(region_code=region_code, id__in=answered).update(
        answer=DONE, answered_by=request.by.code, answered_at=request.now
    )


def answer_inherited(rows: Collection[LocalItem], *, request: Request) -> None:
    """Mark the to-dos that taking over the newest upper text answers, in one query (承接即答复)."""
    if not rows:
        return
    ClaimTodo.objects.filter(
        region_code=next(iter(rows)).region_code,
        implementation_code__in=[row.implementation_code for row in rows],
        action=FollowUpAction.CHANGE.value,
        answer="",
    ).update(answer=DONE, answered_by=request.by.code, answered_at=request.now)


def answer_changes(rows: Collection[LocalItem], *, request: Request) -> None:
    """Mark the to-dos that the changes of many items answer, in two queries (成批变更即答复)."""
    if not rows:
        return
    region_code = next(iter(rows)).region_code
    followed = {row.implementation_code: row.base_version for row in rows}
    asked = ClaimTodo.objects.filter(
        region_code=region_code,
        implementation_code__in=list(followed),
        action=FollowUpAction.CHANGE.value,
        answer="",
    ).values_list("id", "implementation_code", "catalogue_version")
    answered = [todo_id for todo_id, code, version in asked if version <= followed[code]]
    ClaimTodo.objects.filter(region_code=region_code, id__in=answered).update(
        answer=DONE, answered_by=request.by.code, answered_at=request.now
    )


def answer_todos(
    row: LocalItem,
    *,
    actions: Collection[FollowUpAction],
    request: Request,
    up_to_version: int | None = None,
) -> None:
    """Mark the to-dos about an item that an act on it answers (办理即答复).

    Args:
        up_to_version: only those of upper versions that the item has taken over.
    """
    asked = _open_todos(row).filter(
        action__in=[action.value for action in actions],
        implementation_code=row.implementation_code,
    )
    if up_to_version is not None:
        asked = asked.filter(catalogue_version__lte=up_to_version)
    asked.update(answer=DONE, answered_by=request.by.code, answered_at=request.now)


def _open_todos(row: LocalItem) -> QuerySet[ClaimTodo]:
    return ClaimTodo.objects.filter(
        region_code=row.region_code,
        catalogue_region_code=row.catalogue_region_code,
        base_code=row.base_code,
        answer="",
    )


def _regions_below(catalogue_region_code: str) -> tuple[str, ...]:
    """Return the regions with bodies that a catalogue is kept for, its own included."""
    digits = _DIGITS_OF_LEVEL.get(level_of(catalogue_region_code), 6)
    prefix = catalogue_region_code[:digits]
    return tuple(code for code in regions_with_organisations() if code.startswith(prefix))


@transaction.atomic
def _raise_in_region(release: _Release, *, region_code: str) -> int:
    due = due_on(
        started_on=release.published_on,
        limit=working_days(release.answer_workdays),
        calendar=work_calendar(region_code),
    )
    made = ClaimTodo.objects.bulk_create(
        [
            ClaimTodo(
                region_code=region_code,
                organisation_code=organisation_code,
                catalogue_region_code=release.item.region_code,
                base_code=release.item.base_code,
                catalogue_version=release.version,
                item_name=release.item.name,
                item_type=release.item.item_type,
                kind=release.kind.value,
                action=todo.action.value,
                reasons=list(todo.reasons),
                implementation_code=implementation_code,
                raised_on=release.published_on,
                due_on=due,
            )
            for organisation_code, implementation_code, todo in _todos(release, region_code)
        ],
        ignore_conflicts=True,
    )
    return len(made)


def _todos(release: _Release, region_code: str) -> Iterator[tuple[str, str, FollowUp]]:
    """Yield body, its item's code or an empty text, and what is to be done."""
    held = list(
        LocalItem.objects.filter(
            region_code=region_code,
            catalogue_region_code=release.item.region_code,
            base_code=release.item.base_code,
        ).exclude(state__in=[LocalItemState.TO_CLAIM.value, LocalItemState.CANCELLED.value])
    )
    raised = _already_raised(release, region_code)
    for row in held:
        todo = follow_up(
            kind=release.kind, changes=release.changes, local_state=LocalItemState(row.state)
        )
        if todo.is_required and (row.organisation_code, row.implementation_code) not in raised:
            yield row.organisation_code, row.implementation_code, todo
    todo = follow_up(kind=release.kind, changes=release.changes, local_state=None)
    if not todo.is_required:
        return
    holders = {row.organisation_code for row in held}
    asked = holders | _asked_already(release, region_code)
    for code in _claimers(release, region_code, is_held=bool(held)):
        if code not in asked and (code, "") not in raised:
            yield code, "", todo


def _already_raised(release: _Release, region_code: str) -> set[tuple[str, str]]:
    return set(
        ClaimTodo.objects.filter(
            region_code=region_code,
            catalogue_region_code=release.item.region_code,
            base_code=release.item.base_code,
            catalogue_version=release.version,
        ).values_list("organisation_code", "implementation_code")
    )


def _asked_already(release: _Release, region_code: str) -> set[str]:
    """Return the bodies that an open to-do asks to claim the item."""
    return set(
        ClaimTodo.objects.filter(
            region_code=region_code,
            catalogue_region_code=release.item.region_code,
            base_code=release.item.base_code,
            action=FollowUpAction.CLAIM.value,
            answer="",
        ).values_list("organisation_code", flat=True)
    )


def _claimers(release: _Release, region_code: str, *, is_held: bool) -> tuple[str, ...]:
    levels = release.item.exercise_levels
    if not concerns_region(exercise_levels=levels, region_code=region_code):
        return ()
    on = release.published_on
    listed = bodies_to_claim(region_code=region_code, base_codes=(release.item.base_code,), on=on)
    same_line: frozenset[str] = frozenset()
    if not listed and release.item.guiding_body:
        line = CatalogueItem.objects.filter(
            region_code=release.item.region_code, guiding_body=release.item.guiding_body
        )
        codes = tuple(line.values_list("base_code", flat=True))
        same_line = bodies_to_claim(region_code=region_code, base_codes=codes, on=on)
    able = _able(release, listed | same_line)
    return possible_claimers(
        listed=listed & able,
        same_line=same_line & able,
        centre_code=centre_code_of(region_code),
        is_held=is_held,
    )


def _able(release: _Release, codes: Collection[str]) -> set[str]:
    """Return those bodies at whose level the item may be exercised."""
    return {
        body.code
        for body in organisations(codes).values()
        if may_exercise(
            exercise_levels=release.item.exercise_levels,
            level=exercise_level_of(level=body.level, region_code=body.region_code),
        )
    }
