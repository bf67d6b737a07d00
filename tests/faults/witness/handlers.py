"""Writes each acceptance down: at least one call for every one, whoever was killed meanwhile."""

from django.db import connection

from zhengtong.cases.events import CaseAccepted
from zhengtong.foundation.events import subscribe
from zhengtong.kernel.origins import Origin

TABLE = "CREATE TABLE faults_witness (case_number varchar(18) PRIMARY KEY, calls integer NOT NULL)"
NOTE = (
    "INSERT INTO faults_witness (case_number, calls) VALUES (%s, 1)"
    " ON CONFLICT (case_number) DO UPDATE SET calls = faults_witness.calls + 1"
)


@subscribe(CaseAccepted, origins=tuple(Origin))
def note_acceptance(event: CaseAccepted) -> None:
    """Write an acceptance down; safe to deliver twice."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [event.case_number])
