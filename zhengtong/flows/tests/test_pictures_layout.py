"""The picture of a flow as geometry: nothing lies on anything that it should not."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.pictures.drawing import FlowNotDrawable, Link, drawing_of
from zhengtong.flows.rules.pictures.lettering import lines_of, width_of
from zhengtong.flows.rules.pictures.placing import Box, Picture, place
from zhengtong.flows.tests.drawings import draw
from zhengtong.flows.tests.test_rules_state_space import QUICK, flows

NAMES = {"own": "行政审批局", "A": "生态环境局", "B": "消防救援大队"}
SENT_BACK = draw(
    "in:intake a b c d e<a,b x:decision<a,b,c,e out:delivery end:end",
    "in>a?web in>b?window in>c?agent in>d! a>e b>e c>x d>x e>x x>out out>end",
)
NESTED = draw(
    "in:intake a f:fork b<b0 b0 c g:fork h k<h0 h0 j2:join j:join x:decision<a d:certificate "
    "out:delivery end:end",
    "in>a a>f f>b0 f>g b0>b b>j g>h0 h0>k g>h h>j2 k>j2 j2>c c>j j>x x>d?granted x>out! "
    "d>out out>end",
    h={"organisation_code": "A"},
    b={"organisation_code": "B"},
    a={"name_zh": "现场核查与专家评审并公示" * 4},
)


def picture_of(graph: FlowGraph) -> Picture:
    return place(drawing_of(graph=graph, names=NAMES))


def overlap(one: Box, other: Box, *, slack: float = 0.5) -> bool:
    return (
        one.x + slack < other.x + other.width
        and other.x + slack < one.x + one.width
        and one.y + slack < other.y + other.height
        and other.y + slack < one.y + one.height
    )


def segments(picture: Picture) -> list[tuple[Link, Box]]:
    """Return every stretch of every line as a box without thickness."""
    found = []
    for link, points in picture.paths.items():
        for (x, y), (next_x, next_y) in pairwise(points):
            assert x == next_x or y == next_y, "every line runs level or upright"
            low = (min(x, next_x), min(y, next_y))
            found.append((link, Box(*low, abs(next_x - x), abs(next_y - y))))
    return found


def touch(line: Box, box: Box) -> bool:
    """Tell whether a line runs through the inside of a box."""
    return (
        line.x < box.x + box.width - 1
        and line.x + line.width > box.x + 1
        and line.y < box.y + box.height - 1
        and line.y + line.height > box.y + 1
    )


def lie_on_each_other(one: Box, other: Box) -> bool:
    for across, along in (("y", "x"), ("x", "y")):
        size = "width" if along == "x" else "height"
        thick = "height" if along == "x" else "width"
        if getattr(one, thick) or getattr(other, thick):
            continue
        if getattr(one, across) != getattr(other, across):
            continue
        begin = max(getattr(one, along), getattr(other, along))
        end = min(
            getattr(one, along) + getattr(one, size), getattr(other, along) + getattr(other, size)
        )
        if end - begin > 0.5:
            return True
    return False


def faults_of(picture: Picture) -> list[str]:
    """Return everything that would make the picture hard to read."""
    faults = []
    lines = segments(picture)
    for key, box in picture.boxes.items():
        faults += [f"{link} runs through {key}" for link, line in lines if touch(line, box)]
    words = [*picture.names.values(), *picture.labels.values()]
    things = [*picture.boxes.values(), *(word.box for word in words)]
    faults += [f"{a} lies on {b}" for a, b in combinations(things, 2) if overlap(a, b)]
    faults += [
        f"{link} runs through {word.lines}"
        for link, line in lines
        for word in words
        if touch(line, word.box)
    ]
    faults += [
        f"{link} lies on {other}"
        for (link, line), (other, other_line) in combinations(lines, 2)
        if not {link.source, link.target} & {other.source, other.target}
        and lie_on_each_other(line, other_line)
    ]
    pool = picture.pool
    faults += [
        f"{box} is outside"
        for box in (*things, *(line for _, line in lines))
        if box.x < 0
        or box.y < 0
        or box.x + box.width > pool.width
        or box.y + box.height > pool.height
    ]
    return faults


@pytest.mark.parametrize(
    "graph",
    [
        *(
            pytest.param(
                default_graph(shape, countersigners=("A", "B") if shape.is_joint else ()), id=shape
            )
            for shape in FlowShape
        ),
        pytest.param(SENT_BACK, id="send-backs over several rows"),
        pytest.param(NESTED, id="blocks in blocks, long names"),
    ],
)
def test_it_draws_a_flow_that_can_be_read(graph):
    picture = picture_of(graph)
    assert faults_of(picture) == []
    assert picture == picture_of(graph)


@st.composite
def worked_flows(draw_from) -> FlowGraph:
    """Draw sound flows whose nodes lie in several lanes and send back, wisely or not."""
    graph = draw_from(flows(mutations=0))
    nodes = []
    for node in graph.nodes:
        earlier = [key for key, later in graph.later_than.items() if node.key in later]
        back = (
            draw_from(st.lists(st.sampled_from(earlier), max_size=2, unique=True))
            if earlier
            else []
        )
        code = draw_from(st.sampled_from(["own", "A", "B"])) if node.is_work else "own"
        back = back if node.is_work and graph.outgoing[node.key] else []
        nodes.append(replace(node, organisation_code=code, send_back_to=tuple(back)))
    return FlowGraph(nodes=tuple(nodes), edges=graph.edges)


@settings(QUICK, max_examples=60)
@given(graph=worked_flows())
def test_it_draws_every_sound_flow_so(graph):
    assert faults_of(picture_of(graph)) == []


def test_it_keeps_every_shape_inside_the_lane_of_its_organisation():
    picture = picture_of(NESTED)
    lanes = [box for _, box in picture.lanes]
    assert [lane.name for lane, _ in picture.lanes] == ["行政审批局", "消防救援大队", "生态环境局"]
    for shape in picture.drawing.shapes:
        box, lane = picture.boxes[shape.key], lanes[shape.lane]
        assert lane.y <= box.y
        assert box.y + box.height <= lane.y + lane.height


def test_it_runs_to_the_right_but_for_what_is_sent_back():
    picture = picture_of(SENT_BACK)
    for link in picture.drawing.links:
        is_right = picture.boxes[link.source].x < picture.boxes[link.target].x
        assert is_right is not link.is_back


@pytest.mark.parametrize(
    ("nodes", "edges", "message"),
    [
        ("a end:end", "a>end", "流程没有受理环节，无法成图"),
        ("in:intake a end:end", "in>end", "环节“审查a”走不到，无法成图"),
        ("in:intake a b end:end", "in>a a>b b>a?0 b>end!", "环节“审查a”会走回自己，无法成图"),
    ],
)
def test_it_draws_no_flow_that_leads_nowhere(nodes, edges, message):
    with pytest.raises(FlowNotDrawable) as refused:
        drawing_of(graph=draw(nodes, edges), names={})
    assert refused.value.message == message


def test_it_breaks_a_name_evenly_and_begins_no_line_with_a_closing_mark():
    assert lines_of("", size=12, width=60) == ()
    assert lines_of("审查", size=12, width=60) == ("审查",)
    assert lines_of("现场核查与专家评审", size=12, width=60) == ("现场核查与", "专家评审")
    assert lines_of("会签（环保）", size=12, width=60) == ("会签（环保）",)
    assert width_of("审a", size=10) == pytest.approx(15.8)
