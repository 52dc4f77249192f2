"""The sandbox's updates: what people did in its chats as raw rows, and read back; no network."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channel import Unreadable
from bot.mentions import unnamed
from handlers.messages import (
    ChatRef,
    Incoming,
    Membership,
    Message,
    PhotoRef,
    Place,
    Press,
    Sender,
)
from storage.inbox import Raw
from storage.tables import SandboxMessage

CHANNEL = "sandbox"
BOT, USERNAME = "bot", "sandbox_bot"


@dataclass(frozen=True, slots=True)
class Where:
    """A chat of the sandbox as its page knows it."""

    address: str
    kind: str
    title: str


def message_update(
    row: SandboxMessage, where: Where, replied: SandboxMessage | None, *, edited: bool = False
) -> str:
    """A person's message as an update."""
    update = {
        "event": f"{row.id}.{row.changed}",
        "message": {"id": str(row.id), "at": row.at.isoformat(), "edited": edited, **row.body},
        "chat": [where.address, where.kind, where.title],
        "replied": {"id": str(replied.id), **replied.body} if replied is not None else None,
    }
    return _dump(update)


def press_update(where: Where, sender: str, name: str, message_id: str, data: str) -> Raw:
    """A pressed button as a row; its event is also the query that the bot answers."""
    event = f"press:{secrets.token_hex(8)}"
    press = {"from": sender, "name": name, "message": message_id, "data": data, "query": event}
    chat = [where.address, where.kind, where.title]
    return Raw(event, where.address, _dump({"press": press, "chat": chat}))


def probe_update(address: str, now: datetime) -> Raw:
    """What the bot may do in a group of the sandbox: everything."""
    body = _dump({"probe": True, "chat": [address, "group", ""]})
    return Raw(f"probe:{address}:{now.timestamp()}", address, body)


def waiting(row: SandboxMessage) -> Raw:
    """What a person did and the bot has not stored yet."""
    return Raw(json.loads(row.waiting)["event"], row.address, row.waiting)


def read(body: str) -> Incoming | None:
    """Understand an update. Raises `Unreadable`."""
    try:
        update = json.loads(body)
        address, kind, title = update["chat"]
        chat = ChatRef(CHANNEL, address, kind, title)
        if "probe" in update:
            return Membership(chat, None, present=True, is_admin=True, probed=True)
        if "press" in update:
            press = update["press"]
            sender = Sender(press["from"], press["name"])
            return Press(chat, sender, press["message"], press["data"], press["query"])
        return _message(chat, update["message"], update["replied"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _message(chat: ChatRef, said: dict[str, Any], replied: dict[str, Any] | None) -> Message:
    by_bot = replied is not None and replied["from"] == BOT
    place = said.get("place")
    text, named = unnamed(said.get("text", ""), USERNAME)
    return Message(
        chat=chat,
        sender=Sender(said["from"], said["name"]),
        message_id=said["id"],
        at=datetime.fromisoformat(said["at"]).astimezone(UTC),
        text=text,
        photo=_photo(said),
        place=Place(place["lat"], place["lon"]) if place else None,
        album=said.get("album"),
        reply_to=replied["id"] if replied else None,
        reply_photo=_photo(replied) if replied and not by_bot else None,
        reply_sender=Sender(replied["from"], replied["name"], is_bot=by_bot) if replied else None,
        reply_text=_words(replied) if replied and by_bot else "",
        edited=said["edited"],
        named=named,
    )


def _photo(said: dict[str, Any]) -> PhotoRef | None:
    """A photo by its key in the photo store. What the EXIF of a file said goes with it, because
    only the message keeps that; an unusable one is named by where it waits."""
    photo = said.get("photo")
    if photo is None:
        return None
    ref = _dump(photo) if photo.get("exif") else photo["ref"]
    return PhotoRef(ref, photo.get("size"), as_file=bool(photo.get("as_file")))


def _words(said: dict[str, Any]) -> str:
    return "\n".join(part for part in (said.get("title", ""), said.get("text", "")) if part)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
