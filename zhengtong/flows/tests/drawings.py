"""Small flows drawn in two lines of text, for tests.

Nodes are `key:kind` (optionally `key:kind<target,target` for send-back), edges `a>b`, with
`a>b?value` for the condition channel = value and `a>b!` for otherwise.
"""

from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import ALWAYS, OTHERWISE, USUAL_POST, Edge, Guard, Node, NodeKind


def draw(nodes: str, edges: str, **changes: dict[str, object]) -> FlowGraph:
    """Return the graph; `changes` sets further fields of a node by its key."""
    return FlowGraph(
        nodes=tuple(_node(word, changes) for word in nodes.split()),
        edges=tuple(_edge(word) for word in edges.split()),
    )


def granted_first(graph: FlowGraph, *conditions: Condition) -> FlowGraph:
    """Put conditions on the way from the decision to the certificate node `c`."""
    written = conditions or (Condition("decision", Operator.EQUALS, "granted"),)
    edges = tuple(
        Edge(edge.source, edge.target, Guard(written)) if edge.target == "c" else edge
        for edge in graph.edges
    )
    return FlowGraph(nodes=graph.nodes, edges=edges)


def _node(word: str, changes: dict[str, dict[str, object]]) -> Node:
    head, _, back = word.partition("<")
    key, _, kind_word = head.partition(":")
    kind = NodeKind(kind_word or "review")
    fields: dict[str, object] = {
        "key": key,
        "name_zh": f"{kind.label}{key}",
        "kind": kind,
        "post": USUAL_POST.get(kind),
        "produces": "item" if kind is NodeKind.CERTIFICATE else "",
        "send_back_to": tuple(back.split(",")) if back else (),
    }
    return Node(**fields | changes.get(key, {}))


def _edge(word: str) -> Edge:
    way, _, value = word.partition("?")
    source, _, target = way.removesuffix("!").partition(">")
    guard = ALWAYS
    if value:
        guard = Guard((Condition("channel", Operator.EQUALS, value),))
    elif way.endswith("!"):
        guard = OTHERWISE
    return Edge(source, target, guard)
