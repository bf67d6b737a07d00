"""A department's system that calls the open interface and retries under the same key."""

import http.client
import json
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhengtong.cases.tests.factories import CITIZEN, ITEM

PAUSE_SECONDS, PATIENCE_SECONDS = 0.1, 40.0
WINDOW_SUBMISSION = {
    "way": "window",
    "officer": "S01",
    "application": {
        "implementation_code": ITEM,
        "channel": "window",
        "applicant": {
            "kind": "natural",
            "name": "张演示",
            "id_type": "111",
            "id_number": CITIZEN,
            "mobile": "13900001111",
        },
    },
    "collected": ["申请表", "营业执照"],
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    is_replayed: bool = False

    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


def fetch_token(port: int, credentials: dict[str, str]) -> str:
    """Exchange credentials for a token, as soon as the server answers."""
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials["client_id"],
        "client_secret": credentials["client_secret"],
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ask(port, "/oauth/token", urllib.parse.urlencode(form).encode(), headers)
    return str(answer.json()["access_token"])


def ask(port: int, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send the same request until it is answered by anything but a fault of the server."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("POST", f"/api/v1{path}", body, headers)
            got = line.getresponse()
            answer = Answer(
                got.status, got.read(), got.headers.get("Idempotent-Replayed") == "true"
            )
            if answer.status < 500:
                return answer
        except (OSError, http.client.HTTPException):
            pass  # killed before, while or after it did what we asked: the key tells
        finally:
            line.close()
        time.sleep(PAUSE_SECONDS)
    raise AssertionError(f"接口在 {PATIENCE_SECONDS} 秒内没有应答：{path}")


@dataclass(slots=True)
class Caller(threading.Thread):
    """Hands cases in and accepts them until told to stop; notes what was acknowledged."""

    port: int
    token: str
    told: Path
    stopped: threading.Event = field(default_factory=threading.Event)
    replayed: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        with self.told.open("a", buffering=1) as file:
            while not self.stopped.is_set() and not self.faults:
                number = self._once("/cases", WINDOW_SUBMISSION).get("case_number")
                file.write(f"received {number}\n")
                state = self._once(f"/cases/{number}/acceptance", {"officer": "S01"}).get("state")
                file.write(f"{state} {number}\n")

    def _once(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Write under a key of its own, and ask again with it: the answer is the same."""
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": uuid.uuid4().hex,
        }
        sent = json.dumps(body).encode()
        try:
            answers = [ask(self.port, path, sent, headers) for _ in range(2)]
        except AssertionError as silence:
            self.faults.append(str(silence))
            return {}
        self.replayed += answers[0].is_replayed
        first, second = ((answer.status, answer.body) for answer in answers)
        if first[0] != 201 or first != second or not answers[1].is_replayed:
            self.faults.append(repr(answers))
        return answers[0].json()
