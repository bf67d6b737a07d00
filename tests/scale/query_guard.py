"""The query guard: what the product sends to PostgreSQL keeps the scale rules 4, 5 and 8.

It sees every statement of the test run through an execute wrapper, parses it with
PostgreSQL's own grammar and raises on a violation. Statements that a test itself issues
are let through: only those whose nearest own frame is product code count.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from pglast import ast, enums, parse_sql
from pglast.visitors import Visitor

from zhengtong.foundation.cross_region import current_report
from zhengtong.foundation.models import Scale
from zhengtong.foundation.scale_check import scale_of

ROOT = Path(__file__).resolve().parents[2]
OWN = (str(ROOT / "zhengtong"), str(ROOT / "demo"))
LITERAL = "a literal"


class ScaleRuleBroken(AssertionError):
    """A statement of the product breaks a scale rule."""


def guard(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Execute wrapper: refuse a statement of the product that breaks a rule."""
    if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH|INSERT)", sql, re.IGNORECASE) and from_product():
        found = violations(str(sql))
        if found and not current_report():
            raise ScaleRuleBroken(f"{'; '.join(found)}\n{sql}")
    return execute(sql, params, many, context)


def from_product() -> bool:
    """Say whether the nearest frame of this checkout is product code rather than a test."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(str(ROOT)) and "site-packages" not in name and name != __file__:
            return name.startswith(OWN) and "/tests/" not in name
        frame = frame.f_back
    return False


@lru_cache(maxsize=1)
def growing_tables() -> frozenset[str]:
    """Return the names of the growing tables."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if scale_of(model) is Scale.GROWING
    )


@lru_cache(maxsize=4096)
def violations(sql: str) -> tuple[str, ...]:
    """Return the rules that a statement breaks, as sentences."""
    numbered = iter(range(1, 100_000))
    # A list of any length is the same statement to the rules.
    text = re.sub(r"(?:%s,\s*){3,}%s", "%s", sql)
    text = re.sub(r"%s", lambda _: f"${next(numbered)}", text).replace("%%", "%")
    return tuple(
        sentence for statement in parse_sql(text) for sentence in _Rules(statement.stmt).broken()
    )


class _Rules(Visitor):
    """Collects tables, region conditions, groupings and locks of one statement."""

    def __init__(self, statement: ast.Node) -> None:
        super().__init__()
        self.tables: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.sentences: list[str] = []
        self.locked = False
        self(statement)

    def broken(self) -> Iterator[str]:
        """Yield the broken rules."""
        yield from self.sentences
        for name, table in self.tables.items():
            if table in growing_tables() and not self._reaches_literal(name):
                rule = "锁" if self.locked else "查询"
                yield f"{rule}增长表 {table} 没有 region_code 条件（规则5）"

    def _reaches_literal(self, name: str) -> bool:
        seen, open_names = set(), [name]
        while open_names:
            current = open_names.pop()
            if current == LITERAL:
                return True
            if current not in seen:
                seen.add(current)
                open_names += [b for a, b in self.links if a == current]
                open_names += [a for a, b in self.links if b == current]
        return False

    def visit_RangeVar(self, ancestors: Any, node: ast.RangeVar) -> None:
        insert = ancestors.node if ancestors is not None else None
        if isinstance(insert, ast.InsertStmt):
            return
        self.tables[node.alias.aliasname if node.alias else node.relname] = node.relname

    def visit_A_Expr(self, ancestors: Any, node: ast.A_Expr) -> None:
        is_equal = node.kind in {enums.A_Expr_Kind.AEXPR_OP, enums.A_Expr_Kind.AEXPR_OP_ANY}
        is_in = node.kind == enums.A_Expr_Kind.AEXPR_IN
        if node.name[-1].sval != "=" or not (is_equal or is_in):
            return
        self._link(node.lexpr, node.rexpr)
        if isinstance(node.lexpr, ast.RowExpr) and isinstance(node.rexpr, ast.RowExpr):
            for left, right in zip(node.lexpr.args, node.rexpr.args, strict=True):
                self._link(left, right)

    def _link(self, first: Any, second: Any) -> None:
        """Note that two sides are equal, where one of them is a region_code."""
        left, right = self._region_of(first), self._region_of(second)
        if left and right:
            self.links.append((left, right))
        elif left or right:
            other = second if left else first
            if not isinstance(other, ast.SubLink | ast.ColumnRef):
                self.links.append((left or right, LITERAL))

    def _region_of(self, node: Any) -> str:
        """Return the alias whose region_code a column reference names, or empty."""
        if not isinstance(node, ast.ColumnRef):
            return ""
        parts = [part.sval for part in node.fields if isinstance(part, ast.String)]
        if not parts or parts[-1] != "region_code":
            return ""
        if len(parts) > 1:
            return parts[-2]
        return next(reversed(self.tables), "") if len(self.tables) == 1 else ""

    def visit_UpdateStmt(self, ancestors: Any, node: ast.UpdateStmt) -> None:
        if node.relation.relname in growing_tables() and any(
            target.name == "region_code" for target in node.targetList
        ):
            self.sentences.append(f"改动 {node.relation.relname} 的 region_code（规则4）")

    def visit_SelectStmt(self, ancestors: Any, node: ast.SelectStmt) -> None:
        if node.lockingClause:
            self.locked = True
        if node.groupClause:
            if any(isinstance(part, ast.GroupingSet) for part in node.groupClause):
                self.sentences.append("ROLLUP、CUBE 或 GROUPING SETS（规则8）")
            if any(
                isinstance(source, ast.RangeSubselect) and source.subquery.groupClause
                for source in node.fromClause or ()
            ):
                self.sentences.append("两层 GROUP BY（规则8）")

    def visit_MergeStmt(self, ancestors: Any, node: ast.MergeStmt) -> None:
        self.sentences.append("MERGE（规则8）")
