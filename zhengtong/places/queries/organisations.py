"""Reads of organisations (机构)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Q

from zhengtong.kernel.errors import DomainError
from zhengtong.places.models import Organisation, OrganisationCreditCode
from zhengtong.places.queries.parts import parts
from zhengtong.places.rules.organisations import BodyKind, OrganisationLevel


class UnknownOrganisation(DomainError):
    """No organisation has the code (机构不存在)."""

    code: ClassVar[str] = "unknown_organisation"


class NoServiceCentre(DomainError):
    """The region has no service centre yet (没有政务服务中心)."""

    code: ClassVar[str] = "no_service_centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationInfo:
    """A body as other domains see it (机构).

    Args:
        sequence: printing order within region and level.
        liaison_code: empty while the department's administrator is the liaison.
    """

    code: str
    name: str
    short_name: str
    level: OrganisationLevel
    kind: BodyKind
    region_code: str
    township_code: str
    village_code: str
    parent_code: str
    sequence: int
    in_hall: bool
    on_platform_from: date | None
    is_demo: bool
    leader_in_charge_code: str
    organ_head_code: str
    liaison_code: str
    credit_codes: tuple[str, ...] = ()


def organisation(code: str) -> OrganisationInfo:
    """Return an organisation by its code (机构).

    Raises:
        UnknownOrganisation: there is none.
    """
    found = _infos(Organisation.objects.filter(code=code))
    if not found:
        raise UnknownOrganisation(f"机构 {code} 不存在，请核对编码；机构由 load-organisations 载入")
    return found[0]


def organisations(codes: Collection[str]) -> dict[str, OrganisationInfo]:
    """Return organisations by code; codes that no organisation has are left out."""
    return {
        info.code: info
        for part in parts(sorted(set(codes)))
        for info in _infos(Organisation.objects.filter(code__in=part))
    }


def organisations_in(
    region_code: str, level: OrganisationLevel | str | None = None
) -> tuple[OrganisationInfo, ...]:
    """Return the organisations whose own region is the code, in printing order (区划内机构).

    Args:
        level: one level alone; figures never mix two. None returns all, level by level.
    """
    rows = Organisation.objects.filter(region_code=region_code)
    if level is not None:
        rows = rows.filter(level=level)
    return _infos(rows.order_by("level", "sequence", "code"))


def organisations_led_by(staff_code: str) -> tuple[OrganisationInfo, ...]:
    """Return the bodies that name a person leader in charge, head or liaison (其任领导的机构)."""
    return _infos(
        Organisation.objects.filter(
            Q(leader_in_charge_code=staff_code)
            | Q(organ_head_code=staff_code)
            | Q(liaison_code=staff_code)
        ).order_by("region_code", "level", "sequence", "code")
    )


def service_centre_of(region_code: str) -> OrganisationInfo:
    """Return the service centre of a region (政务服务中心).

    Raises:
        NoServiceCentre: none is loaded.
    """
    found = _infos(
        Organisation.objects.filter(
            region_code=region_code, level=OrganisationLevel.SERVICE_CENTRE, township_code=""
        )
    )
    if not found:
        raise NoServiceCentre(f"{region_code} 还没有政务服务中心，请先用 load-organisations 载入")
    return found[0]


def centre_code_of(region_code: str) -> str:
    """Return the code of a region's service centre, empty while it has none (中心代码)."""
    try:
        return service_centre_of(region_code).code
    except NoServiceCentre:
        return ""


def regions_with_organisations() -> tuple[str, ...]:
    """Return the region codes in which organisations are loaded, in order (有机构的区划)."""
    return tuple(
        Organisation.objects.order_by("region_code")
        .values_list("region_code", flat=True)
        .distinct()
    )


def _infos(rows: Iterable[Organisation]) -> tuple[OrganisationInfo, ...]:
    """Put organisations together with their credit codes: two queries for any number."""
    found = list(rows)
    codes = [row.code for row in found]
    credit_codes: dict[str, list[str]] = defaultdict(list)
    for part in parts(codes):
        for owner, credit_code in (
            OrganisationCreditCode.objects.filter(organisation_code__in=part)
            .order_by("credit_code")
            .values_list("organisation_code", "credit_code")
        ):
            credit_codes[owner].append(credit_code)
    return tuple(_organisation_info(row, tuple(credit_codes[row.code])) for row in found)


def _organisation_info(row: Organisation, credit_codes: tuple[str, ...]) -> OrganisationInfo:
    return OrganisationInfo(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        level=OrganisationLevel(row.level),
        kind=BodyKind(row.kind),
        region_code=row.region_code,
        township_code=row.township_code,
        village_code=row.village_code,
        parent_code=row.parent_code,
        sequence=row.sequence,
        in_hall=row.in_hall,
        on_platform_from=row.on_platform_from,
        is_demo=row.is_demo,
        leader_in_charge_code=row.leader_in_charge_code,
        organ_head_code=row.organ_head_code,
        liaison_code=row.liaison_code,
        credit_codes=credit_codes,
    )
