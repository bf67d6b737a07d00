"""What the catalogue hears while nobody answers, and from whom it hears then."""

from collections.abc import Iterator

import pytest

from zhengtong.catalogue import ports
from zhengtong.catalogue.ports import (
    FlowAnswer,
    FlowRequest,
    ask_certificate,
    ask_flow,
    register_certificate_readiness,
    register_flow_readiness,
)
from zhengtong.foundation.actors import SYSTEM
from zhengtong.kernel.item_types import ItemType
from zhengtong.people.tests.factories import NOW

REQUEST = FlowRequest(
    region_code="510703",
    organisation_code="510703-D01",
    implementation_code="X",
    item_type=ItemType.LICENSE,
    flow_code="",
    is_on_the_spot=False,
    is_joint=False,
    needs_certificate=False,
    certificate_type_code="",
    is_intake_handler_split=False,
    one_person_may_decide=False,
    by=SYSTEM,
    now=NOW,
)


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ports, "_flow_sources", [])
    monkeypatch.setattr(ports, "_certificate_sources", [])
    return


def test_it_is_not_ready_while_nobody_answers() -> None:
    assert ask_flow(REQUEST).reasons == ("流程配置尚未启用，无法确认办理流程",)
    assert ask_certificate(region_code="510703", certificate_type_code="T1") == (
        "证照类型 T1 尚未配置就绪",
    )


def test_it_is_not_ready_without_a_certificate_type() -> None:
    register_certificate_readiness(lambda **_: ())
    assert ask_certificate(region_code="510703", certificate_type_code="") == (
        "审批结果为证照，但没有填写对应证照类型",
    )
    assert ask_certificate(region_code="510703", certificate_type_code="T1") == ()


def test_it_asks_the_one_who_registered_last() -> None:
    register_flow_readiness(lambda **_: FlowAnswer(flow_code="A"))
    register_flow_readiness(lambda **_: FlowAnswer(flow_code="B"))
    assert ask_flow(REQUEST).flow_code == "B"
    assert len(ports._flow_sources) == 1
