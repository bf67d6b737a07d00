"""Flows as plain data: what is stored, hashed and exchanged (流程存储格式)."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from zhengtong.flows.rules.facts import Condition, ConditionValue, Operator
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import (
    ALWAYS,
    OTHERWISE,
    OWN_ORGANISATION,
    Edge,
    Guard,
    Node,
    NodeKind,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.people.rules.duties import Post

SCHEMA = 1
KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,31}")
MAX_NODES = 200
MAX_LIMIT_WORKING_DAYS = 999

NODE_FIELDS = frozenset(
    {
        "key",
        "name_zh",
        "kind",
        "post",
        "organisation_code",
        "limit_working_days",
        "produces",
        "send_back_to",
    }
)
EDGE_FIELDS = frozenset({"source", "target", "conditions", "otherwise"})
CONDITION_FIELDS = frozenset({"field", "operator", "value"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a flow's text that cannot be read (格式问题).

    Args:
        section: `nodes`, `edges`, or an empty text for the whole.
        index: position in the section, from 0.
        field: the field in question, or an empty text.
    """

    section: str
    index: int
    field: str
    message_zh: str

    def __str__(self) -> str:
        place = {"nodes": "个环节", "edges": "个流向"}.get(self.section)
        return f"第{self.index + 1}{place}：{self.message_zh}" if place else self.message_zh


class FlowUnreadable(DomainError):
    """The data does not describe a flow (流程无法读取); `problems` lists everything wrong."""

    code: ClassVar[str] = "flow_unreadable"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("流程无法读取：" + "；".join(str(problem) for problem in problems))
        self.problems = problems


def to_plain(graph: FlowGraph) -> dict[str, Any]:
    """Return a flow as JSON-able data, every field written out (写出流程)."""
    return {
        "schema": SCHEMA,
        "nodes": [
            {
                "key": node.key,
                "name_zh": node.name_zh,
                "kind": node.kind.value,
                "post": node.post.value if node.post else None,
                "organisation_code": node.organisation_code,
                "limit_working_days": node.limit_working_days,
                "produces": node.produces,
                "send_back_to": list(node.send_back_to),
            }
            for node in graph.nodes
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "conditions": [
                    {
                        "field": condition.field,
                        "operator": condition.operator.value,
                        "value": list(condition.value)
                        if isinstance(condition.value, tuple)
                        else condition.value,
                    }
                    for condition in edge.guard.conditions
                ],
                "otherwise": edge.guard.otherwise,
            }
            for edge in graph.edges
        ],
    }


def canonical_text(graph: FlowGraph) -> str:
    """Return the one text that equal flows share (规范文本)."""
    return json.dumps(to_plain(graph), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(graph: FlowGraph) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal (流程摘要)."""
    return hashlib.sha256(canonical_text(graph).encode()).hexdigest()


def from_plain(data: object) -> FlowGraph:
    """Read a flow from plain data (读入流程).

    Only the form is checked here; whether the flow is sound is `soundness.check_flow`.

    Raises:
        FlowUnreadable: with every problem found, not only the first.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("nodes"), list | tuple):
        raise FlowUnreadable((Problem("", 0, "nodes", "应包含环节列表 nodes 和流向列表 edges"),))
    if data.get("schema", SCHEMA) != SCHEMA:
        raise FlowUnreadable((Problem("", 0, "schema", f"不认识的格式版本 {data['schema']!r}"),))
    edges = data.get("edges", ())
    if not isinstance(edges, list | tuple):
        raise FlowUnreadable((Problem("", 0, "edges", "流向列表 edges 应为列表"),))
    if not 1 <= len(data["nodes"]) <= MAX_NODES:
        raise FlowUnreadable((Problem("", 0, "nodes", f"环节数应为 1 至 {MAX_NODES}"),))
    reader = _Reader()
    nodes = tuple(reader.node(index, raw) for index, raw in enumerate(data["nodes"]))
    reader.check_keys(nodes)
    found = tuple(reader.edge(index, raw) for index, raw in enumerate(edges))
    if reader.problems:
        raise FlowUnreadable(tuple(reader.problems))
    return FlowGraph(nodes=nodes, edges=found)


@dataclass(slots=True)
class _Reader:
    """Reads part by part and keeps a list of what is wrong (逐项读入)."""

    problems: list[Problem] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    ways: set[tuple[str, str]] = field(default_factory=set)
    section: str = ""
    index: int = 0

    def note(self, name: str, message: str) -> None:
        self.problems.append(Problem(self.section, self.index, name, message))

    def fields(self, raw: object, allowed: frozenset[str]) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping):
            self.note("", "应为“字段: 值”的形式")
            return {}
        for name in raw:
            if name not in allowed:
                self.note(str(name), f"不认识的字段“{name}”")
        return raw

    def text(self, raw: Mapping[str, Any], name: str, *, default: str = "") -> str:
        value = raw.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or len(value) > 100:
            self.note(name, f"“{name}”应为不超过 100 字的文字")
            return default
        return value.strip()

    def node(self, index: int, raw: object) -> Node:
        self.section, self.index = "nodes", index
        fields = self.fields(raw, NODE_FIELDS)
        key = self.text(fields, "key")
        if not KEY_PATTERN.fullmatch(key):
            self.note(
                "key", f"环节编码“{key}”应以小写字母开头，只含小写字母、数字、下划线，最多 32 位"
            )
        elif key in self.keys:
            self.note("key", f"环节编码“{key}”重复")
        self.keys.add(key)
        name_zh = self.text(fields, "name_zh")
        if not name_zh:
            self.note("name_zh", f"环节“{key}”没有名称")
        return Node(
            key=key,
            name_zh=name_zh,
            kind=self.kind(fields, key),
            post=self.post(fields, key),
            organisation_code=self.text(fields, "organisation_code") or OWN_ORGANISATION,
            limit_working_days=self.limit(fields, key),
            produces=self.text(fields, "produces"),
            send_back_to=self.send_back(fields, key),
        )

    def kind(self, raw: Mapping[str, Any], key: str) -> NodeKind:
        word = self.text(raw, "kind")
        if word in set(NodeKind):
            return NodeKind(word)
        kinds = "、".join(f"{kind.value}（{kind.label}）" for kind in NodeKind)
        self.note("kind", f"环节“{key}”的类型“{word}”不存在，可用：{kinds}")
        return NodeKind.REVIEW

    def post(self, raw: Mapping[str, Any], key: str) -> Post | None:
        word = self.text(raw, "post")
        if not word:
            return None
        if word in set(Post):
            return Post(word)
        posts = "、".join(f"{post.value}（{post.label}）" for post in Post)
        self.note("post", f"环节“{key}”的岗位“{word}”不存在，可用：{posts}")
        return None

    def limit(self, raw: Mapping[str, Any], key: str) -> int | None:
        value = raw.get("limit_working_days")
        if value is None:
            return None
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number and 1 <= value <= MAX_LIMIT_WORKING_DAYS:
            return int(value)
        self.note(
            "limit_working_days",
            f"环节“{key}”的时限应为 1 至 {MAX_LIMIT_WORKING_DAYS} 个工作日的整数",
        )
        return None

    def send_back(self, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = raw.get("send_back_to") or ()
        is_list = isinstance(value, list | tuple)
        if not is_list or not all(isinstance(target, str) for target in value):
            self.note("send_back_to", f"环节“{key}”的可退回环节应为环节编码的列表")
            return ()
        if len(set(value)) < len(value):
            self.note("send_back_to", f"环节“{key}”的可退回环节有重复")
        return tuple(value)

    def check_keys(self, nodes: tuple[Node, ...]) -> None:
        for self.index, node in enumerate(nodes):
            for target in node.send_back_to:
                if target not in self.keys:
                    self.note("send_back_to", f"环节“{node.key}”可退回的“{target}”不存在")

    def edge(self, index: int, raw: object) -> Edge:
        self.section, self.index = "edges", index
        fields = self.fields(raw, EDGE_FIELDS)
        source, target = self.text(fields, "source"), self.text(fields, "target")
        for name, key in (("source", source), ("target", target)):
            if key not in self.keys:
                self.note(name, f"流向“{source}→{target}”中的环节“{key}”不存在")
        if (source, target) in self.ways:
            self.note("target", f"流向“{source}→{target}”重复，多个条件请合并")
        self.ways.add((source, target))
        return Edge(source=source, target=target, guard=self.guard(fields, f"{source}→{target}"))

    def guard(self, raw: Mapping[str, Any], way: str) -> Guard:
        otherwise = raw.get("otherwise", False)
        conditions = raw.get("conditions", ())
        if not isinstance(otherwise, bool) or not isinstance(conditions, list | tuple):
            self.note("conditions", f"流向“{way}”的条件应为列表，otherwise 应为 true 或 false")
            return ALWAYS
        if otherwise and conditions:
            self.note("otherwise", f"流向“{way}”既写了条件又写了“其他”")
        read = tuple(self.condition(entry, way) for entry in conditions)
        return OTHERWISE if otherwise else Guard(conditions=read)

    def condition(self, raw: object, way: str) -> Condition:
        fields = self.fields(raw, CONDITION_FIELDS)
        name, word = self.text(fields, "field"), self.text(fields, "operator")
        if word not in set(Operator):
            self.note("operator", f"流向“{way}”的比较方式“{word}”不存在")
            word = Operator.EQUALS
        return Condition(name, Operator(word), self.value(fields.get("value"), way))

    def value(self, raw: object, way: str) -> ConditionValue:
        if isinstance(raw, list | tuple) and all(isinstance(entry, str) for entry in raw):
            return tuple(raw)
        if isinstance(raw, str | int):
            return raw
        self.note("value", f"流向“{way}”的比较值应为文字、整数、true/false 或文字列表")
        return ""
