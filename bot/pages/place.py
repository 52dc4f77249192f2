"""The page on which a person shows on a map where the photo was taken that they sent in a chat."""

import json
from datetime import timedelta
from typing import Any, NamedTuple

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.pages.channel import Web, message_in, update
from bot.pages.shell import Shell, as_json
from bot.pages.taking import Refused, filed, read_place, take_in
from bot.webhooks import read
from handlers.messages import ChatRef, Message, Place, Sender
from storage import inbox, people, reports
from storage.tables import Chat, Draft

LIFETIME = timedelta(minutes=30)


class Half(NamedTuple):
    """Photos that wait for a place: where they were sent, by whom, and the first of them."""

    chat: Chat
    sender: str
    photo: str


class PlacePage:
    """Every half report has one link; once its place is there, the link is of no more use."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process

    async def show(self, request: web.Request) -> web.StreamResponse:
        draft_id = self._draft_of(request)
        if draft_id is None:
            return self._shell.page(request, "gone.html", status=410, why="old", code="")
        async with self._process.db.read() as session:
            if await self._half(session, draft_id) is not None:
                told = self._shell.map | {"send": request.path}
                return self._shell.page(request, "place.html", "map", "place", told=told)
            code = (await self._filed(session, draft_id)).get("code", "")
        return self._shell.page(request, "gone.html", status=410, why="used", code=code)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Hand the place on as if it had been shared in the chat, once."""
        draft_id = self._draft_of(request)
        if draft_id is None:
            return as_json({"error": "old"}, 410)
        try:
            place = read_place(self._process, await _json(request))
        except Refused as refused:
            return as_json(refused.said, refused.status)
        async with self._process.db.read() as session:
            half = await self._half(session, draft_id)
            if half is None:
                said = await self._filed(session, draft_id)
                return as_json(said or {"error": "used"}, 200 if said else 410)
        message = self._message(half, place)
        await take_in(self._process, [update(_event(draft_id), message)])
        async with self._process.db.read() as session:
            return as_json(await self._filed(session, draft_id) or {"stored": True})

    def _draft_of(self, request: web.Request) -> int | None:
        said = self._process.signer.read("place", request.match_info["token"], LIFETIME)
        return int(said) if said is not None else None

    @staticmethod
    async def _half(session: AsyncSession, draft_id: int) -> Half | None:
        draft = await session.get(Draft, draft_id)
        photos = await reports.draft_photos(session, draft_id)
        if draft is None or not photos:
            return None
        chat = await session.get_one(Chat, draft.chat_id)
        sender = await people.address_on(session, draft.person_id, chat.channel)
        return Half(chat, sender, photos[0].message_id) if sender is not None else None

    def _message(self, half: Half, place: Place) -> Message:
        """The place in answer to the photo, and in its stead: what is said to it is said to the
        photo, since the chat itself shows nothing else."""
        chat = half.chat
        kind: Any = chat.kind
        ref = ChatRef(chat.channel, chat.address, kind, topic=chat.topic)
        now = self._process.clock.now()
        sender = Sender(half.sender)
        return Message(ref, sender, half.photo, now, place=place, reply_to=half.photo)

    async def _filed(self, session: AsyncSession, draft_id: int) -> dict[str, str]:
        """What became of the place that this page took; nothing where it came another way."""
        row = await inbox.at(session, Web.name, _event(draft_id))
        if row is None:
            return {}
        message = message_in(row.body)
        address = message.chat.channel, message.chat.address, message.message_id
        return await filed(self._process, session, *address)


def _event(draft_id: int) -> str:
    return f"place:{draft_id}"


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await read(request))
    except (ValueError, RecursionError) as error:
        raise Refused("bad") from error
