"""How often a client may call: so many requests in each minute of the clock (限流).

django-ninja's own throttle keeps the moment of every request of the last minute and copies all
of them at each one; a count does not grow with the calls.
"""

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import AuthRateThrottle


class CountedRate(AuthRateThrottle):
    """So many calls a period, counted anew in each; by server process (按周期计数)."""

    num_requests: int
    duration: int

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a call; tell whether it is still within the rate (可否调用)."""
        period = int(time.time() // self.duration)
        key = f"{self.get_cache_key(request)}_{period}"
        try:
            count = cache.incr(key)
        except ValueError:  # the first of the period, or the full cache dropped the count
            count = 1
            cache.set(key, count, self.duration)
        return count <= self.num_requests

    def wait(self) -> float:
        """Return in how many seconds the next period begins (等待秒数)."""
        return self.duration - time.time() % self.duration
