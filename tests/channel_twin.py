"""A chat platform in memory: what arrived, and failures on demand."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.channel import Pictures, Sent, Store, Target
from handlers.messages import BotProfile, Incoming, Outgoing, PhotoRef


@dataclass(frozen=True)
class Arrived:
    """A message as its readers see it."""

    address: str
    text: str
    message_id: str
    pictures: int
    by_name: int
    """of the pictures, how many were sent by the platform's own name for them"""
    reply_to: str | None


class ChannelTwin:
    """The fewest methods of a platform, each remembered."""

    name = "twin"

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.edits: list[tuple[str, str, str]] = []
        """address, message id, new text"""
        self.presses: list[str] = []
        self.tries: list[tuple[str, str]] = []
        self.gone: set[str] = set()
        """message ids that cannot be edited any more"""
        self._failures: dict[str, deque[Exception]] = defaultdict(deque)
        self._always: dict[str, Callable[[], Exception]] = {}
        self._gates: dict[str, asyncio.Event] = {}
        self._reached: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    # What a test can ask for

    def fails(self, address: str, *errors: Exception) -> None:
        """The next tries to write to an address end so."""
        self._failures[address].extend(errors)

    def always_fails(self, text: str, error: Callable[[], Exception]) -> None:
        """A message with this text never goes through."""
        self._always[text] = error

    def hold(self, address: str) -> asyncio.Event:
        """Writing to an address takes until the event is set; `reached` tells when one does."""
        self._gates[address] = asyncio.Event()
        return self._gates[address]

    async def reached(self, address: str) -> None:
        async with asyncio.timeout(10):
            await self._reached[address].wait()

    def texts(self, address: str) -> list[str]:
        return [one.text for one in self.arrived if one.address == address]

    async def _meet(self, address: str, text: str) -> None:
        self.tries.append((address, text))
        if address in self._gates:
            self._reached[address].set()
            await self._gates[address].wait()
        if self._failures[address]:
            raise self._failures[address].popleft()
        if text in self._always:
            raise self._always[text]()

    # The port

    async def open(self) -> BotProfile:
        return BotProfile()

    async def close(self) -> None:
        return

    async def receive(self, store: Store) -> None:
        await asyncio.Event().wait()

    def read(self, body: str) -> Incoming | None:
        return None

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        raise NotImplementedError

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        await self._meet(target.address, message.text)
        number = str(len(self.arrived) + 1)
        named = sum(ref is not None for ref in pictures.refs)
        self.arrived.append(
            Arrived(target.address, message.text, number, len(pictures.keys), named, reply_to)
        )
        return Sent(number, tuple(f"name of {key}" for key in pictures.keys))

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        await self._meet(target.address, message.text)
        if message_id in self.gone:
            return False
        self.edits.append((target.address, message_id, message.text))
        return True

    async def answer_press(self, message: Outgoing) -> None:
        await self._meet("press", message.text)
        self.presses.append(message.text)

    async def probe(self, target: Target, store: Store) -> None:
        await self._meet(target.address, "probe")
