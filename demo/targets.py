"""Annual targets and last year's volume, as the bulletin states them (任务数与上年办件量)."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.organisations import department_code
from demo.sources import REGION_CODE, YEAR
from demo.table import department_rows
from zhengtong.kernel.item_types import ItemGroup

BULLETIN = "绵阳市涪城区一体化政务服务平台2018年2月运行情况通报"
LICENSE_VOLUME_OF_LAST_YEAR = 120_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One row of targets.csv: the cases a department must enter in the year (年任务数).

    The file's headers for the two dates are `from` and `to`, words that Python keeps for itself.
    """

    organisation_code: str
    year: int
    number: int
    groups: str
    source: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeRow:
    """One row of volumes.csv: what a region really handled in a year (上年实际办件量)."""

    region_code: str
    year: int
    number: int
    groups: str
    source: str


def target_rows() -> Iterator[TargetRow]:
    """Walk through the 29 targets; they cover other power and public service (部门任务数)."""
    for row in department_rows():
        yield TargetRow(
            organisation_code=department_code(row.sequence),
            year=YEAR,
            number=row.annual_target,
            groups=f"{ItemGroup.POWER_OTHER}+{ItemGroup.PUBLIC_SERVICE}",
            source=f"{BULLETIN}：年任务数（暂定）",
            starts_on=f"{YEAR}-01-01",
            ends_on=f"{YEAR}-12-31",
        )


def volume_rows() -> Iterator[VolumeRow]:
    """Walk through the volumes: licences go by what was handled the year before (许可办件量)."""
    yield VolumeRow(
        region_code=REGION_CODE,
        year=YEAR - 1,
        number=LICENSE_VOLUME_OF_LAST_YEAR,
        groups=ItemGroup.LICENSE,
        source=f"{BULLETIN}：上年行政许可实际办件量",
    )
