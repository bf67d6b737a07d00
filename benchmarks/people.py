"""Invented applicants and accounts of their numbers; they belong to nobody (演示申请人)."""

import datetime as dt

from stdnum.cn import ric

from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant

_FIRST_BIRTHDAY = dt.date(1900, 1, 1)
_BORN_IN_DAYS = 365
PERSONS = _BORN_IN_DAYS * 999


def person(number: int) -> Applicant:
    """Return the n-th invented person, 0 to `PERSONS` - 1 (自然人).

    All were born in 1900 in a district that exists since 1992; telephone numbers begin with 164,
    a series that is not in use as far as we know.
    """
    day, sequence = divmod(number % PERSONS, 999)
    birthday = _FIRST_BIRTHDAY + dt.timedelta(days=day)
    body = f"510703{birthday:%Y%m%d}{sequence + 1:03d}"
    return Applicant(
        kind=ApplicantKind.NATURAL,
        name=f"演示申请人{number % 100_000:05d}",
        id_type="111",
        # python-stdnum expects the place of the check digit to be filled.
        id_number=body + ric.calc_check_digit(f"{body}0"),
        mobile=f"164{number % 100_000_000:08d}",
        address="涪城区某街道某路1号",
    )
