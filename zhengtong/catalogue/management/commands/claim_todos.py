from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.queries import open_todos
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, iso_date, region_code
from zhengtong.places.queries import has_region


class Command(commands.Command):
    help = "列出上级目录发布、变更后各机构尚未办理的认领待办，逾期的标出"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--region", type=region_code, required=True, metavar="CODE", help="区划代码"
        )
        parser.add_argument("--organisation", default="", metavar="CODE", help="只列一个机构的待办")
        parser.add_argument("--overdue", action="store_true", help="只列逾期的")
        parser.add_argument(
            "--today", type=iso_date, metavar="DATE", help="按哪一天判断逾期，默认今天"
        )

    def run(
        self,
        *,
        region: str,
        organisation: str,
        overdue: bool,
        today: date | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if not has_region(region):
            raise UnusableInput(f"区划代码 {region} 不存在，请核对；区划由 load-regions 载入")
        found = open_todos(
            region_code=region,
            today=today or timezone.localdate(),
            organisation_code=organisation,
            overdue_only=overdue,
        )
        if json:
            self.print_json([{**asdict(todo), "todo_id": str(todo.todo_id)} for todo in found])
            return DONE
        for todo in found:
            late = "（逾期）" if todo.is_overdue else ""
            reasons = f"：{'；'.join(todo.reasons)}" if todo.reasons else ""
            self.stdout.write(
                f"{todo.due_on}{late} {todo.organisation_name} {todo.action} "
                f"{todo.base_code} {todo.item_name}{reasons}"
            )
        late_count = sum(todo.is_overdue for todo in found)
        self.stdout.write(f"待办 {len(found)} 项，逾期 {late_count} 项")
        return DONE
