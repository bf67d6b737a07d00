"""An office whose own system calls the open interface."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from zhengtong.cases.tests.factories import CITIZEN, Office, make_office, moment
from zhengtong.exchange.operations.clients import Credentials, register_client
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.api.clients import Scope
from zhengtong.foundation.requests import Request

HERE = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A department's system with a token."""

    http: Client
    token: str

    def get(self, path: str, **query: Any) -> Any:
        """Ask for something."""
        return self.http.get(
            f"{HERE}{path}", query, headers={"Authorization": f"Bearer {self.token}"}
        )

    def post(self, path: str, body: Any, *, key: str | None = None) -> Any:
        """Write something, under a fresh key where none is given."""
        headers = {"Authorization": f"Bearer {self.token}"}
        headers["Idempotency-Key"] = uuid.uuid4().hex if key is None else key
        return self.http.post(
            f"{HERE}{path}", body, content_type="application/json", headers=headers
        )


Connect = Callable[..., System]


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A department with a promised-time licence, on the morning of Friday 2 March 2018."""
    cache.clear()
    real_now = timezone.now
    ago = real_now() - moment("2018-03-02 09:30")
    monkeypatch.setattr("django.utils.timezone.now", lambda: real_now() - ago)
    return make_office()


@pytest.fixture
def connect(client: Client, office: Office) -> Connect:
    """Register a system and let it fetch its token."""

    def fetch(
        *,
        name: str = "涪城区示例业务系统",
        scopes: frozenset[Scope] = frozenset(Scope),
        organisation_code: str = office.organisation_code,
    ) -> System:
        given = register_client(
            name=name,
            organisation_code=organisation_code,
            scopes=scopes,
            request=Request(by=SYSTEM, now=timezone.now()),
        )
        return System(http=client, token=token_of(client, given))

    return fetch


def ask_token(client: Client, given: Credentials, **changes: str) -> Any:
    """Exchange credentials for a token."""
    form = {
        "grant_type": "client_credentials",
        "client_id": given.client_id,
        "client_secret": given.client_secret,
    }
    return client.post(f"{HERE}/oauth/token", {**form, **changes})


def token_of(client: Client, given: Credentials) -> str:
    """Return a fresh token."""
    answer = ask_token(client, given)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


def window_submission(office: Office, **changes: Any) -> dict[str, Any]:
    """Return an application of an invented citizen, handed in at the window."""
    applicant = {
        "kind": "natural",
        "name": "张演示",
        "id_type": "111",
        "id_number": CITIZEN,
        "mobile": "13900001111",
    }
    return {
        "way": "window",
        "officer": office.clerk.code,
        "application": {
            "implementation_code": office.item,
            "channel": "window",
            "applicant": applicant,
        },
        "collected": ["申请表", "营业执照"],
        **changes,
    }
