"""Which branch of which fork every node lies on, and what each join waits for (并行块结构)."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zhengtong.flows.rules.nodes import Edge, Node, NodeKind

# A branch is the forks that were entered and not yet joined, each with the number of its way out.
Branch = tuple[tuple[str, int], ...]
TRUNK: Branch = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A place where the parallel blocks do not fit together (并行块错误)."""

    code: str
    node: str
    detail: str = ""


@dataclass(slots=True)
class BlockStructure:
    """The parallel blocks of a graph, as far as they can be read (并行块).

    Args:
        branch_of: the branch each reachable node lies on; a join lies outside its block.
        awaited: for each join the branches that must have arrived before it opens.
        clashes: what keeps the blocks from being well structured; empty when sound.
    """

    branch_of: dict[str, Branch] = field(default_factory=dict)
    awaited: dict[str, frozenset[Branch]] = field(default_factory=dict)
    join_of: dict[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)

    def label_of(self, key: str) -> str:
        """Return the short name of the branch that a node lies on (分支号)."""
        return branch_label(self.branch_of[key])


def branch_label(branch: Branch) -> str:
    """Return the short name of a branch: "" for the trunk, then "1", "1.2" (分支号)."""
    return ".".join(str(number) for _fork, number in branch)


def ways_out(node: Node, *, branch: Branch, edges: Sequence[Edge]) -> Iterator[tuple[Edge, Branch]]:
    """Yield each edge out of a node with the branch that it runs on (出口及分支)."""
    for number, edge in enumerate(edges, start=1):
        is_fork = node.kind is NodeKind.FORK
        yield edge, (*branch, (node.key, number)) if is_fork else branch


def read_blocks(
    *, start: str, nodes: Mapping[str, Node], outgoing: Mapping[str, tuple[Edge, ...]]
) -> BlockStructure:
    """Walk the graph from its start and read its parallel blocks (读并行块).

    Every way into a node must come from the same branch, a join must be fed by all branches of
    one fork, and a fork must have one join: then a live case can neither wait for ever at a
    join nor leave work behind when it ends.
    """
    blocks = BlockStructure(branch_of={start: TRUNK})
    arrivals: dict[str, set[Branch]] = {}
    queue = deque([start])
    while queue:
        key = queue.popleft()
        ways = ways_out(nodes[key], branch=blocks.branch_of[key], edges=outgoing.get(key, ()))
        for edge, on_branch in ways:
            target = nodes[edge.target]
            branch = on_branch
            if target.kind is NodeKind.JOIN:
                arrivals.setdefault(target.key, set()).add(on_branch)
                branch = on_branch[:-1]
            if target.key not in blocks.branch_of:
                blocks.branch_of[target.key] = branch
                queue.append(target.key)
            elif blocks.branch_of[target.key] != branch:
                blocks.clashes.append(Clash("branch_mixed", target.key))
    _match_joins(blocks, arrivals=arrivals, outgoing=outgoing)
    _match_forks(blocks, nodes=nodes)
    return blocks


def _match_joins(
    blocks: BlockStructure,
    *,
    arrivals: Mapping[str, set[Branch]],
    outgoing: Mapping[str, tuple[Edge, ...]],
) -> None:
    for join, arrived in arrivals.items():
        forks = {branch[-1][0] if branch else "" for branch in arrived}
        if forks == {""} or len(forks) > 1:
            blocks.clashes.append(Clash("join_unmatched", join))
            continue
        (fork,) = forks
        outer = next(iter(arrived))[:-1]
        awaited = frozenset(
            (*outer, (fork, number)) for number, _edge in enumerate(outgoing[fork], start=1)
        )
        blocks.awaited[join] = awaited
        for missing in sorted(awaited - arrived):
            target = outgoing[fork][missing[-1][1] - 1].target
            blocks.clashes.append(Clash("join_incomplete", join, target))
        if fork in blocks.join_of:
            blocks.clashes.append(Clash("fork_joined_twice", fork))
        blocks.join_of[fork] = join


def _match_forks(blocks: BlockStructure, *, nodes: Mapping[str, Node]) -> None:
    for key, branch in blocks.branch_of.items():
        kind = nodes[key].kind
        if kind is NodeKind.FORK and key not in blocks.join_of:
            blocks.clashes.append(Clash("fork_unjoined", key))
        if kind is NodeKind.END and branch:
            blocks.clashes.append(Clash("end_in_branch", key))
