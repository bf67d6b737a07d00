"""How much room words take: Chinese is set on a square, Latin on about half (文字宽度)."""

LATIN_WIDTH = 0.58
# Marks that do not begin a line.
_CLOSING = frozenset("，。；：、）》”〕=≠≥≤><")


def width_of(text: str, *, size: float) -> float:
    """Return how wide a line of text is, in pixels (行宽)."""
    return sum(size * (LATIN_WIDTH if ord(sign) < 0x2000 else 1) for sign in text)


def lines_of(text: str, *, size: float, width: float) -> tuple[str, ...]:
    """Return a text broken into lines of at most `width`, as even as they can be (折行).

    A line may be one closing mark wider.
    """
    if not text:
        return ()
    count = len(_fill(text, size=size, width=width))
    even = width_of(text, size=size) / count + size / 2
    return _fill(text, size=size, width=min(width, even))


def _fill(text: str, *, size: float, width: float) -> tuple[str, ...]:
    lines, line = [], ""
    for sign in text:
        room = width + (size if sign in _CLOSING else 0)
        if line and width_of(line + sign, size=size) > room:
            lines.append(line)
            line = ""
        line += sign
    return (*lines, line)
