"""Walks of an item that several tests begin with."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from zhengtong.catalogue.models import ItemAct, ItemVersion, LocalItem
from zhengtong.catalogue.operations.approval import approve_item
from zhengtong.catalogue.operations.changing import change_item
from zhengtong.catalogue.operations.claiming import Claim, claim_item
from zhengtong.catalogue.operations.filling import fill_item
from zhengtong.catalogue.operations.publication import publish_item, run_item
from zhengtong.catalogue.operations.submission import submit_item
from zhengtong.catalogue.tests.factories import complete_elements
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    DEPARTMENT,
    ITEM,
    LOCKED,
    REGION,
    item,
    request,
)
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.tests.factories import actor

OWN = {name: value for name, value in complete_elements().items() if name not in LOCKED}


def claim(by: Actor, *, base_code: str = BASE_CODE, **fields: str) -> str:
    """Claim an upper item for the department of the office."""
    wanted = Claim(organisation_code=DEPARTMENT, base_code=base_code, **fields)
    return claim_item(claim=wanted, request=request(by))


def fill(by: Actor, **changes: Any) -> None:
    """Fill every element that the department gives, with some changes."""
    fill_item(**ITEM, elements={**OWN, **changes}, request=request(by))


def submit_and_approve(manager: Actor, administrator: Actor) -> None:
    """Bring what was filled past the approver."""
    submit_item(**ITEM, request=request(manager))
    approve_item(**ITEM, request=request(administrator))


def bring_to(state: str, manager: Actor, administrator: Actor) -> None:
    """Walk the item to a state on the way to operation."""
    steps: dict[str, Callable[[], object]] = {
        "claimed": lambda: claim(manager),
        "filled": lambda: fill(manager),
        "submitted": lambda: submit_item(**ITEM, request=request(manager)),
        "approved": lambda: approve_item(**ITEM, request=request(administrator)),
        "published": lambda: publish_item(**ITEM, request=request(manager)),
        "running": lambda: run_item(**ITEM, request=request(manager)),
        "changing": lambda: change_item(**ITEM, request=request(manager)),
    }
    for reached, step in steps.items():
        step()
        if reached == state:
            break
    assert item().state == state


def carry_to_running(manager: Actor) -> None:
    """Claim the item of the office and bring it into operation."""
    bring_to("running", manager, _administrator())


def change_and_publish(manager: Actor) -> None:
    """Change the running item after its upper item and publish it."""
    change_item(**ITEM, request=request(manager))
    submit_and_approve(manager, _administrator())
    publish_item(**ITEM, request=request(manager))


def refused(error: type[Exception], act: Callable[[], object]) -> str:
    """Return the message of a refusal, after seeing that it changed nothing."""
    before = list(LocalItem.objects.filter(region_code=REGION).values())
    entries, acts = Entry.objects.count(), ItemAct.objects.count()
    versions = ItemVersion.objects.count()
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert list(LocalItem.objects.filter(region_code=REGION).values()) == before
    assert (Entry.objects.count(), ItemAct.objects.count()) == (entries, acts)
    assert ItemVersion.objects.count() == versions
    return str(getattr(refusal.value, "message", ""))


def _administrator() -> Actor:
    return actor(staff_code="C01", organisation_code=CENTRE)
