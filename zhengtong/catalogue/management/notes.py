"""What a loader says about rows: on the screen as far as it can be read, all in a file (行提示)."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Self

from zhengtong.catalogue.rules.import_rows import RowNote
from zhengtong.foundation.commands import UnusableInput
from zhengtong.foundation.tables.cells import guard

MOST_SHOWN = 500
NOTE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "area_code_missing": "缺地区代码",
        "area_of_another_region": "他地区代码",
        "catalogue_code_has_organ": "基本编码连着机构代码",
        "catalogue_code_missing": "缺基本编码",
        "catalogue_code_repeated": "基本编码重复",
        "catalogue_code_unread": "基本编码不识别",
        "credit_code_bad": "信用代码有误",
        "credit_code_missing": "缺机构代码",
        "credit_code_old": "旧组织机构代码",
        "credit_code_rewritten": "信用代码写法不规范",
        "department_missing": "缺实施主体名称",
        "differs_from_platform": "与平台已有的不同",
        "duplicate_name": "名称重复",
        "implementation_code_differs": "实施编码与各列不符",
        "implementation_code_missing": "缺实施编码",
        "implementation_code_unread": "实施编码不识别",
        "kind_differs_from_code": "类型与编码不符",
        "kind_disagrees": "类型各列不符",
        "kind_unknown": "类型不识别",
        "not_on_list": "清单未列",
    }
)


class NoteBook:
    """Gathers notes about rows: keeps the first, counts all, writes all to a file if asked.

    Memory stays flat however many there are.

    Args:
        path: a CSV file for every note; None for no file.
    """

    def __init__(self, *, path: Path | None) -> None:
        self.shown: list[RowNote] = []
        self.counts: Counter[str] = Counter()
        self.path = path
        self._file: IO[str] | None = None

    def add(self, notes: Iterable[RowNote]) -> None:
        """Take notes down (记下提示)."""
        for note in notes:
            self.counts[note.code] += 1
            if len(self.shown) < MOST_SHOWN:
                self.shown.append(note)
            if self._file is not None:
                self._writer.writerow([note.row, guard(note.field), note.code, guard(note.message)])

    @property
    def total(self) -> int:
        """Return how many notes there were (提示总数)."""
        return self.counts.total()

    def labelled(self) -> list[tuple[str, int]]:
        """Return the count of each kind of note under its Chinese name (各类提示数)."""
        return [(NOTE_LABELS.get(code, code), count) for code, count in self.counts.most_common()]

    def __enter__(self) -> Self:
        if self.path is not None:
            try:
                self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            except OSError as fault:
                raise UnusableInput(f"无法写提示文件“{self.path}”：{fault.strerror}") from fault
            self._writer = csv.writer(self._file)
            self._writer.writerow(["行", "列", "代码", "提示"])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
