"""Invented staff with the duties and posts that Fucheng's flows need (演示人员)."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.applicants import invented_id_number
from demo.organisations import (
    DISCIPLINE_CODE,
    SERVICE_CENTRE_CODE,
    department_code,
)
from demo.sources import YEAR
from demo.table import department_rows

HELD_FROM = f"{YEAR}-01-01"
SUPERVISION_GROUPS = 5
FIRST_ID_NUMBER = 500  # well behind those of the applicants
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One row of staff.csv (工作人员)."""

    staff_code: str
    name: str
    kind: str
    organisation_code: str
    position: str
    discipline_post_proof: str
    id_number: str
    is_demo: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """One row of duties.csv: a duty held at a body, recorded at the service centre (职责)."""

    staff_code: str
    duty: str
    organisation_code: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One row of posts.csv: a post held at a body; it requires `case_handler` (岗位)."""

    staff_code: str
    post: str
    organisation_code: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderRow:
    """One row of leaders.csv: who leads a body and whom one calls (分管领导、负责人、联络员)."""

    organisation_code: str
    leader_in_charge: str
    organ_head: str
    liaison: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    kind: str
    position: str
    duties: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()


# Five people a body: reviewer and decider differ, intake and handler differ, the head and the
# leader in charge are two people, and a contract worker decides nothing.
_SEATS = (
    _Seat(
        kind="institution",
        position="平台管理员、联络员",
        duties=("department_administrator", "item_manager"),
    ),
    _Seat(
        kind="contract",
        position="窗口收件、送达人员",
        duties=("case_handler",),
        posts=("intake", "deliverer"),
    ),
    _Seat(
        kind="institution",
        position="审查、制证人员",
        duties=("case_handler",),
        posts=("reviewer", "certificate_maker"),
    ),
    _Seat(
        kind="civil",
        position="分管领导（审批决定）",
        duties=("case_handler",),
        posts=("decider",),
    ),
    _Seat(kind="civil", position="机关负责人"),
)
_ADMINISTRATOR, _LEADER_IN_CHARGE, _ORGAN_HEAD = 1, 4, 5


def staff_rows() -> Iterator[StaffRow]:
    """Walk through all invented people (人员)."""
    number = 0
    for organisation_code in _staffed_bodies():
        for place, seat in enumerate(_SEATS, start=1):
            number += 1
            yield StaffRow(
                staff_code=_staff_code(organisation_code, place),
                name=_staff_name(number),
                kind=seat.kind,
                organisation_code=organisation_code,
                position=seat.position,
                discipline_post_proof="",
                id_number=invented_id_number(FIRST_ID_NUMBER + number),
                is_demo=1,
            )
    for group in range(1, SUPERVISION_GROUPS + 1):
        number += 1
        yield StaffRow(
            staff_code=_staff_code(DISCIPLINE_CODE, group),
            name=_staff_name(number),
            kind="civil",
            organisation_code=DISCIPLINE_CODE,
            position=f"部门监察员（第{_DIGITS[group]}派驻组）",
            discipline_post_proof=f"演示-纪检监察岗位证明第{group}号",
            id_number=invented_id_number(FIRST_ID_NUMBER + number),
            is_demo=1,
        )


def duty_rows() -> Iterator[DutyRow]:
    """Walk through the four duties; a supervisor holds nothing else (职责)."""
    for organisation_code in _staffed_bodies():
        for place, seat in enumerate(_SEATS, start=1):
            for duty in seat.duties:
                yield _duty(_staff_code(organisation_code, place), duty, organisation_code)
    for place, organisation_code in enumerate(_staffed_bodies()):
        group = place % SUPERVISION_GROUPS + 1
        yield _duty(_staff_code(DISCIPLINE_CODE, group), "supervisor", organisation_code)


def post_rows() -> Iterator[PostRow]:
    """Walk through the posts of each body (岗位)."""
    for organisation_code in _staffed_bodies():
        for place, seat in enumerate(_SEATS, start=1):
            for post in seat.posts:
                yield PostRow(
                    staff_code=_staff_code(organisation_code, place),
                    post=post,
                    organisation_code=organisation_code,
                    starts_on=HELD_FROM,
                    ends_on="",
                )


def leader_rows() -> Iterator[LeaderRow]:
    """Walk through the leaders and liaisons; the liaison is the administrator (领导与联络员)."""
    for organisation_code in _staffed_bodies():
        yield LeaderRow(
            organisation_code=organisation_code,
            leader_in_charge=_staff_code(organisation_code, _LEADER_IN_CHARGE),
            organ_head=_staff_code(organisation_code, _ORGAN_HEAD),
            liaison=_staff_code(organisation_code, _ADMINISTRATOR),
        )


def _staffed_bodies() -> Iterator[str]:
    yield SERVICE_CENTRE_CODE
    for row in department_rows():
        yield department_code(row.sequence)


def _duty(staff_code: str, duty: str, organisation_code: str) -> DutyRow:
    return DutyRow(
        staff_code=staff_code,
        duty=duty,
        organisation_code=organisation_code,
        starts_on=HELD_FROM,
        ends_on="",
    )


def _staff_code(organisation_code: str, place: int) -> str:
    return f"{organisation_code}-S{place:02d}"


def _staff_name(number: int) -> str:
    return "演示员" + "".join(_DIGITS[int(digit)] for digit in f"{number:03d}")
