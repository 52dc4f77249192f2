"""What goes wrong on purpose: faults asked for by a test, and Telegram's limits on sending."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lo_bot_api_emulator import ApiRefusal

KICKED: dict[str, Any] = {
    "status": 403,
    "description": "Forbidden: bot was kicked from the supergroup chat",
    "parameters": None,
}
BLOCKED: dict[str, Any] = {
    "status": 403,
    "description": "Forbidden: bot was blocked by the user",
    "parameters": None,
}
NOT_MODIFIED: dict[str, Any] = {
    "status": 400,
    "description": "Bad Request: message is not modified: specified new message content and reply "
    "markup are exactly the same as a current content and reply markup of the message",
    "parameters": None,
}
TOO_OLD: dict[str, Any] = {
    "status": 400,
    "description": "Bad Request: query is too old and response timeout expired or query ID is "
    "invalid",
    "parameters": None,
}
NO_THREAD: dict[str, Any] = {
    "status": 400,
    "description": "Bad Request: message thread not found",
    "parameters": None,
}
BAD_GATEWAY: dict[str, Any] = {
    "status": 502,
    "description": "Bad Gateway",
    "parameters": None,
    "body": "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
}
GARBAGE: dict[str, Any] = {"status": 200, "description": "", "parameters": None, "body": "{\x00<<"}


def upgraded(new_id: int) -> dict[str, Any]:
    return {
        "status": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new_id},
    }


class CutError(Exception):
    """The connection ends before an answer is written."""


class InsteadError(Exception):
    """Something that is no Bot API answer is written."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(body)
        self.status, self.body = status, body


@dataclass
class Fault:
    method: str
    times: int = 1
    chat_id: int | None = None
    after: bool = False
    status: int | None = None
    description: str = ""
    parameters: dict[str, Any] | None = None
    body: str | None = None
    seconds: float = 0.0
    cut: bool = False
    gate: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, method: str, chat_id: int | None) -> bool:
        return (
            self.times > 0
            and self.method in ("*", method)
            and self.chat_id in (None, chat_id)
            and not (self.method == "*" and method == "getUpdates")
        )

    def release(self) -> None:
        self.times = 0
        if self.gate is not None:
            self.gate.set()

    async def strike(self) -> None:
        self.reached.set()
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.gate is not None:
            await self.gate.wait()
        if self.cut:
            raise CutError
        if self.body is not None:
            raise InsteadError(self.status or 200, self.body)
        if self.status is not None:
            raise ApiRefusal(self.description, self.status, self.parameters)


@dataclass(frozen=True)
class Limits:
    """How many messages in how many seconds, each over any such window."""

    chat: tuple[int, float] = (1, 1.0)
    group: tuple[int, float] = (20, 60.0)
    overall: tuple[int, float] = (30, 1.0)

    def scaled(self, factor: float) -> Limits:
        """The same limits with windows shorter or longer: 0.1 lets a minute pass in six seconds."""
        return Limits(
            *((count, seconds * factor) for count, seconds in (self.chat, self.group, self.overall))
        )


class Throttle:
    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits, self._clock = limits, clock
        self._past: dict[object, deque[float]] = defaultdict(deque)

    def admit(self, chat_id: int, weight: int = 1) -> None:
        now = self._clock()
        windows: list[tuple[object, int, float]] = [("all", *self._limits.overall)]
        windows.append((("chat", chat_id), *self._limits.chat))
        if chat_id < 0:
            windows.append((("group", chat_id), *self._limits.group))
        wait = 0.0
        for key, count, seconds in windows:
            past = self._past[key]
            while past and past[0] <= now - seconds:
                past.popleft()
            # An album is one request of several messages: it may fill an empty window alone.
            if past and len(past) + weight > count:
                wait = max(wait, past[max(0, len(past) + weight - count - 1)] + seconds - now)
        if wait > 0:
            retry_after = max(1, math.ceil(wait))
            raise ApiRefusal(
                f"Too Many Requests: retry after {retry_after}", 429, {"retry_after": retry_after}
            )
        for key, _, _ in windows:
            self._past[key].extend([now] * weight)


class Faults:
    """What a test can make go wrong, kept until it has happened."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def struck(self, method: str, chat_id: int | None) -> Fault | None:
        for fault in self._faults:
            if fault.matches(method, chat_id):
                fault.times -= 1
                return fault
        return None

    def release_all(self) -> None:
        for fault in self._faults:
            fault.release()

    def fail(
        self,
        method: str,
        status: int = 429,
        description: str = "Too Many Requests: retry after 2",
        parameters: dict[str, Any] | None = None,
        times: int = 1,
        chat_id: int | None = None,
        body: str | None = None,
    ) -> Fault:
        """Refuse the next calls of a method ("*" is any, "download" is a file's bytes)."""
        if status == 429 and parameters is None:
            parameters = {"retry_after": 2}
        return self._add(
            Fault(
                method,
                times,
                chat_id,
                status=status,
                description=description,
                parameters=parameters,
                body=body,
            )
        )

    def garbage(self, method: str, times: int = 1, chat_id: int | None = None) -> Fault:
        return self.fail(method, **GARBAGE, times=times, chat_id=chat_id)

    def delay(
        self,
        method: str,
        seconds: float,
        times: int = 1,
        chat_id: int | None = None,
        after: bool = False,
    ) -> Fault:
        return self._add(Fault(method, times, chat_id, after, seconds=seconds))

    def drop(
        self, method: str, times: int = 1, chat_id: int | None = None, after: bool = False
    ) -> Fault:
        """Cut the connection instead of answering; `after` means the send took effect."""
        return self._add(Fault(method, times, chat_id, after, cut=True))

    def hold(
        self, method: str, times: int = 1, chat_id: int | None = None, after: bool = False
    ) -> Fault:
        """Let calls hang until `release()`; `await fault.reached.wait()` tells when one does."""
        return self._add(Fault(method, times, chat_id, after, gate=asyncio.Event()))

    def _add(self, fault: Fault) -> Fault:
        self._faults = [one for one in self._faults if one.times > 0 or one.gate is not None]
        self._faults.append(fault)
        return fault
