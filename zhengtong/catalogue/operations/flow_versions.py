"""Following new versions of the flows that items run on (流程换版)."""

from django.db import transaction

from zhengtong.catalogue import ports
from zhengtong.catalogue.models import LocalItem


@transaction.atomic
def follow_flow(*, region_code: str, organisation_code: str, flow_code: str, version: int) -> int:
    """Point a body's items that run on a flow to its newer version; return how many (流程换版).

    The publication of the flow is the act, and flows have proved that the version suits every item
    that uses it; the column here only repeats it. Flows are told in the same transaction, so the
    posts they keep manned are those that new cases need. Running cases stay on their version.
    """
    followed = LocalItem.objects.filter(
        region_code=region_code,
        organisation_code=organisation_code,
        flow_code=flow_code,
        flow_version__lt=version,
    ).update(flow_version=version)
    ports.tell_followed(region_code=region_code, flow_code=flow_code, version=version)
    return followed
