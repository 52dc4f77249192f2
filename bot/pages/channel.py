"""The web as a channel: what pages store is read back as messages; nothing is sent anywhere."""

import asyncio

from pydantic import TypeAdapter, ValidationError

from bot.channel import Pictures, Sent, Store, Target, Unreadable
from handlers.messages import BotProfile, Incoming, Message, Outgoing, PhotoRef
from storage.inbox import Raw

_message: TypeAdapter[Message] = TypeAdapter(Message)


def update(event_id: str, message: Message) -> Raw:
    """A message that somebody made on a page as a row, in the line of the chat it is for."""
    body = _message.dump_json(message, exclude_defaults=True).decode()
    return Raw(event_id, message.chat.address, body, message.chat.channel)


class Web:
    """Pages instead of a platform: a report's own page tells what became of it."""

    name = "web"

    async def open(self) -> BotProfile:
        return BotProfile()

    async def close(self) -> None:
        return

    async def receive(self, store: Store) -> None:
        await asyncio.Event().wait()

    def read(self, body: str) -> Incoming | None:
        try:
            return _message.validate_json(body)
        except ValidationError as error:
            raise Unreadable(f"{error.error_count()} mistakes in an update") from error

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        raise NotImplementedError

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
