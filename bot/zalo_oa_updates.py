"""Events of a Zalo Official Account as incoming messages: reading only, no network."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from bot.channel import Unreadable
from bot.mentions import tidy, unnamed
from bot.zalo_text import quoted
from handlers.messages import ChatRef, Incoming, Membership, Message, PhotoRef, Place, Sender
from handlers.words import without_nul
from storage.inbox import Raw

CHANNEL = "zalo_oa"
NAME = "name"
"""where the webhook writes down what the sender is called: events do not say it"""
_GROUP, _USER = "user_send_group_", "user_send_"
_MADE = ("create_group",)
_ENDED = ("delete_group", "disperse_group")
_PICTURES = ("jpg", "jpeg", "png", "webp", "heic", "heif")


def raw(event: Any) -> Raw:
    """A received event as a row, whatever it holds."""
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    # Half a character (a lone surrogate) is legal in JSON and can be stored nowhere.
    body = text.encode("utf-8", "replace").decode()
    event = _dict(event)
    name, number = str(event.get("event_name", "")), _dict(event.get("message")).get("msg_id")
    # Events of other kinds name the message that they are about, several of them the same one.
    if name.startswith(_USER) and isinstance(number, str | int) and number:
        known = str(number)
    else:
        known = hashlib.sha256(body.encode()).hexdigest()[:32]
    return Raw(f"{name[:60]}:{known[:100]}", _lane(event, name), body)


def _lane(event: dict[str, Any], name: str) -> str:
    group = _group(event) if _is_group(name) else ""
    return (group or str(_dict(event.get("sender")).get("id", "")))[:100]


def sender_of(event: dict[str, Any]) -> str:
    """The person whose message an event is; empty where it is none."""
    if not str(event.get("event_name", "")).startswith(_USER):
        return ""
    return str(_dict(event.get("sender")).get("id") or "")


def read(body: str, name: str = "") -> Incoming | None:
    """Understand an event; None for what is no business of ours, such as receipts and what the
    account itself sent. ``name`` is the account's own, by which groups mention it."""
    try:
        event = _dict(without_nul(json.loads(body)))
        kind = str(event.get("event_name") or "")
        if kind in _MADE or kind in _ENDED:
            return _membership(event, present=kind in _MADE)
        if kind.startswith(_USER):
            return _message(event, kind, name)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    if not kind:
        raise Unreadable("no event")
    return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_group(kind: str) -> bool:
    return kind.startswith(_GROUP) or kind in _MADE or kind in _ENDED


def _group(event: dict[str, Any]) -> str:
    """The group of an event. Where it stands differs between events and sources."""
    recipient = _dict(event.get("recipient"))
    for value in (
        recipient.get("group_id"),
        event.get("group_id"),
        _dict(event.get("group")).get("group_id"),
        _dict(event.get("group_info")).get("group_id"),
        recipient.get("id"),
    ):
        if isinstance(value, str | int) and value and value != event.get("oa_id"):
            return str(value)
    return ""


def _membership(event: dict[str, Any], *, present: bool) -> Membership:
    group = _group(event)
    if not group:
        raise Unreadable("a group event without its group")
    return Membership(ChatRef(CHANNEL, group, "group"), None, present, is_admin=present)


def _message(event: dict[str, Any], kind: str, name: str) -> Message:
    message = _dict(event.get("message"))
    sender, number = _dict(event.get("sender")).get("id"), message.get("msg_id")
    if not sender or not number:
        raise Unreadable("a message without its sender or its id")
    in_group = kind.startswith(_GROUP)
    address = _group(event) if in_group else str(sender)
    if not address:
        raise Unreadable("a message of a group without its group")
    text = tidy(str(message.get("text") or ""))
    text, named = unnamed(text, name) if in_group else (text, False)
    photo: PhotoRef | None = None
    place: Place | None = None
    for part in map(_dict, message.get("attachments") or ()):
        payload = _dict(part.get("payload"))
        photo = photo or _photo(part.get("type"), payload)
        if part.get("type") == "location":
            place = _place(payload, text)
            text = ""
        elif part.get("type") == "link":
            text = _with_link(text, payload)
    return Message(
        chat=ChatRef(CHANNEL, address, "group" if in_group else "private"),
        sender=Sender(str(sender), tidy(str(_dict(event.get("sender")).get(NAME) or ""))),
        message_id=str(number),
        at=_moment(event.get("timestamp")),
        text=text,
        photo=photo,
        place=place,
        reply_to=quoted(message),
        named=named,
    )


def _photo(kind: Any, payload: dict[str, Any]) -> PhotoRef | None:
    url = payload.get("url")
    if not isinstance(url, str) or not url:
        return None
    if kind == "image":
        return PhotoRef(url)
    if kind != "file":
        return None
    suffix = str(payload.get("name", "")).lower().rpartition(".")[2]
    if suffix not in _PICTURES and str(payload.get("type", "")).lower() not in _PICTURES:
        return None
    size = str(payload.get("size", ""))
    return PhotoRef(url, int(size) if size.isdigit() else None, as_file=True)


def _place(payload: dict[str, Any], label: str) -> Place:
    where = _dict(payload.get("coordinates"))
    lat, lon = float(where["latitude"]), float(where["longitude"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat, lon) == (0, 0):
        raise Unreadable("a place that is nowhere")
    return Place(lat, lon, label=label)


def _with_link(text: str, payload: dict[str, Any]) -> str:
    """A shared link in words: it may be one of a map program."""
    url = payload.get("url")
    return f"{text}\n{url}".strip() if isinstance(url, str) and url not in text else text


def _moment(value: Any) -> datetime:
    """When it was sent. What cannot be read is long ago, which nobody believes."""
    try:
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
