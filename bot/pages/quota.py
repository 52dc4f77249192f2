"""How often somebody may do something: at most so many times within a sliding span of time."""

import time
from collections import deque
from collections.abc import Callable

MOST_KNOWN = 10_000
"""names that are remembered; beyond it those that have been quiet are forgotten"""


class Quota:
    """Counts in memory: what a restart forgets, it forgives."""

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._times: dict[str, deque[float]] = {}

    def wait(self, name: str) -> int:
        """Count one more of a name; 0, or the whole seconds until it may come again."""
        now = self._clock()
        if len(self._times) >= MOST_KNOWN:
            self._forget(now)
        times = self._times.setdefault(name, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._most:
            return int(times[0] + self._seconds - now) + 1
        times.append(now)
        return 0

    def _forget(self, now: float) -> None:
        quiet = [name for name, at in self._times.items() if at[-1] <= now - self._seconds]
        for name in quiet:
            del self._times[name]
        if len(self._times) >= MOST_KNOWN:
            self._times.clear()
