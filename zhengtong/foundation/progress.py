"""Progress of long work: a bar on a terminal, silence in a pipe or a scheduled job."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress
from rich.progress import track as rich_track

Item = TypeVar("Item")


def track(items: Iterable[Item], *, description: str, total: float | None = None) -> Iterator[Item]:
    """Yield the items, drawing a bar on standard error while it is a terminal.

    Args:
        total: number of items where `items` has no length.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    yield from rich_track(items, description=description, total=total, console=Console(stderr=True))


@contextmanager
def meter(*, description: str, total: float | None = None) -> Iterator[Callable[[float], None]]:
    """Give a function that moves a bar on by an amount, for work that is no iteration.

    Args:
        total: the amount at the end; None where nobody knows it.
    """
    if not sys.stderr.isatty():
        yield lambda amount: None
        return
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(description, total=total)
        yield lambda amount: progress.advance(task, amount)
