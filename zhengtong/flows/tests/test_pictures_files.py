"""The two files that a picture becomes: SVG and BPMN 2.0."""

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from lxml import etree

from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import Edge, Guard
from zhengtong.flows.rules.pictures.bpmn import BpmnHead, bpmn_text
from zhengtong.flows.rules.pictures.drawing import Link, drawing_of
from zhengtong.flows.rules.pictures.placing import Picture, place
from zhengtong.flows.rules.pictures.svg import (
    PictureTitle,
    description,
    joined_lines,
    svg_text,
)
from zhengtong.flows.rules.shapes import StageLimits, joint_review, promised_with_certificate
from zhengtong.flows.tests.drawings import draw
from zhengtong.flows.tests.test_pictures_layout import NESTED, SENT_BACK

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "frontend/node_modules/bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd"
NAMES = {"own": "行政审批局", "A": "生态环境局", "B": "消防救援大队"}
TITLE = PictureTitle(name="许可流程", subtitle="XK-01　第 1 版　行政审批局")
HEAD = BpmnHead(name="许可流程", documentation="XK-01　第 1 版")
LIMITS = StageLimits(review=5, countersign=4, decision=3, certificate=2)
LICENCE = promised_with_certificate(limits=LIMITS)
JOINT = joint_review(organisation_codes=["A", "B"], names=NAMES, limits=LIMITS)
SVG = "{http://www.w3.org/2000/svg}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def picture_of(graph: FlowGraph) -> Picture:
    return place(drawing_of(graph=graph, names=NAMES))


def svg_of(graph: FlowGraph) -> Element:
    return fromstring(svg_text(picture_of(graph), title=TITLE))


def bpmn_of(graph: FlowGraph) -> Element:
    return fromstring(bpmn_text(picture_of(graph), head=HEAD))


def texts(root: Element) -> list[str]:
    return [
        "".join(part.strip("\n ") for part in text.itertext()) for text in root.iter(f"{SVG}text")
    ]


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Return the schema of the OMG, as the package bpmn-moddle carries it."""
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


GRAPHS = [
    *(
        pytest.param(
            default_graph(shape, countersigners=("A", "B") if shape.is_joint else ()), id=shape
        )
        for shape in FlowShape
    ),
    pytest.param(SENT_BACK, id="send-backs over several rows"),
    pytest.param(NESTED, id="blocks in blocks"),
]


@pytest.mark.parametrize("graph", GRAPHS)
def test_it_writes_bpmn_that_the_schema_accepts(graph, schema):
    document = etree.fromstring(bpmn_text(picture_of(graph), head=HEAD).encode())
    assert schema.validate(document), schema.error_log
    assert bpmn_text(picture_of(graph), head=HEAD) == bpmn_text(picture_of(graph), head=HEAD)


@pytest.mark.parametrize("graph", GRAPHS)
def test_it_shows_every_node_in_the_picture(graph):
    shown = "".join(texts(svg_of(graph)))
    for node in graph.nodes:
        assert node.name_zh in shown or node.name_zh.startswith("现场核查")


def test_it_shows_posts_limits_conditions_and_ways_back():
    shown = texts(svg_of(LICENCE))
    assert shown[:3] == ["许可流程", "XK-01　第 1 版　行政审批局", "行政审批局"]
    for words in (
        "审查岗 · 5 个工作日",
        "决定岗 · 3 个工作日",
        "产出本事项证照",
        "决定结果=准予",
        "其他",
        "退回审查",
        "送达岗 · 10 个工作日",
    ):
        assert words in "".join(shown), words


def test_it_says_in_words_what_the_picture_shows():
    root = svg_of(LICENCE)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "flow-title flow-description")
    assert root.findtext(f"{SVG}title") == "许可流程流程图"
    assert root.findtext(f"{SVG}desc") == (
        "共 6 个环节，1 个机构。"
        "“受理”（行政审批局，收件岗）之后：“审查”。"
        "“审查”（行政审批局，审查岗，5 个工作日）之后：“决定”。"
        "“决定”（行政审批局，决定岗，3 个工作日）之后："
        "决定结果=准予：“制证”；其他：“送达”；退回审查：“审查”。"
        "“制证”（行政审批局，制证岗，2 个工作日，产出本事项证照）之后：“送达”。"
        "“送达”（行政审批局，送达岗，10 个工作日）之后：“结束”。"
    )
    assert "“分办”之后：“会签（生态环境局）”；“会签（消防救援大队）”。" in description(
        picture_of(JOINT)
    )


def test_it_keeps_what_people_wrote_out_of_the_markup():
    graph = draw("in:intake x:decision out:delivery end:end", "in>x x>out out>end")
    hostile = draw(
        "in:intake x:decision out:delivery end:end",
        "in>x x>out out>end",
        x={"name_zh": '<script>alert("1")</script>&'},
    )
    assert len(list(svg_of(hostile).iter())) >= len(list(svg_of(graph).iter()))
    assert not list(svg_of(hostile).iter(f"{SVG}script"))
    task = bpmn_of(hostile).find(f".//{BPMN}userTask[@id='node_x']")
    assert task is not None
    assert task.get("name") == '<script>alert("1")</script>&'


def test_it_draws_dashes_once_where_ways_back_meet():
    shared = [((10.0, 0.0), (10.0, 5.0), (0.0, 5.0)), ((10.0, 2.0), (10.0, 5.0), (4.0, 5.0))]
    assert sorted(joined_lines(shared)) == [((0.0, 5.0), (10.0, 5.0)), ((10.0, 0.0), (10.0, 5.0))]


def test_it_writes_lanes_tasks_gateways_and_conditions():
    root = bpmn_of(
        joint_review(organisation_codes=["A", "B"], names=NAMES, certificate="item", limits=LIMITS)
    )
    lanes = {
        lane.get("name"): [reference.text for reference in lane.iter(f"{BPMN}flowNodeRef")]
        for lane in root.iter(f"{BPMN}lane")
    }
    assert list(lanes) == ["行政审批局", "生态环境局", "消防救援大队"]
    assert lanes["生态环境局"] == ["node_countersign_1"]
    assert [gate.get("id") for gate in root.iter(f"{BPMN}parallelGateway")] == [
        "node_hand_out",
        "node_gather",
    ]
    (choice,) = root.iter(f"{BPMN}exclusiveGateway")
    ways = {
        flow.get("name"): (flow.get("id"), flow.findtext(f"{BPMN}conditionExpression"))
        for flow in root.iter(f"{BPMN}sequenceFlow")
        if flow.get("sourceRef") == "choice_decision"
    }
    assert {name: condition for name, (_, condition) in ways.items()} == {
        "决定结果=准予": 'decision = "granted"',
        "其他": None,
        "退回审查": 'sent_back_to = "review"',
    }
    assert choice.get("default") == ways["其他"][0]
    review = root.find(f".//{BPMN}userTask[@id='node_review']")
    assert review is not None
    assert review.findtext(f"{BPMN}documentation") == "环节类型：审查；审查岗；5 个工作日"


def test_it_gives_everything_a_place_in_the_diagram():
    root = bpmn_of(JOINT)
    drawn = {shape.get("bpmnElement") for shape in root.iter(f"{DIAGRAM}BPMNShape")}
    nodes = {shape.key for shape in picture_of(JOINT).drawing.shapes}
    assert drawn == nodes | {"participant", "lane_1", "lane_2", "lane_3"}
    flows = {flow.get("id") for flow in root.iter(f"{BPMN}sequenceFlow")}
    assert {edge.get("bpmnElement") for edge in root.iter(f"{DIAGRAM}BPMNEdge")} == flows


@pytest.mark.parametrize(
    ("condition", "label", "feel"),
    [
        (
            Condition("channel", Operator.AMONG, ("web", "window")),
            "申报来源属于web|window",
            'channel in ("web", "window")',
        ),
        (
            Condition("situations", Operator.INCLUDES, "甲"),
            "情形选项包含甲",
            'list contains(situations, "甲")',
        ),
        (
            Condition("amount_fen", Operator.AT_LEAST, 100),
            "金额（分）≥100",
            "amount_fen >= 100",
        ),
        (
            Condition("needs_site_check", Operator.EQUALS, True),
            "需要现场核查=是",
            "needs_site_check = true",
        ),
        (
            Condition("decision", Operator.DIFFERS, "denied"),
            "决定结果≠不予",
            'decision != "denied"',
        ),
    ],
)
def test_it_writes_a_condition_for_people_and_for_machines(condition, label, feel):
    plain = draw("in:intake a b end:end", "in>a in>b! a>b b>end")
    guarded = tuple(
        Edge(edge.source, edge.target, Guard((condition,))) if edge.target == "a" else edge
        for edge in plain.edges
    )
    drawing = drawing_of(graph=FlowGraph(nodes=plain.nodes, edges=guarded), names=NAMES)
    assert Link(source="choice_in", target="node_a", label=label, condition=feel) in drawing.links
