"""Naming who leads a body and whom one calls; `people` decides who may be named (领导与联络员)."""

from django.db import transaction

from zhengtong.places.models import Organisation
from zhengtong.places.operations.organisations import lock_organisation
from zhengtong.places.queries import OrganisationInfo


@transaction.atomic
def name_leadership(
    *, organisation_code: str, leader_in_charge_code: str, organ_head_code: str, liaison_code: str
) -> OrganisationInfo:
    """Write a body's leader in charge, head and liaison; empty takes the name out (指定领导).

    Called by `people.operations.leadership`, which checks the persons and writes the act.

    Raises:
        UnknownOrganisation: there is no such body.
    """
    held = lock_organisation(organisation_code)
    Organisation.objects.filter(region_code=held.region_code, code=organisation_code).update(
        leader_in_charge_code=leader_in_charge_code,
        organ_head_code=organ_head_code,
        liaison_code=liaison_code,
    )
    return held
