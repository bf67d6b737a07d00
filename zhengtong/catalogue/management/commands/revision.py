from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.management.catalogue_sheet import CATALOGUE, draft_of_row
from zhengtong.catalogue.operations.revisions import (
    draft_revision,
    move_revision,
    redraft_revision,
)
from zhengtong.catalogue.queries import UnknownUpperItem, UpperItemInfo, upper_item_info
from zhengtong.catalogue.rules.states import (
    CATALOGUE_STATE_LABELS,
    REVISION_KIND_LABELS,
    REVISION_STATE_LABELS,
    RevisionAction,
)
from zhengtong.foundation import commands
from zhengtong.foundation.commands import (
    DONE,
    REFUSED,
    UnusableInput,
    add_action,
    add_actions,
    region_code,
)
from zhengtong.foundation.tables import ErrorFile, RowFault, Table, open_table, template_csv
from zhengtong.kernel.errors import DomainError

# Sub-command, what it does, the act, and whether it needs a reason.
MOVES: Mapping[str, tuple[str, RevisionAction, bool]] = MappingProxyType(
    {
        "submit": ("送审", RevisionAction.SUBMIT, False),
        "approve": ("机构编制部门审核通过", RevisionAction.APPROVE_ESTABLISHMENT, False),
        "send-back": ("退回修改", RevisionAction.SEND_BACK, True),
        "publish": ("法制部门审核通过并发布", RevisionAction.PUBLISH, False),
        "drop": ("放弃草案", RevisionAction.DROP, True),
    }
)
WRITES = MappingProxyType(
    {
        "draft": ("按文件起草修订，格式同 load-catalogue", draft_revision),
        "redraft": ("按文件修改在办的草案", redraft_revision),
    }
)


class Command(commands.Command):
    """Revise upper items: draft, two reviews, publication (目录修订)."""

    help = "目录修订：show 查看，draft 起草，redraft 修改，submit 送审，approve、publish 审核并发布"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        _of_item(add_action(actions, "show", "查看目录事项及其全部修订", has_json=True))
        for name, (title, _) in WRITES.items():
            write = add_action(actions, name, title, has_json=True)
            write.add_argument("file", nargs="?", type=Path, metavar="FILE", help="基本目录文件")
            write.add_argument("--region", type=region_code, metavar="CODE", help="目录所属区划")
            write.add_argument("--template", action="store_true", help="输出文件模板")
            write.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
            add_staff(write)
        for name, (title, _, has_reason) in MOVES.items():
            move = add_action(actions, name, title, has_json=True)
            _of_item(move)
            move.add_argument(
                "--reason", required=has_reason, default="", metavar="TEXT", help="事由"
            )
            add_staff(move)

    def run(self, *, action: str, **options: Any) -> int:
        if action in WRITES:
            return self._write(action, **options)
        at = {"region_code": options["region"], "base_code": options["code"]}
        try:
            info = upper_item_info(**at)
        except UnknownUpperItem as refusal:
            raise UnusableInput(refusal.message) from refusal
        if action != "show":
            request = request_of(staff_code=options["staff"], reason=options["reason"])
            move_revision(**at, action=MOVES[action][1], request=request)
            info = upper_item_info(**at)
        if options.get("json"):
            self.print_json(asdict(info))
        else:
            for line in _lines(info) if action == "show" else _last(info):
                self.stdout.write(line)
        return DONE

    def _write(
        self,
        action: str,
        *,
        file: Path | None,
        region: str | None,
        template: bool,
        errors: Path | None,
        staff: str | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(CATALOGUE), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        request_of(staff_code=staff, reason="")  # refuses an unknown code before the first row
        with open_table(file, CATALOGUE) as table, ErrorFile(table, path=errors) as error_file:
            written = _write_rows(action, table, error_file, region=region or "", staff=staff)
        if json:
            self.print_json({"written": written, "bad_rows": error_file.count})
        else:
            done = "起草" if action == "draft" else "修改草案"
            self.stdout.write(f"按 {table.encoding_note} 读取。{done} {len(written)} 项")
        if error_file.count:
            self.stderr.write(f"{error_file.count} 行有误，未写入，见 {error_file.path}")
        return REFUSED if error_file.count else DONE


def _write_rows(
    action: str, table: Table, errors: ErrorFile, *, region: str, staff: str | None
) -> list[dict[str, str]]:
    """Write each good row as a draft, in a transaction of its own; return the items."""
    present = [column.identifier for column in table.sheet.match(table.headers) if column]
    written = []
    for row in table:
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        request = request_of(staff_code=staff, reason=row.values.get("reason") or "")
        try:
            draft = draft_of_row(row.values, present=present, region_code=region)
            WRITES[action][1](draft=draft, request=request)
        except DomainError as refusal:
            errors.add(row.fault(field_zh="基本编码", message=refusal.message))
            continue
        written.append({"region_code": draft.region_code, "base_code": draft.base_code})
    return written


def _of_item(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="基本编码")
    parser.add_argument(
        "--region", type=region_code, required=True, metavar="CODE", help="目录所属区划"
    )


def _lines(info: UpperItemInfo) -> Iterable[str]:
    version = f"第 {info.version} 版" if info.version else "尚未发布"
    derived = "（由事项清单推得）" if info.is_derived else ""
    yield f"{info.name}（{info.item_type.label}）{derived}"
    yield f"基本编码 {info.base_code}，目录所属区划 {info.region_code}"
    yield f"状态 {CATALOGUE_STATE_LABELS[info.state]}，{version}"
    for revision in info.revisions:
        kind, state = REVISION_KIND_LABELS[revision.kind], REVISION_STATE_LABELS[revision.state]
        successors = "、".join(revision.successor_codes)
        yield (
            f"修订 {revision.number} {kind}：{state}"
            + (f"，成为第 {revision.version} 版" if revision.version else "")
            + (f"，事由 {revision.reason}" if revision.reason else "")
            + (f"，依据 {revision.basis_document}" if revision.basis_document else "")
            + (f"，承接事项 {successors}" if successors else "")
        )
        for act in revision.acts:
            when = timezone.localtime(act.occurred_at)
            reason = f"：{act.reason}" if act.reason else ""
            yield f"  {when:%Y-%m-%d %H:%M} {act.action}（{act.actor_name}）{reason}"


def _last(info: UpperItemInfo) -> Iterable[str]:
    revision = info.revisions[-1]
    yield (
        f"{info.name}（{info.base_code}）修订 {revision.number} "
        f"{REVISION_KIND_LABELS[revision.kind]}：{REVISION_STATE_LABELS[revision.state]}"
    )
