"""The guard lets good statements through and names each planted violation."""

import pytest
from django.db import connection

from tests.scale.query_guard import ScaleRuleBroken, guard, violations
from zhengtong.foundation.cross_region import REPORTS, cross_region_report
from zhengtong.foundation.ledger import numbering

GOOD = {
    "by region": 'SELECT "id" FROM "foundation_entry" WHERE "foundation_entry"."region_code" = %s',
    "unqualified": 'UPDATE "foundation_entry" SET "kind" = %s WHERE "region_code" = %s',
    "list of regions": (
        'SELECT "id" FROM "foundation_entry" WHERE "foundation_entry"."region_code" IN (%s, %s)'
    ),
    "correlated": (
        'SELECT e."id" FROM "foundation_entry" e WHERE e."region_code" = %s AND EXISTS('
        'SELECT 1 FROM "foundation_position" p WHERE p."region_code" = e."region_code")'
    ),
    "join": (
        'SELECT e."id" FROM "foundation_entry" e INNER JOIN "foundation_position" p ON '
        '(e."region_code" = p."region_code" AND e."id" = p."id") WHERE p."region_code" = %s'
    ),
    "whole key": (
        'UPDATE "foundation_entry" SET "kind" = %s WHERE '
        '("foundation_entry"."region_code", "foundation_entry"."id") = (%s, %s)'
    ),
    "outer join": (
        'SELECT e."id" FROM "foundation_entry" e LEFT JOIN "foundation_position" p'
        ' ON (p."region_code" = e."region_code" AND p."id" = e."id")'
        ' WHERE e."region_code" = %s'
    ),
    "small table": 'SELECT * FROM "foundation_regionhead"',
    "insert": 'INSERT INTO "foundation_entry" ("region_code") VALUES (%s)',
    "lock": 'SELECT * FROM "foundation_entry" WHERE "region_code" = %s FOR UPDATE',
}
BAD = {
    "no region": ('SELECT "id" FROM "foundation_entry"', "没有 region_code 条件"),
    "region in the wrong table": (
        'SELECT e."id" FROM "foundation_entry" e, "foundation_position" p '
        'WHERE p."region_code" = %s',
        "foundation_entry 没有 region_code 条件",
    ),
    "lock without region": (
        'SELECT * FROM "foundation_entry" WHERE "foundation_entry"."id" = %s FOR UPDATE',
        "锁增长表",
    ),
    "subquery without region": (
        'SELECT e."id" FROM "foundation_entry" e WHERE e."region_code" = %s AND e."id" IN ('
        'SELECT p."id" FROM "foundation_position" p WHERE p."position" > %s)',
        "foundation_position 没有 region_code 条件",
    ),
    "region from a subquery": (
        'DELETE FROM "foundation_entry" WHERE "foundation_entry"."region_code" IN '
        '(SELECT "region_code" FROM "foundation_regionhead")',
        "没有 region_code 条件",
    ),
    "two sub-queries of one alias": (
        'SELECT e."id" FROM "foundation_entry" e WHERE e."region_code" = %s'
        ' AND NOT EXISTS(SELECT 1 FROM "foundation_position" U0 WHERE U0."id" = e."id")'
        ' AND NOT EXISTS(SELECT 1 FROM "foundation_queuedentry" U0'
        ' WHERE U0."region_code" = e."region_code")',
        "foundation_position 没有 region_code 条件",
    ),
    "region or something else": (
        'SELECT "id" FROM "foundation_entry" WHERE ("region_code" = %s OR "kind" = %s)',
        "没有 region_code 条件",
    ),
    "any region but one": (
        'SELECT "id" FROM "foundation_entry" WHERE NOT ("region_code" = %s)',
        "没有 region_code 条件",
    ),
    "second arm of a union": (
        'SELECT "id" FROM "foundation_entry" WHERE "region_code" = %s'
        ' UNION SELECT "id" FROM "foundation_position"',
        "foundation_position 没有 region_code 条件",
    ),
    "region of the left table in an outer join": (
        'SELECT e."id" FROM "foundation_entry" e LEFT JOIN "foundation_position" p'
        ' ON (e."region_code" = %s AND p."region_code" = e."region_code")',
        "foundation_entry 没有 region_code 条件",
    ),
    "two levels inside a join": (
        'SELECT h."region_code", count(*) FROM "foundation_regionhead" h INNER JOIN '
        '(SELECT "region_code", "kind" FROM "foundation_entry" WHERE "region_code" = %s '
        'GROUP BY "region_code", "kind") s ON (s."region_code" = h."region_code")'
        ' GROUP BY h."region_code"',
        "两层 GROUP BY",
    ),
    "moved region": (
        'UPDATE "foundation_entry" SET "region_code" = %s WHERE "region_code" = %s',
        "规则4",
    ),
    "rollup": (
        'SELECT "kind", count(*) FROM "foundation_entry" WHERE "region_code" = %s '
        'GROUP BY ROLLUP ("kind")',
        "ROLLUP",
    ),
    "two levels": (
        'SELECT "kind", count(*) FROM (SELECT "kind", "day" FROM "foundation_entry" '
        'WHERE "foundation_entry"."region_code" = %s GROUP BY "kind", "day") s GROUP BY "kind"',
        "两层 GROUP BY",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_it_lets_a_good_statement_through(name):
    assert violations(GOOD[name]) == ()


@pytest.mark.parametrize("name", BAD)
def test_it_names_a_planted_violation(name):
    sql, sentence = BAD[name]
    assert any(sentence in found for found in violations(sql))


def test_it_refuses_a_planted_violation_of_the_product(monkeypatch):
    monkeypatch.setattr("tests.scale.query_guard.from_product", lambda: True)
    with pytest.raises(ScaleRuleBroken, match="规则5"):
        guard(lambda *_: None, BAD["no region"][0], (), False, {})
    with cross_region_report(next(iter(REPORTS))):
        guard(lambda *_: None, BAD["no region"][0], (), False, {})


@pytest.mark.django_db
def test_it_watches_the_product_on_postgresql(monkeypatch):
    """A product function that forgets the region is refused; the fixture has hooked it in."""
    watched = guard in connection.execute_wrappers
    assert watched is (connection.vendor == "postgresql")
    if watched:
        monkeypatch.setattr(numbering, "cross_region_report", _unmarked)
        with pytest.raises(ScaleRuleBroken, match="规则5"):
            numbering.regions_with_queue()


class _unmarked:  # noqa: N801
    def __init__(self, name: str) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def test_it_refuses_an_unlisted_report():
    with pytest.raises(KeyError), cross_region_report("something"):
        pass
