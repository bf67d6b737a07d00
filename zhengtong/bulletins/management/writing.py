"""Writing what was asked for: JSON text, and a file that is whole or not there (输出)."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from zhengtong.foundation.commands import UnusableInput


def json_text(content: Any) -> str:
    """Return a value as JSON for people and programs, ending in a new line."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_file(chunks: Iterable[str], *, output: Path) -> None:
    """Write text piece by piece; the file appears whole or not at all.

    Raises:
        UnusableInput: the file cannot be written.
    """
    with _whole_file(output) as file:
        for chunk in chunks:
            file.write(chunk)


def write_bytes(content: bytes, *, output: Path) -> None:
    """Write a file that is not text; it appears whole or not at all.

    Raises:
        UnusableInput: the file cannot be written.
    """
    with _whole_file(output, mode="wb") as file:
        file.write(content)


@contextmanager
def _whole_file(output: Path, *, mode: str = "w") -> Iterator[IO[Any]]:
    if output.is_dir():
        raise UnusableInput(f"“{output}”是文件夹，请指定文件")
    try:
        file = NamedTemporaryFile(  # noqa: SIM115 (closed before it takes its place)
            mode=mode,
            encoding=None if "b" in mode else "utf-8",
            newline=None if "b" in mode else "",
            dir=output.parent,
            prefix=f".{output.name[:40]}.",
            delete=False,
        )
    except OSError as fault:
        raise UnusableInput(f"无法写文件“{output}”：{fault.strerror}") from fault
    written = Path(file.name)
    try:
        with file:
            yield file
        written.chmod(0o644)
        written.replace(output)
    except OSError as fault:
        raise UnusableInput(f"无法写文件“{output}”：{fault.strerror}") from fault
    finally:
        written.unlink(missing_ok=True)
