"""A flow as BPMN 2.0 with its diagram, for whoever draws on in another tool (BPMN 导出).

Source:
    OMG formal/2013-12-09, Business Process Model and Notation 2.0.2: BPMN20.xsd, BPMNDI.xsd.
    Conditions are in FEEL (OMG DMN); `sent_back_to` stands for where the decision sends a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from zhengtong.flows.rules.pictures.drawing import Link, Shape, ShapeKind
from zhengtong.flows.rules.pictures.placing import Box, Picture, Point
from zhengtong.flows.rules.pictures.svg import task_words

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
PLACES = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
TARGET = "urn:zhengtong:flow"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

for _prefix, _namespace in (
    ("bpmn", MODEL),
    ("bpmndi", DIAGRAM),
    ("dc", PLACES),
    ("di", LINES),
    ("xsi", INSTANCE),
):
    register_namespace(_prefix, _namespace)

ELEMENTS = {
    ShapeKind.START: "startEvent",
    ShapeKind.TASK: "userTask",
    ShapeKind.CHOICE: "exclusiveGateway",
    ShapeKind.FORK: "parallelGateway",
    ShapeKind.JOIN: "parallelGateway",
    ShapeKind.END: "endEvent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BpmnHead:
    """What the file says of the flow as a whole (流程说明)."""

    name: str
    documentation: str


def bpmn_text(picture: Picture, *, head: BpmnHead) -> str:
    """Return a picture as a BPMN 2.0 file (写出 BPMN)."""
    root = Element(
        _model("definitions"),
        {"id": "definitions", "targetNamespace": TARGET, "exporter": "zhengtong"},
    )
    group = SubElement(root, _model("collaboration"), {"id": "collaboration"})
    SubElement(
        group,
        _model("participant"),
        {"id": "participant", "name": head.name, "processRef": "process"},
    )
    _process(root, picture, head)
    _diagram(root, picture)
    indent(root, space="  ")
    return DECLARATION + tostring(root, encoding="unicode") + "\n"


def _process(root: Element, picture: Picture, head: BpmnHead) -> None:
    process = SubElement(
        root,
        _model("process"),
        {"id": "process", "name": head.name, "isExecutable": "false"},
    )
    SubElement(process, _model("documentation")).text = head.documentation
    lanes = SubElement(process, _model("laneSet"), {"id": "lanes"})
    for number, (lane, _) in enumerate(picture.lanes):
        part = SubElement(lanes, _model("lane"), {"id": _lane_id(number), "name": lane.name})
        for shape in picture.drawing.shapes:
            if shape.lane == number:
                SubElement(part, _model("flowNodeRef")).text = shape.key
    ids = _link_ids(picture.drawing.links)
    for shape in picture.drawing.shapes:
        _flow_node(process, shape, ids)
    for link, link_id in ids.items():
        _sequence_flow(process, link, link_id)


def _flow_node(process: Element, shape: Shape, ids: dict[Link, str]) -> None:
    facts = {"id": shape.key} | ({"name": shape.name} if shape.name else {})
    default = [key for link, key in ids.items() if link.source == shape.key and link.is_default]
    if default and shape.kind is ShapeKind.CHOICE:
        facts["default"] = default[0]
    if shape.kind is ShapeKind.CHOICE:
        facts["gatewayDirection"] = "Diverging"
    element = SubElement(process, _model(ELEMENTS[shape.kind]), facts)
    if shape.kind is ShapeKind.TASK and shape.node is not None:
        SubElement(element, _model("documentation")).text = "；".join(
            (f"环节类型：{shape.node.kind.label}", *task_words(shape.node))
        )
    for link, key in ids.items():
        if link.target == shape.key:
            SubElement(element, _model("incoming")).text = key
    for link, key in ids.items():
        if link.source == shape.key:
            SubElement(element, _model("outgoing")).text = key


def _sequence_flow(process: Element, link: Link, link_id: str) -> None:
    facts = {"id": link_id, "sourceRef": link.source, "targetRef": link.target}
    if link.label:
        facts["name"] = link.label
    flow = SubElement(process, _model("sequenceFlow"), facts)
    if link.condition:
        condition = SubElement(
            flow,
            _model("conditionExpression"),
            {f"{{{INSTANCE}}}type": "bpmn:tFormalExpression", "language": FEEL},
        )
        condition.text = link.condition


def _diagram(root: Element, picture: Picture) -> None:
    diagram = SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", {"id": "diagram"})
    plane = SubElement(
        diagram,
        f"{{{DIAGRAM}}}BPMNPlane",
        {"id": "plane", "bpmnElement": "collaboration"},
    )
    _box(_drawn(plane, "participant", is_horizontal=True), picture.pool)
    for number, (_, box) in enumerate(picture.lanes):
        _box(_drawn(plane, _lane_id(number), is_horizontal=True), box)
    for shape in picture.drawing.shapes:
        drawn = _drawn(plane, shape.key)
        if shape.kind is ShapeKind.CHOICE:
            drawn.set("isMarkerVisible", "true")
        _box(drawn, picture.boxes[shape.key])
        if shape.key in picture.names:
            _label(drawn, picture.names[shape.key].box)
    for link, link_id in _link_ids(picture.drawing.links).items():
        edge = SubElement(
            plane,
            f"{{{DIAGRAM}}}BPMNEdge",
            {"id": f"{link_id}_di", "bpmnElement": link_id},
        )
        _corners(edge, picture.paths[link])
        if link in picture.labels:
            _label(edge, picture.labels[link].box)


def _drawn(plane: Element, key: str, *, is_horizontal: bool = False) -> Element:
    facts = {"id": f"{key}_di", "bpmnElement": key}
    if is_horizontal:
        facts["isHorizontal"] = "true"
    return SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", facts)


def _label(parent: Element, box: Box) -> None:
    _box(SubElement(parent, f"{{{DIAGRAM}}}BPMNLabel"), box)


def _box(parent: Element, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(parent, f"{{{PLACES}}}Bounds", {key: f"{size:.1f}" for key, size in sizes.items()})


def _corners(edge: Element, points: Iterable[Point]) -> None:
    before: Point | None = None
    for point in points:
        if point != before:
            at = {"x": f"{point[0]:.1f}", "y": f"{point[1]:.1f}"}
            SubElement(edge, f"{{{LINES}}}waypoint", at)
        before = point


def _link_ids(links: Iterable[Link]) -> dict[Link, str]:
    return {link: f"way_{number}" for number, link in enumerate(links, start=1)}


def _lane_id(number: int) -> str:
    return f"lane_{number + 1}"


def _model(name: str) -> str:
    return f"{{{MODEL}}}{name}"
