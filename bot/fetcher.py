"""Photos of updates: fetched from their platforms, checked and stored before they are handled."""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

from obstore.exceptions import BaseError

from bot.channel import Channel, PhotoGone, PhotoTooBig, Unreachable
from bot.clock import Clock
from handlers.drafts import BadPhoto, StoredPhoto
from handlers.messages import PhotoRef
from handlers.photo import MAX_BYTES, PhotoError, clean
from storage.photos import PhotoStore

AT_ONCE = 12
"""photos of one platform under way: enough to wait for slow ones without a crowd in memory"""
PATIENCE = timedelta(minutes=15)
"""with a photo that does not come while others of its platform do: its chat waits behind it"""
LONGEST = timedelta(days=1)
"""with one of a platform of which none come"""


class Fetcher:
    """Knows how long each photo has been asked for in vain."""

    def __init__(self, photos: PhotoStore, clock: Clock) -> None:
        self._photos, self._clock = photos, clock
        # One each, so that a platform that hangs holds up no other.
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )
        self._vain_since: dict[tuple[str, str], datetime] = {}
        self._came_at: dict[str, datetime] = {}

    async def fetch(self, channel: Channel, wanted: PhotoRef) -> StoredPhoto | BadPhoto:
        """Fetch, check and store a photo, or say why it cannot be. Raises `Unreachable` while it
        may still come, and while the store takes none."""
        async with self._slots[channel.name]:
            try:
                data = await self._bytes(channel, wanted)
                photo = await asyncio.to_thread(clean, data)
            except PhotoTooBig:
                return BadPhoto("too_big")
            except PhotoGone:
                return BadPhoto("gone")
            except PhotoError as error:
                return BadPhoto(error.reason)
            try:
                key = await self._photos.put(photo.data, photo.sha256)
            except (OSError, BaseError) as error:
                # No fault of the update: it waits until there is room for its photo again.
                said = str(error).partition(chr(10))[0]
                raise Unreachable(f"the photo store: {said}") from error
        return StoredPhoto(
            key,
            photo.width,
            photo.height,
            photo.look,
            photo.taken_at,
            photo.lat,
            photo.lon,
            photo.made_with,
        )

    async def _bytes(self, channel: Channel, wanted: PhotoRef) -> bytes:
        this, now = (channel.name, wanted.ref), self._clock.now()
        try:
            data = await channel.fetch(wanted, MAX_BYTES)
        except Unreachable as error:
            since = self._vain_since.setdefault(this, now)
            others_came = self._came_at.get(channel.name, since) > since
            if now - since >= (PATIENCE if others_came else LONGEST):
                del self._vain_since[this]
                raise PhotoGone(str(error)) from error
            raise
        self._vain_since.pop(this, None)
        self._came_at[channel.name] = now
        return data
