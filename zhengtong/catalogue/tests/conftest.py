"""The usual scene, and answers of the domains below as the tests want to hear them."""

import pytest

from zhengtong.catalogue import ports
from zhengtong.catalogue.ports import FlowAnswer, FlowRequest
from zhengtong.catalogue.tests.offices import open_office
from zhengtong.foundation.actors import Actor


class Readiness:
    """Answers for flows and certificates; a test sets what it wants to hear."""

    def __init__(self) -> None:
        self.flow = FlowAnswer(flow_code="F1", flow_version=1)
        self.certificate: tuple[str, ...] = ()
        self.asked: list[FlowRequest] = []

    def answer_flow(self, *, request: FlowRequest) -> FlowAnswer:
        self.asked.append(request)
        return self.flow

    def answer_certificate(self, *, region_code: str, certificate_type_code: str):
        return self.certificate


@pytest.fixture
def readiness(monkeypatch: pytest.MonkeyPatch) -> Readiness:
    """Let flows and certificates be ready, unless the test says otherwise."""
    answers = Readiness()
    monkeypatch.setattr(ports, "_flow_sources", [answers.answer_flow])
    monkeypatch.setattr(ports, "_certificate_sources", [answers.answer_certificate])
    return answers


@pytest.fixture
def office() -> tuple[Actor, Actor]:
    """Make the usual scene."""
    return open_office()


@pytest.fixture
def manager(office: tuple[Actor, Actor]) -> Actor:
    """Return the department's item manager."""
    return office[0]


@pytest.fixture
def administrator(office: tuple[Actor, Actor]) -> Actor:
    """Return the administrator of the service centre."""
    return office[1]
