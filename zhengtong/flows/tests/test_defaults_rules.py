"""The default flows: shapes, graphs and codes."""

import pytest

from zhengtong.flows.rules.codes import FlowCodeRefused, require_flow_code, require_flow_name
from zhengtong.flows.rules.defaults import FlowShape, default_flow_code, default_graph, usual_shape
from zhengtong.flows.rules.shapes import CountersignersRefused
from zhengtong.flows.rules.soundness import check_flow


@pytest.mark.parametrize(
    ("is_on_the_spot", "needs_certificate", "shape"),
    [
        (True, False, "spot"),
        (True, True, "spot-cert"),
        (False, False, "promised"),
        (False, True, "promised-cert"),
    ],
)
def test_it_chooses_the_usual_shape(is_on_the_spot, needs_certificate, shape):
    assert shape == usual_shape(is_on_the_spot=is_on_the_spot, needs_certificate=needs_certificate)


@pytest.mark.parametrize(
    ("shape", "nodes"),
    [
        ("spot", "intake decision delivery end"),
        ("spot-cert", "intake decision certificate delivery end"),
        ("promised", "intake review decision delivery end"),
        ("promised-cert", "intake review decision certificate delivery end"),
    ],
)
def test_it_draws_the_shapes_of_one_organisation(shape, nodes):
    assert " ".join(node.key for node in default_graph(FlowShape(shape)).nodes) == nodes


@pytest.mark.parametrize("shape", ["joint", "joint-cert"])
def test_it_draws_a_joint_shape_for_the_organisations_named(shape):
    graph = default_graph(FlowShape(shape), countersigners=("D02", "D03"))
    assert [node.organisation_code for node in graph.nodes if node.key.startswith("counter")] == [
        "D02",
        "D03",
    ]
    assert bool(graph.by_key.get("certificate")) == (shape == "joint-cert")


@pytest.mark.parametrize("shape", list(FlowShape))
def test_it_draws_only_sound_flows(shape):
    countersigners = ("D02", "D03") if shape.is_joint else ()
    assert check_flow(graph=default_graph(shape, countersigners=countersigners)) == ()
    assert shape.label.endswith("流程") or shape.label.endswith("流程（出证）")


def test_it_refuses_countersigners_where_nobody_countersigns():
    with pytest.raises(CountersignersRefused, match="即办件流程没有会签环节，不必指定会签部门"):
        default_graph(FlowShape.ON_THE_SPOT, countersigners=("D02",))


def test_it_refuses_a_joint_shape_without_countersigners():
    with pytest.raises(CountersignersRefused, match="请至少指定一个会签部门"):
        default_graph(FlowShape.JOINT)


def test_it_names_a_default_flow_after_body_and_shape():
    code = default_flow_code(FlowShape.PROMISED_WITH_CERTIFICATE, organisation_code="510703-D01")
    assert code == "510703-D01.promised-cert"


def test_it_names_a_joint_flow_after_its_countersigners_in_any_order():
    codes = {
        default_flow_code(FlowShape.JOINT, organisation_code="D01", countersigners=named)
        for named in (("D02", "D03"), ("D03", "D02"))
    }
    assert codes == {"D01.joint.961538fb"}


def test_it_finds_room_for_the_longest_organisation_code():
    code = default_flow_code(
        FlowShape.JOINT_WITH_CERTIFICATE, organisation_code="D" * 32, countersigners=("D02",)
    )
    require_flow_code(code)
    assert len(code) <= 64


@pytest.mark.parametrize("code", ["", "-a", "流程1", "a b", "a" * 65, "a/b"])
def test_it_refuses_what_is_no_code(code):
    with pytest.raises(FlowCodeRefused, match="应为 1 至 64 位字母、数字、点、横线、下划线"):
        require_flow_code(code)


@pytest.mark.parametrize("name", ["", "  ", "长" * 101])
def test_it_refuses_what_is_no_name(name):
    with pytest.raises(FlowCodeRefused, match="流程名称应为 1 至 100 字"):
        require_flow_name(name)
