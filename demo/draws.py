"""Draws that give the same numbers in every run and every Python version (可重现的抽取)."""

from random import Random


class Draws:
    """A stream of numbers from one seed (抽取).

    Only `Random.random` is promised to stay the same across Python versions, so whole numbers
    are made from it here.
    """

    def __init__(self, *, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose, keeps no secret

    def share(self) -> float:
        """Return a number from 0 up to, not including, 1 (比例)."""
        return self._random.random()

    def below(self, number: int) -> int:
        """Return a whole number from 0 up to, not including, `number` (小于某数)."""
        if number < 1:
            raise ValueError(f"nothing lies below {number}")
        return int(self._random.random() * number)
