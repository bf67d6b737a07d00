"""Long lists of codes, cut so that no query carries too many parameters (分批)."""

from collections.abc import Iterator, Sequence


def parts(codes: Sequence[str], *, size: int = 500) -> Iterator[Sequence[str]]:
    """Return the list in pieces of at most `size` (分批)."""
    return (codes[start : start + size] for start in range(0, len(codes), size))
