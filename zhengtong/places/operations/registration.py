"""Writing what happened to a body, under the lock of its registration (机构变动落账)."""

from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.places.models import OrganisationAct, OrganisationRegistration
from zhengtong.places.rules.actions import PlacesAction


def lock_registration(*, organisation_code: str, region_code: str) -> OrganisationRegistration:
    """Lock a body's registration until the transaction ends; made if need be (锁定机构登记).

    Taken before the lock on the body itself.
    """
    OrganisationRegistration.objects.bulk_create(
        [OrganisationRegistration(region_code=region_code, organisation_code=organisation_code)],
        ignore_conflicts=True,
    )
    return OrganisationRegistration.objects.select_for_update().get(
        region_code=region_code, organisation_code=organisation_code
    )


def commit_registration(
    registration: OrganisationRegistration,
    *,
    action: PlacesAction,
    event: Event,
    request: Request,
) -> None:
    """Write the act and the entry of a change made in this transaction (落账)."""
    commit_act(
        registration,
        changed=(),
        act=OrganisationAct(
            registration_id=registration.id, action=action.value, reason=request.reason
        ),
        event=event,
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )
