"""Updates of the Zalo Bot Platform as incoming messages: reading only, no network."""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channel import Unreadable
from bot.mentions import tidy, without_mention
from bot.zalo_text import quoted
from handlers.messages import ChatRef, Incoming, Message, PhotoRef, Sender
from handlers.words import without_nul
from storage.inbox import Raw

CHANNEL = "zalo_bot"
KNOWN = frozenset(
    {"message_id", "date", "message_type", "text", "caption", "photo", "photo_url", "sticker"}
    | {"url", "voice_url", "from", "chat", "text_styles"}
)
"""fields of a message that hold no id of another one"""
_MESSAGE_ID = re.compile(r"[0-9a-f]{16,24}")
_LONGEST_ID = 100
"""Zalo's have about 30 characters; one of thousands fits into no index"""
_COMMAND = re.compile(r"@bot\b[^/\n]*\s(?=/[a-z])", re.IGNORECASE)
_SECONDS = 1e11
"""dates below this are in seconds, those above in milliseconds"""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account: its ids, and its names as mentions spell them."""

    ids: Collection[str] = ()
    names: Collection[str] = ()


def raws(body: Any) -> list[Raw]:
    """What came by webhook or poll as rows: flat or wrapped, one update or a list of them. They are
    taken whatever they hold; nothing but an empty answer makes no row."""
    if isinstance(body, dict) and "result" in body:
        body = body["result"]
    elif isinstance(body, dict) and body.keys() <= {"ok"}:
        body = None
    return [_raw(update) for update in (body if isinstance(body, list) else [body]) if update]


def _raw(update: Any) -> Raw:
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    # Half a character (a lone surrogate) is legal in JSON and can be stored nowhere.
    body = text.encode("utf-8", "replace").decode()
    message = _part(_part(update), "message")
    chat, number = _id(_part(message, "chat")), _text(message.get("message_id"))
    event_id = f"{chat}:{number}"
    if not number or len(event_id) > 2 * _LONGEST_ID:
        event_id = hashlib.sha256(body.encode()).hexdigest()[:32]
    return Raw(without_nul(event_id), without_nul(chat)[:_LONGEST_ID], body)


def read(body: str, me: Me) -> Incoming | None:
    """Understand an update; None for what is no business of ours."""
    try:
        data = without_nul(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    message = data.get("message") if isinstance(data, dict) else None
    if not isinstance(message, dict):
        if isinstance(data, dict) and isinstance(data.get("event_name"), str):
            # Such as that the bot was added to a group, which holds no message.
            return None
        raise Unreadable("neither an event nor a message")
    sender = _part(message, "from")
    if sender.get("is_bot") or _id(sender) in me.ids:
        return None
    if not _id(sender) or not _id(_part(message, "chat")):
        raise Unreadable("no chat or no sender")
    ids = _id(sender), _id(_part(message, "chat")), _text(message.get("message_id"))
    if max(map(len, ids)) > _LONGEST_ID:
        raise Unreadable("an id that is too long")
    chat = _chat(_part(message, "chat"))
    said = _words(message)
    return Message(
        chat=chat,
        sender=Sender(_id(sender), tidy(_text(sender.get("display_name") or sender.get("name")))),
        message_id=_text(message.get("message_id")) or hashlib.sha256(body.encode()).hexdigest(),
        at=_moment(message.get("date")),
        text=said if chat.kind == "private" else _unnamed(said, me.names),
        photo=_photo(message),
        reply_to=quoted(message) or _other_id(message),
    )


def _chat(chat: dict[str, Any]) -> ChatRef:
    kind = _text(chat.get("chat_type") or chat.get("type")).upper()
    group = kind == "GROUP" or (not kind and _id(chat).startswith("zgr-"))
    title = tidy(_text(chat.get("title")))
    return ChatRef(CHANNEL, _id(chat), "group" if group else "private", title)


def _words(message: dict[str, Any]) -> str:
    """Text or caption; of a shared link also where it leads, since that may be a place."""
    said = _text(message.get("text") or message.get("caption"))
    shared = "" if any(message.get(key) for key in ("sticker", "voice_url")) else message.get("url")
    if isinstance(shared, str) and shared.startswith("http") and shared not in said:
        said = f"{said}\n{shared}"
    return tidy(said)


def _unnamed(text: str, names: Collection[str]) -> str:
    """What was said in a group without the bot's name. Where that is not known, what stands before
    a command must be it."""
    return without_mention(text, names) if any(names) else _COMMAND.sub("", text, count=1)


def _photo(message: dict[str, Any]) -> PhotoRef | None:
    url = message.get("photo_url") or message.get("photo")
    # An address that ends soon is no name under which the photo could be sent on.
    return PhotoRef(url, as_file=True) if isinstance(url, str) and url.strip() else None


def _other_id(message: dict[str, Any]) -> str | None:
    """Whatever looks like the id of another message, in a field that nobody has told of yet."""
    waiting = [value for key, value in message.items() if key not in KNOWN]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += [inside for key, inside in value.items() if key not in ("from", "chat")]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and _MESSAGE_ID.fullmatch(value):
            return value
    return None


def _moment(date: Any) -> datetime:
    try:
        number = float(date)
        return datetime.fromtimestamp(number if number < _SECONDS else number / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _part(value: Any, key: str | None = None) -> dict[str, Any]:
    found = value.get(key) if key is not None and isinstance(value, dict) else value
    return found if isinstance(found, dict) else {}


def _id(part: dict[str, Any]) -> str:
    return _text(part.get("id"))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int) else ""
