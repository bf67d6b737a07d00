"""The columns of a file of cases, and a row's way to a record (办件文件)."""

from collections.abc import Mapping
from typing import Any

from zhengtong.cases.rules.applicants import ID_TYPE_LABELS, ApplicantKind
from zhengtong.cases.rules.channels import Channel
from zhengtong.exchange.rules.records import FIELD_LABELS, CaseRecord
from zhengtong.exchange.rules.results import result_words
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_REGION,
    Column,
    Parser,
    Sheet,
    choice,
    code,
    integer,
    moment,
    text,
)

LARGEST_VERSION = 2_000_000_000
LONGEST_SOURCE_NUMBER = 64
_MOBILE = code(max_length=20, pattern=r"\+?[\d-]{5,19}", rule="应为电话号码")
_EXAMPLE = {
    "source_number": "SL-2018-000001",
    "data_version": "1",
    "implementation_code": f"{EXAMPLE_ORGANISATION}-510704905000",
    "organisation_code": EXAMPLE_ORGANISATION,
    "item_name": "户口迁移审核（示例）",
    "region_code": EXAMPLE_REGION,
    "applicant_kind": "自然人",
    "applicant_name": "示例申请人",
    "applicant_id_type": "居民身份证",
    "applicant_id_number": "510703190001010815",
    "contact_mobile": "16400000081",
    "channel": "窗口",
    "submitted_at": "2018-01-02 09:08:03",
    "received_at": "2018-01-02 09:10:48",
    "accepted_at": "2018-01-02 09:11:12",
    "source_recorded_at": "2018-01-02 09:15:11",
}
_SECOND_EXAMPLE = {
    **_EXAMPLE,
    "data_version": "2",
    "decided_at": "2018-01-04 10:00:00",
    "completed_at": "2018-01-04 10:05:00",
    "delivered_at": "2018-01-04 10:30:00",
    "result": "准予办结",
    "source_recorded_at": "2018-01-04 10:40:00",
}


def case_sheet(*, result_codes: Mapping[str, str]) -> Sheet:
    """Return the columns of a source's file (办件文件的列).

    Args:
        result_codes: what the source's own result codes mean.
    """
    return Sheet(
        name="办件",
        columns=(
            *_identity_columns(),
            *_applicant_columns(),
            _column("channel", _words(Channel), required=True, aliases=("办理形式",)),
            *_time_columns(),
            _column(
                "result",
                choice(result_words(result_codes)),
                aliases=("close_result", "close_code", "结果"),
                help="办结的填：准予办结、不予办结、退件办结、转报办结、不予受理办结；"
                "依职权事项：处罚、强制、检查有结论填准予办结，不予的填不予办结，撤案填退件办结",
            ),
            _column("close_reason", text(max_length=2000), help="准予以外的结果要填"),
            _column(
                "source_recorded_at",
                moment(),
                aliases=("recorded_at", "登记时间"),
                help="来源系统自己登记这一版的时间，用来判断是否补录",
            ),
        ),
        more_examples=(_SECOND_EXAMPLE,),
    )


def record_of(values: Mapping[str, Any]) -> CaseRecord:
    """Return what a row says, from its cells (转为办件记录)."""
    names = CaseRecord.__dataclass_fields__
    filled = {name: value for name, value in values.items() if value is not None and name in names}
    return CaseRecord(**{"data_version": 1, **filled})


def _identity_columns() -> tuple[Column, ...]:
    return (
        _column(
            "source_number",
            code(max_length=LONGEST_SOURCE_NUMBER),
            required=True,
            aliases=("case_no", "办件编号"),
            help="办件在来源系统里的编号，各版本相同",
        ),
        _column(
            "data_version",
            integer(minimum=1, maximum=LARGEST_VERSION),
            aliases=("版本",),
            help="来源补充内容时加 1；不填为 1",
        ),
        _column(
            "implementation_code",
            code(max_length=64),
            required=True,
            aliases=("task_code", "实施编码"),
        ),
        _column("organisation_code", code(max_length=32), required=True, aliases=("机构编码",)),
        _column("item_name", text(max_length=500), help="只供核对阅读，以事项实施编码为准"),
        _column(
            "region_code",
            code(pattern=r"\d{6}", rule="应为 6 位数字"),
            aliases=("区划代码",),
            help="不填为命令指定的区划",
        ),
        _column("township_code", code(pattern=r"\d{9}", rule="应为 9 位数字")),
    )


def _applicant_columns() -> tuple[Column, ...]:
    return (
        _column("applicant_kind", _words(ApplicantKind), required=True),
        _column(
            "applicant_name", text(max_length=100), required=True, aliases=("申请者名称", "申请人")
        ),
        _column("applicant_id_type", _id_types(), required=True),
        _column(
            "applicant_id_number",
            code(max_length=40),
            required=True,
            aliases=("applicant_id_no",),
        ),
        _column("legal_representative", text(max_length=30), aliases=("legal_rep",)),
        _column("contact_mobile", _MOBILE, aliases=("手机号码", "联系电话")),
    )


def _time_columns() -> tuple[Column, ...]:
    return (
        _column(
            "submitted_at",
            moment(),
            required=True,
            aliases=("apply_time",),
            help="依职权事项填发现或收到线索的时间",
        ),
        _column("received_at", moment(), aliases=("intake_time",)),
        _column(
            "accepted_at",
            moment(),
            aliases=("accept_time", "立案时间"),
            help="依职权事项（处罚、强制、检查）填立案时间，收件时间不填",
        ),
        _column(
            "decided_at",
            moment(),
            aliases=("decide_time",),
            help="依职权事项填处理决定时间；调查（检查）时间没有单独的列，随决定登记",
        ),
        _column(
            "completed_at",
            moment(),
            aliases=("complete_time", "结案时间"),
            help="依职权事项填结案时间；撤案的填撤案时间，结果填退件办结",
        ),
        _column("delivered_at", moment(), aliases=("deliver_time",), help="依职权事项不填"),
    )


def _column(
    identifier: str,
    parser: Parser,
    *,
    required: bool = False,
    aliases: tuple[str, ...] = (),
    help: str = "",
) -> Column:
    return Column(
        identifier=identifier,
        name_zh=FIELD_LABELS[identifier],
        parser=parser,
        aliases=aliases,
        required=required,
        help=help,
        example=_EXAMPLE.get(identifier, ""),
    )


def _words(options: type[Channel] | type[ApplicantKind]) -> Parser:
    return choice(
        {option.value: option for option in options} | {option.label: option for option in options}
    )


def _id_types() -> Parser:
    return choice(
        {code: code for code in ID_TYPE_LABELS}
        | {label: code for code, label in ID_TYPE_LABELS.items()}
    )
