"""A system comes to a token by its credentials, and loses it."""

import base64
import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from tests.interface.conftest import HERE, Connect, System, ask_token, token_of
from zhengtong.cases.tests.factories import Office
from zhengtong.exchange.operations.clients import (
    Credentials,
    forget_tokens,
    register_client,
    renew_secret,
    switch_off_client,
)
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.api.clients import Scope
from zhengtong.foundation.requests import Request
from zhengtong.places.tests.factories import REGION

NAME = "涪城区示例业务系统"


def registered(office: Office) -> Credentials:
    """Register the office's system."""
    return register_client(
        name=NAME,
        organisation_code=office.organisation_code,
        scopes={Scope.READ_CASES},
        request=Request(by=SYSTEM, now=timezone.now()),
    )


def test_a_wrong_secret_gets_no_token(client: Client, office: Office) -> None:
    refused = ask_token(client, registered(office), client_secret="guess")
    assert refused.status_code == 401
    assert refused.json()["error"] == "invalid_client"
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("written", ["a\x00b", "编号", "a\nb"])
def test_credentials_are_written_with_visible_characters(
    client: Client, office: Office, written: str
) -> None:
    form = {"grant_type": "client_credentials", "client_id": written, "client_secret": "x"}
    assert client.post("/api/v1/oauth/token", form).status_code == 422
    header = base64.b64encode(f"{written}:x".encode()).decode()
    answer = client.post(
        "/api/v1/oauth/token",
        form | {"client_id": "nobody"},
        headers={"Authorization": f"Basic {header}"},
    )
    assert answer.status_code == 401


def test_no_more_than_was_registered_can_be_asked_for(client: Client, office: Office) -> None:
    given = registered(office)
    assert ask_token(client, given, scope="cases:handle").json()["error"] == "invalid_scope"
    assert ask_token(client, given).json()["scope"] == "cases:read"


@pytest.mark.parametrize("token", ["", "made-up", "x" * 300])
def test_a_made_up_token_is_refused(client: Client, office: Office, token: str) -> None:
    refused = System(http=client, token=token).get("/cases")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.json()["type"] == "urn:zhengtong:problem:token_refused"


def test_a_token_ends_after_its_hour(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    system = connect()
    assert system.get("/cases").status_code == 200
    late = timezone.now() + dt.timedelta(seconds=3601)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert system.get("/cases").status_code == 401


def test_a_revoked_token_is_refused_at_once(client: Client, office: Office) -> None:
    given = registered(office)
    system = System(http=client, token=token_of(client, given))
    form = {
        "token": system.token,
        "client_id": given.client_id,
        "client_secret": given.client_secret,
    }
    assert client.post(f"{HERE}/oauth/revocation", form).status_code == 200
    assert system.get("/cases").status_code == 401


def test_a_new_secret_ends_the_old_one_and_its_tokens(client: Client, office: Office) -> None:
    old = registered(office)
    system = System(http=client, token=token_of(client, old))
    new = renew_secret(
        region_code=REGION, name=NAME, request=Request(by=SYSTEM, now=timezone.now())
    )
    assert system.get("/cases").status_code == 401
    assert ask_token(client, old).status_code == 401
    assert token_of(client, new)


def test_a_client_that_is_switched_off_is_out_at_once(client: Client, office: Office) -> None:
    given = registered(office)
    system = System(http=client, token=token_of(client, given))
    switch_off_client(region_code=REGION, name=NAME, request=Request(by=SYSTEM, now=timezone.now()))
    assert system.get("/cases").status_code == 401
    assert System(http=client, token=token_of(client, given)).get("/cases").status_code == 401


def test_too_many_requests_are_told_when_to_come_back(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = connect()
    from config.api import api

    (limit,) = api.throttle if isinstance(api.throttle, list) else [api.throttle]
    monkeypatch.setattr(limit, "num_requests", 2)
    assert [system.get("/cases").status_code for _ in range(3)] == [200, 200, 429]
    assert int(system.get("/cases").headers["Retry-After"]) > 0


def test_the_command_registers_renews_and_ends(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--organisation", office.organisation_code, "--json")
    call_command("register_client", NAME, *at)
    first = json.loads(capsys.readouterr().out)
    assert set(first) == {"name", "client_id", "client_secret"}
    call_command("register_client", NAME, *at, "--renew")
    second = json.loads(capsys.readouterr().out)
    assert second["client_id"] == first["client_id"]
    assert second["client_secret"] != first["client_secret"]
    call_command("register_client", NAME, *at, "--switch-off")
    assert json.loads(capsys.readouterr().out) == {"name": NAME}


def test_every_address_asks_for_a_token_but_those_that_give_it_and_the_description(
    client: Client, db: None
) -> None:
    described = client.get(f"{HERE}/openapi.json").json()
    open_to_all = set()
    for path, methods in described["paths"].items():
        address = path.replace("{case_number}", "510703180226000018").replace("{node}", "review")
        for method in methods:
            if getattr(client, method)(address).status_code != 401:
                open_to_all.add(path)
    assert open_to_all == {f"{HERE}/oauth/token", f"{HERE}/oauth/revocation"}


def test_tokens_whose_hour_is_over_are_deleted(connect: Connect) -> None:
    connect()
    forget_tokens(timezone.now())
    assert AccessToken.objects.count() == 1
    forget_tokens(timezone.now() + dt.timedelta(seconds=3601))
    assert not AccessToken.objects.exists()
