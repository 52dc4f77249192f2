"""The platform-neutral language: what comes in from a channel and what goes out to one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class ChatRef:
    """A chat as its platform names it."""

    channel: str
    address: str
    kind: Literal["private", "group"]
    title: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote. ``as_group`` is an administrator who writes in the group's own name."""

    address: str
    name: str = ""
    is_bot: bool = False
    as_group: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A shared place: WGS84 degrees, accuracy in metres where the phone said it."""

    lat: float
    lon: float
    accuracy: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class PhotoRef:
    """A photo that the platform still holds: how to fetch it, and its size in bytes if known."""

    ref: str
    size: int | None = None
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person wrote, photographed or shared."""

    chat: ChatRef
    sender: Sender
    message_id: str
    at: datetime
    text: str = ""
    photo: PhotoRef | None = None
    place: Place | None = None
    typed: bool = False
    """whether the place stands in its words"""
    addresses: tuple[Place, ...] | None = None
    """the places that its words may mean, where they were looked up as an address"""
    album: str | None = None
    reply_to: str | None = None
    reply_photo: PhotoRef | None = None
    reply_sender: Sender | None = None
    reply_text: str = ""
    """the words of the message it replies to, where that is a message of ours"""
    kind: str = ""
    """the slug of the kind of report that its sender chose, where that could be chosen"""
    sort: str = ""
    """the sort of report that its sender chose, where that could be chosen"""
    edited: bool = False
    named: bool = False
    """whether it names the bot; the name does not stand in the text any more"""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button under one of our messages."""

    chat: ChatRef
    sender: Sender
    message_id: str
    data: str
    query_id: str


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot was added to a group, promoted, demoted or removed; also the answer to a probe."""

    chat: ChatRef
    sender: Sender | None
    present: bool
    is_admin: bool
    probed: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A group got a new address on its platform."""

    chat: ChatRef
    new_address: str


Incoming = Message | Press | Membership | Moved


@dataclass(frozen=True, slots=True)
class Button:
    """One tap: ``data`` comes back to us as a `Press`, ``url`` opens a page."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send, or the new contents of one that was sent.

    ``photo`` is the key of a stored photo, ``picture`` says what to draw (handlers.pictures);
    ``more_photos`` are sent as an album. ``asks_place`` shows the button that shares the phone's
    place where a platform has one.
    """

    OWN_NUMBERS: ClassVar[int] = 100
    """numbers from here on are one message's own"""

    text: str = ""
    title: str = ""
    photo: str | None = None
    picture: dict[str, Any] | None = None
    more_photos: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str | None = None
    """a message id of the platform"""
    reply_to_post: int | None = None
    """or one of our own posts, whose message id is known only once it is sent"""
    asks_place: str = ""
    """the label of the button that shares the place"""
    alert: bool = False
    """for the answer to a pressed button: to be confirmed by the reader"""
    query_id: str = ""
    spelled: bool = False
    """whether its words say already what its buttons do, for platforms without any"""
    choices: tuple[str, ...] = ()
    """the data of the buttons that such a platform was given as numbers"""
    first_number: int = 1
    """the number of the first of them. What gives rights has numbers that nothing else in its chat
    has, so that a number that was meant for something else never chooses it"""
    asked: int | None = None
    """the id of the person whom such a message answers, in the chat in which they wrote"""
    news: str = ""
    """what is said anew where a platform cannot change a message that was sent"""


outgoing: TypeAdapter[Outgoing] = TypeAdapter(Outgoing)


@dataclass(frozen=True, slots=True)
class BotProfile:
    """What a channel knows of the bot's own account there."""

    username: str = ""
    platform: str = "Telegram"
    """what people call it"""
    reads_groups: bool = True
    """whether ordinary group messages reach the bot even where it is not an administrator"""
    buttons: bool = True
    """whether messages there can have buttons"""
    edits: bool = True
    """whether messages there can be changed once they are sent"""
    only_when_named: bool = False
    """whether only those group messages reach the bot that name it or answer it"""
    places: Literal["clip", "plus", "pin", ""] = "clip"
    """the sign behind which people share a place there; empty where they cannot"""
    tells_albums: bool = True
    """whether it says which photos were sent as one album"""
    invite_link: str = ""
    """a link with ``{payload}`` in it that opens the bot's private chat"""
    monthly: int = 0
    """messages that the account's plan allows a month; 0: no limit is known"""
    albums_as_one: bool = False
    """whether several photos count as one message of the plan"""
    counts_received: bool = False
    """whether messages of people may count against the plan as well"""
    most_groups: int = 0
    """groups that the plan allows; 0: no limit is known"""
