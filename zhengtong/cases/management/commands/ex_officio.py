"""`zhengtong ex-officio file FILE | handle | propose | … | close | drop NUMBER`."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.cases.management.filing_sheet import FILINGS, filing_request_of
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime, entered_late, live
from zhengtong.cases.operations.filing import file_case
from zhengtong.cases.operations.hearing import (
    HearingRecord,
    end_hearing,
    hold_hearing,
    request_hearing,
    review_legality,
    tell_hearing,
)
from zhengtong.cases.operations.investigation import (
    propose_outcome,
    record_handling,
    send_back_outcome,
)
from zhengtong.cases.operations.outcome import (
    OutcomeDecision,
    close_case,
    decide_outcome,
    drop_case,
)
from zhengtong.cases.rules.ex_officio import DROP_LABELS, HEARING_END_LABELS, OUTCOME_LABELS
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.states import CaseState
from zhengtong.foundation import commands
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.commands import (
    DONE,
    REFUSED,
    UnusableInput,
    add_action,
    add_actions,
    iso_date,
    labelled,
    listed,
    region_code,
)
from zhengtong.foundation.progress import track
from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.foundation.tables import ErrorFile, RowFault, Table, open_table, template_csv
from zhengtong.kernel.case_numbers import CaseNumberRefused
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import CHINA_TIME, local, local_day
from zhengtong.people.queries import UnknownStaff, acting

Options = dict[str, Any]
TEXT: dict[str, Any] = {"required": True, "metavar": "TEXT"}


class Command(commands.Command):
    """File and handle what an organ does without application (依职权办件)."""

    help = "依职权办件：file 立案，handle 查办，propose 提意见，decide 决定，close 结案，drop 撤案"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        filing = add_action(actions, "file", "按文件立案，每行一件", has_json=True)
        filing.add_argument("file", nargs="?", type=Path, metavar="FILE", help="立案文件")
        filing.add_argument("--region", type=region_code, metavar="CODE", help="6 位区划代码")
        filing.add_argument("--template", action="store_true", help="输出文件模板")
        filing.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
        filing.add_argument("--staff", metavar="CODE", help="立案人工号")
        _add_handling(actions)
        _add_deciding(actions)

    def run(self, *, action: str, json: bool = False, **options: Any) -> int:
        if action == "file":
            return self._file(as_json=json, **options)
        try:
            by = acting(options["staff"])
            case = _ACTS[action](options, by=by, at=_act_time(options))
        except (CaseNumberRefused, UnknownStaff) as refusal:
            raise UnusableInput(refusal.message) from refusal
        if json:
            result = case.close_result or None
            self.print_json({"number": case.number, "state": case.state, "close_result": result})
        else:
            self.stdout.write(f"{CaseState(case.state).label} {case.number}")
        return DONE

    def _file(
        self,
        *,
        file: Path | None,
        region: str | None,
        template: bool,
        errors: Path | None,
        staff: str | None,
        as_json: bool,
    ) -> int:
        if template:
            self.stdout.write(template_csv(FILINGS), ending="")
            return DONE
        given = (("FILE", file), ("--region", region), ("--staff", staff))
        if missing := [name for name, value in given if not value]:
            raise UnusableInput(f"缺少参数：{'、'.join(missing)}")
        assert file is not None
        assert region is not None
        try:
            by = acting(staff)
        except UnknownStaff as refusal:
            raise UnusableInput(refusal.message) from refusal
        with open_table(file, FILINGS) as table, ErrorFile(table, path=errors) as error_file:
            numbers = _file_rows(table, error_file, region=region, by=by)
        if as_json:
            self.print_json({"filed": numbers, "bad_rows": error_file.count})
        else:
            self.stdout.write(f"按 {table.encoding_note} 读取。立案 {len(numbers)} 件")
            for number in numbers:
                self.stdout.write(number)
        if error_file.count:
            self.stderr.write(f"{error_file.count} 行有误，未立案，见 {error_file.path}")
        return REFUSED if error_file.count else DONE


def _file_rows(table: Table, errors: ErrorFile, *, region: str, by: Actor) -> list[str]:
    """File each good row in a transaction of its own; return the case numbers."""
    filed = []
    for row in track(table, description="立案", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        now = timezone.now()
        (number,) = reserve_case_numbers(region_code=region, day=local_day(now), count=1)
        try:
            file_case(
                case_number=number,
                request=filing_request_of(row.values),
                by=by,
                at=live(now),
            )
        except DomainError as refusal:
            errors.add(row.fault(field_zh="立案", message=refusal.message))
            continue
        filed.append(number)
    return filed


def _add_handling(actions: Any) -> None:
    handle = _of_case(actions, "handle", "登记调查（检查）结果")
    handle.add_argument("--result", help="调查（检查）结果", **TEXT)
    handle.add_argument(
        "--with", dest="investigators", nargs="+", default=[], metavar="CODE", help="同办人员工号"
    )
    propose = _of_case(actions, "propose", "提出处理意见")
    propose.add_argument(
        "--outcome",
        type=labelled(OUTCOME_LABELS),
        required=True,
        metavar="CODE",
        help=listed(OUTCOME_LABELS),
    )
    propose.add_argument("--opinion", help="事实、理由", **TEXT)
    propose.add_argument("--legality", action="store_true", help="依法应当法制审核")
    propose.add_argument("--hearing", action="store_true", help="当事人依法有权要求听证")
    review = _of_case(actions, "review", "法制审核")
    review.add_argument("--verdict", choices=("pass", "fail"), required=True, help="通过或不通过")
    review.add_argument("--opinion", help="审核意见", **TEXT)
    told = _of_case(actions, "tell-hearing", "告知听证权利")
    told.add_argument("--notice", help="告知书编号", **TEXT)
    asked = _of_case(actions, "request-hearing", "登记当事人要求听证")
    asked.add_argument("--request", help="当事人申请的编号", **TEXT)
    held = _of_case(actions, "hold-hearing", "登记听证情况")
    held.add_argument("--chair", required=True, metavar="CODE", help="主持人工号")
    held.add_argument("--noticed-on", type=iso_date, required=True, metavar="DATE", help="通知日期")
    held.add_argument("--record", help="听证笔录编号", **TEXT)
    held.add_argument("--result", help="听证结果", **TEXT)
    ended = _of_case(actions, "end-hearing", "终止听证：当事人放弃或视为放弃")
    ended.add_argument(
        "--ground",
        type=labelled(HEARING_END_LABELS),
        required=True,
        metavar="CODE",
        help=listed(HEARING_END_LABELS),
    )
    ended.add_argument(
        "--noticed-on", type=iso_date, metavar="DATE", help="通知日期，视为放弃的必填"
    )


def _add_deciding(actions: Any) -> None:
    decide = _of_case(actions, "decide", "作出处理决定")
    decide.add_argument(
        "--outcome",
        type=labelled(OUTCOME_LABELS),
        required=True,
        metavar="CODE",
        help=listed(OUTCOME_LABELS),
    )
    decide.add_argument("--reasons", help="事实、理由和依据", **TEXT)
    decide.add_argument(
        "--reconsideration", default="", metavar="TEXT", help="行政复议的途径和期限"
    )
    decide.add_argument("--suit", default="", metavar="TEXT", help="行政诉讼的途径和期限")
    decide.add_argument("--heard", action="store_true", help="已事先告知并听取陈述申辩")
    back = _of_case(actions, "send-back", "退回补充调查")
    back.add_argument("--reason", help="理由", **TEXT)
    close = _of_case(actions, "close", "结案")
    close.add_argument("--execution", help="决定的执行情况", **TEXT)
    drop = _of_case(actions, "drop", "批准撤案")
    drop.add_argument(
        "--ground",
        type=labelled(DROP_LABELS),
        required=True,
        metavar="CODE",
        help=listed(DROP_LABELS),
    )
    drop.add_argument("--reason", help="理由", **TEXT)
    drop.add_argument("--basis", help="依据的法律条款", **TEXT)


def _of_case(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = add_action(actions, name, title, has_json=True)
    parser.add_argument("number", metavar="NUMBER", help="办件编号，18 位")
    parser.add_argument("--staff", required=True, metavar="CODE", help="办理人员工号")
    parser.add_argument(
        "--occurred-at", type=_moment, metavar="TIME", help="补录时的实际时间，如 2018-02-26T10:00"
    )
    parser.add_argument("--entry-reason", default="", metavar="TEXT", help="补录理由")
    return parser


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"“{text}”不是时间，应写成 2018-02-26T10:00 的样子") from fault
    return local(moment) if moment.tzinfo else moment.replace(tzinfo=CHINA_TIME)


def _act_time(options: Options) -> ActTime:
    now = timezone.now()
    if options["occurred_at"] is None:
        return live(now)
    return entered_late(occurred_at=options["occurred_at"], now=now, reason=options["entry_reason"])


def _handle(options: Options, **who: Any) -> Case:
    return record_handling(
        case_number=options["number"],
        result=options["result"],
        investigators=options["investigators"],
        **who,
    )


def _propose(options: Options, **who: Any) -> Case:
    return propose_outcome(
        case_number=options["number"],
        outcome=options["outcome"],
        opinion=options["opinion"],
        is_legality_due=options["legality"],
        is_hearing_due=options["hearing"],
        **who,
    )


def _hold_hearing(options: Options, **who: Any) -> Case:
    hearing = HearingRecord(
        chair=options["chair"], noticed_on=options["noticed_on"], record=options["record"]
    )
    return hold_hearing(
        case_number=options["number"], hearing=hearing, result=options["result"], **who
    )


def _decide(options: Options, **who: Any) -> Case:
    told = Remedies(reconsideration=options["reconsideration"], suit=options["suit"])
    decision = OutcomeDecision(
        outcome=options["outcome"],
        reasons=options["reasons"],
        remedies=told if told.reconsideration or told.suit else None,
        is_party_heard=options["heard"],
    )
    return decide_outcome(case_number=options["number"], decision=decision, **who)


_ACTS: dict[str, Callable[..., Case]] = {
    "handle": _handle,
    "propose": _propose,
    "review": lambda options, **who: review_legality(
        case_number=options["number"],
        is_passed=options["verdict"] == "pass",
        opinion=options["opinion"],
        **who,
    ),
    "tell-hearing": lambda options, **who: tell_hearing(
        case_number=options["number"], notice=options["notice"], **who
    ),
    "request-hearing": lambda options, **who: request_hearing(
        case_number=options["number"], request=options["request"], **who
    ),
    "hold-hearing": _hold_hearing,
    "end-hearing": lambda options, **who: end_hearing(
        case_number=options["number"],
        ground=options["ground"],
        noticed_on=options["noticed_on"],
        **who,
    ),
    "decide": _decide,
    "send-back": lambda options, **who: send_back_outcome(
        case_number=options["number"], reason=options["reason"], **who
    ),
    "close": lambda options, **who: close_case(
        case_number=options["number"], execution=options["execution"], **who
    ),
    "drop": lambda options, **who: drop_case(
        case_number=options["number"],
        ground=options["ground"],
        reason=options["reason"],
        basis=options["basis"],
        **who,
    ),
}
