"""Acceptances by the operation itself, in several processes with several threads each (受理).

Each thread keeps its own connection, as the server's threads do. Started as a program of its own
by `accept`, which lets all threads begin together once each has accepted one case.
"""

import datetime as dt
import json
import multiprocessing
import threading
import time
from collections.abc import Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from benchmarks import server

PROCESSES, THREADS = 2, 4
# The number of a case that waits for acceptance, and the department that handles it.
Waiting = tuple[str, str]
WARM_UP = 5  # cases a thread, not timed
_WAIT_SECONDS = 900


def accept(cases: Sequence[Waiting]) -> float:
    """Accept cases and return how many a second; the first few of each thread are not timed."""
    workers = PROCESSES * THREADS
    shares = [list(cases[place::workers]) for place in range(workers)]
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(workers)
    told: Queue[str] = context.Queue()
    processes = [
        context.Process(
            target=_work, args=(shares[first : first + THREADS], ready, told), daemon=True
        )
        for first in range(0, workers, THREADS)
    ]
    for process in processes:
        process.start()
    ends = [json.loads(told.get(timeout=_WAIT_SECONDS)) for _ in range(workers)]
    for process in processes:
        process.join()
    faults = [end["fault"] for end in ends if end["fault"]]
    if faults:
        raise RuntimeError(faults[0])
    seconds = max(end["ended"] for end in ends) - min(end["began"] for end in ends)
    return float(sum(end["accepted"] for end in ends) / seconds)


def _work(shares: Sequence[list[Waiting]], ready: Barrier, told: "Queue[str]") -> None:
    server.set_up()
    threads = [
        threading.Thread(target=_accept_share, args=(share, ready, told)) for share in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _accept_share(cases: list[Waiting], ready: Barrier, told: "Queue[str]") -> None:
    """Accept a thread's share; `time.monotonic` is the same clock in all processes."""
    from django.db import connection

    end = {"began": 0.0, "ended": 0.0, "accepted": 0, "fault": ""}
    try:
        for case in cases[:WARM_UP]:
            accept_one(case)
        ready.wait(_WAIT_SECONDS)
        end["began"] = time.monotonic()
        for case in cases[WARM_UP:]:
            accept_one(case)
        end["ended"] = time.monotonic()
        end["accepted"] = len(cases) - WARM_UP
    except Exception as error:  # noqa: BLE001  a thread's edge: the run is told and fails
        end["fault"] = repr(error)
        ready.abort()
    finally:
        connection.close()
        told.put(json.dumps(end))


def accept_one(waiting: Waiting, *, at: dt.datetime | None = None) -> None:
    """Accept one case, on the day of the run unless a moment is given (受理一件)."""
    from benchmarks import office
    from zhengtong.cases.operations.acceptance import accept_case
    from zhengtong.cases.operations.act_times import live

    number, body = waiting
    accept_case(case_number=number, by=office.staff_of(body, "S01"), at=live(at or office.NOW))
