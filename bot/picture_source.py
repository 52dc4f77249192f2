"""The pictures of a message: by the platform's name, drawn, or from the store."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from obstore.exceptions import BaseError

from bot.channel import Channel, Pictures, Unreachable
from bot.logs import log
from handlers.messages import Outgoing
from storage import uploads
from storage.database import Database
from storage.photos import PhotoMissing, PhotoStore


class PictureSource:
    """Finds or makes what a message shows."""

    def __init__(self, db: Database, photos: PhotoStore) -> None:
        self._db, self._photos = db, photos

    async def of(
        self, channel: Channel, message: Outgoing, patient: bool, known: Mapping[str, str]
    ) -> tuple[Pictures, list[str]]:
        """The pictures of a message: by the platform's name where it has them (``known``),
        otherwise drawn or read."""
        drawn = ""
        if message.picture is not None:
            text = json.dumps(message.picture, sort_keys=True)
            drawn = hashlib.sha256(text.encode()).hexdigest()
        keys = [key for key in (drawn, message.photo, *message.more_photos) if key]
        if not keys:
            return Pictures(), []
        if drawn:
            async with self._db.read() as session:
                known = await uploads.known(session, channel.name, keys)
        data: list[bytes | None] = []
        for key in keys:
            if key in known:
                data.append(None)
            elif key == drawn and message.picture is not None:
                data.append(await self._draw(message.picture))
            else:
                data.append(await self._stored(key, patient))
        have = [n for n, key in enumerate(keys) if key in known or data[n] is not None]
        keys = [keys[n] for n in have]
        refs = tuple(known.get(key) for key in keys)
        return Pictures(tuple(keys), refs, tuple(data[n] for n in have)), keys

    async def _stored(self, key: str, patient: bool) -> bytes | None:
        """A stored photo; None where it is lost, or the store does not give it for a long time, as
        a card without its photo is better than none."""
        try:
            return await self._photos.get(key)
        except PhotoMissing:
            log().error("photo_missing", photo=key)
        except (OSError, BaseError) as error:
            if patient:
                raise Unreachable(f"the photo store: {str(error).partition(chr(10))[0]}") from error
            log().error("photo_unreadable", photo=key, error=str(error))
        return None

    async def _draw(self, spec: dict[str, Any]) -> bytes | None:
        """A drawn picture; None where it cannot be drawn, as the words say the same."""
        try:
            return await asyncio.to_thread(_drawn, spec, self._photos.get_sync)
        except Exception as error:
            log().error("not_drawn", picture=spec.get("kind"), exc_info=error)
            return None


def _drawn(spec: dict[str, Any], photo: Callable[[str], bytes]) -> bytes:
    # Megabytes that most of a week needs no use of.
    from handlers.pictures.drawing import draw

    return draw(spec, photo)
