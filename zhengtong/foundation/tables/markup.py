"""Reading XML from strangers as a stream, with no document type and no entities (XML 流式读取)."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn, TypeVar
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from zhengtong.foundation.tables.limits import Limits, UnreadableTable

Start = Callable[[dict[str, str]], None]
End = Callable[[], None]
Act = TypeVar("Act")

_CHUNK_BYTES = 64 * 1024
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


def read_markup(
    archive: ZipFile,
    part: str,
    *,
    starts: Mapping[str, Start],
    ends: Mapping[str, End],
    text: Callable[[str], None],
    limits: Limits,
) -> None:
    """Read one part of a package through the callbacks, holding a small piece at a time.

    A `<!DOCTYPE` is refused as soon as the parser meets it, so no entity can be declared; this
    is what the package defusedxml does, without the dependency. Parts are taken as UTF-8, which
    every known spreadsheet writes; the standard's other choice, UTF-16, is refused as damaged.

    Args:
        starts: by local name of a spreadsheet element, see `spreadsheet_names`.
        ends: likewise.

    Raises:
        UnreadableTable: damaged, cut off, a document type, or one huge token.
    """
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.CharacterDataHandler = text

    def start(name: str, attributes: dict[str, str]) -> None:
        if (act := starts.get(name)) is not None:
            act(attributes)

    def end(name: str) -> None:
        if (act := ends.get(name)) is not None:
            act()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    fed = 0
    for chunk in _chunks(archive, part):
        _parse(parser, chunk, part)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > limits.markup_token_bytes:
            raise UnreadableTable("Excel 文件里有异常巨大的标记，可能是恶意文件，已拒绝读取")


def spreadsheet_names(acts: Mapping[str, Act]) -> dict[str, Act]:
    """Key callbacks by full element name, in both editions of the format (ISO/IEC 29500)."""
    return {f"{space} {local}": act for space in _MAIN for local, act in acts.items()}


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """Unpack a part piece by piece; the last piece is empty."""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                yield chunk
    except (BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError) as fault:
        raise _damaged(part) from fault
    yield b""


def _parse(parser: expat.XMLParserType, chunk: bytes, part: str) -> None:
    try:
        parser.Parse(chunk, not chunk)
    except expat.ExpatError as fault:
        raise _damaged(part) from fault


def _damaged(part: str) -> UnreadableTable:
    return UnreadableTable(
        f"Excel 文件的内容（{part}）已损坏或不完整，可能在中间被截断，请重新导出"
    )


def _refuse_doctype(*_: object) -> NoReturn:
    raise UnreadableTable("Excel 文件里有 DOCTYPE 或实体声明，可能是恶意文件，已拒绝读取")
