"""What each action of `zhengtong counter` takes (窗口日常的参数)."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping

from zhengtong.cases.rules.channels import CHANNEL_LABELS, Channel
from zhengtong.foundation import commands
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.money import parse_yuan


def amount(text: str) -> int:
    """Argument type: an amount in yuan, as fen (金额)."""
    try:
        return parse_yuan(text)
    except DomainError as refusal:
        raise ArgumentTypeError(refusal.message) from refusal


def _accept(parser: ArgumentParser) -> None:
    parser.add_argument("--lacking", nargs="+", default=[], metavar="NAME", help="容缺的材料")
    parser.add_argument("--undertaking", default="", metavar="TEXT", help="容缺承诺书编号或文件")
    parser.add_argument("--supply-by", type=commands.iso_date, metavar="DATE", help="补齐期限")
    parser.add_argument("--pledge", default="", metavar="TEXT", help="告知承诺书编号或文件")
    parser.add_argument("--pledged", nargs="+", default=[], metavar="NAME", help="承诺替代的材料")
    parser.add_argument("--told", action="store_true", help="已书面告知期限和后果")


def _supply(parser: ArgumentParser) -> None:
    parser.add_argument("--materials", nargs="+", required=True, metavar="NAME", help="补齐的材料")


def _check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--result", required=True, choices=("passed", "false"), help="passed 属实，false 不实"
    )
    parser.add_argument("--finding", required=True, metavar="TEXT", help="核查情况")


def _annul(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT", help="撤销的理由")
    parser.add_argument("--reconsideration", required=True, metavar="TEXT", help="行政复议")
    parser.add_argument("--suit", required=True, metavar="TEXT", help="行政诉讼")
    parser.add_argument("--heard", action="store_true", help="已听取当事人陈述、申辩")
    parser.add_argument("--harms-public", action="store_true", help="撤销会重大损害公共利益")


def _fee(parser: ArgumentParser) -> None:
    parser.add_argument("--fee", required=True, metavar="NAME", help="收费项目名称")
    parser.add_argument("--amount", required=True, type=amount, metavar="YUAN", help="金额（元）")
    parser.add_argument("--quantity", default="1", metavar="N", help="数量，默认 1")


def _pay(parser: ArgumentParser) -> None:
    parser.add_argument("--bill", required=True, metavar="NO", help="缴费通知编号")
    parser.add_argument("--receipt", required=True, metavar="NO", help="票据号")
    parser.add_argument("--amount", required=True, type=amount, metavar="YUAN", help="金额（元）")


def _exempt(parser: ArgumentParser) -> None:
    parser.add_argument("--bill", required=True, metavar="NO", help="缴费通知编号")
    parser.add_argument("--amount", required=True, type=amount, metavar="YUAN", help="减免（元）")
    parser.add_argument("--basis", required=True, metavar="TEXT", help="减免依据")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="符合哪一条")


def _parcel(parser: ArgumentParser) -> None:
    parser.add_argument("--waybill", required=True, metavar="NO", help="运单号")
    parser.add_argument("--contents", required=True, metavar="TEXT", help="内件")
    parser.add_argument("--receiver", required=True, metavar="NAME", help="收件人")
    parser.add_argument("--proof", required=True, metavar="TEXT", help="寄件或签收凭证")
    parser.add_argument("--carrier", default="", metavar="NAME", help="承运单位")


def _parcel_in(parser: ArgumentParser) -> None:
    _parcel(parser)
    parser.add_argument("--materials", nargs="+", default=[], metavar="NAME", help="收取的材料")


def _again(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--channel",
        type=commands.labelled(CHANNEL_LABELS),
        default=Channel.WINDOW,
        help="申报来源，默认窗口",
    )


ACTIONS: Mapping[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "accept": ("容缺受理，或按告知承诺受理", _accept),
    "supply": ("补齐容缺的材料", _supply),
    "check-pledge": ("登记承诺的事后核查结果", _check),
    "annul": ("承诺不实，撤销决定", _annul),
    "fee": ("开具缴费通知", _fee),
    "pay": ("登记缴费", _pay),
    "exempt": ("减免费用", _exempt),
    "parcel-in": ("登记收到的快递", _parcel_in),
    "parcel-out": ("登记寄出的快递", _parcel),
    "again": ("从以前的办件再次申请", _again),
}
