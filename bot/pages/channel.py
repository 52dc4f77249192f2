"""The web as a channel: what pages store is read back as messages; nothing is sent anywhere."""

import asyncio
import json
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot import exif
from bot.channel import PhotoGone, Pictures, Sent, Store, Target, Unreadable
from handlers.messages import BotProfile, Incoming, Message, Outgoing, PhotoRef, Press
from storage.inbox import Raw
from storage.photos import PhotoMissing, PhotoStore

T = TypeVar("T")
_press: TypeAdapter[Press] = TypeAdapter(Press)
_message: TypeAdapter[Message] = TypeAdapter(Message)


def update(event_id: str, said: Message | Press) -> Raw:
    """What somebody said or pressed on a page as a row, in the line of the chat it is for."""
    if isinstance(said, Press):
        body = _press.dump_json(said)
    else:
        body = _message.dump_json(said, exclude_defaults=True)
    return Raw(event_id, said.chat.address, body.decode(), said.chat.channel)


def message_in(body: str) -> Message:
    """The message that was stored. Raises `Unreadable`."""
    return _read(_message, body)


def _read(kind: TypeAdapter[T], body: str) -> T:
    try:
        return kind.validate_json(body)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} mistakes in an update") from error


def photo_ref(key: str, said: exif.Exif) -> PhotoRef:
    """A photo that is in the photo store already, and what its EXIF said."""
    return PhotoRef(json.dumps({"key": key, "exif": said}), as_file=True)


class Web:
    """Pages instead of a platform: a report's own page tells what became of it."""

    name = "web"

    def __init__(self, photos: PhotoStore) -> None:
        self._photos = photos

    async def open(self) -> BotProfile:
        return BotProfile()

    async def close(self) -> None:
        return

    async def receive(self, store: Store) -> None:
        await asyncio.Event().wait()

    def read(self, body: str) -> Incoming | None:
        # No message has what a press has to have.
        return _read(_press, body) if '"query_id":' in body else message_in(body)

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        said = json.loads(photo.ref)
        try:
            data = await self._photos.get(said["key"])
        except PhotoMissing as error:
            raise PhotoGone(said["key"]) from error
        return exif.put_in(data, said["exif"])

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        return Sent("shown")

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        return True

    async def answer_press(self, message: Outgoing) -> None:
        return

    async def probe(self, target: Target, store: Store) -> None:
        return
