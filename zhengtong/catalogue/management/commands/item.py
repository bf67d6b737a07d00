from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.operations.approval import approve_item, return_item
from zhengtong.catalogue.operations.cancellation import cancel_item
from zhengtong.catalogue.operations.changing import change_item, drop_change
from zhengtong.catalogue.operations.claiming import release_item
from zhengtong.catalogue.operations.publication import publish_item, run_item
from zhengtong.catalogue.operations.submission import submit_item, take_back_item
from zhengtong.catalogue.operations.suspension import resume_item, suspend_item
from zhengtong.catalogue.queries import ItemInfo, ItemNotFound, item_info
from zhengtong.catalogue.rules.states import LOCAL_STATE_LABELS
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, add_action, add_actions, region_code

ACTS: Mapping[str, tuple[str, Callable[..., object]]] = MappingProxyType(
    {
        "release": ("放弃认领", release_item),
        "submit": ("上报事项", submit_item),
        "take-back": ("撤回上报", take_back_item),
        "approve": ("审核通过上报的事项", approve_item),
        "return": ("退回上报的事项", return_item),
        "publish": ("发布审核通过的事项，流程用常用流程或原来的流程", publish_item),
        "run": ("投入运行，窗口可以收件", run_item),
        "change": ("变更运行中的事项，变更发布前照旧办理", change_item),
        "drop-change": ("放弃变更", drop_change),
        "suspend": ("暂停事项，不再收件", suspend_item),
        "resume": ("恢复已暂停的事项", resume_item),
        "cancel": ("取消事项，不能再恢复", cancel_item),
    }
)
NEEDS_REASON = frozenset({"return", "suspend", "cancel"})


class Command(commands.Command):
    help = "事项：show 查看，submit 上报，approve 审核，publish 发布，suspend 暂停，cancel 取消等"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        _of_item(actions, "show", "查看状态、版本、要素完整率、差错、办理记录")
        for name, (title, _) in ACTS.items():
            act = _of_item(actions, name, title)
            act.add_argument(
                "--reason",
                required=name in NEEDS_REASON,
                default="",
                metavar="TEXT",
                help="事由",
            )
            add_staff(act)

    def run(self, *, action: str, code: str, region: str | None, **options: Any) -> int:
        try:
            info = item_info(implementation_code=code, region_code=region or "")
        except ItemNotFound as refusal:
            raise UnusableInput(refusal.message) from refusal
        if action != "show":
            return self._act(action, info, **options)
        if options.get("json"):
            self.print_json(_content(info))
        else:
            for line in _lines(info):
                self.stdout.write(line)
        return DONE

    def _act(
        self,
        action: str,
        info: ItemInfo,
        *,
        reason: str,
        staff: str | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        at = {
            "region_code": info.region_code,
            "implementation_code": info.implementation_code,
        }
        act_on_item = ACTS[action][1]
        act_on_item(**at, request=request_of(staff_code=staff, reason=reason))
        state = item_info(**at).state
        if json:
            self.print_json({**at, "state": state.value})
        else:
            self.stdout.write(
                f"{info.name}（{info.implementation_code}）：{LOCAL_STATE_LABELS[state]}"
            )
        return DONE


def _of_item(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = add_action(actions, name, title, has_json=True)
    parser.add_argument("code", metavar="CODE", help="实施编码")
    parser.add_argument(
        "--region",
        type=region_code,
        metavar="CODE",
        help="区划代码；不给出时在全部区划中查找",
    )
    return parser


def _content(info: ItemInfo) -> dict[str, Any]:
    measured = info.completeness
    content = asdict(info)
    content["completeness"] = {
        "filled": measured.filled,
        "required": measured.required,
        "rate": _rate(info),
        "missing": [gap.element for gap in measured.missing],
        "missing_key": [gap.element for gap in measured.missing_key],
        "provisional": measured.provisional,
    }
    return content


def _lines(info: ItemInfo) -> list[str]:
    measured = info.completeness
    assigned = "（平台自编）" if info.is_code_assigned else ""
    version = f"第 {info.version} 版" if info.version else "尚未发布"
    lines = [
        f"{info.name}（{info.item_type.label}）{' 演示' if info.is_demo else ''}",
        f"实施编码 {info.implementation_code}{assigned}，"
        f"基本编码 {info.base_code or '无'}，目录第 {info.base_version} 版",
        f"实施主体 {info.organisation_name}（{info.organisation_code}），区划 {info.region_code}",
        f"状态 {LOCAL_STATE_LABELS[info.state]}，{version}",
        f"要素完整率 {_rate(info)}%（应填 {measured.required} 项，已填 {measured.filled} 项）",
    ]
    if measured.provisional:
        lines.append(f"暂定要素：{'、'.join(measured.provisional)}")
    lines += [f"  须改：{sentence}" for sentence in info.refusals]
    lines += [f"  提示：{sentence}" for sentence in info.warnings]
    for each in info.versions:
        when = timezone.localtime(each.published_at)
        promised = f"，承诺 {each.promised}" if each.promised else ""
        flow = f"，流程 {each.flow}" if each.flow else ""
        lines.append(f"第 {each.version} 版 {when:%Y-%m-%d %H:%M} 发布{promised}{flow}")
    for act in info.acts:
        when = timezone.localtime(act.occurred_at)
        reason = f"：{act.reason}" if act.reason else ""
        lines.append(
            f"{when:%Y-%m-%d %H:%M} {act.action}（{act.actor_name}，{act.origin}）{reason}"
        )
    return lines


def _rate(info: ItemInfo) -> str:
    """Return the completeness in per cent with one place, cut off so that 99.96 is not 100."""
    rate = info.completeness.rate
    if rate is None:
        return "—"
    tenths = rate.numerator * 1000 // rate.denominator
    return f"{tenths // 10}.{tenths % 10}"
