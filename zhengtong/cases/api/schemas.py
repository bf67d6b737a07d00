"""What goes in and out of the addresses of cases (办件接口的字段)."""

import datetime as dt
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from zhengtong.cases.models import Case
from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.queries.worklist import WorklistRow
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant, Application, Person
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.states import CaseState
from zhengtong.foundation.api.fields import Given, Line, Name, StaffCode, Text, Word

FormValue = Text | bool | int | list[Text] | None


class ApplicantIn(Given):
    """Who applies (申请人)."""

    kind: ApplicantKind
    name: Name
    id_type: Word = Field(description="证件类型代码：111 居民身份证，001 统一社会信用代码")
    id_number: Word
    mobile: Word
    address: Line = ""
    legal_representative: Line = ""

    def read(self) -> Applicant:
        """Return it as the operations take it."""
        return Applicant(**self.model_dump())


class PersonIn(Given):
    """A contact or an agent (联系人或代理人)."""

    name: Name
    id_type: Word = ""
    id_number: Word = ""
    mobile: Word = ""

    def read(self) -> Person:
        """Return it as the operations take it."""
        return Person(**self.model_dump())


class FlowFactsIn(Given):
    """What the flow may branch on; plain codes and numbers (分支信息)."""

    situations: Annotated[list[Word], Field(max_length=50)] = Field(default_factory=list)
    amount_fen: Annotated[int, Field(ge=0, le=10**15)] | None = None
    needs_site_check: bool | None = None


class ApplicationIn(Given):
    """An application for one item (申请)."""

    implementation_code: Word = Field(description="事项实施编码")
    channel: Channel
    applicant: ApplicantIn
    contact: PersonIn | None = None
    agent: PersonIn | None = None
    form: Annotated[dict[Word, FormValue], Field(max_length=200, default_factory=dict)]
    flow_facts: FlowFactsIn = Field(default_factory=FlowFactsIn)
    township_code: Annotated[str, Field(pattern=r"^([0-9]{9})?$")] = ""
    village_code: Annotated[str, Field(pattern=r"^([0-9]{12})?$")] = ""
    project_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{0,24}$")] = ""

    def read(self) -> Application:
        """Return it as the operations take it."""
        return Application(
            implementation_code=self.implementation_code,
            applicant=self.applicant.read(),
            channel=self.channel,
            contact=self.contact.read() if self.contact else None,
            agent=self.agent.read() if self.agent else None,
            form=self.form,
            flow_facts=self.flow_facts.model_dump(exclude_none=True),
            township_code=self.township_code,
            village_code=self.village_code,
            project_code=self.project_code,
        )


class OfficerIn(Given):
    """In whose name the client acts; the posts of this person decide (经办人)."""

    officer: StaffCode = Field(description="经办人工号，须在本机构任相应岗位")


class CaseOut(Schema):
    """Where a case stands after an act; no personal data (办件概况)."""

    case_number: str
    implementation_code: str
    item_name: str
    organisation_code: str
    state: CaseState
    close_result: str
    submitted_at: dt.datetime | None
    received_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    completed_at: dt.datetime | None
    delivered_at: dt.datetime | None
    statutory_due_at: dt.datetime | None
    promised_due_at: dt.datetime | None

    @classmethod
    def of(cls, case: Case) -> Self:
        """Return a case as the interface shows it."""
        names = [name for name in cls.model_fields if name != "case_number"]
        return cls(case_number=case.number, **{name: getattr(case, name) for name in names})


class SubmittedOut(CaseOut):
    """A new case with the code by which its applicant asks about it (提交结果)."""

    query_code: str


class ActOut(Schema):
    """One act on the time line (办理行为)."""

    act_no: int
    action: str
    label: str
    node: str
    origin: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime


class WaitingOut(Schema):
    """A node at which somebody must act now (当前环节)."""

    node: str
    name: str
    post: str
    organisation_code: str
    due_on: dt.date | None


class CaseDetailOut(Schema):
    """A case with its time line; people masked (办件详情)."""

    case_number: str
    implementation_code: str
    item_name: str
    organisation_code: str
    state: CaseState
    state_label: str
    applicant: str
    channel: Channel
    origin: str
    submitted_at: dt.datetime | None
    received_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    completed_at: dt.datetime | None
    delivered_at: dt.datetime | None
    due_at: dt.datetime | None
    waiting: list[WaitingOut]
    acts: list[ActOut]

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        """Return a whole case as the interface shows it."""
        head = record.head
        times = {name: getattr(head, name) for name in cls.model_fields if name.endswith("_at")}
        return cls(
            case_number=head.number,
            implementation_code=record.terms.implementation_code,
            item_name=record.terms.item_name,
            organisation_code=head.organisation_code,
            state=head.state,
            state_label=head.state.label,
            applicant=record.people.applicant,
            channel=head.channel,
            origin=head.origin.value,
            waiting=[WaitingOut.model_validate(step) for step in record.open_steps],
            acts=[ActOut.model_validate(act) for act in record.acts],
            **times,
        )


class CaseLineOut(Schema):
    """A case in a list; people masked (办件一行)."""

    case_number: str
    item_name: str
    applicant: str
    state: CaseState
    channel: Channel
    origin: str
    due_at: dt.datetime | None
    waiting: list[str]

    @classmethod
    def of(cls, row: WorklistRow) -> Self:
        """Return a row of a list as the interface shows it."""
        return cls(
            case_number=row.number,
            item_name=row.item_name,
            applicant=row.applicant,
            state=row.state,
            channel=row.channel,
            origin=row.origin.value,
            due_at=row.due_at,
            waiting=list(row.nodes),
        )


class CaseListOut(Schema):
    """A page of cases in the order in which they fall due (办件列表)."""

    cases: list[CaseLineOut]
    next: str | None = Field(description="下一页的 after；没有下一页时为空")
