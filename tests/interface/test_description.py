"""The interface does what its description says, whatever is sent to it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode

from config.wsgi import application
from tests.interface.conftest import Connect, window_submission
from zhengtong.cases.models import Case
from zhengtong.cases.tests.factories import Office

ADDRESS = "/api/v1/openapi.json"


@pytest.fixture
def described(connect: Connect, office: Office) -> Iterator[Any]:
    """The description, asked as a system that may do everything and has a case."""
    system = connect()
    assert system.post("/cases", window_submission(office)).status_code == 201
    config = schemathesis.Config.from_dict(
        {
            "headers": {"Authorization": f"Bearer {system.token}"},
            # Check digits and states of a case cannot be said in a description: 422 is theirs.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "400", "401", "403", "404", "409", "422"]
                }
            },
        }
    )
    # The test's connection stays open between requests; Django's own client sees to it too.
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(ADDRESS, application, config=config)
    for end in ends:
        end.connect(close_old_connections)


OPERATIONS = (
    "issue_token",
    "revoke_token",
    "submit_case",
    "list_cases",
    "read_case",
    "receive_online_case",
    "accept_case",
    "start_review",
    "pass_step",
    "propose_decision",
    "decide_case",
    "start_certificate",
    "complete_case",
    "deliver_case",
)


@pytest.mark.parametrize("operation_id", OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_nothing_that_is_sent_finds_a_failure(
    described: Any, operation_id: str, mode: GenerationMode
) -> None:
    operation = described.find_operation_by_id(operation_id)

    @given(case=operation.as_strategy(generation_mode=mode), is_known=booleans())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def send(case: Any, is_known: bool) -> None:
        if is_known and "case_number" in (case.path_parameters or {}):
            case.path_parameters["case_number"] = Case.objects.values_list("number").first()[0]
        case.call_and_validate()

    send()


def test_every_operation_is_tried(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    names = [operation.definition.raw["operationId"] for operation in operations]
    assert sorted(names) == sorted(OPERATIONS)


def test_the_description_is_openapi_3_1_and_names_keys_and_problems(client: Client) -> None:
    described = client.get(ADDRESS).json()
    assert described["openapi"].startswith("3.1")
    accept = described["paths"]["/api/v1/cases/{case_number}/acceptance"]["post"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in accept["parameters"]]
    assert "application/problem+json" in accept["responses"]["409"]["content"]
