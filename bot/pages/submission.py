"""A report as the form sends it: read from the request, checked, its photos stored."""

import asyncio
import json
import math
import re
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from bot.exif import said_by
from bot.pages.channel import photo_ref
from bot.pages.taking import Refused, read_place
from handlers import descriptions
from handlers.messages import PhotoRef, Place
from handlers.photo import MAX_BYTES, CleanPhoto, PhotoError, clean
from handlers.sorts import SORTS
from handlers.words import without_nul
from storage import uploads

if TYPE_CHECKING:
    from bot.process import Process

ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
MOST_JSON = 40_000
IN_MEMORY = 1 << 20
CHUNK = 1 << 16
OLDEST = timedelta(days=30)
"""how long a report may have waited on a phone; the bot believes less than that"""


@dataclass
class Submission:
    """One report. Its id was made on the phone, so that it is the same however often it is sent."""

    id: str
    place: Place
    age: timedelta
    words: str = ""
    kind: str = ""
    sort: str = ""
    invite: str = ""
    photos: list[PhotoRef] = field(default_factory=list)


def check_size(request: web.Request, most_photos: int) -> None:
    """Refuse at once what says itself that it is too large. Raises `Refused`."""
    if (request.content_length or 0) > most_photos * (MAX_BYTES + CHUNK) + MOST_JSON:
        raise Refused("photo-too-big", 413)
    if request.content_type != "multipart/form-data":
        raise Refused("bad")


async def read_words(process: "Process", part: BodyPartReader) -> Submission:
    """Everything but the photos. Raises `Refused`."""
    with SpooledTemporaryFile(IN_MEMORY) as file:
        await _receive(part, file, MOST_JSON, "bad")
        body = file.read()
    try:
        said = without_nul(json.loads(body))
        json.dumps(said, ensure_ascii=False).encode()
        sent = Submission(
            id=str(said["id"]).lower(),
            place=read_place(process, said["place"]),
            age=_age(said.get("age", 0)),
            words=str(said.get("words") or "").strip()[: descriptions.MOST],
            kind=str(said.get("kind") or ""),
            sort=str(said.get("sort") or ""),
            invite=str(said.get("invite") or "")[:100],
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused("bad") from error
    if not ID.fullmatch(sent.id):
        raise Refused("bad")
    if sent.kind not in {kind.slug for kind in process.world.rules.kinds}:
        # A form that was kept on a phone may offer a kind that is gone.
        sent.kind = ""
    if sent.sort not in SORTS[1:]:
        # The first is what a form says where nobody chose, and then their words may say more.
        sent.sort = ""
    return sent


def _age(said: Any) -> timedelta:
    try:
        seconds = float(said) / 1000
    except OverflowError as error:
        raise ValueError("an age of thousands of digits") from error
    if not math.isfinite(seconds):
        raise ValueError("an age without end")
    return timedelta(seconds=min(max(seconds, 0), OLDEST.total_seconds()))


async def read_photo(
    process: "Process", part: BodyPartReader, number: int, room: AbstractAsyncContextManager[None]
) -> PhotoRef:
    """A photo, cleaned where there is room and stored. Raises `Refused`; errors of the photo store
    come through."""
    with SpooledTemporaryFile(IN_MEMORY) as file:
        await _receive(part, file, MAX_BYTES, "photo-too-big", number)
        async with room:
            try:
                photo = await asyncio.to_thread(_clean, file)
            except PhotoError as error:
                why = "photo-too-big" if error.reason == "too_big" else "photo-bad"
                raise Refused(why, number=number) from error
    async with process.db.write() as session:
        await uploads.took(session, photo.sha256, process.clock.now())
    key = await process.photos.put(photo.data, photo.sha256)
    return photo_ref(key, said_by(photo))


def _clean(file: IO[bytes]) -> CleanPhoto:
    return clean(file.read())


async def _receive(
    part: BodyPartReader, file: IO[bytes], most: int, why: str, number: int = 0
) -> None:
    """Take a part into a file, which leaves memory when it is large."""
    size = 0
    while chunk := await part.read_chunk(CHUNK):
        size += len(chunk)
        if size > most:
            raise Refused(why, 413, number=number)
        file.write(chunk)
    file.seek(0)
