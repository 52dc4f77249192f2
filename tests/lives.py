"""A stand-in that knows which life of the bot each request comes from, and can end that life.

Each life is started with its number in the address of the Bot API, as a user name, so a request
that was still under way when its sender died is not taken for one of the next life.
"""

from __future__ import annotations

import asyncio
import base64
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from aiohttp import web

from tests.process import BotProcess
from tests.standin import StandIn
from tests.standin_record import Sent

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Moment = Literal["arrives", "took effect", "answered"]
LIFE: ContextVar[int] = ContextVar("life", default=0)


@dataclass(frozen=True)
class End:
    """When a life ends: some seconds after it began, or at the n-th call of a method."""

    method: str = ""
    nth: int = 1
    moment: Moment = "arrives"
    seconds: float = 0.0
    """after the start, or after the answer was handed over"""

    def __str__(self) -> str:
        if not self.method:
            return f"{self.seconds:.2f} s after its start"
        after = f" +{self.seconds * 1000:.0f} ms" if self.seconds else ""
        return f"{self.method} no. {self.nth} {self.moment}{after}"


def random_end(rng: Random, *, polls: bool) -> End:
    """Some while starting, some while polling or fetching, most around a send and its record."""
    kind = rng.choices(("start", "in", "out"), (3, 3, 6))[0]
    if kind == "start":
        return End(seconds=rng.uniform(0.05, 3))
    if kind == "in":
        method = rng.choice((["getUpdates"] if polls else []) + ["getFile", "download"])
        nth = rng.randint(1, 3 if method == "getUpdates" else 8)
    else:
        method, nth = rng.choice(("sendPhoto", "sendMessage")), rng.randint(1, 12)
    moments: tuple[Moment, ...] = ("arrives", "took effect", "answered")
    moment = rng.choice(moments)
    return End(method, nth, moment, rng.uniform(0, 0.03) if moment == "answered" else 0.0)


class MortalStandIn(StandIn):
    """The stand-in for a bot that is killed again and again."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.life = 0
        self.by_life: list[tuple[int, Sent]] = []
        self._victim: BotProcess | None = None
        self._end = End()
        self._calls: dict[str, int] = defaultdict(int)

    def address(self) -> str:
        """The Bot API's address for the next life."""
        self.life += 1
        return self.url.replace("://", f"://life{self.life}:x@")

    def doom(self, victim: BotProcess, end: End) -> None:
        self._victim, self._end, self._calls = victim, end, defaultdict(int)
        if not end.method:
            asyncio.get_running_loop().call_later(end.seconds, victim.kill)

    def spare(self) -> None:
        self._victim = None

    def app(self) -> web.Application:
        app = super().app()
        app.middlewares.insert(0, self._watch)
        return app

    @web.middleware
    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if "token" not in request.match_info:
            return await handler(request)
        life = _life(request)
        LIFE.set(life)
        method = request.match_info.get("method", "download")
        if life == self.life:
            self._calls[method] += 1
        due = (
            self._victim is not None
            and life == self.life
            and method == self._end.method
            and self._calls[method] == self._end.nth
        )
        if due and self._end.moment == "arrives":
            self._kill()
        response = await handler(request)
        if due and self._end.moment == "took effect":
            self._kill()
        if due and self._end.moment == "answered" and self._victim is not None:
            asyncio.get_running_loop().call_later(self._end.seconds, self._victim.kill)
        return response

    def _kill(self) -> None:
        if self._victim is not None:
            self._victim.kill()

    def record(self, sent: Sent) -> None:
        self.by_life.append((LIFE.get(), sent))
        super().record(sent)


def _life(request: web.Request) -> int:
    _, _, given = request.headers.get("Authorization", "").partition(" ")
    name, _, _ = base64.b64decode(given).decode().partition(":")
    return int(name.removeprefix("life") or 0)


Signature = tuple[int, str, str]


def signature(chat_id: int, text: str, reply_to: object) -> Signature:
    """What tells a message from all others: its first line if a report's code is in it, and
    otherwise what it replies to as well."""
    line = text.partition("\n")[0]
    return chat_id, line, "" if line.startswith("#") else str(reply_to)


@dataclass(frozen=True)
class Copy:
    """A message as it arrived: in which life, when, and whether that life sent any more there."""

    life: int
    at: float
    last_of_life: bool


def copies(sent: Iterable[tuple[int, Sent]]) -> dict[Signature, list[Copy]]:
    """All messages that took effect, in order."""
    by_chat: dict[int, list[tuple[int, Sent]]] = defaultdict(list)
    for life, one in sorted(sent, key=lambda pair: pair[1].at):
        # Edits are in the same line as messages: one at a time a chat.
        if one.method.startswith(("send", "edit")) and one.chat_id is not None:
            by_chat[one.chat_id].append((life, one))
    found: dict[Signature, list[Copy]] = defaultdict(list)
    for chat_id, line in by_chat.items():
        for n, (life, one) in enumerate(line):
            if one.method.startswith("send") and one.message_ids:
                last = all(later != life for later, _ in line[n + 1 :])
                reply = (one.fields.get("reply_parameters") or {}).get("message_id")
                found[signature(chat_id, one.text, reply)].append(Copy(life, one.at, last))
    return found


def unexplained(found: list[Copy], rows: int, killed: dict[int, float]) -> str:
    """Why these copies are more than kills can explain; nothing when they do.

    A copy is explained when the life that sent it was killed, and had sent nothing more to that
    chat: as nothing is sent to a chat before the message before it is recorded, the kill fell
    between this send and its record."""
    doubled = len(found) - rows
    if doubled <= 0:
        return ""
    cut_off = [copy for copy in found if copy.last_of_life and copy.life in killed]
    if len({copy.life for copy in cut_off}) < doubled:
        return f"{len(found)} copies of {rows} rows, {len(cut_off)} of them cut off by a kill"
    # Of one message all copies but the last have to be cut off ones, each of another life.
    if rows <= 1 and any(copy not in cut_off for copy in found[: len(found) - rows]):
        return "a copy was followed by other messages of the same life"
    return ""
