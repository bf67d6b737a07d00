"""The columns of a file of filings, and a row's way to a filing (立案文件)."""

from collections.abc import Mapping
from typing import Any

from zhengtong.cases.operations.filing import FilingRequest
from zhengtong.cases.rules.applicants import ID_TYPE_LABELS, KIND_LABELS
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.ex_officio import CLUE_LABELS
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    Column,
    Parser,
    Sheet,
    choice,
    code,
    text,
)


def _words(labels: Mapping[Any, str]) -> Parser:
    return choice(
        {str(word): word for word in labels} | {label: word for word, label in labels.items()}
    )


FILINGS = Sheet(
    name="立案",
    columns=(
        Column(
            identifier="implementation_code",
            name_zh="事项实施编码",
            parser=code(max_length=64),
            required=True,
            example=f"{EXAMPLE_ORGANISATION}-510200601000",
        ),
        Column(
            identifier="clue_source",
            name_zh="线索来源",
            parser=_words(CLUE_LABELS),
            required=True,
            help="、".join(CLUE_LABELS.values()),
            example="日常监督检查",
        ),
        Column(
            identifier="clue_number",
            name_zh="线索编号",
            parser=code(max_length=64),
            required=True,
            help="线索在登记簿、移送函上的编号；同一线索不重复立案",
            example="2018-XS-001",
        ),
        Column(
            identifier="party_kind",
            name_zh="当事人类型",
            parser=_words(KIND_LABELS),
            required=True,
            example="自然人",
        ),
        Column(
            identifier="party_name",
            name_zh="当事人名称",
            parser=text(max_length=100),
            required=True,
            example="示例当事人",
        ),
        Column(
            identifier="party_id_type",
            name_zh="当事人证件类型",
            parser=_words(ID_TYPE_LABELS),
            required=True,
            example="居民身份证",
        ),
        Column(
            identifier="party_id_number",
            name_zh="当事人证件号码",
            parser=code(max_length=40),
            required=True,
            example="510703190001010815",
        ),
        Column(
            identifier="party_mobile",
            name_zh="当事人手机",
            parser=code(max_length=20, pattern=r"\+?[\d-]{5,19}", rule="应为电话号码"),
            example="16400000081",
        ),
        Column(
            identifier="party_address",
            name_zh="当事人地址",
            parser=text(max_length=200),
            example="示例街道1号",
        ),
        Column(
            identifier="legal_representative",
            name_zh="法定代表人",
            parser=text(max_length=30),
            help="当事人是法人的必填",
        ),
    ),
)


def filing_request_of(values: Mapping[str, Any]) -> FilingRequest:
    """Return what a row files (转为立案内容)."""
    return FilingRequest(
        implementation_code=values["implementation_code"],
        party=Applicant(
            kind=values["party_kind"],
            name=values["party_name"],
            id_type=values["party_id_type"],
            id_number=values["party_id_number"],
            mobile=values.get("party_mobile") or "",
            address=values.get("party_address") or "",
            legal_representative=values.get("legal_representative") or "",
        ),
        clue_source=values["clue_source"],
        clue_number=values["clue_number"],
    )
