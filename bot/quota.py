"""How often somebody may do something: at most so many times within a sliding span of time."""

import ipaddress
import re
import time
from collections import deque
from collections.abc import Callable

from aiohttp import web

from bot.settings import Settings

_WITH_PORT = re.compile(r"(\[.+\]|[\d.]+):\d+")
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
        wait = self.left(name)
        if not wait:
            self.count(name)
        return wait

    def left(self, name: str) -> int:
        """The whole seconds until a name may come again; 0 where it may come now."""
        times = self._times.get(name)
        if times is None or len(times) < self._most:
            return 0
        wait = times[0] + self._seconds - self._clock()
        return int(wait) + 1 if wait > 0 else 0

    def count(self, name: str) -> None:
        """One more of a name."""
        now = self._clock()
        if len(self._times) >= MOST_KNOWN:
            self._forget(now)
        # As many as may come: the first of them says whether there is room for another.
        self._times.setdefault(name, deque(maxlen=self._most)).append(now)

    def forgive(self, name: str) -> None:
        """Take back the last one of a name that was counted."""
        if times := self._times.get(name):
            times.pop()
            if not times:
                del self._times[name]

    def _forget(self, now: float) -> None:
        quiet = [name for name, at in self._times.items() if at[-1] <= now - self._seconds]
        for name in quiet:
            del self._times[name]
        if len(self._times) >= MOST_KNOWN:
            self._times.clear()


def address(request: web.Request, settings: Settings) -> str:
    """Who asks, as far as their network tells: of IPv6 the half that a home or a phone keeps."""
    found = request.remote or ""
    if settings.behind_proxy:
        # A proxy that adds a line of its own leaves those before it that anybody wrote.
        named = ",".join(request.headers.getall("X-Forwarded-For", ()))
        found = named.rpartition(",")[2].strip() or found
    try:
        port = _WITH_PORT.fullmatch(found)
        known = ipaddress.ip_address((port[1] if port else found).strip("[]"))
    except ValueError:
        return "unknown"
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))
