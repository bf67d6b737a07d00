"""Following new versions of the flows that items run on (流程换版)."""

from zhengtong.catalogue.models import LocalItem


def follow_flow(*, region_code: str, organisation_code: str, flow_code: str, version: int) -> int:
    """Point a body's items that run on a flow to its newer version; return how many (流程换版).

    The publication of the flow is the act, and flows have proved that the version suits every item
    that uses it; the column here only repeats it. Running cases stay on theirs.
    """
    return LocalItem.objects.filter(
        region_code=region_code,
        organisation_code=organisation_code,
        flow_code=flow_code,
        flow_version__lt=version,
    ).update(flow_version=version)
