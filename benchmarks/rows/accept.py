"""Accept a case: the operation called directly, against the same rows written by pgbench (受理)."""

import re
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks import pgbench
from benchmarks.accepting import PROCESSES, THREADS, WARM_UP, Waiting, accept, accept_one
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit
from benchmarks.pool import ID_PREFIX, ids_from
from zhengtong.cases.models import Case, CaseAct
from zhengtong.foundation.ledger.acts import queue_row
from zhengtong.foundation.ledger.models import Entry

CLIENTS = PROCESSES * THREADS
OF_PRODUCT = 250  # cases a thread
OF_PGBENCH = 1_000  # cases a client
_NUMBER = ":client_id::bigint * 1000000 + :start + :k"
_rounds = count()


def prepare(bench: Bench) -> Pair:
    """Write the script from the rows of one real acceptance (准备)."""
    script = write_script(bench.pool.make(1)[0])
    return Pair(limit=lambda: limit(bench, script), product=lambda: product(bench))


def product(bench: Bench) -> float:
    """Accept cases by the operation; return how many a second."""
    return accept(bench.pool.make(CLIENTS * (OF_PRODUCT + WARM_UP)))


def limit(bench: Bench, script: Path) -> float:
    """Write the same rows by pgbench; return how many a second."""
    start = next(_rounds) * OF_PGBENCH
    for client in range(CLIENTS):
        bench.pool.make(OF_PGBENCH, ids=ids_from(client * 1_000_000 + start))
    return pgbench.run(
        address=bench.address,
        programs=bench.programs,
        scripts=[script],
        clients=CLIENTS,
        each=OF_PGBENCH,
        variables={"k": -1, "start": start},
    ).per_second


def write_script(waiting: Waiting) -> Path:
    """Accept a case and write what was written as a script of pgbench (写脚本).

    It updates the very columns that the product updates, in the very tables with all their
    indexes, and leaves out what the product does besides: reading, checking and reckoning.
    """
    columns = accepted_columns(waiting)
    number = waiting[0]
    case = Case.objects.get(region_code=number[:6], number=number)
    act = CaseAct.objects.get(region_code=number[:6], case_id=case.id, act_no=case.entry_count)
    entry = Entry.objects.get(
        region_code=number[:6], subject=case.ledger_subject, subject_no=case.entry_count
    )
    own_id = f"('{ID_PREFIX}' || lpad(to_hex({_NUMBER}), 15, '0'))::uuid"
    subject = f"'case:5107' || lpad(({_NUMBER})::text, 14, '0')"
    names = [field.name for field in Case._meta.local_concrete_fields if field.column in columns]
    return pgbench.write_script(
        "accept",
        [
            "\\set k :k + 1",
            "BEGIN;",
            pgbench.update(case, names, id=own_id),
            pgbench.insert(act, id=own_id, case_id=own_id),
            pgbench.insert(entry, id=own_id, subject=subject),
            pgbench.insert(queue_row(entry), id=own_id, subject=subject),
            "END;",
        ],
    )


def accepted_columns(waiting: Waiting) -> set[str]:
    """Accept a case and return the columns that its row got new values for (受理所改列)."""
    seen: list[str] = []

    def watch(execute: Any, statement: str, *rest: Any) -> Any:
        seen.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(watch):
        accept_one(waiting)
    (found,) = (
        match[1]
        for text in seen
        if (match := re.search(rf'UPDATE "{Case._meta.db_table}" SET (.*?) WHERE', text))
    )
    return set(re.findall(r'"(\w+)" = ', found))


ROW = Row(
    place=1,
    name="accept",
    work=f"accept a case, operation called directly ({PROCESSES} processes × {THREADS} threads)",
    beside=f"pgbench, prepared, the same rows in one transaction, {CLIENTS} clients",
    unit=Unit.PER_SECOND,
    reach=Reach(least=0.30, goal=0.50),
    prepare=prepare,
)
