"""What the sandbox's page needs to know: chats, messages that changed, the clock, the samples."""

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from bot.sandbox import moves, samples, scene
from bot.sandbox.acts import MOST_PHOTOS
from bot.sandbox.cheats import CHEATS
from handlers.periods import next_board
from handlers.photo import MAX_BYTES
from storage.photos import KEY
from storage.tables import Chat, SandboxMessage

if TYPE_CHECKING:
    from bot.process import Process


async def state(process: "Process", since: int) -> dict[str, Any]:
    """Everything from 0, afterwards the messages that changed after a number."""
    wards = process.world.wards
    await process.sandbox.set_scene(wards)
    number, rows = await process.sandbox.chats.since(since)
    async with process.db.read() as session:
        chats = await scene.chats(session)
        lang = await scene.language(session)
    return {
        "since": number,
        "whole": not 0 < since <= number,
        "lang": lang,
        "approximate": wards.approximate,
        "clock": clock(process),
        # A picker that begins with what is over would be of no use.
        "chats": sorted((_chat(process, chat) for chat in chats), key=itemgetter("ended")),
        "messages": [_message(row) for row in rows],
        "samples": samples.names(),
        "cheats": list(CHEATS),
        "most_photos": MOST_PHOTOS,
        "most_bytes": MAX_BYTES,
    }


def clock(process: "Process") -> dict[str, Any]:
    """The simulated time, and where it can be moved to."""
    now, world = process.clock.now(), process.world
    return {
        "now": now.isoformat(),
        "zone": process.settings.timezone,
        "offset": process.clock.offset.total_seconds(),
        "may_move": moves.may_move(process),
        "remind": moves.next_reminder(world, now).isoformat(),
        "board": next_board(world, now)[0].isoformat(),
    }


def _chat(process: "Process", chat: Chat) -> dict[str, Any]:
    role = scene.role_of(chat.address)
    ward = process.world.wards.name(chat.ward_id) if chat.ward_id is not None else ""
    return {
        "address": chat.address,
        "role": role,
        "title": chat.title,
        "ward": ward,
        "ended": chat.ward_id in process.world.wards.ended,
        "writers": [
            {"address": writer, "name": scene.NAMES[writer]} for writer in scene.WRITERS[role]
        ],
    }


def _message(row: SandboxMessage) -> dict[str, Any]:
    said = row.body
    photos = said.get("photos", [])
    if photo := said.get("photo"):
        # What the bot could not use has no picture to show.
        photos = [photo["ref"] if KEY.fullmatch(photo["ref"]) else ""]
    return {
        "id": row.id,
        "chat": row.address,
        "at": row.at.isoformat(),
        "changed": row.changed,
        "from": said["from"],
        "name": said["name"],
        "title": said.get("title", ""),
        "text": said.get("text", ""),
        "photos": photos,
        "as_file": bool(photo and photo.get("as_file")),
        "place": said.get("place"),
        "album": said.get("album"),
        "buttons": said.get("buttons", []),
        "asks_place": said.get("asks_place", ""),
        "reply_to": int(said["reply_to"]) if said.get("reply_to") else None,
        "edited": bool(said.get("edited")),
    }
