"""Case numbers for a run, reserved before each page opens its transaction (办件编号预留)."""

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.kernel.case_numbers import MAX_SERIAL, CaseNumbersUsedUp, make_case_number

LARGEST_BLOCK = 200
_NEVER_USED = dt.date(2099, 12, 31)


class NumberPool:
    """Reserved numbers of a region, by day of submission.

    A page takes what it needs; a day that comes back page after page is reserved in growing
    blocks, so that a file in no order does not reserve number by number. What is left at the end is
    lost: never more than was used, and at most 200 a day.
    """

    def __init__(self, *, region_code: str) -> None:
        self._region_code = region_code
        self._free: dict[dt.date, deque[str]] = defaultdict(deque)
        self._reserved: Counter[dt.date] = Counter()

    def reserve(self, days: Iterable[dt.date]) -> frozenset[dt.date]:
        """Make sure of one number for each mention of a day; call it outside any transaction.

        Returns:
            the days whose numbers are used up; nothing more can be taken on them.
        """
        used_up = set()
        for day, needed in Counter(days).items():
            lacking = needed - len(self._free[day])
            if lacking > 0 and not self._reserve(day, lacking):
                used_up.add(day)
        return frozenset(used_up)

    def take(self, day: dt.date) -> str:
        """Take a number that was reserved (取号)."""
        return self._free[day].popleft()

    def _reserve(self, day: dt.date, lacking: int) -> bool:
        count = max(lacking, min(self._reserved[day], LARGEST_BLOCK))
        try:
            numbers = reserve_case_numbers(region_code=self._region_code, day=day, count=count)
        except CaseNumbersUsedUp:
            return False
        self._free[day].extend(numbers)
        self._reserved[day] += count
        return True


class RehearsedNumbers(NumberPool):
    """Numbers for pages of which nothing stays; none is reserved, none comes twice (试运行编号)."""

    def __init__(self, *, region_code: str) -> None:
        super().__init__(region_code=region_code)
        self._taken = 0

    def reserve(self, days: Iterable[dt.date]) -> frozenset[dt.date]:
        return frozenset()

    def take(self, day: dt.date) -> str:
        days_back, serial = divmod(self._taken, MAX_SERIAL)
        self._taken += 1
        return make_case_number(
            region_code=self._region_code,
            day=_NEVER_USED - dt.timedelta(days=days_back),
            serial=serial + 1,
        )
