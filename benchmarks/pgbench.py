"""The machine's limit for short statements: PostgreSQL's own pgbench (机器上限)."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, models
from psycopg import sql

from benchmarks import server
from tools.debian import MachineLacks

_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_LATENCY = re.compile(r"^latency average = ([0-9.]+) ms", re.MULTILINE)


class PgbenchFailed(Exception):
    """Pgbench did not run to its end; carries what it said (pgbench 失败)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What pgbench measured (测得值)."""

    per_second: float
    milliseconds: float


def run(
    *,
    address: str,
    programs: str,
    scripts: Sequence[Path],
    clients: int,
    each: int,
    variables: Mapping[str, int] = {},
) -> Rate:
    """Run scripts with prepared statements, so many transactions a client (运行).

    Raises:
        MachineLacks: there is no pgbench beside the server's programs.
        PgbenchFailed: a transaction was refused.
    """
    program = Path(programs, "pgbench")
    if not os.access(program, os.X_OK):
        raise MachineLacks(what="pgbench", command="apt-get install postgresql-contrib")
    command: list[str | Path] = [program, "-n", "-M", "prepared"]
    command += ["-c", str(clients), "-j", str(min(clients, 2)), "-t", str(each)]
    for name, value in variables.items():
        command += ["-D", f"{name}={value}"]
    for script in scripts:
        command += ["-f", script]
    done = subprocess.run([*command, address], check=False, capture_output=True, text=True)
    rate, latency = _RATE.search(done.stdout), _LATENCY.search(done.stdout)
    if done.returncode != 0 or rate is None or latency is None:
        raise PgbenchFailed(done.stderr[-2000:])
    return Rate(float(rate[1]), float(latency[1]))


def write_script(name: str, lines: Sequence[str]) -> Path:
    """Write a script into the folder of the run (写脚本)."""
    path = server.home() / f"{name}.sql"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def insert(row: models.Model, **reckoned: str) -> str:
    """Return the statement that inserts a row like this one (插入语句).

    Args:
        reckoned: SQL in place of the row's own value, by column.
    """
    fields = row._meta.local_concrete_fields
    values = [_value(row, field, reckoned) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({", ".join(values)});'


def update(row: models.Model, names: Sequence[str], **reckoned: str) -> str:
    """Return the statement that writes some fields of a growing row like this one (更新语句).

    Args:
        reckoned: SQL in place of the row's own value, by column; that of `id` names the row.
    """
    by_name = {field.name: field for field in row._meta.local_concrete_fields}
    fields = [by_name[name] for name in dict.fromkeys(names)]
    marks = ", ".join(f'"{field.column}" = {_value(row, field, reckoned)}' for field in fields)
    region = literal(by_name["region_code"].value_from_object(row))
    where = f'"region_code" = {region} AND "id" = {reckoned["id"]}'
    return f'UPDATE "{row._meta.db_table}" SET {marks} WHERE {where};'


def literal(value: object) -> str:
    """Return a value as SQL; no colon in it may look like a variable of pgbench (字面值)."""
    text = sql.Literal(value).as_string()
    return re.sub(r"(?<!:):(?=[A-Za-z_])", ":' || '", text)


def _value(row: models.Model, field: Any, reckoned: Mapping[str, str]) -> str:
    """Return the SQL of one column: what is reckoned, else the row's own value."""
    own = field.get_db_prep_save(getattr(row, field.attname), connection)
    return reckoned.get(field.column) or literal(own)
