"""What the database itself refuses about duties and posts, on both engines (数据库约束).

- A supervisor holds none of the other three duties in an overlapping period, in any body,
  by grant or delegation: whichever row comes second is refused, also from another session.
- Nobody holds the same duty or post at the same body twice in an overlapping period.

PostgreSQL: exclusion constraints (btree_gist). SQLite: triggers; it has one writer at a time.
"""

from dataclasses import dataclass

from zhengtong.foundation.database_guards import Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One exclusion: two rows of a table that may not overlap in time.

    Args:
        equal: columns that are the same in both.
        differ: an SQL expression over a row that differs, with `{row}` before each column.
    """

    name: str
    table: str
    equal: tuple[str, ...]
    message: str
    differ: str = ""


_RULES = (
    _Rule(
        name="people_supervisor_alone",
        table="people_dutyperiod",
        equal=("staff_code",),
        differ="CASE WHEN {row}duty = 'supervisor' THEN 1 ELSE 0 END",
        message="监察员不得同时担任其他职责",
    ),
    _Rule(
        name="people_duty_held_once",
        table="people_dutyperiod",
        equal=("staff_code", "organisation_code", "duty"),
        message="同一职责的任期重叠",
    ),
    _Rule(
        name="people_post_held_once",
        table="people_postperiod",
        equal=("staff_code", "organisation_code", "post"),
        message="同一岗位的任期重叠",
    ),
)


def staffing_guards() -> list[Guard]:
    """Return the constraints and triggers for duties and posts (人员约束)."""
    return [guard for rule in _RULES for guard in (_constraint(rule), *_triggers(rule))]


def _constraint(rule: _Rule) -> Guard:
    parts = [f"{column} WITH =" for column in rule.equal]
    if rule.differ:
        parts.append(f"({rule.differ.format(row='')}) WITH <>")
    parts.append("daterange(starts_on, ends_on, '[]') WITH &&")
    return Guard(
        name=rule.name,
        table=rule.table,
        vendor="postgresql",
        sql=(
            f'ALTER TABLE "{rule.table}" ADD CONSTRAINT "{rule.name}" '
            f"EXCLUDE USING gist ({', '.join(parts)})"
        ),
    )


def _triggers(rule: _Rule) -> list[Guard]:
    conditions = [f"held.{column} = NEW.{column}" for column in rule.equal]
    if rule.differ:
        conditions.append(f"{rule.differ.format(row='held.')} <> {rule.differ.format(row='NEW.')}")
    conditions += [
        "held.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')",
        "NEW.starts_on <= COALESCE(held.ends_on, '9999-12-31')",
    ]
    return [
        _trigger(rule, "INSERT", conditions),
        _trigger(rule, "UPDATE", [*conditions, "held.id <> OLD.id"]),
    ]


def _trigger(rule: _Rule, verb: str, conditions: list[str]) -> Guard:
    name = f"{rule.name}_{verb.lower()}"
    clash = f'SELECT 1 FROM "{rule.table}" held WHERE {" AND ".join(conditions)}'  # noqa: S608
    return Guard(
        name=name,
        table=rule.table,
        vendor="sqlite",
        sql=(
            f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{rule.table}" WHEN EXISTS ({clash}) '
            f"BEGIN SELECT RAISE(ABORT, '{rule.message}'); END"
        ),
    )
