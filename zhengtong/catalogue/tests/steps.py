"""Walks of an item that several tests begin with."""

from zhengtong.catalogue.operations.approval import approve_item
from zhengtong.catalogue.operations.changing import change_item
from zhengtong.catalogue.operations.claiming import claim_item
from zhengtong.catalogue.operations.filling import fill_item
from zhengtong.catalogue.operations.publication import publish_item, run_item
from zhengtong.catalogue.operations.submission import submit_item
from zhengtong.catalogue.tests.factories import complete_elements
from zhengtong.catalogue.tests.offices import BASE_CODE, DEPARTMENT, ITEM, LOCKED, request
from zhengtong.foundation.actors import Actor
from zhengtong.people.tests.factories import actor
from zhengtong.places.tests.factories import CENTRE

OWN = {name: value for name, value in complete_elements().items() if name not in LOCKED}


def carry_to_running(manager: Actor) -> None:
    """Claim the item of the office and bring it into operation."""
    claim_item(organisation_code=DEPARTMENT, base_code=BASE_CODE, request=request(manager))
    fill_item(**ITEM, elements=OWN, request=request(manager))
    _approve_and_publish(manager)
    run_item(**ITEM, request=request(manager))


def change_and_publish(manager: Actor) -> None:
    """Change the running item after its upper item and publish it."""
    change_item(**ITEM, request=request(manager))
    _approve_and_publish(manager)


def _approve_and_publish(manager: Actor) -> None:
    administrator = actor(staff_code="C01", organisation_code=CENTRE)
    submit_item(**ITEM, request=request(manager))
    approve_item(**ITEM, request=request(administrator))
    publish_item(**ITEM, request=request(manager))
