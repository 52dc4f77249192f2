"""The port to a chat platform: what a channel can do, and how sending to it may fail."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from handlers.messages import BotProfile, Incoming, Outgoing, PhotoRef
from storage.inbox import Raw

Store = Callable[[Sequence[Raw]], Awaitable[None]]
"""puts raw updates on disk; only after it returns may they be acknowledged"""


class SendError(Exception):
    """Sending failed."""


class Unreachable(SendError):
    """The platform did not answer, or answered that it is in trouble: try again later."""


class TooFast(SendError):
    """The platform asks to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"to be sent again after {wait.total_seconds():.0f} s")
        self.wait = wait


class ChatGone(SendError):
    """The chat cannot be written to any more: blocked, kicked or deleted."""


class ChatClosed(SendError):
    """The platform takes no message to this person until they write again."""


class ChatMoved(SendError):
    """The chat has a new address."""

    def __init__(self, address: str) -> None:
        super().__init__("the chat has a new address")
        self.address = address


class Refused(SendError):
    """The platform will never take this message."""


class StaleReference(SendError):
    """The platform no longer knows a picture by its reference: send the bytes."""


class PhotoGone(Exception):
    """The platform does not give a photo any more."""


class PhotoTooBig(Exception):
    """A photo is larger than the platform gives or we take."""


class Unreadable(Exception):
    """An update that cannot be understood: it is parked, never tried again."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one message: known to the platform by a reference, or as bytes."""

    keys: tuple[str, ...] = ()
    refs: tuple[str | None, ...] = ()
    data: tuple[bytes | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: a chat's address and topic, and whether it is a group."""

    address: str
    is_group: bool
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery: the platform's message id, and its references of the pictures sent."""

    message_id: str | None
    refs: tuple[str | None, ...] = ()


class Channel(Protocol):
    """One platform. Everything platform-specific is behind this."""

    name: str

    async def open(self) -> BotProfile:
        """Connect and find out who the bot is there. Raises `Unreachable` or `Refused`."""
        ...

    async def close(self) -> None: ...

    async def receive(self, store: Store) -> None:
        """Fetch updates for ever, each stored before it is acknowledged."""
        ...

    def read(self, body: str) -> Incoming | None:
        """Understand a stored update; None for what is no business of ours.
        Raises `Unreadable`."""
        ...

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        """The bytes of a photo. Raises `PhotoGone`, `PhotoTooBig`, `Unreachable`."""
        ...

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        """Send a new message."""
        ...

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        """Change a sent message; False when it is not there any more."""
        ...

    async def answer_press(self, message: Outgoing) -> None:
        """Answer a pressed button."""
        ...

    async def probe(self, target: Target, store: Store) -> None:
        """Find out what the bot may do in a group, and store the answer as an update."""
        ...
