"""The flow file that an office edits as a spreadsheet, one row a node (流程文件).

Columns, by Chinese name or identifier:

==================  =====================  ====================================================
环节编码            key                    small letters, digits, `_`
环节名称            name_zh
环节类型            kind                   受理 审查 会签 决定 制证 送达 分办 汇总 结束
岗位                post                   收件岗 审查岗 决定岗 制证岗 送达岗; empty when routing
机构编码            organisation_code      empty or 本机构: the organisation that handles the case
时限（工作日）      limit_working_days     empty: none of its own
产出证照            produces               type code, or 本事项: the type that the item names
下一环节            next                   `制证[决定结果=准予]；送达[其他]`
可退回              send_back_to           `审查；复审`
==================  =====================  ====================================================

Several next nodes are parted by `；`, several conditions by `并且`, several values by `|`. A
node is named by its code or its name. A row that starts with `#` is a remark.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from zhengtong.flows.rules.facts import (
    CASE_FACTS,
    OPERATOR_LABELS,
    Condition,
    Fact,
    FactKind,
    Operator,
)
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import ITEM_CERTIFICATE, KIND_LABELS, OWN_ORGANISATION, Edge
from zhengtong.flows.rules.plain import FlowUnreadable, from_plain
from zhengtong.flows.rules.shapes import StageLimits, promised_with_certificate
from zhengtong.kernel.errors import DomainError
from zhengtong.people.rules.duties import POST_LABELS, Post

COLUMNS: Mapping[str, str] = {
    "key": "环节编码",
    "name_zh": "环节名称",
    "kind": "环节类型",
    "post": "岗位",
    "organisation_code": "机构编码",
    "limit_working_days": "时限（工作日）",
    "produces": "产出证照",
    "next": "下一环节",
    "send_back_to": "可退回",
}
REQUIRED_COLUMNS = ("key", "name_zh", "kind", "next")
OWN_WORD, ITEM_WORD, OTHERWISE_WORD = "本机构", "本事项", "其他"
REMARK = "#"

_NAME_OF_HEADER = {label: name for name, label in COLUMNS.items()} | {
    name: name for name in COLUMNS
}
_KIND_OF_WORD = {label: kind.value for kind, label in KIND_LABELS.items()}
_POST_OF_WORD = {label: post.value for post, label in POST_LABELS.items()} | {
    "受理岗": Post.INTAKE.value,  # what many offices call it
}
_FACT_OF_WORD = {fact.label: fact for fact in CASE_FACTS.values()} | dict(CASE_FACTS)
_OPERATOR_OF_SIGN = {label: operator for operator, label in OPERATOR_LABELS.items()} | {
    "＝": Operator.EQUALS,
    "!=": Operator.DIFFERS,
    ">=": Operator.AT_LEAST,
    "<=": Operator.AT_MOST,
}
_FLAGS = {"是": True, "否": False, "true": True, "false": False}

_STEP = re.compile(r"(?P<target>[^\[\]]+?)\s*(?:\[(?P<guard>[^\[\]]*)\])?")
_CONDITION = re.compile(
    r"(?P<field>.+?)\s*(?P<sign>属于|包含|≥|>=|≤|<=|≠|!=|=|＝|>|<)\s*(?P<value>.+)"
)


@dataclass(frozen=True, slots=True, order=True)
class TextProblem:
    """One thing in a flow file that cannot be read (流程文件问题).

    Args:
        line: line of the file, from 1; 0 for the file as a whole.
        column: Chinese name of the column, or an empty text.
    """

    line: int
    column: str
    message_zh: str


class FlowFileRefused(DomainError):
    """The file does not describe a flow (流程文件有误); `problems` lists everything wrong."""

    code: ClassVar[str] = "flow_file_refused"

    def __init__(self, problems: Sequence[TextProblem]) -> None:
        lines = (
            f"第 {problem.line} 行“{problem.column}”：{problem.message_zh}" for problem in problems
        )
        super().__init__("流程文件有误：" + "；".join(lines))
        self.problems = tuple(problems)


def parse_rows(*, rows: Iterable[tuple[int, Mapping[str, str]]]) -> FlowGraph:
    """Read a flow from rows of a table, each with its line and its cells by header (读流程表).

    Raises:
        FlowFileRefused: with every problem found, by line and column.
    """
    sheet = _Sheet()
    for line, cells in rows:
        sheet.add(line, cells)
    return sheet.graph()


def template_text() -> str:
    """Return an example file: a promised-time licence with a certificate (流程文件样例)."""
    limits = StageLimits(review=5, decision=3, certificate=2)
    remarks = (
        "# 环节类型：" + "、".join(KIND_LABELS.values()),
        "# 岗位：" + "、".join(POST_LABELS.values()) + "；分办、汇总、结束不填岗位",
        "# 机构编码留空即本机构；产出证照写“本事项”即事项自己的证照类型",
        "# 下一环节有多个时用“；”分开，条件写在方括号里，最后一个写“[其他]”",
        "# 条件可用的信息：" + "、".join(fact.label for fact in CASE_FACTS.values()),
    )
    return write_text(promised_with_certificate(limits=limits), remarks=remarks)


def write_text(graph: FlowGraph, *, remarks: Sequence[str] = ()) -> str:
    """Return a flow as the text of a CSV file that `parse_rows` takes row by row (写流程文件)."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS.values())
    for node in graph.nodes:
        own = node.organisation_code == OWN_ORGANISATION
        writer.writerow(
            (
                node.key,
                node.name_zh,
                node.kind.label,
                node.post.label if node.post else "",
                (OWN_WORD if node.is_work else "") if own else node.organisation_code,
                node.limit_working_days or "",
                ITEM_WORD if node.produces == ITEM_CERTIFICATE else node.produces,
                "；".join(_written_step(edge) for edge in graph.outgoing[node.key]),
                "；".join(node.send_back_to),
            )
        )
    for remark in remarks:
        writer.writerow((remark, *[""] * (len(COLUMNS) - 1)))
    return target.getvalue()


def _tidy_header(cell: str) -> str:
    return cell.strip().replace("(", "（").replace(")", "）")


def _written_step(edge: Edge) -> str:
    if edge.guard.otherwise:
        return f"{edge.target}[{OTHERWISE_WORD}]"
    if not edge.guard.conditions:
        return edge.target
    return (
        f"{edge.target}[{'并且'.join(written_condition(entry) for entry in edge.guard.conditions)}]"
    )


def written_condition(condition: Condition) -> str:
    """Return a condition as people write it: `决定结果=准予` (条件文字)."""
    fact = CASE_FACTS.get(condition.field)
    labels = dict(fact.values) if fact else {}
    value = condition.value
    if isinstance(value, bool):
        shown = "是" if value else "否"
    elif isinstance(value, tuple):
        shown = "|".join(labels.get(entry, entry) for entry in value)
    else:
        shown = labels.get(str(value), str(value))
    return f"{fact.label if fact else condition.field}{condition.operator.label}{shown}"


@dataclass(slots=True)
class _Sheet:
    """Gathers rows, then reads them as one flow (流程表)."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    edge_lines: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    problems: list[TextProblem] = field(default_factory=list)

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        row = {
            _NAME_OF_HEADER.get(_tidy_header(header), header): cell.strip()
            for header, cell in cells.items()
        }
        if row.get("key", "").startswith(REMARK) or not any(row.values()):
            return
        kind, post = row.get("kind", ""), row.get("post", "")
        organisation, produces = row.get("organisation_code", ""), row.get("produces", "")
        self.lines.append(line)
        self.steps.append(row.get("next", ""))
        self.nodes.append(
            {
                "key": row.get("key", ""),
                "name_zh": row.get("name_zh", ""),
                "kind": _KIND_OF_WORD.get(kind, kind),
                "post": _POST_OF_WORD.get(post, post),
                "organisation_code": "" if organisation == OWN_WORD else organisation,
                "limit_working_days": self.limit(line, row.get("limit_working_days", "")),
                "produces": ITEM_CERTIFICATE if produces == ITEM_WORD else produces,
                "send_back_to": _parts(row.get("send_back_to", "")),
            }
        )

    def limit(self, line: int, cell: str) -> int | None:
        if not cell:
            return None
        if re.fullmatch(r"[0-9]{1,9}", cell):
            return int(cell)
        self.note(line, "limit_working_days", f"“{cell[:20]}”不是工作日数，应为整数")
        return None

    def note(self, line: int, name: str, message: str) -> None:
        self.problems.append(TextProblem(line, COLUMNS[name], message))

    def graph(self) -> FlowGraph:
        keys = self.keys_by_word()
        for node, line, cell in zip(self.nodes, self.lines, self.steps, strict=True):
            node["send_back_to"] = [keys.get(word, word) for word in node["send_back_to"]]
            for step in _parts(cell):
                self.edge(node["key"], line, step, keys)
        try:
            graph = from_plain({"nodes": self.nodes, "edges": self.edges})
        except FlowUnreadable as error:
            places = {"nodes": self.lines, "edges": self.edge_lines, "": [0]}
            for problem in error.problems:
                column = {"nodes": COLUMNS.get(problem.field, ""), "edges": COLUMNS["next"]}
                self.problems.append(
                    TextProblem(
                        places[problem.section][problem.index],
                        column.get(problem.section, ""),
                        problem.message_zh,
                    )
                )
        if self.problems:
            raise FlowFileRefused(sorted(self.problems))
        return graph

    def keys_by_word(self) -> dict[str, str]:
        names = [node["name_zh"] for node in self.nodes]
        by_name = {
            node["name_zh"]: node["key"] for node in self.nodes if names.count(node["name_zh"]) == 1
        }
        return by_name | {node["key"]: node["key"] for node in self.nodes}

    def edge(self, source: str, line: int, step: str, keys: Mapping[str, str]) -> None:
        match = _STEP.fullmatch(step)
        if match is None:
            self.note(line, "next", f"看不懂“{step}”，应写成“环节[条件]”")
            return
        guard = match["guard"]
        otherwise = guard is not None and guard.strip() == OTHERWISE_WORD
        conditions = [] if guard is None or otherwise else self.conditions(line, guard)
        target = match["target"].strip()
        self.edge_lines.append(line)
        self.edges.append(
            {
                "source": source,
                "target": keys.get(target, target),
                "conditions": conditions,
                "otherwise": otherwise,
            }
        )

    def conditions(self, line: int, guard: str) -> list[dict[str, Any]]:
        read = []
        for part in re.split(r"并且|&", guard):
            match = _CONDITION.fullmatch(part.strip())
            if match is None:
                self.note(line, "next", f"看不懂条件“{part}”，应写成“决定结果=准予”或“其他”")
                continue
            operator = _OPERATOR_OF_SIGN[match["sign"]]
            fact = _FACT_OF_WORD.get(match["field"])
            value = self.value(line, fact, operator, match["value"].strip())
            name = fact.name if fact else match["field"]
            read.append({"field": name, "operator": operator.value, "value": value})
        return read

    def value(
        self, line: int, fact: Fact | None, operator: Operator, word: str
    ) -> str | int | list[str]:
        if fact is None:
            return word
        match fact.kind:
            case FactKind.NUMBER:
                return self.number(line, fact, word)
            case FactKind.FLAG:
                return self.flag(line, fact, word)
        codes = {label: code for code, label in fact.values}
        if operator is Operator.AMONG:
            return [codes.get(entry.strip(), entry.strip()) for entry in word.split("|")]
        return codes.get(word, word)

    def number(self, line: int, fact: Fact, word: str) -> int:
        if re.fullmatch(r"-?[0-9]{1,15}", word):
            return int(word)
        self.note(line, "next", f"“{fact.label}”应与整数比较，不能是“{word}”")
        return 0

    def flag(self, line: int, fact: Fact, word: str) -> bool:
        if word.lower() not in _FLAGS:
            self.note(line, "next", f"“{fact.label}”只能写“是”或“否”，不能是“{word}”")
        return _FLAGS.get(word.lower(), False)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split("[;；]", _square(cell)) if part.strip()]


def _square(cell: str) -> str:
    return cell.replace("【", "[").replace("】", "]").replace("［", "[").replace("］", "]")
