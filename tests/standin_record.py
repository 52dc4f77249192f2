"""What the stand-in remembers of the bot's requests, and waiting for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.standin_chats import Chats, Shown
from tests.updates import Json

T = TypeVar("T")
WORTH_RECORDING = ("send", "edit", "delete", "copy", "forward", "answer", "setMessageR", "leave")


@dataclass(frozen=True)
class Photo:
    file_id: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Toast:
    query_id: str
    user_id: int
    text: str
    alert: bool


@dataclass
class Sent:
    """A request of the bot: what it asked for and what it was told."""

    method: str
    chat_id: int | None = None
    fields: Json = field(default_factory=dict)
    text: str = ""
    photo: Photo | None = None
    message_ids: tuple[int, ...] = ()
    status: int = 0
    description: str = ""
    at: float = 0.0
    unanswered: bool = False

    @property
    def message_id(self) -> int | None:
        return self.message_ids[0] if self.message_ids else None

    def __str__(self) -> str:
        shown = self.text.replace("\n", " / ")[:120]
        return f"{self.status} {self.method} to {self.chat_id} #{self.message_id} {shown!r}" + (
            f" ({self.description})" if self.description else ""
        )


class Record:
    chats: Chats

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.requests: list[Sent] = []
        self.toasts: list[Toast] = []
        self.done: Counter[str] = Counter()
        self.refused = 0
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def pending(self) -> list[Json]:
        """Updates that the bot has not confirmed."""
        raise NotImplementedError

    def record(self, sent: Sent) -> None:
        if sent.status == 200:
            self.done[sent.method] += 1
        if sent.method not in ("getUpdates", "download"):
            self.requests.append(sent)
        if sent.method.startswith(WORTH_RECORDING) and sent.method != "sendChatAction":
            self.sent.append(sent)
        self.changed()

    def messages(self, chat_id: int, everybody: bool = False) -> list[Shown]:
        """The chat as a person sees it now: the bot's messages, or everybody's."""
        kept = self.chats.kept.get(chat_id, {}).values()
        return [one.shown() for one in kept if everybody or one.by_bot]

    def last(self, chat_id: int) -> Shown:
        for kept in reversed(self.chats.kept.get(chat_id, {}).values()):
            if kept.by_bot:
                return kept.shown()
        raise LookupError(f"the bot has written nothing in chat {chat_id}\n{self.story()}")

    def data(self, file_id: str) -> bytes:
        return self.chats.files[file_id].data

    def story(self) -> str:
        lines = [f"{len(self.pending)} updates unconfirmed, {len(self.requests)} requests:"]
        lines += [f"  {sent}" for sent in self.requests[-40:]]
        return "\n".join(lines)

    def changed(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def wait_for(self, condition: Callable[[], T], timeout: float = 10) -> T:  # noqa: ASYNC109
        """Until the condition holds, looked at after each request; a LookupError is "not yet"."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            try:
                found = condition()
            except LookupError:
                found = None
            if found:
                return found
            waiting = loop.create_future()
            self._waiting.add(waiting)
            try:
                async with asyncio.timeout_at(deadline):
                    await waiting
            except TimeoutError:
                raise AssertionError(f"not within {timeout} s; {self.story()}") from None
            finally:
                self._waiting.discard(waiting)
