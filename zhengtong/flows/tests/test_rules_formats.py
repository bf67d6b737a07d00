"""The flow file of an office: read back, forgiving in spelling, exact in its errors."""

import contextlib
import csv
import io
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.flows.management.flow_file import read_flow_file
from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.formats import (
    FlowFileRefused,
    parse_rows,
    template_text,
    write_text,
)
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import ALWAYS, OTHERWISE, Edge, Guard, NodeKind
from zhengtong.flows.rules.shapes import (
    StageLimits,
    joint_review,
    on_the_spot,
    promised_with_certificate,
    promised_without_certificate,
)
from zhengtong.flows.rules.soundness import check_flow
from zhengtong.foundation.commands import UnusableInput
from zhengtong.people.rules.duties import Post

HEADER = "环节编码,环节名称,环节类型,岗位,机构编码,时限（工作日）,产出证照,下一环节,可退回\n"


def parse_text(text: str) -> FlowGraph:
    """Read a flow file as commands do."""
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        return read_flow_file(Path(file.name)).graph


def rows_with(next_cell: str) -> str:
    return f"{HEADER}a,甲,审查,审查岗,,,,{next_cell},\nb,乙,审查,,,,,,\nc,丙,结束,,,,,,\n"


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FlowFileRefused) as refusal:
        parse_text(text)
    return [(problem.line, problem.column) for problem in refusal.value.problems]


def test_its_template_is_a_sound_flow():
    graph = parse_text(template_text())
    assert graph == promised_with_certificate(
        limits=StageLimits(review=5, decision=3, certificate=2)
    )
    assert check_flow(graph=graph) == ()


def test_its_template_reads_like_a_table_of_the_office():
    assert template_text().splitlines()[:4] == [
        HEADER.strip(),
        "intake,受理,受理,收件岗,本机构,,,review,",
        "review,审查,审查,审查岗,本机构,5,,decision,",
        "decision,决定,决定,决定岗,本机构,3,,certificate[决定结果=准予]；delivery[其他],review",
    ]


@pytest.mark.parametrize(
    "graph",
    [
        on_the_spot(certificate="T1"),
        promised_without_certificate(),
        joint_review(organisation_codes=["A", "B", "C"], certificate="item"),
    ],
)
def test_it_reads_back_what_it_wrote(graph):
    assert parse_text(write_text(graph)) == graph


@pytest.mark.parametrize(
    ("cell", "edges"),
    [
        pytest.param("b", [("b", ALWAYS)], id="one way"),
        pytest.param("乙", [("b", ALWAYS)], id="by name"),
        pytest.param(" b ; ", [("b", ALWAYS)], id="blanks and a loose separator"),
        pytest.param(
            "b[金额（分）>=100并且需要现场核查=是]；c[其他]",
            [
                (
                    "b",
                    Guard(
                        (
                            Condition("amount_fen", Operator.AT_LEAST, 100),
                            Condition("needs_site_check", Operator.EQUALS, True),
                        )
                    ),
                ),
                ("c", OTHERWISE),
            ],
            id="two conditions",
        ),
        pytest.param(
            "乙【决定结果 属于 准予| 不予】;丙［其他］",
            [
                ("b", Guard((Condition("decision", Operator.AMONG, ("granted", "denied")),))),
                ("c", OTHERWISE),
            ],
            id="wide brackets and a list",
        ),
        pytest.param(
            "b[situations包含外资 & channel!=window];c[其他]",
            [
                (
                    "b",
                    Guard(
                        (
                            Condition("situations", Operator.INCLUDES, "外资"),
                            Condition("channel", Operator.DIFFERS, "window"),
                        )
                    ),
                ),
                ("c", OTHERWISE),
            ],
            id="identifiers",
        ),
        pytest.param(
            "b[天气=雨];c[其他]",
            [("b", Guard((Condition("天气", Operator.EQUALS, "雨"),))), ("c", OTHERWISE)],
            id="an unknown field is left to the check of the flow",
        ),
    ],
)
def test_it_reads_the_ways_on(cell, edges):
    graph = parse_text(rows_with(cell))
    assert graph.outgoing["a"] == tuple(Edge("a", target, guard) for target, guard in edges)


def test_it_writes_what_it_reads():
    cell = "b[需要现场核查=否并且金额（分）<5并且决定结果属于准予|不予并且天气≠雨]；c[其他]"
    graph = parse_text(rows_with(cell))
    assert cell in write_text(graph)
    assert "需要现场核查=是" in write_text(parse_text(rows_with("b[需要现场核查=true]；c[其他]")))


def test_it_reads_headers_in_english_and_kinds_and_posts_by_code():
    graph = parse_text("\ufeffkey,name_zh,kind,next,post\na,甲,review,c,decider\nc,丙,end,,\n")
    assert graph.node("a").kind is NodeKind.REVIEW
    assert graph.node("a").post is Post.DECIDER
    assert graph.node("a").organisation_code == "own"


def test_it_reads_half_width_brackets_in_a_header_and_skips_remarks_and_empty_rows():
    graph = parse_text(
        "环节编码,环节名称,环节类型,下一环节,时限(工作日)\n"
        "\n# 说明,,,,\na,甲,审查,c,7\n,,,,\nc,丙,结束,,\n"
    )
    assert [(node.key, node.limit_working_days) for node in graph.nodes] == [("a", 7), ("c", None)]


def test_it_reads_rows_that_a_spreadsheet_reader_has_read():
    graph = parse_rows(
        rows=[
            (2, {"环节编码": "a", "环节名称": "甲", "环节类型": "审查", "下一环节": "乙"}),
            (3, {"环节编码": "", "环节名称": "", "环节类型": "", "下一环节": ""}),
            (4, {"环节编码": "b", "环节名称": "乙", "环节类型": "结束", "下一环节": ""}),
        ]
    )
    assert graph.edges == (Edge("a", "b"),)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(HEADER, [(0, "")], id="a header alone"),
        pytest.param(
            HEADER + "a,甲,审查,,,,,,,,多余\n", [(2, "整行")], id="more cells than columns"
        ),
        pytest.param(rows_with("b[决定结果]"), [(2, "下一环节")], id="half a condition"),
        pytest.param(rows_with("b[]"), [(2, "下一环节")], id="an empty condition"),
        pytest.param(rows_with("b[x=1"), [(2, "下一环节")], id="an open bracket"),
        pytest.param(rows_with("丁"), [(2, "下一环节")], id="a node that is not there"),
        pytest.param(rows_with("b[金额（分）=很多]"), [(2, "下一环节")], id="not a number"),
        pytest.param(
            HEADER + f"a,甲,审查,审查岗,,{'9' * 5000},,b,\nb,乙,结束,,,,,,\n",
            [(2, "时限（工作日）")],
            id="a limit that nobody lives to see",
        ),
        pytest.param(rows_with("b[需要现场核查=也许]"), [(2, "下一环节")], id="not yes or no"),
        pytest.param(
            HEADER + "A,甲,审核,科长,,三天,,丁,乙\nA,,结束,,,0,,,\n",
            [
                (2, "下一环节"),
                (2, "可退回"),
                (2, "岗位"),
                (2, "时限（工作日）"),
                (2, "环节类型"),
                (2, "环节编码"),
                (3, "时限（工作日）"),
                (3, "环节名称"),
                (3, "环节编码"),
            ],
            id="everything at once, by line and column",
        ),
    ],
)
def test_it_names_line_and_column(text, problems):
    assert problems_of(text) == problems


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "空", id="empty"),
        pytest.param("\n\n", "没有", id="blank"),
        pytest.param(HEADER + 'a,"甲', "引号", id="cut off in a quoted cell"),
        pytest.param("环节编码,颜色,环节类型\n", "颜色", id="an unknown column"),
        pytest.param("环节编码,环节类型\n", "环节名称、下一环节", id="missing columns"),
        pytest.param("环节编码,环节类型,环节类型\n", "环节类型", id="a column twice"),
    ],
)
def test_it_refuses_what_is_no_table_of_a_flow(text, message):
    with pytest.raises(UnusableInput, match=message):
        parse_text(text)


def test_it_says_what_is_wrong_in_chinese():
    with pytest.raises(FlowFileRefused) as refusal:
        parse_text(rows_with("丁"))
    assert refusal.value.message == (
        "流程文件有误：第 2 行“下一环节”：流向“a→丁”中的环节“丁”不存在"
    )
    assert refusal.value.code == "flow_file_refused"


def test_it_takes_a_name_that_stands_twice_for_no_node():
    text = HEADER + "a,甲,审查,,,,,乙,\nb,乙,审查,,,,,,\nc,乙,结束,,,,,,\n"
    assert problems_of(text) == [(2, "下一环节")]


cells = st.sampled_from(
    ["a", "b", "甲", "审查", "结束", "b[x=1]", "b[[", "]", "；", "9", "#", "是"]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(cells, min_size=9, max_size=9), max_size=4), tail=st.text(max_size=4))
def test_it_reads_or_refuses_whatever_comes(rows, tail):
    body = io.StringIO()
    csv.writer(body).writerows(rows)
    with contextlib.suppress(FlowFileRefused, UnusableInput):
        graph = parse_text(HEADER + body.getvalue() + tail)
        assert parse_text(write_text(graph)) == graph
