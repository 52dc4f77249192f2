"""Sending no faster than a platform allows: in all, to one chat, to one group."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages allowed: a second in all, a second to one chat, a minute to one group.
    Zero means no limit."""

    overall: float = 25
    chat: float = 1
    group: float = 18

    @classmethod
    def parse(cls, text: str) -> "Pace":
        """From ``25,1,18``."""
        try:
            overall, chat, group = (float(part) for part in text.split(","))
        except ValueError:
            overall = chat = group = math.nan
        # Written so that NaN, which compares false with everything, fails too.
        if not all(0 <= part < math.inf for part in (overall, chat, group)):
            raise ValueError(f"three numbers such as 25,1,18 are expected, not {text!r}")
        return cls(overall, chat, group)


# For clocks that run at different speeds. What the network does to messages needs no margin: they
# count from their answer, which is later than their arrival, and until then all the time.
_MARGIN = 1.01
_ALBUM = 10
"""messages that platforms take as one album at most"""


@dataclass
class Budget:
    """What was sent lately, and so when the next message may go. Times are monotonic seconds.

    To one chat only one message or album may be under way at a time."""

    pace: Pace
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)
    _under_way: int = 0
    _crowd: int = 1000

    def room_at(self, items: int = 1) -> float:
        """The earliest time at which so many messages may be sent to anybody; 0 for at once."""
        return _room(self._all, self.pace.overall, 1, items, self._under_way)

    def ready_at(self, chat: int, is_group: bool, items: int = 1) -> float:
        """The earliest time at which so many may be sent to this chat, whatever others get."""
        sent = self._chats.get(chat)
        if not sent:
            return 0.0
        ready = sent[-1] + _MARGIN / self.pace.chat if self.pace.chat else 0.0
        return max(ready, _room(sent, self.pace.group, 60, items) if is_group else 0.0)

    def start(self, items: int = 1) -> None:
        """So many messages are under way from now on; an album is as many as its photos."""
        self._under_way += items

    def finish(self, chat: int, at: float, items: int = 1) -> None:
        """They have arrived, or failed on the way, which platforms may count as well."""
        self._under_way -= items
        self.spend(chat, at, items)

    def spend(self, chat: int, at: float, items: int = 1) -> None:
        """Count what was sent at a time."""
        if chat not in self._chats and len(self._chats) >= self._crowd:
            self._forget_quiet(at)
        sent = self._chats.setdefault(chat, deque(maxlen=_most(self.pace.group) + _ALBUM))
        sent.extend([at] * items)
        self._all.extend([at] * items)
        while len(self._all) > _most(self.pace.overall) + _ALBUM:
            self._all.popleft()

    def _forget_quiet(self, at: float) -> None:
        """Drop chats of which nothing counts any more."""
        slowest = min((pace for pace in (self.pace.chat, self.pace.group / 60) if pace), default=1)
        since = at - _MARGIN * max(60.0, 1 / slowest)
        self._chats = {chat: sent for chat, sent in self._chats.items() if sent[-1] >= since}
        self._crowd = max(1000, 2 * len(self._chats))


def _most(pace: float) -> int:
    return max(int(pace), 1)


def _room(
    sent: Sequence[float], pace: float, seconds: float, items: int, under_way: int = 0
) -> float:
    """When so many may follow what was sent, at a pace of so many in so many seconds. What is more
    than a pace may ever be waits for an empty window, and goes alone."""
    if not pace:
        return 0.0
    most = _most(pace)
    over = len(sent) + under_way + min(items, most) - most
    if over <= 0:
        return 0.0
    return sent[over - 1] + seconds * most / pace * _MARGIN if over <= len(sent) else math.inf
