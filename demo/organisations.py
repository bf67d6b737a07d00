"""Departments, service centre, upper bodies and townships of Fucheng (机构)."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.sources import REGION_CODE, printed_short_names, townships
from demo.table import department_rows

GOVERNMENT_CODE = f"{REGION_CODE}-G01"
SERVICE_CENTRE_CODE = f"{REGION_CODE}-C01"
DISCIPLINE_CODE = f"{REGION_CODE}-J01"
CITY_REGION_CODE = "510700"
CITY_BODY_CODE = f"{CITY_REGION_CODE}-U01"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """One row of organisations.csv (机构).

    `uscc` stays empty: no public list of these bodies' credit codes was found, and none is
    invented. `is_demo` lets their items be published all the same.
    """

    organisation_code: str
    name: str
    short_name: str
    level: str
    kind: str
    region_code: str
    township_code: str
    parent_code: str
    sequence: int
    uscc: str
    is_demo: int


def department_code(sequence: int) -> str:
    """Return the code of the n-th department of the printed table (部门代码)."""
    return f"{REGION_CODE}-D{sequence:02d}"


def organisation_rows() -> Iterator[OrganisationRow]:
    """Walk through all bodies, parents before children (全部机构)."""
    yield from _upper_bodies()
    yield _organisation(
        code=SERVICE_CENTRE_CODE,
        name="涪城区政务服务中心",
        level="service_centre",
        kind="authorised_organisation",
    )
    yield from _departments()
    yield from _townships()


def _upper_bodies() -> Iterator[OrganisationRow]:
    yield _organisation(
        code=CITY_BODY_CODE,
        name="演示-绵阳市上级审批机关",
        level="upper_level_body",
        region_code=CITY_REGION_CODE,
        parent_code="",
    )
    yield _organisation(
        code=GOVERNMENT_CODE, name="涪城区人民政府", level="upper_level_body", parent_code=""
    )
    yield _organisation(
        code=DISCIPLINE_CODE,
        name="演示-涪城区派驻纪检监察组",
        level="upper_level_body",
        sequence=2,
    )


def _departments() -> Iterator[OrganisationRow]:
    short_names = printed_short_names()
    for row in department_rows():
        yield _organisation(
            code=department_code(row.sequence),
            name=row.name,
            short_name=short_names.get(row.name, ""),
            level="district_department",
            kind=_DEPARTMENT_KINDS.get(row.name, "statutory_organ"),
            sequence=row.sequence,
        )


def _townships() -> Iterator[OrganisationRow]:
    for sequence, row in enumerate(townships(), start=1):
        yield _organisation(
            code=f"{REGION_CODE}-T{sequence:02d}",
            name=row["name"],
            level="township",
            township_code=row["code"],
            sequence=sequence,
        )


# Two of the 29 are no organs: a people's organisation and a public institution.
_DEPARTMENT_KINDS = {
    "涪城区残疾人联合会": "authorised_organisation",
    "涪城区公共资源交易服务中心": "authorised_organisation",
}


def _organisation(
    *,
    code: str,
    name: str,
    level: str,
    short_name: str = "",
    kind: str = "statutory_organ",
    region_code: str = REGION_CODE,
    township_code: str = "",
    parent_code: str = GOVERNMENT_CODE,
    sequence: int = 1,
) -> OrganisationRow:
    return OrganisationRow(
        organisation_code=code,
        name=name,
        short_name=short_name,
        level=level,
        kind=kind,
        region_code=region_code,
        township_code=township_code,
        parent_code=parent_code,
        sequence=sequence,
        uscc="",
        is_demo=1,
    )
