"""What people do in the sandbox's chats: requests checked and uploads prepared."""

import asyncio
import json
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.exif import Exif, said_by
from bot.sandbox import samples, scene
from bot.sandbox.updates import CHANNEL, Where
from handlers.photo import MAX_BYTES, PhotoError, clean
from handlers.words import without_nul
from storage import people

if TYPE_CHECKING:
    from bot.process import Process

MOST_PHOTOS = 10
MOST_TEXT = 4000
MOST_JSON = 100_000
CHUNK = 1 << 16


class ActError(Exception):
    """A request that cannot be followed; the message is the id of a text on the page."""


@dataclass
class Act:
    """One thing that a person does."""

    chat: str
    sender: str
    text: str = ""
    reply_to: str | None = None
    place: tuple[float, float] | None = None
    samples: list[tuple[str, bool]] = field(default_factory=list)
    as_file: bool = False
    press: str | None = None
    edit: bool = False
    message: str = ""
    uploads: list[bytes] = field(default_factory=list)


async def read(request: web.Request) -> Act:
    """The request as an act. Raises `ActError`."""
    if request.content_type == "application/json":
        body = await request.read()
        if len(body) > MOST_JSON:
            raise ActError("bad")
        return _act(body)
    if request.content_type != "multipart/form-data":
        raise ActError("bad")
    try:
        return await _parts(request)
    except (ValueError, HttpProcessingError) as error:
        # No boundary, or none where it should be, or what are no headers.
        raise ActError("bad") from error


async def _parts(request: web.Request) -> Act:
    act: Act | None = None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ActError("bad")
        if part.name == "what":
            act = _act(await _whole(part, MOST_JSON))
        elif part.name == "photo" and act is not None:
            if len(act.uploads) + len(act.samples) >= MOST_PHOTOS:
                raise ActError("too-many")
            act.uploads.append(await _whole(part, MAX_BYTES))
    if act is None:
        raise ActError("bad")
    return act


async def _whole(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        data += chunk
        if len(data) > most:
            raise ActError("too-big")
    return bytes(data)


def _act(body: bytes) -> Act:
    try:
        said = without_nul(json.loads(body))
        json.dumps(said, ensure_ascii=False).encode()
        place = said.get("place")
        act = Act(
            chat=str(said["chat"]),
            sender=str(said["from"]),
            text=str(said.get("text", "")).strip(),
            reply_to=str(said["reply_to"]) if said.get("reply_to") else None,
            place=(float(place["lat"]), float(place["lon"])) if place else None,
            samples=[(str(name), bool(after)) for name, after in said.get("samples", [])],
            as_file=bool(said.get("as_file")),
            press=str(said["press"]) if said.get("press") else None,
            edit=bool(said.get("edit")),
            message=str(said.get("message", "")),
        )
    except (
        ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError,
    ) as error:  # fmt: skip
        raise ActError("bad") from error
    if len(act.text) > MOST_TEXT:
        raise ActError("too-long")
    if any(name not in samples.names() for name, _ in act.samples):
        raise ActError("bad")
    if len(act.samples) > MOST_PHOTOS:
        raise ActError("too-many")
    if act.place is not None and not _on_earth(*act.place):
        raise ActError("bad")
    return act


def _on_earth(lat: float, lon: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


async def carry_out(process: "Process", act: Act) -> dict[str, Any]:
    """Do it in the person's name. Raises `ActError`."""
    sandbox = process.sandbox
    where, name = await _where(process, act)
    if act.press is not None:
        # A button that is gone cannot be pressed: the page shows an older state.
        if not await sandbox.chats.shows(where.address, act.message, act.press):
            raise ActError("gone")
        answer = await sandbox.press(where, act.sender, name, act.message, act.press)
        return {"toast": answer.text, "alert": answer.alert} if answer else {}
    if act.edit:
        if not await sandbox.correct(where, act.sender, act.message, act.text):
            raise ActError("gone")
        return {}
    said = {"from": act.sender, "name": name}
    bodies: list[dict[str, Any]] = []
    photos = await _photos(process, act)
    for n, photo in enumerate(photos):
        bodies.append(said | {"photo": photo, "text": act.text if n == 0 else ""})
    if len(photos) > 1:
        album = secrets.token_hex(6)
        bodies = [body | {"album": album} for body in bodies]
    if act.place is not None:
        lat, lon = (round(degrees, 6) for degrees in act.place)
        text = "" if photos else act.text
        bodies.append(said | {"place": {"lat": lat, "lon": lon}, "text": text})
    if not bodies:
        if not act.text:
            raise ActError("empty")
        bodies.append(said | {"text": act.text})
    return {"ids": await sandbox.say(where, bodies, act.reply_to)}


async def _where(process: "Process", act: Act) -> tuple[Where, str]:
    async with process.db.read() as session:
        chat = await people.find_chat(session, CHANNEL, act.chat)
    if chat is None or not chat.active or act.sender not in scene.WRITERS[scene.role_of(act.chat)]:
        raise ActError("bad")
    return Where(chat.address, chat.kind, chat.title), scene.NAMES[act.sender]


async def _photos(process: "Process", act: Act) -> Sequence[dict[str, Any]]:
    found = [await _upload(process, data, act.as_file) for data in act.uploads]
    sent = await process.sandbox.chats.samples() if act.samples else []
    for name, after in act.samples:
        time = samples.next_time(sent, name, after=after)
        sent.append((name, after, time))
        data = await asyncio.to_thread(samples.draw, name, after, time)
        photo: dict[str, Any] = {"ref": await process.sandbox.keep_photo(data), "size": len(data)}
        if act.as_file:
            photo |= {"as_file": True, "exif": _somewhere(process, samples.street_of(name, time))}
        found.append(photo | {"sample": sent[-1]})
    return found


async def _upload(process: "Process", data: bytes, as_file: bool) -> dict[str, Any]:
    """What comes from a camera is kept as the bot would keep it: without its metadata. A photo
    sent as a file says where and when it was taken, as on other platforms."""
    try:
        photo = await asyncio.to_thread(clean, data)
    except PhotoError:
        ref = f"unusable:{secrets.token_hex(8)}"
        process.sandbox.keep_unusable(ref, data)
        return {"ref": ref, "size": len(data), "as_file": as_file}
    key = await process.sandbox.keep_photo(photo.data)
    size = {"ref": key, "size": len(data)}
    return size | {"as_file": True, "exif": said_by(photo)} if as_file else size


def _somewhere(process: "Process", street: int) -> Exif:
    """A place for a sample that is sent as a file: inside some ward, another for every street."""
    at = process.clock.now().astimezone(process.settings.zone)
    said = Exif(at=f"{at:%Y-%m-%dT%H:%M:%S}")
    place = process.world.wards.map.somewhere(street)
    if place is not None:
        said["lat"], said["lon"] = place
    return said
