"""The column of facts beside a case; whatever is personal stands masked (基本情况)."""

import datetime as dt
from collections.abc import Iterator

from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.web.pages import Fact
from zhengtong.foundation.web.dates import day_text, moment_text
from zhengtong.kernel.local_time import local


def case_facts(record: CaseRecord, *, today: dt.date) -> Iterator[Fact]:
    """Yield the facts that are known, in the order in which people ask for them (基本情况)."""
    for label, value in (
        *_matter(record),
        *_people(record),
        *_times(record, today=today),
        *_procedures(record, today=today),
        *_outcome(record),
        *_provenance(record),
    ):
        if value:
            yield Fact(label=label, value=value)


def _matter(record: CaseRecord) -> Iterator[tuple[str, str]]:
    yield "承办机构", record.organisation_name
    yield "事项类型", record.terms.item_type.label
    yield "实施编码", record.terms.implementation_code
    for link in record.links:
        yield str(link.role.label), link.other_number


def _people(record: CaseRecord) -> Iterator[tuple[str, str]]:
    people = record.people
    yield "申请人", f"{people.applicant}（{record.head.applicant_kind.label}）"
    yield "证件号码", people.id_number
    yield "手机", people.mobile
    yield "联系人", _with_phone(people.contact, people.contact_mobile)
    yield "代理人", _with_phone(people.agent, people.agent_mobile)


def _with_phone(name: str, phone: str) -> str:
    return "　".join(part for part in (name, phone) if part)


def _times(record: CaseRecord, *, today: dt.date) -> Iterator[tuple[str, str]]:
    head = record.head
    for label, at in (
        ("申请", head.submitted_at),
        ("收件", head.received_at),
        ("受理", head.accepted_at),
        ("决定", head.decided_at),
        ("办结", head.completed_at),
        ("送达", head.delivered_at),
    ):
        yield label, moment_text(local(at), today=today) if at else ""


def _procedures(record: CaseRecord, *, today: dt.date) -> Iterator[tuple[str, str]]:
    for one in record.suspensions:
        first = day_text(one.started_on, today=today)
        last = f"至 {day_text(one.ended_on, today=today)}" if one.ended_on else "起，还没有结束"
        yield "特别程序", f"{one.kind.label}，{first}{last}"
    added = record.extension
    if added is not None:
        yield "延期", f"{added.added.label}，{added.approver.label} {added.approved_by} 批准"
        yield "延期理由", added.reason
    notice = record.notice
    if notice is not None:
        told = day_text(local(notice.noticed_at).date(), today=today)
        supplied = "，已补齐" if record.head.corrected_at else ""
        yield "一次告知", f"{told}，{len(notice.points)} 项{supplied}"


def _outcome(record: CaseRecord) -> Iterator[tuple[str, str]]:
    head = record.head
    yield "结果", head.close_result.label if head.close_result else ""
    yield "证照编号", head.certificate_number
    yield "送达方式", head.delivery_way.label if head.delivery_way else ""


def _provenance(record: CaseRecord) -> Iterator[tuple[str, str]]:
    head = record.head
    yield "来源方式", head.origin.label
    if head.source:
        yield "来源系统", head.source
        yield "来源编号", f"{head.source_number}（数据版本 {head.data_version}）"
    yield "国家办件编码", head.national_case_code
