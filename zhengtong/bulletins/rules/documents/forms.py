"""The files that a bulletin is handed in as (文稿格式)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhengtong.bulletins.rules.documents.issue import Issue
from zhengtong.bulletins.rules.documents.word import word_document
from zhengtong.bulletins.rules.documents.workbook import workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """How a file is made and what it is called (文件格式)."""

    make: Callable[[Issue], bytes]
    content_type: str


FILE_FORMS: Mapping[str, FileForm] = MappingProxyType(
    {
        "docx": FileForm(
            make=word_document,
            content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        "xlsx": FileForm(
            make=workbook,
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    }
)
