"""A clerk who takes cases in and accepts them until he is killed.

`python -m tests.faults.clerk FILE [COUNT]` appends a line to FILE for each act that came back:
`received NUMBER`, `accepted NUMBER`, and `refused WORDS` where the database would not. After a
lost connection he does as a client should: he looks, and repeats what was not done.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date

from django.db import Error, close_old_connections, connection

from tests.faults import ready  # noqa: F401
from zhengtong.cases.models import Case
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.tests.factories import application, moment
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.outages import outage_words
from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.places.tests.factories import DEPARTMENT, REGION

CLERK = Actor(kind=ActorKind.STAFF, code="S01", organisation_code=DEPARTMENT)
PAUSE_SECONDS = 0.1


class Acknowledgements:
    """Lines that are with the operating system before the next act begins."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, *words: str) -> None:
        os.write(self._file, (" ".join(words) + "\n").encode())


def main(path: str, count: int | None = None) -> None:
    """Work until the count is reached or the process is killed."""
    told = Acknowledgements(path)
    done = 0
    while count is None or done < count:
        (number,) = persist(
            told,
            lambda: reserve_case_numbers(region_code=REGION, day=date(2018, 2, 26), count=1),
        )
        persist(told, lambda number=number: receive(number))
        told.write("received", number)
        persist(told, lambda number=number: accept(number))
        told.write("accepted", number)
        done += 1


def persist(told: Acknowledgements, act: Callable[[], object]):
    """Do an act, again and again while the database is not to be had."""
    while True:
        try:
            return act()
        except Error as error:
            words = outage_words(error)
            if not words:
                raise
            told.write("refused", words)
            connection.close()
            close_old_connections()
            time.sleep(PAUSE_SECONDS)


def receive(number: str) -> None:
    if state_of(number) is None:
        receive_case(
            case_number=number,
            application=application(),
            collected=["申请表", "营业执照"],
            by=CLERK,
            at=live(moment("2018-02-26 10:00")),
        )


def accept(number: str) -> None:
    if state_of(number) == "received":
        accept_case(case_number=number, by=CLERK, at=live(moment("2018-02-26 10:01")))


def state_of(number: str) -> str | None:
    rows = Case.objects.filter(region_code=REGION, number=number)
    return rows.values_list("state", flat=True).first()


if __name__ == "__main__":
    main(sys.argv[1], *(int(text) for text in sys.argv[2:3]))
