"""Revisions of the upper catalogue: their way to publication, and releases taken over."""

import pytest
from django.db import transaction

from zhengtong.catalogue.models import CatalogueItem, CatalogueItemVersion, CatalogueRevision
from zhengtong.catalogue.operations.filling import ElementsRefused
from zhengtong.catalogue.operations.releases import release_upper_item
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.operations.revisions import (
    RevisionDraft,
    RevisionRefused,
    UnknownRevision,
    draft_revision,
    move_revision,
    redraft_revision,
)
from zhengtong.catalogue.rules.claims import ApproverIsSubmitter
from zhengtong.catalogue.rules.states import ItemActionNotAllowed, RevisionAction, RevisionKind
from zhengtong.catalogue.tests.offices import NOW, PROVINCE, request, upper_elements
from zhengtong.foundation.actors import OPERATOR, Actor
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.origins import Origin
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_staff
from zhengtong.places.queries import NoServiceCentre
from zhengtong.places.tests.factories import make_region, make_service_centre

pytestmark = pytest.mark.django_db
CENTRE = "510000-C01"
CODE = "510101901000"
KEY = {"region_code": PROVINCE, "base_code": CODE}


def staff(code: str, duty: Duty) -> Actor:
    make_staff(staff_code=code, organisation_code=CENTRE)
    give_duty(staff_code=code, duty=duty, organisation_code=CENTRE)
    return actor(staff_code=code, organisation_code=CENTRE)


@pytest.fixture
def drafter() -> Actor:
    make_region(code=PROVINCE, name="四川省")
    make_service_centre(code=CENTRE, region_code=PROVINCE)
    return staff("P01", Duty.ITEM_MANAGER)


@pytest.fixture
def reviewer(drafter: Actor) -> Actor:
    return staff("P02", Duty.DEPARTMENT_ADMINISTRATOR)


def draft_of(kind: RevisionKind = RevisionKind.ADD, **changes) -> RevisionDraft:
    successors = changes.pop("successor_codes", ())
    return RevisionDraft(
        region_code=PROVINCE,
        base_code=CODE,
        kind=kind,
        elements=upper_elements(**changes),
        successor_codes=successors,
    )


def move(action: RevisionAction, by: Actor, reason: str = "") -> None:
    move_revision(**KEY, action=action, request=request(by, reason))


def publish(drafter: Actor, reviewer: Actor, draft: RevisionDraft) -> None:
    draft_revision(draft=draft, request=request(drafter, "依据新规"))
    move(RevisionAction.SUBMIT, drafter)
    move(RevisionAction.APPROVE_ESTABLISHMENT, reviewer)
    move(RevisionAction.PUBLISH, reviewer)


def test_it_walks_a_new_item_through_both_reviews(drafter, reviewer) -> None:
    publish(drafter, reviewer, draft_of())
    item = CatalogueItem.objects.get()
    assert (item.state, item.version, item.name) == ("published", 1, "道路货物运输经营许可")
    assert item.exercise_levels == ["county"]
    assert [
        (entry.kind, entry.subject, entry.subject_no)
        for entry in Entry.objects.filter(region_code=PROVINCE).order_by("subject_no")
    ] == [
        ("catalogue.revision_moved", f"catalogue:{CODE}/1", 1),
        ("catalogue.revision_moved", f"catalogue:{CODE}/1", 2),
        ("catalogue.revision_moved", f"catalogue:{CODE}/1", 3),
        ("catalogue.catalogue_item_published", f"catalogue:{CODE}/1", 4),
    ]


def test_it_keeps_the_item_in_force_while_a_change_is_reviewed(drafter, reviewer) -> None:
    publish(drafter, reviewer, draft_of())
    change = draft_of(RevisionKind.CHANGE, item_name="道路货运经营许可")
    draft_revision(draft=change, request=request(drafter, "改名"))
    item = CatalogueItem.objects.get()
    assert (item.state, item.version, item.name) == ("published", 1, "道路货物运输经营许可")
    move(RevisionAction.SUBMIT, drafter)
    move(RevisionAction.APPROVE_ESTABLISHMENT, reviewer)
    move(RevisionAction.PUBLISH, reviewer)
    item.refresh_from_db()
    assert (item.version, item.name) == (2, "道路货运经营许可")
    assert Entry.objects.filter(kind="catalogue.catalogue_item_changed").count() == 1
    first = CatalogueItemVersion.objects.get(version=1)
    assert first.elements["item_name"] == "道路货物运输经营许可"


def test_it_sends_back_with_a_reason_and_is_drafted_anew(drafter, reviewer) -> None:
    draft_revision(draft=draft_of(), request=request(drafter))
    move(RevisionAction.SUBMIT, drafter)
    with pytest.raises(ReasonMissing), transaction.atomic():
        move(RevisionAction.SEND_BACK, reviewer)
    with pytest.raises(ItemActionNotAllowed), transaction.atomic():
        redraft_revision(draft=draft_of(quota="每年十家"), request=request(drafter))
    move(RevisionAction.SEND_BACK, reviewer, "依据不足")
    redraft_revision(draft=draft_of(quota="每年十家"), request=request(drafter))
    revision = CatalogueRevision.objects.get(region_code=PROVINCE)
    assert (revision.state, revision.elements["quota"]) == ("draft", "每年十家")


def test_it_lets_a_dropped_revision_make_room_for_another(drafter) -> None:
    draft_revision(draft=draft_of(), request=request(drafter))
    with pytest.raises(RevisionRefused) as refusal, transaction.atomic():
        draft_revision(draft=draft_of(), request=request(drafter))
    assert refusal.value.message == f"目录事项 {CODE} 已有修订在办，请先办完或放弃"
    move(RevisionAction.DROP, drafter, "重复")
    assert draft_revision(draft=draft_of(), request=request(drafter)) == 2


def test_it_keeps_drafting_and_reviewing_apart(drafter, reviewer) -> None:
    draft_revision(draft=draft_of(), request=request(drafter))
    move(RevisionAction.SUBMIT, drafter)
    with pytest.raises(PermissionRefused), transaction.atomic():
        move(RevisionAction.APPROVE_ESTABLISHMENT, drafter)
    give_duty(staff_code="P01", duty=Duty.DEPARTMENT_ADMINISTRATOR, organisation_code=CENTRE)
    with pytest.raises(ApproverIsSubmitter), transaction.atomic():
        move(RevisionAction.APPROVE_ESTABLISHMENT, drafter)


@pytest.mark.parametrize(
    ("draft", "error", "message"),
    [
        (
            draft_of(statutory_limit={"count": 0, "unit": "workday"}),
            ElementsRefused,
            "“法定办结时限”不成立：时限应为 1 至 9999个工作日，不能是 0",
        ),
        (
            draft_of(base_code="510101999000"),
            ElementsRefused,
            "要素中的基本编码与事项不一致",
        ),
        (draft_of(item_name=""), ElementsRefused, "没有填写“事项名称”"),
        (
            draft_of(RevisionKind.CHANGE),
            ItemActionNotAllowed,
            "目录事项“草拟”，不能变更",
        ),
    ],
)
def test_it_refuses_an_unsound_draft(draft, error, message, drafter) -> None:
    with pytest.raises(error) as refusal, transaction.atomic():
        draft_revision(draft=draft, request=request(drafter))
    assert refusal.value.message == message
    assert not CatalogueItem.objects.exists()
    assert not CatalogueRevision.objects.filter(region_code=PROVINCE).exists()


def test_it_refuses_a_change_without_reason_and_a_split_without_successors(
    drafter, reviewer
) -> None:
    publish(drafter, reviewer, draft_of())
    with pytest.raises(ReasonMissing), transaction.atomic():
        draft_revision(draft=draft_of(RevisionKind.CHANGE), request=request(drafter))
    with pytest.raises(RevisionRefused), transaction.atomic():
        draft_revision(draft=draft_of(RevisionKind.SPLIT), request=request(drafter, "拆"))
    split = draft_of(RevisionKind.SPLIT, successor_codes=("1", "2"))
    publish(drafter, reviewer, split)
    assert CatalogueItem.objects.get().state == "split"


def test_it_refuses_to_move_what_is_not_in_hand(drafter) -> None:
    with pytest.raises(UnknownRevision) as refusal, transaction.atomic():
        move(RevisionAction.SUBMIT, drafter)
    assert refusal.value.message == f"目录事项 {CODE} 没有在办的修订"


def test_it_needs_a_service_centre_for_staff() -> None:
    make_region(code=PROVINCE)
    by = Actor(kind=actor().kind, code="P01", organisation_code=CENTRE)
    with pytest.raises(NoServiceCentre):
        draft_revision(draft=draft_of(), request=request(by))


def take_over(draft: RevisionDraft) -> Saved:
    return release_upper_item(
        draft=draft, request=Request(by=OPERATOR, now=NOW, origin=Origin.SYNCED)
    )


def test_it_takes_a_release_over_in_one_act_and_nothing_twice() -> None:
    assert take_over(draft_of()) is Saved.CREATED
    assert take_over(draft_of()) is Saved.UNCHANGED
    assert take_over(draft_of(quota="十家")) is Saved.CHANGED
    assert take_over(draft_of(RevisionKind.SUSPEND, quota="十家")) is Saved.CHANGED
    assert take_over(draft_of(RevisionKind.SUSPEND, quota="十家")) is Saved.UNCHANGED
    assert take_over(draft_of(quota="十家")) is Saved.CHANGED
    assert take_over(draft_of(RevisionKind.CANCEL, quota="十家")) is Saved.CHANGED
    versions = CatalogueItemVersion.objects.order_by("version").values_list("version", "kind")
    assert list(versions) == [
        (1, "add"),
        (2, "change"),
        (3, "suspend"),
        (4, "resume"),
        (5, "cancel"),
    ]
    assert Entry.objects.filter(region_code=PROVINCE, origin="synced").count() == 5
    with pytest.raises(ItemActionNotAllowed):
        take_over(draft_of())


def test_it_lets_only_the_operator_take_over() -> None:
    with pytest.raises(ValueError, match="only the operator"):
        Request(by=actor(), now=NOW, origin=Origin.SYNCED)
