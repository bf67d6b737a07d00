"""What a source's own columns and codes are here, and from when (代码对照).

Sources disagree: code 6 is 不予受理 in one list of close results and 普通办结 in another. So every
source has lists of its own, each edition whole and dated; a code that stands in none is refused,
never guessed.

Source: glossary 4.1 (close results: map codes per source, never share one enum across exchanges).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.cases.rules.applicants import ID_TYPE_LABELS, ApplicantKind
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.exchange.rules.records import FIELD_LABELS
from zhengtong.kernel.errors import DomainError

LONGEST_CODE = 64
# What stands for "nothing here": a column that is passed over, a code without a result yet.
NOTHING = "空"


class MappedList(StrEnum):
    """Which list of a source is mapped (对照表); a code list is named after the field it fills."""

    FIELDS = "fields"
    RESULT = "result"
    ITEM = "implementation_code"
    ORGANISATION = "organisation_code"
    CHANNEL = "channel"
    APPLICANT_KIND = "applicant_kind"
    ID_TYPE = "applicant_id_type"

    @property
    def label(self) -> str:
        """Return the Chinese name (中文名称)."""
        return LIST_LABELS[self]


LIST_LABELS: Mapping[MappedList, str] = MappingProxyType(
    {
        MappedList.FIELDS: "字段",
        MappedList.RESULT: "办结结果",
        MappedList.ITEM: "事项编码",
        MappedList.ORGANISATION: "机构编码",
        MappedList.CHANNEL: "申报来源",
        MappedList.APPLICANT_KIND: "申请人类型",
        MappedList.ID_TYPE: "证件类型",
    }
)
# Lists of which a field is filled row by row; the fields themselves are matched in the header.
CODE_LISTS = tuple(name for name in MappedList if name is not MappedList.FIELDS)
_FIXED: Mapping[MappedList, Mapping[str, str]] = MappingProxyType(
    {
        MappedList.FIELDS: {
            **{name: name for name in FIELD_LABELS},
            **{label: name for name, label in FIELD_LABELS.items()},
            NOTHING: "",
        },
        MappedList.RESULT: {
            **{one.value: one.value for one in CloseResult},
            **{one.label: one.value for one in CloseResult},
            NOTHING: "",
        },
        MappedList.CHANNEL: {
            **{one.value: one.value for one in Channel},
            **{one.label: one.value for one in Channel},
        },
        MappedList.APPLICANT_KIND: {
            **{one.value: one.value for one in ApplicantKind},
            **{one.label: one.value for one in ApplicantKind},
        },
        MappedList.ID_TYPE: {
            **{code: code for code in ID_TYPE_LABELS},
            **{label: code for code, label in ID_TYPE_LABELS.items()},
        },
    }
)


class CodeNotMapped(DomainError):
    """The source's list has no such code (来源代码未对照)."""

    code: ClassVar[str] = "code_not_mapped"


class MappingValueUnknown(DomainError):
    """A code is mapped to something that is not there (对照到未知的值)."""

    code: ClassVar[str] = "mapping_value_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One list of a source as it holds from a day on (对照表版本).

    Args:
        pairs: our value by the source's own code; empty for nothing here.
    """

    mapped_list: MappedList
    version: int
    holds_from: dt.date
    pairs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """All editions of all lists of one source (来源对照).

    A day has the edition that began last by then; of two that begin on one day, the newer one,
    which puts the older right.
    """

    source_name: str
    editions: tuple[Edition, ...] = ()

    def edition_on(self, mapped_list: MappedList, day: dt.date) -> Edition | None:
        """Return the edition that holds on a day, None before the first (当日有效的版本)."""
        found = [
            one for one in self.editions if one.mapped_list is mapped_list and one.holds_from <= day
        ]
        return max(found, key=lambda one: (one.holds_from, one.version), default=None)

    def has(self, mapped_list: MappedList) -> bool:
        """Tell whether the source has such a list at all (有无对照表)."""
        return any(one.mapped_list is mapped_list for one in self.editions)

    def own_headers(self, day: dt.date) -> dict[str, str]:
        """Return our field by the source's column for files of a day (表头对照)."""
        edition = self.edition_on(MappedList.FIELDS, day)
        return dict(edition.pairs) if edition else {}

    def translated(self, mapped_list: MappedList, code: str, *, day: dt.date) -> str:
        """Return our value of a source's code on a day (对照代码).

        Before the first edition the source's codes are taken as they stand.

        Raises:
            CodeNotMapped: the list that holds does not have it.
        """
        edition = self.edition_on(mapped_list, day)
        if edition is None:
            return code
        if code not in edition.pairs:
            raise CodeNotMapped(
                f"代码“{code}”不在来源系统“{self.source_name}”的{mapped_list.label}"
                f"对照表（第 {edition.version} 版，{edition.holds_from} 起）中，"
                "请先用 source map 补上对照"
            )
        return edition.pairs[code]


def our_value(mapped_list: MappedList, word: str) -> str | None:
    """Return the stored value that a word means; None for lists of the region's own codes.

    Raises:
        MappingValueUnknown: the platform has no such value.
    """
    known = _FIXED.get(mapped_list)
    if known is None:
        return None
    if word not in known:
        codes = "、".join(sorted({value or NOTHING for value in known.values()}))
        raise MappingValueUnknown(f"“{word}”不是平台的{mapped_list.label}，可用：{codes}")
    return known[word]


def repeated(values: Iterable[str]) -> frozenset[str]:
    """Return what stands more than once (重复的)."""
    return frozenset(value for value, count in Counter(values).items() if count > 1)
