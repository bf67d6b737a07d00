"""The examination that `doctor` prints (自检)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhengtong.foundation.database_guards import (
    install_database_guards,
    missing_guards,
    orphans,
)
from zhengtong.foundation.ledger.delivery import parked_subjects
from zhengtong.foundation.ledger.numbering import regions_with_queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One examined thing and its faults, as Chinese sentences."""

    name: str
    faults: list[str]

    @property
    def is_sound(self) -> bool:
        return not self.faults


Examination = Callable[[], Iterable[str]]
_EXAMINATIONS: dict[str, Examination] = {}


def register_examination(name: str, faults: Examination) -> None:
    """Let a domain add something to be examined, such as posts that will have no holder."""
    _EXAMINATIONS[name] = faults


def examine(*, repair: bool = False) -> list[Check]:
    """Examine the installation; the later checks need the database and its tables.

    Args:
        repair: put back missing triggers, constraints and rights first.
    """
    unapplied = list(_unapplied_migrations())
    checks = [Check(name="数据库结构为最新", faults=unapplied)]
    if unapplied:
        return checks
    if repair:
        install_database_guards()
    examinations: dict[str, Examination] = {
        "数据库过程语言可用": _procedural_language,
        "触发器和约束齐全": lambda: (
            f"缺少 {guard.name}（{guard.table}）" for guard in missing_guards()
        ),
        "没有悬空的引用": orphans,
        "配置检查": lambda: (str(message) for message in run_checks()),
        "没有积压的编号": lambda: (
            f"区划 {code} 有条目待编号，请确认后台进程在运行" for code in regions_with_queue()
        ),
        "没有搁置的主体": lambda: (
            f"{row.subject} 在 {row.handler} 失败：{row.error}" for row in parked_subjects()
        ),
        **_EXAMINATIONS,
    }
    checks += [Check(name=name, faults=list(faults())) for name, faults in examinations.items()]
    return checks


def _unapplied_migrations() -> Iterable[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return (f"未执行 {step.app_label}.{step.name}，请运行 zhengtong migrate" for step, _ in plan)


def _procedural_language() -> Iterable[str]:
    """An upgrade of the server under a running cluster leaves it unable to load plpgsql."""
    if connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN NULL; END $$")
    except Exception as error:  # noqa: BLE001  whatever the server says is the finding
        return [f"PostgreSQL 不能执行过程语言，请重启数据库服务：{error}"]
    return []
