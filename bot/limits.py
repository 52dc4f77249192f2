"""Sending no faster than a platform allows: in all, to one chat, to one group."""

import math
from collections import deque
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


# Platforms count arrivals, we count departures: the margin is for what the network does to them.
_MARGIN = 1.05


@dataclass
class Budget:
    """What was sent lately, and so when the next message may go. Times are monotonic seconds."""

    pace: Pace
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)

    def ready_at(self, chat: int, is_group: bool) -> float:
        """The earliest time at which a message to this chat may be sent; 0 for at once."""
        ready = 0.0
        if self.pace.overall:
            most = max(int(self.pace.overall), 1)
            if len(self._all) >= most:
                ready = self._all[-most] + most / self.pace.overall * _MARGIN
        sent = self._chats.get(chat)
        if not sent:
            return ready
        if self.pace.chat:
            ready = max(ready, sent[-1] + _MARGIN / self.pace.chat)
        if is_group and self.pace.group:
            most = max(int(self.pace.group), 1)
            if len(sent) >= most:
                ready = max(ready, sent[-most] + 60 * most / self.pace.group * _MARGIN)
        return ready

    def spend(self, chat: int, at: float, items: int = 1) -> None:
        """Count what is sent at a time; an album counts as many messages as it has photos."""
        sent = self._chats.setdefault(chat, deque(maxlen=max(int(self.pace.group), 1) + 10))
        for _ in range(items):
            self._all.append(at)
            sent.append(at)
        while len(self._all) > 2 * max(int(self.pace.overall), 1) + 20:
            self._all.popleft()

    def forget_before(self, at: float) -> None:
        """Drop chats that were quiet for so long that nothing of them counts."""
        quiet = [chat for chat, sent in self._chats.items() if sent[-1] < at]
        for chat in quiet:
            del self._chats[chat]
