"""One version of one case as a department's system tells it (办件记录)."""

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.kernel.local_time import CHINA_TIME, local_day

# The times of a case in the order in which they can happen, with their column in Chinese.
TIMES = MappingProxyType(
    {
        "submitted_at": "申请时间",
        "received_at": "收件时间",
        "accepted_at": "受理时间",
        "decided_at": "决定时间",
        "completed_at": "办结时间",
        "delivered_at": "送达时间",
    }
)
FIELD_LABELS = MappingProxyType(
    {
        "source_number": "来源编号",
        "data_version": "数据版本",
        "implementation_code": "事项实施编码",
        "organisation_code": "实施机构编码",
        "item_name": "事项名称",
        "region_code": "行政区划代码",
        "township_code": "乡级区划代码",
        "applicant_kind": "申请人类型",
        "applicant_name": "申请人名称",
        "applicant_id_type": "证件类型",
        "applicant_id_number": "证件号码",
        "legal_representative": "法定代表人",
        "contact_mobile": "手机",
        "channel": "申报来源",
        **TIMES,
        "result": "办结结果",
        "close_reason": "办结原因",
        "source_recorded_at": "来源登记时间",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """What a row says of a case (办件记录).

    Args:
        source_number: the case's number in its source; the same in all its versions.
        data_version: grows when the source tells more of the case; from 1.
        region_code: empty where the row leaves it to the command.
        source_recorded_at: when the source itself took the row in; None where it does not say.
    """

    source_number: str
    data_version: int
    implementation_code: str
    organisation_code: str
    applicant_kind: ApplicantKind
    applicant_name: str
    applicant_id_type: str
    applicant_id_number: str
    channel: Channel
    submitted_at: dt.datetime
    received_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    result: CloseResult | None = None
    close_reason: str = ""
    legal_representative: str = ""
    contact_mobile: str = ""
    region_code: str = ""
    township_code: str = ""
    source_recorded_at: dt.datetime | None = None

    @property
    def moments(self) -> dict[str, dt.datetime]:
        """Return the stated times by field, in the order of a case's life (已述时间)."""
        found = ((name, getattr(self, name)) for name in TIMES)
        return {name: moment for name, moment in found if moment is not None}

    @property
    def newest_act_at(self) -> dt.datetime:
        """Return the latest time that the row states (最近动作时间)."""
        return max(self.moments.values())

    @property
    def submitted_on(self) -> dt.date:
        """Return the local day of submission: case numbers are given by it (申请日期)."""
        return local_day(self.submitted_at)


def written(moment: dt.datetime) -> str:
    """Return a moment as it is kept and compared: Beijing time, to the second (时间写法)."""
    return moment.astimezone(CHINA_TIME).isoformat(timespec="seconds")
