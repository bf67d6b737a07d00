"""The columns of a file that maps a source's list, and its rows checked one by one (对照文件)."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from zhengtong.exchange.operations.mapping import known_values, refusal_of_value
from zhengtong.exchange.rules.mapping import LONGEST_CODE, NOTHING, MappedList
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    Column,
    ErrorFile,
    Parser,
    Row,
    RowFault,
    Sheet,
    code,
    open_table,
    text,
)

_EXAMPLES = {
    MappedList.FIELDS: ("受理日期", "accepted_at", "CSLRQ", NOTHING),
    MappedList.RESULT: ("0", "granted", "6", "granted"),
    MappedList.ITEM: ("XK-0012", f"{EXAMPLE_ORGANISATION}-510704905000", "", ""),
    MappedList.ORGANISATION: ("0107", EXAMPLE_ORGANISATION, "", ""),
    MappedList.CHANNEL: ("1", "window", "2", "pc"),
    MappedList.APPLICANT_KIND: ("1", "natural", "2", "legal"),
    MappedList.ID_TYPE: ("SFZ", "111", "", ""),
}


@dataclass(frozen=True, slots=True)
class MappingFile:
    """What a file maps; the pairs hold only where no row was bad (对照文件).

    Args:
        errors: the bad rows and where they are written.
    """

    pairs: dict[str, str]
    row_count: int
    encoding: str
    errors: ErrorFile


def mapping_sheet(mapped_list: MappedList) -> Sheet:
    """Return the columns of the file of one list (对照文件的列)."""
    code_example, value_example, next_code, next_value = _EXAMPLES[mapped_list]
    own: Parser = text(max_length=LONGEST_CODE)
    if mapped_list is not MappedList.FIELDS:
        own = code(max_length=LONGEST_CODE)
    more = ({"source_code": next_code, "value": next_value},) if next_code else ()
    return Sheet(
        name="对照",
        columns=(
            Column(
                identifier="source_code",
                name_zh="来源代码",
                parser=own,
                aliases=("代码", "来源列名"),
                required=True,
                help="来源系统自己的代码或列名",
                example=code_example,
            ),
            Column(
                identifier="source_label",
                name_zh="来源名称",
                parser=text(max_length=200),
                help="只供核对阅读",
            ),
            Column(
                identifier="value",
                name_zh="平台代码",
                parser=text(max_length=LONGEST_CODE),
                aliases=("平台字段",),
                required=True,
                help=f"平台上的代码或名称；不取这一列、这个代码没有结果的写“{NOTHING}”",
                example=value_example,
            ),
        ),
        more_examples=more,
    )


def read_mapping(
    path: Path, *, region_code: str, mapped_list: MappedList, errors: Path | None
) -> MappingFile:
    """Read a file of one list; a bad row spoils the list, for half a list is none (读对照文件).

    Raises:
        UnreadableTable: the file cannot be read as a whole.
    """
    with open_table(path, mapping_sheet(mapped_list)) as table:
        rows = list(table)
        good = [row for row in rows if isinstance(row, Row)]
        known = known_values(
            region_code=region_code,
            mapped_list=mapped_list,
            words={row.values["value"] for row in good},
        )
        codes = Counter(row.values["source_code"] for row in good)
        fields = Counter(known.get(row.values["value"]) or "" for row in good)
        pairs: dict[str, str] = {}
        with ErrorFile(table, path=errors) as error_file:
            for row in rows:
                if isinstance(row, RowFault):
                    error_file.add(row)
                    continue
                own, word = row.values["source_code"], row.values["value"]
                if codes[own] > 1:
                    error_file.add(
                        _fault(row, "来源代码", f"代码“{own}”在文件中有 {codes[own]} 行")
                    )
                elif word not in known:
                    refusal = refusal_of_value(
                        region_code=region_code, mapped_list=mapped_list, word=word
                    )
                    error_file.add(_fault(row, "平台代码", refusal))
                elif mapped_list is MappedList.FIELDS and known[word] and fields[known[word]] > 1:
                    error_file.add(
                        _fault(row, "平台代码", f"有 {fields[known[word]]} 列对照到这个字段")
                    )
                else:
                    pairs[own] = known[word]
        return MappingFile(pairs, table.row_count, table.encoding_note, error_file)


def _fault(row: Row, field_zh: str, message: str) -> RowFault:
    return row.fault(field_zh=field_zh, message=message)
