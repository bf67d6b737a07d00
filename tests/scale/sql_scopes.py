"""Which tables of a statement are held to a region, scope by scope.

A scope is one SELECT (each arm of a UNION is one), UPDATE or DELETE. Only conditions that
every row must meet count: those reached through AND in WHERE, or in the ON of an inner join;
the ON of an outer join binds the table that may be missing, and no other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from pglast import ast, enums

EQUALITIES = {
    enums.A_Expr_Kind.AEXPR_OP,
    enums.A_Expr_Kind.AEXPR_OP_ANY,
    enums.A_Expr_Kind.AEXPR_IN,
}


@dataclass(eq=False, slots=True)
class Scope:
    """The tables of one SELECT, UPDATE or DELETE and the region conditions on them."""

    parent: Self | None
    tables: dict[str, str] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)  # aliases whose region is a given value
    links: list[tuple[str, Self, str]] = field(default_factory=list)  # alias → (scope, alias)
    is_locking: bool = False

    def holds(self, alias: str, seen: frozenset[tuple[int, str]] = frozenset()) -> bool:
        """Say whether a table's region is given, directly or by equality with one that is."""
        if alias in self.bound:
            return True
        here = (id(self), alias)
        return here not in seen and any(
            scope.holds(other, seen | {here}) for name, scope, other in self.links if name == alias
        )

    def owner(self, alias: str) -> "Scope | None":
        """Return the nearest scope in which an alias is known."""
        if alias in self.tables:
            return self
        return self.parent.owner(alias) if self.parent else None


def scopes_of(statement: ast.Node) -> list[Scope]:
    """Return every scope of a statement, the inner ones too."""
    found: list[Scope] = []
    _statement(statement, None, found)
    return found


def _statement(node: Any, parent: Scope | None, found: list[Scope]) -> None:
    for part in _common_tables(node):
        _statement(part.ctequery, parent, found)
    if isinstance(node, ast.SelectStmt):
        _select(node, parent, found)
    elif isinstance(node, ast.UpdateStmt | ast.DeleteStmt):
        scope = _open(parent, found)
        _tables_of(node.relation, scope, found)
        sources = node.fromClause if isinstance(node, ast.UpdateStmt) else node.usingClause
        _read(scope, sources or (), node.whereClause, found)
        _inner_selects(getattr(node, "targetList", None), scope, found)
    elif isinstance(node, ast.InsertStmt) and node.selectStmt is not None:
        _statement(node.selectStmt, parent, found)


def _common_tables(node: Any) -> tuple[Any, ...]:
    clause = getattr(node, "withClause", None)
    return tuple(clause.ctes) if clause is not None else ()


def _select(node: ast.SelectStmt, parent: Scope | None, found: list[Scope]) -> None:
    if node.larg is not None:
        _statement(node.larg, parent, found)
        _statement(node.rarg, parent, found)
        return
    scope = _open(parent, found)
    scope.is_locking = bool(node.lockingClause)
    _read(scope, node.fromClause or (), node.whereClause, found)
    for clause in (node.targetList, node.havingClause, node.groupClause, node.sortClause):
        _inner_selects(clause, scope, found)


def _open(parent: Scope | None, found: list[Scope]) -> Scope:
    scope = Scope(parent)
    found.append(scope)
    return scope


def _read(scope: Scope, sources: Any, where: Any, found: list[Scope]) -> None:
    later: list[Callable[[], None]] = []
    for source in sources:
        later += _tables_of(source, scope, found)
    for bind in later:  # a condition may name a table that stands further right
        bind()
    _bind(where, scope, set(scope.tables))
    _inner_selects(where, scope, found)


def _tables_of(source: Any, scope: Scope, found: list[Scope]) -> list[Callable[[], None]]:
    """Note the tables of one source; return what binds them once all are known."""
    if isinstance(source, ast.RangeVar):
        scope.tables[source.alias.aliasname if source.alias else source.relname] = source.relname
    elif isinstance(source, ast.RangeSubselect):
        _statement(source.subquery, scope, found)
    elif isinstance(source, ast.JoinExpr):
        later = _tables_of(source.larg, scope, found)
        left = set(scope.tables)
        later += _tables_of(source.rarg, scope, found)
        right = set(scope.tables) - left
        may_bind = {
            enums.JoinType.JOIN_INNER: left | right,
            enums.JoinType.JOIN_LEFT: right,
            enums.JoinType.JOIN_RIGHT: left,
        }.get(source.jointype, set())
        _inner_selects(source.quals, scope, found)
        return [*later, lambda: _bind(source.quals, scope, may_bind)]
    return []


def _bind(condition: Any, scope: Scope, may_bind: set[str]) -> None:
    """Note the region equalities that every row must meet, for the tables that they may bind."""
    if isinstance(condition, ast.BoolExpr) and condition.boolop == enums.BoolExprType.AND_EXPR:
        for part in condition.args:
            _bind(part, scope, may_bind)
    if not isinstance(condition, ast.A_Expr) or condition.kind not in EQUALITIES:
        return
    if condition.name[-1].sval != "=":
        return
    pairs = [(condition.lexpr, condition.rexpr)]
    if isinstance(condition.lexpr, ast.RowExpr) and isinstance(condition.rexpr, ast.RowExpr):
        pairs = list(zip(condition.lexpr.args, condition.rexpr.args, strict=True))
    for first, second in pairs:
        for one, other in ((first, second), (second, first)):
            _equal(_region_of(one, scope), other, scope, may_bind)


def _equal(alias: str, other: Any, scope: Scope, may_bind: set[str]) -> None:
    if alias not in may_bind:
        return
    other_alias = _region_of(other, scope)
    owner = scope.owner(other_alias) if other_alias else None
    if owner is not None:
        scope.links.append((alias, owner, other_alias))
    elif not isinstance(other, ast.SubLink | ast.ColumnRef):
        scope.bound.add(alias)


def _region_of(node: Any, scope: Scope) -> str:
    """Return the alias whose region_code a column reference names, or empty."""
    if not isinstance(node, ast.ColumnRef):
        return ""
    parts = [part.sval for part in node.fields if isinstance(part, ast.String)]
    if not parts or parts[-1] != "region_code":
        return ""
    if len(parts) > 1:
        return parts[-2]
    return next(iter(scope.tables)) if len(scope.tables) == 1 else ""


def _inner_selects(node: Any, scope: Scope, found: list[Scope]) -> None:
    for select in selects_in(node):
        _statement(select, scope, found)


def selects_in(node: Any) -> Iterator[ast.SelectStmt]:
    """Yield the outermost SELECTs inside an expression or list."""
    if isinstance(node, ast.SelectStmt):
        yield node
    elif isinstance(node, tuple | list):
        for part in node:
            yield from selects_in(part)
    elif isinstance(node, ast.Node):
        for name in node:
            yield from selects_in(getattr(node, name))
