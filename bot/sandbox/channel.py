"""The sandbox as a channel: it sends to and receives from rows that a page shows."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot import exif
from bot.channel import PhotoGone, PhotoTooBig, Pictures, Sent, Store, Target
from bot.clock import Clock
from bot.logs import log
from bot.sandbox import scene, updates
from bot.sandbox.chats import Chats
from bot.sandbox.updates import Where
from handlers.messages import BotProfile, Incoming, Outgoing, PhotoRef
from storage.database import Database
from storage.photos import KEY, PhotoMissing, PhotoStore
from storage.wards import Wards, load

MOST_UNUSABLE = 10
"""unusable uploads that wait in memory for the bot to look at them"""
RETRY_SECONDS = 5.0
ANSWER_SECONDS = 15.0


class Sandbox:
    """Chats on this machine, in which one person plays everybody."""

    name = updates.CHANNEL

    def __init__(
        self, db: Database, clock: Clock, photos: PhotoStore, base_url: Callable[[], str]
    ) -> None:
        self._db, self._clock, self._photos, self._base_url = db, clock, photos, base_url
        self.chats = Chats(db)
        self.ended = False
        self._store: Store | None = None
        self._taking = asyncio.Lock()
        self.moving = asyncio.Lock()
        """held while the clock is moved: two taps are two steps"""
        self._unusable: OrderedDict[str, bytes] = OrderedDict()
        self._presses: dict[str, asyncio.Future[Outgoing]] = {}
        self._wards_seen: tuple[int | None, ...] | None = None

    async def open(self) -> BotProfile:
        async with self._db.read() as session:
            known = await load(session, self._clock.now().date())
        await self.set_scene(known)
        link = f"{self._base_url()}/?start={{payload}}"
        return BotProfile(username=updates.USERNAME, invite_link=link, places="pin")

    async def set_scene(self, wards: Wards) -> None:
        """See to it that everybody and every group is there, also after an import of wards."""
        in_force = tuple(ward.id for ward in wards.in_force)
        if in_force == self._wards_seen:
            return
        async with self._db.write() as session:
            await scene.build(session, wards, self._clock.now())
        self._wards_seen = in_force
        self.chats.tell()

    async def close(self) -> None:
        self.ended = True
        self.chats.tell()

    async def receive(self, store: Store) -> None:
        self._store = store
        try:
            while True:
                try:
                    await self._take()
                except Exception as error:
                    log().error("sandbox_not_stored", exc_info=error)
                # People's doings are taken at once; this is for those that could not be stored.
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            # Pages that wait for news would keep the server from stopping.
            await self.close()

    async def _take(self) -> None:
        """Store what waits, and only then strike it off."""
        if self._store is None:
            return
        async with self._taking:
            rows = await self.chats.waiting()
            if rows:
                await self._store([raw for _, raw in rows])
                await self.chats.taken(rows)

    def read(self, body: str) -> Incoming | None:
        return updates.read(body)

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        if (raw := self._unusable.pop(photo.ref, None)) is not None:
            if len(raw) > limit:
                raise PhotoTooBig
            return raw
        said: dict[str, Any] = {"ref": photo.ref}
        if photo.ref.startswith("{"):
            said = json.loads(photo.ref)
        try:
            data = await self._photos.get(said["ref"])
        except PhotoMissing as error:
            raise PhotoGone(photo.ref) from error
        return exif.put_in(data, said["exif"]) if "exif" in said else data

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        keys = tuple(
            [
                ref if ref is not None else await self._photos.put(data or b"")
                for ref, data in zip(pictures.refs, pictures.data, strict=True)
            ]
        )
        body = _contents(message) | {
            "from": updates.BOT,
            "name": "",
            "photos": list(keys),
            "asks_place": message.asks_place,
        }
        if reply_to is not None:
            body["reply_to"] = reply_to
        message_id = await self.chats.post(target.address, body, self._clock.now())
        return Sent(message_id, keys)

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        return await self.chats.change(target.address, message_id, _contents(message))

    async def answer_press(self, message: Outgoing) -> None:
        pressed = self._presses.pop(message.query_id, None)
        if pressed is not None and not pressed.done():
            pressed.set_result(message)

    async def probe(self, target: Target, store: Store) -> None:
        await store([updates.probe_update(target.address, self._clock.now())])

    # What the page does in people's names.

    async def say(
        self, where: Where, bodies: list[dict[str, Any]], reply_to: str | None
    ) -> list[str]:
        ids = await self.chats.say(where, bodies, reply_to, self._clock.now())
        await self._take()
        return ids

    async def correct(self, where: Where, sender: str, message_id: str, text: str) -> bool:
        found = await self.chats.correct(where, sender, message_id, text)
        await self._take()
        return found

    async def press(
        self, where: Where, sender: str, name: str, message_id: str, data: str
    ) -> Outgoing | None:
        """Press a button and wait for the bot's answer; None where it does not come."""
        if self._store is None:
            return None
        raw = updates.press_update(where, sender, name, message_id, data)
        answer: asyncio.Future[Outgoing] = asyncio.get_running_loop().create_future()
        self._presses[raw.event_id] = answer
        try:
            await self._store([raw])
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            return None
        finally:
            self._presses.pop(raw.event_id, None)

    def keep_unusable(self, ref: str, data: bytes) -> None:
        """Keep an upload that is no photo until the bot has looked at it and said so."""
        self._unusable[ref] = data
        while len(self._unusable) > MOST_UNUSABLE:
            self._unusable.popitem(last=False)

    async def photo(self, key: str) -> bytes | None:
        try:
            return await self._photos.get(key) if KEY.fullmatch(key) else None
        except PhotoMissing:
            return None

    async def keep_photo(self, data: bytes) -> str:
        return await self._photos.put(data)

    @property
    def now(self) -> datetime:
        return self._clock.now()


def _contents(message: Outgoing) -> dict[str, Any]:
    """What a change of a message may change."""
    return {
        "title": message.title,
        "text": message.text,
        "buttons": [
            [{"label": button.label, "data": button.data, "url": button.url} for button in row]
            for row in message.buttons
        ],
    }
