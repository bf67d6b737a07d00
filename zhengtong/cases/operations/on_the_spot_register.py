"""Many on-the-spot cases are entered at once, each line received, decided, completed (即办登记)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from zhengtong.cases.models import Case, RegisteredLine
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.act_times import ActTime, entered_late, live
from zhengtong.cases.operations.certificate import start_certificate
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.decision import grant_on_the_spot
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import current_terms, items_named
from zhengtong.cases.rules.applications import Application, check_application
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.guards.decision import CertificateNotMade
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.guards.handling import NotOnTheSpot
from zhengtong.cases.rules.register import (
    ITEM,
    KEY,
    MOST_LINES,
    LineRefused,
    SpotLine,
    keys_of,
    refused_field,
)
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.catalogue.queries import ItemNotRunning
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import may
from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.foundation.vault import LookupKind, lookup_hashes
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutcome:
    """What became of one line (登记结果).

    Args:
        case_number: of the case that it made, now or before; empty where it was refused.
        field: which column a refusal speaks of.
    """

    number: int
    case_number: str = ""
    was_known: bool = False
    field: str = ""
    message: str = ""

    @property
    def is_refused(self) -> bool:
        """Tell whether the line changed nothing because it is wrong (是否有误)."""
        return bool(self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """Who registers and who decides, where and when; `items` are codes by name (登记背景)."""

    region_code: str
    by: Actor
    decider: Actor
    now: dt.datetime
    items: Mapping[str, list[str]]


def register_on_the_spot(
    *,
    region_code: str,
    lines: Sequence[SpotLine],
    by: Actor,
    now: dt.datetime,
    decider: Actor | None = None,
) -> list[LineOutcome]:
    """Enter many on-the-spot cases at once; each line is a transaction of its own (即办登记).

    A line goes in whole, from receipt to result, or not at all; one that went in before is
    answered with its case. Call it outside any transaction: it reserves case numbers.

    Args:
        lines: at most `MOST_LINES`, with different numbers.
        decider: who granted them at the window, where intake and decision are apart (受办分离);
            None for who registers. An edge passes only somebody who has said so himself.

    Raises:
        LineRefused: too many lines at once.
        CaseNumbersUsedUp: the day has no numbers left.
    """
    if len(lines) > MOST_LINES:
        raise LineRefused(f"一次最多登记 {MOST_LINES} 行，请分批", field=ITEM)
    today = local_day(now)
    keys = keys_of(lines, today=today)
    items = items_named(
        region_code=region_code,
        organisation_code=by.organisation_code,
        names={line.item for line in lines},
    )
    register = _Register(
        region_code=region_code, by=by, decider=decider or by, now=now, items=items
    )
    known = _known(register, keys)
    fresh = [line for line in lines if line.number not in known]
    numbers = iter(
        reserve_case_numbers(region_code=region_code, day=today, count=len(fresh)) if fresh else ()
    )
    outcomes = []
    keys_given: dict[str, int] = {}
    for line in lines:
        first = keys_given.setdefault(keys[line.number], line.number)
        if first != line.number:
            outcomes.append(_refused(line, LineRefused(f"登记号与第 {first} 行重复", field=KEY)))
        elif line.number in known:
            outcomes.append(_answer_again(register, line, known[line.number]))
        else:
            outcomes.append(_enter(register, line, keys[line.number], next(numbers)))
    return outcomes


def _enter(register: _Register, line: SpotLine, key: str, case_number: str) -> LineOutcome:
    try:
        with transaction.atomic():
            case = _handle(register, line, case_number)
            RegisteredLine(
                region_code=case.region_code,
                organisation_code=register.by.organisation_code,
                key=_hashes(key)[0],
                case_id=case.id,
            ).save()
    except IntegrityError:
        # Another window entered the same line in the same moment.
        known = _known(register, {line.number: key})
        if line.number not in known:
            raise
        return _answer_again(register, line, known[line.number])
    except DomainError as refusal:
        return _refused(line, refusal)
    return LineOutcome(number=line.number, case_number=case.number)


def _handle(register: _Register, line: SpotLine, case_number: str) -> Case:
    """Receive, accept, grant and complete one case, and hand its result over where it went."""
    terms = _terms(register, line)
    application = Application(
        implementation_code=terms.implementation_code,
        applicant=line.applicant,
        channel=Channel.WINDOW,
    )
    check_application(application=application)
    at, by, decider = _time(register, line), register.by, register.decider
    case = receive_case(
        case_number=case_number,
        application=application,
        collected=[material.name for material in terms.materials if material.is_required],
        by=by,
        at=at,
    )
    accept_case(case_number=case_number, by=by, at=at)
    grant_on_the_spot(case_number=case_number, opinion="材料齐全，当场准予", by=decider, at=at)
    if terms.needs_certificate:
        start_certificate(case_number=case_number, by=_maker(register, case), at=at)
    case = complete_case(
        case_number=case_number, by=decider, at=at, certificate_number=line.certificate_number
    )
    if line.receiver:
        deliver_case(
            case_number=case_number, way=DeliveryWay.SIGNED, proof=line.receiver, by=by, at=at
        )
    return case


def _maker(register: _Register, case: Case) -> Actor:
    """Return which of the two may make the certificate; who registers, where neither may."""
    right, body = CasePermission.MAKE_CERTIFICATE, case.organisation_code
    today = local_day(register.now)
    is_decider = may(register.decider, right, organisation_code=body, today=today)
    return register.decider if is_decider else register.by


def _terms(register: _Register, line: SpotLine) -> ItemTerms:
    """Return the terms of the item that a line names, by code or by name.

    Raises:
        LineRefused: several items of the body bear the name.
        ItemNotRunning: neither a code nor a name of an item that takes cases.
        NotOnTheSpot: the item is not decided at once.
        CertificateNotMade: its certificate has no number.
    """
    codes = register.items.get(line.item, [line.item])
    if len(codes) > 1:
        raise LineRefused(
            f"有 {len(codes)} 个事项叫“{line.item}”，请填实施编码：{'、'.join(codes)}", field=ITEM
        )
    try:
        terms = current_terms(region_code=register.region_code, implementation_code=codes[0])
    except ItemNotRunning as refusal:
        if line.item in register.items:
            raise
        raise LineRefused(
            f"“{line.item}”不是本机构可办事项的名称，也不是可办事项的实施编码（{refusal.message}）",
            field=ITEM,
        ) from refusal
    if not terms.is_on_the_spot:
        raise NotOnTheSpot(f"“{terms.item_name}”不是即办件，不能在即办登记里办理")
    if terms.needs_certificate and not line.certificate_number:
        raise CertificateNotMade(f"“{terms.item_name}”的结果是证照，请填写证照编号")
    return terms


def _time(register: _Register, line: SpotLine) -> ActTime:
    if line.handled_at is None:
        return live(register.now)
    return entered_late(occurred_at=line.handled_at, now=register.now, reason=line.late_reason)


def _known(register: _Register, keys: Mapping[int, str]) -> dict[int, Case]:
    """Return by line number the cases of lines that went in before."""
    hashes = {hashed: number for number, key in keys.items() for hashed in _hashes(key)}
    rows = RegisteredLine.objects.filter(
        region_code=register.region_code,
        organisation_code=register.by.organisation_code,
        key__in=list(hashes),
    ).select_related("case")
    return {hashes[row.key]: row.case for row in rows}


def _answer_again(register: _Register, line: SpotLine, case: Case) -> LineOutcome:
    """Answer a line that went in before, unless its number now stands for somebody else."""
    is_same = case.applicant_name == line.applicant.name and line.item in (
        case.implementation_code,
        case.item_name,
    )
    if line.key and not is_same:
        message = f"登记号 {line.key} 已用于办件 {case.number}，内容不同"
        return _refused(line, LineRefused(message, field=KEY))
    return LineOutcome(number=line.number, case_number=case.number, was_known=True)


def _hashes(key: str) -> list[str]:
    return lookup_hashes(LookupKind.RECORD, key)


def _refused(line: SpotLine, refusal: DomainError) -> LineOutcome:
    clause = f"（{refusal.clause}）" if refusal.clause else ""
    return LineOutcome(
        number=line.number, field=refused_field(refusal), message=f"{refusal.message}{clause}"
    )
