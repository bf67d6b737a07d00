from typing import Any

from django.core.management.commands import migrate

from zhengtong.foundation.database_guards import install_database_guards


class Command(migrate.Command):
    """Django's migrate, followed by the triggers, constraints and rights of the tables."""

    help = "建表、升级数据库结构，并装好触发器、约束和权限"

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        install_database_guards()
