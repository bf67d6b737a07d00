"""What a table must look like: its columns, and how a header is matched to them (列定义)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from zhengtong.foundation.tables.cells import clean, half_width, shown
from zhengtong.foundation.tables.limits import UnreadableTable

REASON_COLUMN = "错误原因"

# A parser turns the clean text of a cell into a value, or raises a `DomainError` whose message
# tells the user what the cell must hold.
Parser = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that a table may have (列).

    Args:
        identifier: the header in the words of `domain/records.md`; key of `Row.values`.
        name_zh: the header in Chinese, used in templates and messages.
        parser: is not asked for an empty cell; that is None, or a fault where required.
        aliases: further headers under which the column is known.
        required: the column must be there and each of its cells filled.
        help: one line for the user on what goes in.
        example: a cell that the parser accepts, for the template.
    """

    identifier: str
    name_zh: str
    parser: Parser
    aliases: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The columns of one kind of table (表格定义).

    Args:
        name: what the table is called; a worksheet of that name is preferred to the first.
        more_examples: further rows of the template, cells by identifier.
        own_headers: identifier by header, where a file's headers are not ours; empty for a column
            that is passed over. They come before our own headers.

    Raises:
        ValueError: two columns share a header.
    """

    name: str
    columns: tuple[Column, ...]
    more_examples: tuple[Mapping[str, str], ...] = ()
    own_headers: Mapping[str, str] = field(default_factory=dict)
    _by_header: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_header: dict[str, Column] = {}
        for column in self.columns:
            for header in {_folded(text) for text in _headers_of(column)}:
                if by_header.setdefault(header, column) is not column:
                    raise ValueError(f"two columns share the header {header!r}")
        object.__setattr__(self, "_by_header", by_header)

    def match(self, headers: Sequence[str]) -> tuple[Column | None, ...]:
        """Return the column at each position of a header (识别表头).

        None stands where the header is blank or is the column with the reasons that an error
        file carries.

        Raises:
            UnreadableTable: an unknown or duplicate header, or a required column is missing.
        """
        own = {_folded(header): identifier for header, identifier in self.own_headers.items()}
        headers = [own.get(_folded(header), header) for header in headers]
        matched = tuple(self._by_header.get(_folded(header)) for header in headers)
        self._refuse_unknown(headers, matched)
        found = [column for column in matched if column is not None]
        if twice := _names(column for column in self.columns if found.count(column) > 1):
            raise UnreadableTable(f"表头重复：{twice}；每一列只能出现一次")
        missing = [column for column in self.columns if column.required and column not in found]
        if missing:
            raise UnreadableTable(f"缺少必填的列：{_names(missing)}")
        return matched

    def _refuse_unknown(self, headers: Sequence[str], matched: tuple[Column | None, ...]) -> None:
        unknown = [
            shown(clean(header))
            for header, column in zip(headers, matched, strict=True)
            if column is None and _folded(header) not in ("", REASON_COLUMN)
        ]
        if not unknown:
            return
        names = [column.name_zh for column in self.columns]
        close = [name for header in unknown[:5] for name in get_close_matches(header, names, n=1)]
        guess = f"（是否应为{'、'.join(close)}）" if close else ""
        more = f"等 {len(unknown)} 列" if len(unknown) > 5 else ""
        raise UnreadableTable(
            f"有不认识的列：{'、'.join(unknown[:5])}{more}{guess}；可用的列：{'、'.join(names)}"
        )


def _headers_of(column: Column) -> tuple[str, ...]:
    return (column.identifier, column.name_zh, *column.aliases)


def _folded(header: str) -> str:
    """Return a header without what people vary: width, case and blanks inside."""
    return "".join(half_width(clean(header)).casefold().split())


def _names(columns: Iterable[Column]) -> str:
    return "、".join(column.name_zh for column in columns)
