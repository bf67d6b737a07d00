"""Moving running cases to another version, case by case."""

import pytest

from zhengtong.flows import ports
from zhengtong.flows.operations.moving import CasesUnreachable, SameVersion, move_running_cases
from zhengtong.flows.queries import FlowNotPublished, FlowUnknown
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.moving import MoveRefused
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.requests import Request
from zhengtong.people.tests.factories import NOW, actor
from zhengtong.places.tests.factories import REGION

pytestmark = pytest.mark.django_db
CODE = "XK-01"


class Cases:
    """Three cases, one of which cannot be moved."""

    def __init__(self):
        self.moved = []

    def numbers(self, *, region_code, flow_code, version):
        assert (region_code, flow_code, version) == (REGION, CODE, 1)
        return iter(["A", "B", "C"])

    def move(self, *, case_number, to_version, by, now):
        if case_number == "B":
            raise MoveRefused("办件所在的环节没有了")
        self.moved.append((case_number, to_version, by.code, now))


@pytest.fixture
def cases(monkeypatch):
    monkeypatch.setattr(ports, "_cases", [])
    registered = Cases()
    ports.register_running_cases(registered)
    return registered


@pytest.fixture
def two_versions():
    make_published_flow(code=CODE)
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code=CODE)


def move(**changes):
    asked = {
        "region_code": REGION,
        "flow_code": CODE,
        "from_version": 1,
        "request": Request(by=SYSTEM, now=NOW),
    }
    return move_running_cases(**{**asked, **changes})


def test_it_reports_case_by_case(two_versions, cases):
    assert [(found.case_number, found.is_moved, found.refusal) for found in move()] == [
        ("A", True, ""),
        ("B", False, "办件所在的环节没有了"),
        ("C", True, ""),
    ]
    assert cases.moved == [("A", 2, "system", NOW), ("C", 2, "system", NOW)]


def test_it_refuses_while_nobody_could_move_cases(two_versions, monkeypatch):
    monkeypatch.setattr(ports, "_cases", [])
    with pytest.raises(CasesUnreachable, match="办件模块尚未启用，不能移动办理中的办件"):
        move()


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"flow_code": "NOWHERE"}, FlowNotPublished, "流程 NOWHERE 没有第 1 版"),
        ({"from_version": 7}, FlowNotPublished, "流程 XK-01 没有第 7 版"),
        ({"to_version": 9}, FlowNotPublished, "流程 XK-01 没有第 9 版"),
        ({"from_version": 2}, SameVersion, "办件已经在流程 XK-01 第 2 版上，不必移动"),
        ({"region_code": "510704", "from_version": 2}, FlowNotPublished, "没有第 2 版"),
    ],
)
def test_it_refuses_what_cannot_be_asked(two_versions, cases, changes, error, message):
    with pytest.raises(error, match=message):
        move(**changes)
    assert cases.moved == []


def test_it_lets_nobody_else_move_cases(two_versions, cases):
    with pytest.raises(PermissionRefused, match="把办理中的办件移到流程的另一版"):
        move(request=Request(by=actor(staff_code="S99"), now=NOW))
    assert FlowUnknown.code == "flow_unknown"
