from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.queries import ItemInfo, ItemNotFound, item_info
from zhengtong.catalogue.rules.states import LOCAL_STATE_LABELS
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, region_code


class Command(commands.Command):
    help = "查看事项：状态、版本、要素完整率、差错、办理记录（item show 编码）"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("show",), help="show：查看")
        parser.add_argument("code", metavar="CODE", help="实施编码")
        parser.add_argument(
            "--region",
            type=region_code,
            metavar="CODE",
            help="区划代码；不给出时在全部区划中查找",
        )

    def run(
        self, *, action: str, code: str, region: str | None, json: bool = False, **_: Any
    ) -> int:
        try:
            info = item_info(implementation_code=code, region_code=region or "")
        except ItemNotFound as refusal:
            raise UnusableInput(refusal.message) from refusal
        if json:
            self.print_json(_content(info))
        else:
            for line in _lines(info):
                self.stdout.write(line)
        return DONE


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
        lines.append(f"{when:%Y-%m-%d %H:%M} {act.action}（{act.actor}，{act.origin}）{reason}")
    return lines


def _rate(info: ItemInfo) -> str:
    """Return the completeness in per cent with one place, cut off so that 99.96 is not 100."""
    rate = info.completeness.rate
    if rate is None:
        return "—"
    tenths = rate.numerator * 1000 // rate.denominator
    return f"{tenths // 10}.{tenths % 10}"
