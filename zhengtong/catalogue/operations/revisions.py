"""Revising an upper item: draft, two reviews, publication (目录修订)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.events import RevisionMoved
from zhengtong.catalogue.models import CatalogueItem, CatalogueRevision, RevisionAct
from zhengtong.catalogue.models.revision import OPEN_REVISIONS
from zhengtong.catalogue.operations.filling import ElementsRefused
from zhengtong.catalogue.operations.requests import require_reason
from zhengtong.catalogue.operations.upper_versions import put_in_force
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.changes import TODO_WORKDAYS
from zhengtong.catalogue.rules.claims import check_approver
from zhengtong.catalogue.rules.element_faults import ElementFault, check_elements
from zhengtong.catalogue.rules.elements import ElementRecord, is_given
from zhengtong.catalogue.rules.states import (
    CatalogueState,
    RevisionAction,
    RevisionKind,
    RevisionState,
    next_catalogue_state,
    next_revision_state,
)
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import checked_text
from zhengtong.places.queries import require_at_centre

IDENTITY = ("item_name", "item_type")
_REVIEWS = frozenset(
    {
        RevisionAction.APPROVE_ESTABLISHMENT,
        RevisionAction.SEND_BACK,
        RevisionAction.PUBLISH,
    }
)


class RevisionRefused(DomainError):
    """The revision says too little, or another one is in hand (修订不成立)."""

    code: ClassVar[str] = "revision_refused"


class UnknownRevision(DomainError):
    """No revision of the item is in hand (没有在办的修订)."""

    code: ClassVar[str] = "unknown_revision"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionDraft:
    """What a revision is to make of an upper item (目录修订内容).

    Args:
        elements: the item as it is to be, whole; as it stands for a suspension and the like.
        successor_codes: what a split or merged item becomes.
        answer_workdays: how long the bodies below have to follow it.
    """

    region_code: str
    base_code: str
    kind: RevisionKind
    elements: Mapping[str, Any]
    basis_document: str = ""
    successor_codes: Sequence[str] = ()
    answer_workdays: int = TODO_WORKDAYS
    is_demo: bool = False


@transaction.atomic
def draft_revision(*, draft: RevisionDraft, request: Request) -> int:
    """Draft a revision; the item stays in force meanwhile (起草修订).

    Returns:
        The revision's number within the item.

    Raises:
        PermissionRefused: the actor is no item manager of the region's service centre.
        ItemActionNotAllowed: the item's state does not allow this kind of revision.
        ElementsRefused, ReasonMissing: see there.
        RevisionRefused: one is in hand, or a split or merger names no successor.
    """
    require_at_centre(request, CataloguePermission.REVISE_UPPER_ITEM, region_code=draft.region_code)
    item = lock_upper_item(draft)
    revision = new_revision(item, draft, request=request)
    revision.state = RevisionState.DRAFT.value
    _move(revision, action="draft", request=request)
    return revision.number


@transaction.atomic
def redraft_revision(*, draft: RevisionDraft, request: Request) -> None:
    """Write the draft in hand anew, such as after it was sent back (修改修订草案).

    Raises:
        As `draft_revision`; UnknownRevision: none is in hand.
        ItemActionNotAllowed: the revision is under review.
    """
    require_at_centre(request, CataloguePermission.REVISE_UPPER_ITEM, region_code=draft.region_code)
    item = lock_upper_item(draft)
    revision = _lock_revision(draft.region_code, draft.base_code)
    next_revision_state(RevisionState(revision.state), RevisionAction.SUBMIT)
    _require_sound(item, draft, request)
    _write_draft(revision, draft, request)
    _move(revision, action="redraft", request=request, changed=_DRAFT_FIELDS)


@transaction.atomic
def move_revision(
    *, region_code: str, base_code: str, action: RevisionAction, request: Request
) -> None:
    """Take a revision one step on; the last review publishes it (修订流转).

    Raises:
        UnknownRevision, ItemActionNotAllowed, PermissionRefused: see there.
        ApproverIsSubmitter: a review by the person who sent it.
        ReasonMissing: it is sent back or dropped without one.
    """
    is_review = action in _REVIEWS
    require_at_centre(
        request,
        CataloguePermission.REVIEW_UPPER_ITEM
        if is_review
        else CataloguePermission.REVISE_UPPER_ITEM,
        region_code=region_code,
    )
    item = CatalogueItem.objects.select_for_update().filter(
        region_code=region_code, base_code=base_code
    )
    upper = item.first()
    revision = _lock_revision(region_code, base_code)
    state = next_revision_state(RevisionState(revision.state), action)
    if is_review:
        check_approver(submitted_by=revision.submitted_by, approved_by=request.by.code)
    if action in {RevisionAction.SEND_BACK, RevisionAction.DROP}:
        require_reason(request, act="退回或放弃修订")
    revision.state = state.value
    if state is RevisionState.PUBLISHED and upper is not None:
        put_in_force(upper, revision, request=request)
        return
    if action is RevisionAction.SUBMIT:
        revision.submitted_by = request.by.code
    _move(revision, action=action.value, request=request, changed=("state", "submitted_by"))


def lock_upper_item(draft: RevisionDraft) -> CatalogueItem:
    """Lock the item of a revision; a new one is made as a draft (锁定目录事项).

    Raises:
        ElementsRefused: a new item without a name or a type.
    """
    missing = [name for name in IDENTITY if not is_given(draft.elements.get(name))]
    if missing:
        raise ElementsRefused(
            [ElementFault(name, "missing", f"没有填写“{_LABELS[name]}”") for name in missing]
        )
    CatalogueItem.objects.bulk_create(
        [
            CatalogueItem(
                region_code=draft.region_code,
                base_code=draft.base_code,
                name=draft.elements["item_name"],
                item_type=draft.elements["item_type"],
                level_kind=draft.elements.get("level_kind") or "main",
                state=CatalogueState.DRAFT.value,
                is_demo=draft.is_demo,
            )
        ],
        ignore_conflicts=True,
    )
    return CatalogueItem.objects.select_for_update().get(
        region_code=draft.region_code, base_code=draft.base_code
    )


def new_revision(
    item: CatalogueItem, draft: RevisionDraft, *, request: Request
) -> CatalogueRevision:
    """Return an unsaved revision of a locked item, after every check (新的修订).

    Raises:
        ItemActionNotAllowed, ElementsRefused, ReasonMissing, RevisionRefused: see there.
    """
    _require_sound(item, draft, request)
    earlier = CatalogueRevision.objects.filter(
        region_code=item.region_code, base_code=item.base_code
    )
    if earlier.filter(state__in=OPEN_REVISIONS).exists():
        raise RevisionRefused(f"目录事项 {item.base_code} 已有修订在办，请先办完或放弃")
    last = earlier.order_by("-number").values_list("number", flat=True).first() or 0
    revision = CatalogueRevision(
        region_code=item.region_code,
        base_code=item.base_code,
        number=last + 1,
        is_demo=draft.is_demo,
    )
    _write_draft(revision, draft, request)
    return revision


def _require_sound(item: CatalogueItem, draft: RevisionDraft, request: Request) -> None:
    next_catalogue_state(CatalogueState(item.state), draft.kind)
    elements = {"base_code": draft.base_code, **draft.elements}
    faults = check_elements(elements=elements, record=ElementRecord.CATALOGUE)
    if elements["base_code"] != draft.base_code:
        faults += (ElementFault("base_code", "locked", "要素中的基本编码与事项不一致"),)
    if faults:
        raise ElementsRefused(faults)
    if draft.kind is not RevisionKind.ADD and not request.is_taken_over:
        require_reason(request, act="变更目录事项")
    if draft.kind in {RevisionKind.SPLIT, RevisionKind.MERGE} and not draft.successor_codes:
        raise RevisionRefused("拆分、合并须写明承接事项的基本编码")


def _write_draft(revision: CatalogueRevision, draft: RevisionDraft, request: Request) -> None:
    revision.kind = draft.kind.value
    revision.elements = {"base_code": draft.base_code, **draft.elements}
    revision.item_type = draft.elements["item_type"]
    revision.organisation_code = request.by.organisation_code
    revision.reason = request.reason
    revision.basis_document = checked_text(draft.basis_document, limit=200, name="变更依据文件")
    revision.successor_codes = list(draft.successor_codes)
    revision.answer_workdays = draft.answer_workdays


_DRAFT_FIELDS = (
    *("kind", "elements", "item_type", "organisation_code", "reason"),
    *("basis_document", "successor_codes", "answer_workdays"),
)
_LABELS = {"item_name": "事项名称", "item_type": "事项类型"}


def _lock_revision(region_code: str, base_code: str) -> CatalogueRevision:
    revision = (
        CatalogueRevision.objects.select_for_update()
        .filter(region_code=region_code, base_code=base_code, state__in=OPEN_REVISIONS)
        .first()
    )
    if revision is None:
        raise UnknownRevision(f"目录事项 {base_code} 没有在办的修订")
    return revision


def _move(
    revision: CatalogueRevision, *, action: str, request: Request, changed: Sequence[str] = ()
) -> None:
    commit_act(
        revision,
        changed=changed,
        act=RevisionAct(revision_id=revision.id, action=action, reason=request.reason),
        event=RevisionMoved(
            region_code=revision.region_code,
            base_code=revision.base_code,
            number=revision.number,
            kind=revision.kind,
            state=revision.state,
        ),
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )
