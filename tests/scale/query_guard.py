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
from pglast import ast, parse_sql
from pglast.visitors import Visitor

from tests.scale.sql_scopes import scopes_of, selects_in
from zhengtong.foundation.cross_region import current_report
from zhengtong.foundation.models import Scale
from zhengtong.foundation.scale_check import scale_of

ROOT = Path(__file__).resolve().parents[2]
OWN = (str(ROOT / "zhengtong"), str(ROOT / "demo"))


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
        sentence
        for statement in parse_sql(text)
        for sentence in (*_unscoped(statement.stmt), *_Forms(statement.stmt).sentences)
    )


def _unscoped(statement: ast.Node) -> Iterator[str]:
    for scope in scopes_of(statement):
        for alias, table in scope.tables.items():
            if table in growing_tables() and not scope.holds(alias):
                act = "锁" if scope.is_locking else "查询"
                yield f"{act}增长表 {table} 没有 region_code 条件（规则5）"


class _Forms(Visitor):
    """Collects forms that the rules forbid: a moved region, and figures of more than one level."""

    def __init__(self, statement: ast.Node) -> None:
        super().__init__()
        self.sentences: list[str] = []
        self(statement)

    def visit_UpdateStmt(self, ancestors: Any, node: ast.UpdateStmt) -> None:
        if node.relation.relname in growing_tables() and any(
            target.name == "region_code" for target in node.targetList
        ):
            self.sentences.append(f"改动 {node.relation.relname} 的 region_code（规则4）")

    def visit_SelectStmt(self, ancestors: Any, node: ast.SelectStmt) -> None:
        if not node.groupClause:
            return
        if any(isinstance(part, ast.GroupingSet) for part in node.groupClause):
            self.sentences.append("ROLLUP、CUBE 或 GROUPING SETS（规则8）")
        if any(_is_grouped(inner) for inner in selects_in(node.fromClause)):
            self.sentences.append("两层 GROUP BY（规则8）")

    def visit_MergeStmt(self, ancestors: Any, node: ast.MergeStmt) -> None:
        self.sentences.append("MERGE（规则8）")


def _is_grouped(select: ast.SelectStmt) -> bool:
    """Say whether a source of a SELECT groups, itself or in what it reads from."""
    if select.groupClause:
        return True
    return any(
        _is_grouped(inner) for inner in selects_in((select.fromClause, select.larg, select.rarg))
    )
