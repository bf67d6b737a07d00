"""The open interface served as in production, and a client that accepts over it (开放接口)."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command

from benchmarks.accepting import THREADS, WARM_UP, Waiting
from tools import signals
from tools.checkout import ROOT
from tools.throwaway_postgres import free_port

HOST = "127.0.0.1"
PROCESSES = 2
START_SECONDS = 60.0
# The rate that one client is allowed is for departments, not for measuring.
ALLOWED = "100000000/m"
SERVE = (
    "import sys; from benchmarks import server; server.set_up();"
    " from zhengtong.foundation.server import run_web;"
    f" run_web(host={HOST!r}, port=int(sys.argv[1]), workers={PROCESSES})"
)


class InterfaceFailed(Exception):
    """The interface did not start, or refused what it was to do (接口失败)."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A client of the interface with its token (调用方)."""

    port: int
    token: str

    def accept(self, cases: Sequence[Waiting]) -> float:
        """Accept cases over several kept connections; return how many a second (受理)."""
        connections = PROCESSES * THREADS
        ready = threading.Barrier(connections + 1)
        faults: list[str] = []
        threads = [
            threading.Thread(target=self._work, args=(cases[place::connections], ready, faults))
            for place in range(connections)
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        if faults:
            raise InterfaceFailed(faults[0])
        return (len(cases) - connections * WARM_UP) / seconds

    def _work(self, cases: Sequence[Waiting], ready: threading.Barrier, faults: list[str]) -> None:
        connection = http.client.HTTPConnection(HOST, self.port)
        for place, case in enumerate(cases):
            if place == WARM_UP:
                ready.wait()
            fault = self._accept_one(connection, case)
            if fault:
                faults.append(fault)
        connection.close()

    def _accept_one(self, connection: http.client.HTTPConnection, case: Waiting) -> str:
        number, body = case
        connection.request(
            "POST",
            f"/api/v1/cases/{number}/acceptance",
            body=json.dumps({"officer": f"{body}-S01"}),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": uuid.uuid4().hex,
            },
        )
        answer = connection.getresponse()
        said = answer.read().decode()
        return "" if answer.status == 201 else said


@contextmanager
def served(organisation_code: str) -> Iterator[Caller]:
    """Serve the interface and register a client of an organisation (启动接口)."""
    port = free_port()
    allowed = {**os.environ, "ZHENGTONG_API_RATE": ALLOWED}
    web = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=ROOT, env=allowed)
    try:
        yield Caller(port, _token(port, organisation_code))
    finally:
        signals.end(web, signal.SIGTERM, signal.SIGKILL)


def _token(port: int, organisation_code: str) -> str:
    """Register a client and exchange its credentials for a token, once the server answers."""
    told = StringIO()
    call_command(
        "register_client", "演示-测速", organisation=organisation_code, json=True, stdout=told
    )
    given = json.loads(told.getvalue())
    form = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": given["client_id"],
            "client_secret": given["client_secret"],
        }
    )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(HOST, port)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/api/v1/oauth/token", body=form, headers=kind)
            return str(json.loads(connection.getresponse().read())["access_token"])
        except ConnectionError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise InterfaceFailed("the server did not answer")
