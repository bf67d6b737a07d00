"""Write the demo of Fucheng as files that the platform's loaders read (涪城演示文件)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from demo.cases import CaseRow, case_rows
from demo.guides import item_rows, material_rows
from demo.items import CatalogueRow, ItemRow, MaterialRow, catalogue_rows
from demo.lists import DEMO_LISTS, ListRow, list_rows
from demo.march import march_rows
from demo.organisations import OrganisationRow, organisation_rows
from demo.staff import (
    DutyRow,
    LeaderRow,
    PostRow,
    StaffRow,
    duty_rows,
    leader_rows,
    post_rows,
    staff_rows,
)
from demo.targets import TargetRow, VolumeRow, target_rows, volume_rows

Row = (
    CaseRow
    | CatalogueRow
    | DutyRow
    | ItemRow
    | LeaderRow
    | ListRow
    | MaterialRow
    | OrganisationRow
    | PostRow
    | StaffRow
    | TargetRow
    | VolumeRow
)

_OWN_NAMES: Mapping[str, str] = MappingProxyType({})
# Two headers of targets.csv are words that Python keeps for itself.
_TARGET_HEADERS: Mapping[str, str] = MappingProxyType({"starts_on": "from", "ends_on": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFiles:
    """Where each demo file was written (演示文件)."""

    organisations: Path
    staff: Path
    duties: Path
    posts: Path
    leaders: Path
    catalogue: Path
    list_license: Path
    list_power: Path
    list_public_service: Path
    list_in_hall: Path
    list_one_window: Path
    list_at_most_once: Path
    items: Path
    materials: Path
    targets: Path
    volumes: Path
    cases: Path
    cases_of_march: Path


def write_files(folder: Path) -> DemoFiles:
    """Write all demo files into a folder, the same bytes every time (写出演示文件).

    UTF-8 without BOM, LF, a header row of identifiers; empty means not given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return DemoFiles(
        organisations=_write(folder / "organisations.csv", OrganisationRow, organisation_rows()),
        staff=_write(folder / "staff.csv", StaffRow, staff_rows()),
        duties=_write(folder / "duties.csv", DutyRow, duty_rows()),
        posts=_write(folder / "posts.csv", PostRow, post_rows()),
        leaders=_write(folder / "leaders.csv", LeaderRow, leader_rows()),
        catalogue=_write(folder / "catalogue.csv", CatalogueRow, catalogue_rows()),
        **{
            name: _write(folder / f"{name.replace('_', '-')}.csv", ListRow, list_rows(name))
            for name in DEMO_LISTS
        },
        items=_write(folder / "items.csv", ItemRow, item_rows()),
        materials=_write(folder / "materials.csv", MaterialRow, material_rows()),
        targets=_write(folder / "targets.csv", TargetRow, target_rows(), headers=_TARGET_HEADERS),
        volumes=_write(folder / "volumes.csv", VolumeRow, volume_rows()),
        cases=_write(folder / "cases.csv", CaseRow, case_rows()),
        cases_of_march=_write(folder / "cases-2018-03.csv", CaseRow, march_rows()),
    )


def _write(
    path: Path,
    row_class: type[Row],
    rows: Iterable[Row],
    *,
    headers: Mapping[str, str] = _OWN_NAMES,
) -> Path:
    names = [field.name for field in fields(row_class)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([headers.get(name, name) for name in names])
        writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    return path


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
