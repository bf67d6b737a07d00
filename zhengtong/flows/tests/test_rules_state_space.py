"""Soundness and the token game against an exhaustive search of every run of small flows.

The search below shares nothing with the rules: its tokens carry the stack of forks that they came
through, and it plays every run. A flow is good when no run gets stuck, loops, meets itself, ends
with work left over or reaches a node in two ways that a join could not tell apart.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from itertools import permutations

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from zhengtong.flows.rules.blocks import branch_label
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import NodeKind
from zhengtong.flows.rules.shapes import joint_review, promised_with_certificate
from zhengtong.flows.rules.structure import structure_faults
from zhengtong.flows.rules.tokens import Position, begin, pass_node, send_back
from zhengtong.flows.tests.drawings import draw

MAX_STATES = 20_000
MAX_NODES = 16
QUICK = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

Token = tuple[
    str, tuple[tuple[str, str], ...]
]  # node, forks with the node that the branch began at
State = tuple[Token, ...]


@dataclass
class Search:
    """Every state that a flow can get into, and what went wrong on the way."""

    graph: FlowGraph
    with_send_back: bool = False
    wrong: set[str] = field(default_factory=set)
    ahead: dict[State, set[State]] = field(default_factory=dict)
    stacks: dict[str, set[tuple]] = field(default_factory=dict)
    joins_of: dict[str, set[str]] = field(default_factory=dict)
    forks_of: dict[str, set[str]] = field(default_factory=dict)

    def run(self) -> "Search":
        start: State = ((self.graph.start.key, ()),)
        waiting = [start]
        while waiting:
            state = waiting.pop()
            if state in self.ahead:
                continue
            self.look_at(state)
            self.ahead[state] = {tuple(sorted(after)) for after in self.steps(state)}
            if state and not self.ahead[state]:
                self.wrong.add("stuck")
            if len(self.ahead) > MAX_STATES:
                self.wrong.add("endless")
            if self.wrong:
                return self  # one proof is enough, and a broken flow may grow for ever
            waiting.extend(self.ahead[state])
        self.judge()
        return self

    def look_at(self, state: State) -> None:
        for (key, stack), count in Counter(state).items():
            kind = self.graph.by_key[key].kind
            if count > 1:
                self.wrong.add("met itself")
            if kind is NodeKind.JOIN:
                if not stack:
                    self.wrong.add("join outside a block")
                    continue
                fork = stack[-1][0]
                self.joins_of.setdefault(fork, set()).add(key)
                self.forks_of.setdefault(key, set()).add(fork)
            outer = stack[:-1] if kind is NodeKind.JOIN else stack
            self.stacks.setdefault(key, set()).add(outer)
        for key in {key for key, _ in state if self.graph.by_key[key].kind is not NodeKind.JOIN}:
            if sum(token[0] == key for token in state) > 1:
                self.wrong.add("met itself")

    def steps(self, state: State):
        for place, (key, stack) in enumerate(state):
            rest = (*state[:place], *state[place + 1 :])
            node = self.graph.by_key[key]
            targets = [edge.target for edge in self.graph.edges if edge.source == key]
            match node.kind:
                case NodeKind.END:
                    if stack or rest:
                        self.wrong.add("work left over")
                    yield rest
                case NodeKind.FORK:
                    if len(targets) < 2:
                        self.wrong.add("fork of one")
                    if any(self.graph.by_key[to].kind is NodeKind.JOIN for to in targets):
                        self.wrong.add("empty branch")
                    yield (*rest, *((to, (*stack, (key, to))) for to in targets))
                case NodeKind.JOIN:
                    yield from self.open_join(state, key, stack, targets)
                case _:
                    for to in targets:
                        yield (*rest, (to, stack))
                    if self.with_send_back:
                        for to in node.send_back_to:
                            yield (*rest, (to, stack))

    def open_join(self, state: State, key: str, stack, targets):
        if not stack:
            return
        fork = stack[-1][0]
        needed = {
            (key, (*stack[:-1], (fork, edge.target)))
            for edge in self.graph.edges
            if edge.source == fork
        }
        if needed <= set(state):
            rest = tuple(token for token in state if token not in needed)
            for to in targets:
                yield (*rest, (to, stack[:-1]))

    def judge(self) -> None:
        if set(self.stacks) != set(self.graph.by_key):
            self.wrong.add("never visited")
        if any(len(found) > 1 for found in self.stacks.values()):
            self.wrong.add("two ways in")
        if any(len(found) > 1 for found in (*self.joins_of.values(), *self.forks_of.values())):
            self.wrong.add("mixed join")
        if not self.all_can_end():
            self.wrong.add("cannot end")
        if not self.with_send_back and self.loops():
            self.wrong.add("loop")

    def all_can_end(self) -> bool:
        behind: dict[State, list[State]] = {state: [] for state in self.ahead}
        for state, following in self.ahead.items():
            for after in following:
                behind[after].append(state)
        ending: set[State] = set()
        waiting = [()] if () in behind else []
        while waiting:
            state = waiting.pop()
            if state not in ending:
                ending.add(state)
                waiting.extend(behind[state])
        return len(ending) == len(self.ahead)

    def loops(self) -> bool:
        try:
            TopologicalSorter(self.ahead).prepare()
        except CycleError:
            return True
        return False

    def resting(self) -> set[frozenset[Position]]:
        """States in which only people can act: no fork, no end, no join that could open."""
        found = set()
        for state in self.ahead:
            kinds = {self.graph.by_key[key].kind for key, _ in state}
            joins = [token for token in state if self.graph.by_key[token[0]].kind is NodeKind.JOIN]
            can_open = any(list(self.open_join(state, *token, [""])) for token in joins)
            if not kinds & {NodeKind.FORK, NodeKind.END} and not can_open:
                found.add(frozenset(self.position(token) for token in state))
        return found

    def position(self, token: Token) -> Position:
        key, stack = token
        numbers = (
            (fork, [e.target for e in self.graph.edges if e.source == fork].index(first) + 1)
            for fork, first in stack
        )
        return Position(key, branch_label(tuple(numbers)))


@st.composite
def flows(draw_from, *, mutations: int) -> FlowGraph:
    """A well-formed flow of blocks, then up to `mutations` changes that may break it."""
    nodes: list[str] = []
    edges: list[tuple[str, str]] = []

    def new(kind: str) -> str:
        nodes.append(f"n{len(nodes)}:{kind}")
        return f"n{len(nodes) - 1}"

    def block(depth: int) -> tuple[str, list[str]]:
        shape = draw_from(st.sampled_from("scf" if depth else "s"))
        if shape == "s" or len(nodes) > MAX_NODES - 5:
            first = new("review")
            return first, [first]
        parts = draw_from(st.integers(2, 3))
        head = new("review" if shape == "c" else "fork")
        exits = []
        for _ in range(parts):
            entry, part_exits = chain(depth - 1)
            edges.append((head, entry))
            exits += part_exits
        if shape == "c":
            return head, exits
        join = new("join")
        edges.extend((key, join) for key in exits)
        return head, [join]

    def chain(depth: int) -> tuple[str, list[str]]:
        entry, exits = block(depth)
        for _ in range(draw_from(st.integers(0, int(len(nodes) < MAX_NODES - 4)))):
            following, more_exits = block(depth)
            edges.extend((key, following) for key in exits)
            exits = more_exits
        return entry, exits

    start = new("intake")
    entry, exits = chain(2)
    end = new("end")
    edges.append((start, entry))
    edges.extend((key, end) for key in exits)
    broken = changed(draw_from, nodes, edges, count=draw_from(st.integers(0, mutations)))
    return guarded(nodes, list(dict.fromkeys(broken)))


def changed(draw_from, nodes: list[str], edges: list[tuple[str, str]], *, count: int):
    """Drop, add or bend `count` edges, never into the start nor out of the end."""
    keys = [word.partition(":")[0] for word in nodes]
    (end,) = (word.partition(":")[0] for word in nodes if word.endswith(":end"))
    left = list(edges)
    for _ in range(count):
        change = draw_from(st.sampled_from(("drop", "add", "bend")))
        if change != "add" and left:
            source, _ = left.pop(draw_from(st.integers(0, len(left) - 1)))
        else:
            source = draw_from(st.sampled_from(keys))
        if change != "drop" and source != end:
            left.append((source, draw_from(st.sampled_from(keys[1:]))))
    return left


def guarded(nodes: list[str], edges: list[tuple[str, str]]) -> FlowGraph:
    """Draw the flow with guards that are exhaustive: way i on channel i, the last otherwise."""
    forks = {word.partition(":")[0] for word in nodes if word.endswith(":fork")}
    written = []
    for source, target in edges:
        ways = [edge for edge in edges if edge[0] == source]
        number = ways.index((source, target))
        if source in forks or len(ways) == 1:
            written.append(f"{source}>{target}")
        elif number == len(ways) - 1:
            written.append(f"{source}>{target}!")
        else:
            written.append(f"{source}>{target}?{number}")
    return draw(" ".join(nodes), " ".join(written))


def faults_of(graph: FlowGraph) -> set[str]:
    return {fault.code for fault in structure_faults(graph=graph)}


@QUICK
@given(graph=flows(mutations=2))
def test_it_finds_a_fault_exactly_when_some_run_goes_wrong(graph):
    search = Search(graph).run()
    event("sound" if not search.wrong else "unsound")
    assert (faults_of(graph) == set()) == (search.wrong == set()), (faults_of(graph), search.wrong)


@QUICK
@given(graph=flows(mutations=0))
def test_it_calls_every_flow_of_proper_blocks_sound(graph):
    assert faults_of(graph) == set()
    assert Search(graph).run().wrong == set()


def played(graph: FlowGraph) -> set[frozenset[Position]]:
    """All states that the rules under test get into, whatever is done in whatever order."""
    seen: set[frozenset[Position]] = set()
    waiting = [begin(graph=graph).live]
    while waiting:
        live = waiting.pop()
        if live in seen:
            continue
        seen.add(live)
        for position in live:
            node = graph.by_key[position.node]
            if not node.is_work:
                continue
            for channel in "0123":
                facts = {"channel": channel, "decision": "granted"}
                move = pass_node(graph=graph, live=live, node=node.key, facts=facts)
                waiting.append(move.live)
                assert move.live == (live - set(move.closed)) | set(move.opened)
            for target in node.send_back_to:
                waiting.append(send_back(graph=graph, live=live, node=node.key, target=target).live)
    return seen


@QUICK
@given(graph=flows(mutations=0))
def test_it_plays_exactly_the_states_that_the_search_finds(graph):
    assert played(graph) == Search(graph).run().resting()


@settings(QUICK, max_examples=60)
@given(graph=flows(mutations=0))
def test_it_allows_exactly_the_send_backs_that_keep_every_run_whole(graph):
    forward = Search(graph).run()
    work = [node.key for node in graph.nodes if node.kind is NodeKind.REVIEW]
    for source, target in list(permutations(work, 2))[:20]:
        nodes = tuple(
            replace(node, send_back_to=(target,)) if node.key == source else node
            for node in graph.nodes
        )
        with_way_back = FlowGraph(nodes=nodes, edges=graph.edges)
        search = Search(with_way_back, with_send_back=True).run()
        is_good = not search.wrong and can_be_passed_before(forward, target, source)
        assert (faults_of(with_way_back) == set()) == is_good, (source, target, search.wrong)
        if is_good:
            assert played(with_way_back) == search.resting()


def can_be_passed_before(search: Search, first: str, last: str) -> bool:
    """Tell whether some run leaves `first` and later comes to `last`."""
    left_first = {
        after
        for state, following in search.ahead.items()
        for after in following
        if first in {key for key, _ in state} - {key for key, _ in after}
    }
    waiting, seen = list(left_first), set()
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        if last in {key for key, _ in state}:
            return True
        waiting.extend(search.ahead[state])
    return False


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(promised_with_certificate(), id="licence with certificate"),
        pytest.param(joint_review(organisation_codes=["A", "B", "C"]), id="joint review"),
        pytest.param(
            draw(
                "in:intake f:fork a b:review<a g:fork c d h:join e j:join x:review<k "
                "k:review end:end",
                "in>k k>f f>a a>b b>j f>g g>c g>d c>h d>h h>e e>j j>x x>end",
            ),
            id="nested, sent back past the block and inside a branch",
        ),
    ],
)
def test_it_plays_real_shapes_as_the_search_does(graph):
    assert faults_of(graph) == set()
    with_way_back = Search(graph, with_send_back=True).run()
    assert with_way_back.wrong == set()
    assert played(graph) <= with_way_back.resting()


@pytest.mark.parametrize(
    ("nodes", "edges", "wrong"),
    [
        pytest.param(
            "in:intake f:fork a b j:join c end:end",
            "in>f f>a f>b a>j b>c c>end j>end",
            "work left over",
            id="one branch ends past the join",
        ),
        pytest.param(
            "in:intake f:fork a b c j:join end:end",
            "in>f f>a f>b a>j a>c! b>j c>j",
            "stuck",
            id="a join that leads nowhere",
        ),
        pytest.param("in:intake a b end:end", "in>a a>b b>a?0 b>end!", "loop", id="a loop"),
        pytest.param("in:intake a end:end", "in>end", "never visited", id="a node off the way"),
    ],
)
def test_it_searches_runs_that_go_wrong(nodes, edges, wrong):
    assert wrong in Search(draw(nodes, edges)).run().wrong
