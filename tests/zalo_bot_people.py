"""What people do on the stand-in Zalo, and what they see there."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]


@dataclass(frozen=True)
class Someone:
    """A person on Zalo."""

    id: str
    name: str = ""


@dataclass
class Shown:
    """A message of the bot as a chat shows it."""

    chat: str
    message_id: str
    text: str
    photo: bytes | None = None
    address: str = ""
    life: int = 0
    """of the bot, where a test counts them"""


class People:
    """The chats of the bot, and whoever writes in them."""

    url: str

    def __init__(self) -> None:
        self.wall: Callable[[], float] = time.time
        self._chats: dict[str, list[Shown]] = {}
        self._photos: dict[str, bytes | None] = {}
        self._numbers: Iterator[int] = itertools.count(1)

    async def raw(self, update: Json) -> Json:
        """Have an update delivered as it stands."""
        raise NotImplementedError

    def messages(self, chat: str) -> list[Shown]:
        return list(self._chats[chat])

    def texts(self, chat: str) -> list[str]:
        return [shown.text for shown in self._chats[chat]]

    def chat(self, name: str) -> str:
        """A chat with the bot in it."""
        self._chats.setdefault(name, [])
        return name

    def add_photo(self, data: bytes) -> str:
        """The address of a photo, good until it expires."""
        name = f"{next(self._numbers)}.jpg"
        self._photos[name] = data
        return f"{self.url}/photos/{name}"

    def expire(self, address: str) -> None:
        self._photos[address.rpartition("/")[2]] = None

    async def say(self, chat: str, who: Someone, text: str) -> Json:
        return await self.happen("message.text.received", chat, who, text=text)

    async def send_photo(self, chat: str, who: Someone, data: bytes, caption: str = "") -> Json:
        return await self.happen(
            "message.image.received",
            chat,
            who,
            caption=caption,
            message_type="CHAT_PHOTO",
            photo_url=self.add_photo(data),
        )

    async def happen(self, event: str, chat: str, who: Someone, **content: Any) -> Json:
        """Something that the bot gets to know. In groups it has to be named, or answered."""
        self.chat(chat)
        group = chat != who.id
        message = {
            "from": {"id": who.id, "display_name": who.name, "is_bot": False},
            "chat": {"id": chat, "chat_type": "GROUP" if group else "PRIVATE"},
            "message_id": self._number(),
            "date": self._now(),
            **content,
        }
        return await self.raw({"event_name": event, "message": message})

    async def _photo(self, request: web.Request) -> web.Response:
        data = self._photos.get(request.match_info["name"])
        return web.Response(body=data, content_type="image/jpeg", status=200 if data else 403)

    def _number(self) -> str:
        return f"{next(self._numbers):020x}"

    def _now(self) -> int:
        return int(self.wall() * 1000)
