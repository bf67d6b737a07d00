"""`zhengtong staffing end-duty | end-post | delegate | record CODE HOLDING`, `leave CODE`."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.commands import (
    DONE,
    REFUSED,
    UnusableInput,
    add_action,
    add_actions,
    iso_date,
    labelled,
    listed,
)
from zhengtong.foundation.requests import Request
from zhengtong.people.operations.cover import MOST_SHOWN, WouldStrand
from zhengtong.people.operations.delegations import delegate_duty
from zhengtong.people.operations.duties import end_duty, reassign_duty
from zhengtong.people.operations.leaving import leave_service
from zhengtong.people.operations.posts import end_post, reassign_post
from zhengtong.people.operations.records import record_at_centre
from zhengtong.people.queries import UnknownStaff, acting, staff
from zhengtong.people.rules.duties import DUTY_LABELS, POST_LABELS, Duty, Post
from zhengtong.places.queries import UnknownOrganisation, organisation


class Command(commands.Command):
    """End, hand over, delegate and record what a person holds (人员变动)."""

    help = (
        "人员变动：end-duty 终止职责，end-post 终止岗位，delegate 委托职责，record 中心备案，"
        "leave 离职"
    )
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        duty = _of_person(actions, "end-duty", "终止职责，依托它的岗位一并终止")
        _add_body(duty)
        _add_duty(duty)
        _add_end(duty)
        _add_proof(duty)
        post = _of_person(actions, "end-post", "终止岗位；会搁置办件或流程的，列出并拒绝")
        _add_body(post)
        post.add_argument(
            "post", type=labelled(POST_LABELS), metavar="POST", help=listed(POST_LABELS)
        )
        _add_end(post)
        delegate = _of_person(actions, "delegate", "委托职责给他人，到期自动收回")
        _add_body(delegate)
        _add_duty(delegate)
        delegate.add_argument("--to", required=True, metavar="CODE", help="受托人工号")
        delegate.add_argument(
            "--from", dest="starts_on", type=iso_date, metavar="DATE", help="起始日，默认今天"
        )
        delegate.add_argument(
            "--until", dest="ends_on", required=True, type=iso_date, metavar="DATE", help="终止日"
        )
        delegate.add_argument(
            "--successor", default="", metavar="CODE", help="委托人任期同日届满时的接任人工号"
        )
        record = _of_person(actions, "record", "部门自行授予、委托的职责报中心备案")
        _add_body(record)
        _add_duty(record)
        leave = _of_person(
            actions,
            "leave",
            "离职：今天起终止全部职责、岗位，停用账号；会搁置办件或流程的，列出并拒绝",
        )
        leave.add_argument(
            "--successor", metavar="CODE", help="接任人工号，今天起接任全部职责、岗位，一次办成"
        )
        _add_proof(leave)

    def run(
        self,
        *,
        action: str,
        person: str,
        organisation: str | None = None,
        json: bool,
        **options: Any,
    ) -> int:
        doing: dict[str, Callable[..., str]] = {
            "end-duty": _end_duty,
            "end-post": _end_post,
            "delegate": _delegate,
            "record": _record,
            "leave": _leave,
        }
        try:
            request = _request(options.pop("staff"), options.pop("reason"))
            body_code = _body_code(person, organisation)
            done = doing[action](person, body_code, request=request, **options)
        except (UnknownStaff, UnknownOrganisation) as refusal:
            raise UnusableInput(refusal.message) from refusal
        except WouldStrand as refusal:
            return self._refuse_stranding(refusal, as_json=json)
        if json:
            self.print_json({"done": True, "message": done})
        else:
            self.stdout.write(done)
        return DONE

    def _refuse_stranding(self, refusal: WouldStrand, *, as_json: bool) -> int:
        """Print what would be stranded, all of it; the message itself names the first ones."""
        code = self.refuse(refusal, code=REFUSED)
        if as_json:
            stranded = [
                {"kind": found.kind, "key": found.key, "description": found.description}
                for found in refusal.stranded
            ]
            self.print_json({"done": False, "message": refusal.message, "stranded": stranded})
            return code
        for found in refusal.stranded[MOST_SHOWN:]:
            self.stderr.write(f"还有：{found.description}")
        return code


def _end_duty(
    person: str,
    organisation_code: str,
    *,
    duty: Duty,
    last_day: date | None,
    successor: str | None,
    proof: str,
    request: Request,
) -> str:
    _require_successor(proof, successor)
    day = last_day or request.today
    ending: dict[str, Any] = {
        "staff_code": person,
        "organisation_code": organisation_code,
        "duty": duty,
        "last_day": day,
        "request": request,
    }
    if successor is None:
        end_duty(**ending)
    else:
        reassign_duty(successor_code=successor, proof=proof, **ending)
    return _ended(person, organisation_code, duty.label, day, successor)


def _end_post(
    person: str,
    organisation_code: str,
    *,
    post: Post,
    last_day: date | None,
    successor: str | None,
    request: Request,
) -> str:
    day = last_day or request.today
    ending: dict[str, Any] = {
        "staff_code": person,
        "organisation_code": organisation_code,
        "post": post,
        "last_day": day,
        "request": request,
    }
    if successor is None:
        end_post(**ending)
    else:
        reassign_post(successor_code=successor, **ending)
    return _ended(person, organisation_code, post.label, day, successor)


def _delegate(
    person: str,
    organisation_code: str,
    *,
    duty: Duty,
    to: str,
    starts_on: date | None,
    ends_on: date,
    successor: str,
    request: Request,
) -> str:
    first_day = starts_on or request.today
    delegate_duty(
        delegator_code=person,
        staff_code=to,
        organisation_code=organisation_code,
        duty=duty,
        starts_on=first_day,
        ends_on=ends_on,
        successor_code=successor,
        request=request,
    )
    return (
        f"{person} 在 {organisation_code} 的{duty.label}职责已委托 {to}（{first_day} 至 {ends_on}）"
    )


def _record(person: str, organisation_code: str, *, duty: Duty, request: Request) -> str:
    record_at_centre(
        staff_code=person, organisation_code=organisation_code, duty=duty, request=request
    )
    return f"{person} 在 {organisation_code} 的{duty.label}职责已备案"


def _leave(
    person: str, organisation_code: str, *, successor: str | None, proof: str, request: Request
) -> str:
    _require_successor(proof, successor)
    leave_service(staff_code=person, successor_code=successor or "", proof=proof, request=request)
    done = f"{person}（{organisation_code}）自 {request.today} 起离职，账号已停用"
    return f"{done}，由 {successor} 接任" if successor else done


def _require_successor(proof: str, successor: str | None) -> None:
    if proof and successor is None:
        raise UnusableInput("参数 --proof 要与 --successor 同用")


def _ended(
    person: str, organisation_code: str, label: str, last_day: date, successor: str | None
) -> str:
    done = f"{person} 在 {organisation_code} 的{label}到 {last_day} 为止"
    return f"{done}，次日起由 {successor} 接任" if successor else done


def _request(staff_code: str | None, reason: str) -> Request:
    return Request(by=acting(staff_code), now=timezone.now(), reason=reason)


def _body_code(person: str, organisation_code: str | None) -> str:
    """Return the body meant: the person's own unless another is named."""
    own = staff(person).organisation_code
    return organisation(organisation_code).code if organisation_code else own


def _of_person(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = add_action(actions, name, title, has_json=True)
    parser.add_argument("person", metavar="CODE", help="工号")
    parser.add_argument("--staff", metavar="CODE", help="以谁的名义（工号），默认运维人员")
    parser.add_argument("--reason", default="命令行办理", metavar="TEXT", help="事由")
    return parser


def _add_body(parser: ArgumentParser) -> None:
    parser.add_argument("--organisation", metavar="CODE", help="机构编码，默认本人所在机构")


def _add_proof(parser: ArgumentParser) -> None:
    parser.add_argument("--proof", default="", metavar="TEXT", help="接任监察员的岗位证明")


def _add_duty(parser: ArgumentParser) -> None:
    parser.add_argument(
        "duty", type=labelled(DUTY_LABELS), metavar="DUTY", help=listed(DUTY_LABELS)
    )


def _add_end(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--last-day", type=iso_date, metavar="DATE", help="最后一日，默认今天，最早昨天"
    )
    parser.add_argument("--successor", metavar="CODE", help="接任人工号，次日起接任，一次办成")
