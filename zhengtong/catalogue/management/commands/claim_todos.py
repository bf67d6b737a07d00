import uuid
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.operations.todos import decline_todo
from zhengtong.catalogue.queries import OpenTodo, open_todos
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, iso_date, region_code


class Command(commands.Command):
    help = "列出上级目录发布、变更后各机构尚未办理的认领待办，逾期的标出；可答复不承接"
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
        parser.add_argument(
            "--decline",
            type=uuid.UUID,
            metavar="ID",
            help="答复不承接的待办，编号为 --json 输出的 todo_id",
        )
        parser.add_argument("--reason", default="", metavar="TEXT", help="不承接的事由")
        add_staff(parser)

    def run(
        self,
        *,
        region: str,
        organisation: str,
        overdue: bool,
        today: date | None,
        decline: uuid.UUID | None,
        json: bool = False,
        **options: Any,
    ) -> int:
        if decline is not None:
            return self._decline(region, decline, as_json=json, **options)
        if options["reason"] or options["staff"]:
            raise UnusableInput("--reason、--staff 只与 --decline 同用")
        found = open_todos(
            region_code=region,
            today=today or timezone.localdate(),
            organisation_code=organisation,
            overdue_only=overdue,
        )
        self._list(found, as_json=json)
        return DONE

    def _list(self, found: tuple[OpenTodo, ...], *, as_json: bool) -> None:
        if as_json:
            self.print_json([{**asdict(todo), "todo_id": str(todo.todo_id)} for todo in found])
            return
        for todo in found:
            late = "（逾期）" if todo.is_overdue else ""
            reasons = f"：{'；'.join(todo.reasons)}" if todo.reasons else ""
            self.stdout.write(
                f"{todo.due_on}{late} {todo.organisation_name} {todo.action} "
                f"{todo.base_code} {todo.item_name}{reasons}"
            )
        late_count = sum(todo.is_overdue for todo in found)
        self.stdout.write(f"待办 {len(found)} 项，逾期 {late_count} 项")

    def _decline(
        self,
        region: str,
        todo_id: uuid.UUID,
        *,
        as_json: bool,
        reason: str,
        staff: str | None,
        **_: Any,
    ) -> int:
        if not reason:
            raise UnusableInput("缺少参数：--reason")
        decline_todo(
            region_code=region,
            todo_id=todo_id,
            request=request_of(staff_code=staff, reason=reason),
        )
        if as_json:
            self.print_json({"todo_id": str(todo_id), "answer": "declined"})
        else:
            self.stdout.write(f"已答复不承接 {todo_id}")
        return DONE
