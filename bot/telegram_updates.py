"""Telegram's updates as incoming messages: reading only, no network."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import telegram
from telegram.constants import ChatType

from bot.channel import Unreadable
from bot.mentions import unnamed
from handlers.messages import (
    ChatRef,
    Incoming,
    Membership,
    Message,
    Moved,
    PhotoRef,
    Place,
    Press,
    Sender,
)
from handlers.words import without_nul
from storage.inbox import Raw

CHANNEL = "telegram"
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
"""Always sent in full: the server goes on using the last list it was given."""


def raw(update: Any) -> Raw:
    """A received update as a row. It is taken whatever it holds, since one that is refused would
    come again for ever."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    # Half a character (a lone surrogate) is legal in JSON and can be stored nowhere.
    body = text.encode("utf-8", "replace").decode()
    # Numbers begin anew at random after a quiet week, so a number alone does not tell a repeated
    # update from a new one; what is repeated is the same to the letter.
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    return Raw(
        f"{update_id if isinstance(update_id, int) else 'odd'}:{digest}", _lane(update), body
    )


def _lane(update: Any) -> str:
    for path in (
        ("message", "chat", "id"),
        ("callback_query", "message", "chat", "id"),
        ("edited_message", "chat", "id"),
        ("my_chat_member", "chat", "id"),
        ("probe", "chat"),
    ):
        value = update
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, int | str):
            return str(value)
    return ""


def read(body: str, name: str = "") -> Incoming | None:
    """Understand an update; None for what is no business of ours. ``name`` is the bot's own, by
    which people mention it."""
    try:
        data = without_nul(json.loads(body))
        if "probe" in data:
            return _probe(data["probe"])
        update = telegram.Update.de_json(data, None)
        if update is None:
            return None
        if update.callback_query is not None:
            return _press(update.callback_query)
        if update.my_chat_member is not None:
            return _membership(update.my_chat_member)
        if update.message is not None:
            return _message(update.message, name, edited=False)
        if update.edited_message is not None:
            return _message(update.edited_message, name, edited=True)
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    return None


def _chat(chat: telegram.Chat, message: telegram.Message | None = None) -> ChatRef:
    topic = None
    if message is not None and message.is_topic_message and message.message_thread_id:
        topic = str(message.message_thread_id)
    private = chat.type == ChatType.PRIVATE
    return ChatRef(
        CHANNEL, str(chat.id), "private" if private else "group", chat.title or "", topic
    )


def _sender(message: telegram.Message) -> Sender:
    """Who wrote. An administrator may write in the group's name, and a person in the name of a
    channel; in both cases Telegram puts a bot of its own where the person should be."""
    if message.sender_chat is not None:
        chat = message.sender_chat
        return Sender(
            str(chat.id),
            chat.title or "",
            is_bot=bool(message.is_automatic_forward),
            as_group=chat.id == message.chat.id,
        )
    if message.from_user is None:
        return Sender("0", is_bot=True)
    user = message.from_user
    return Sender(str(user.id), user.full_name, is_bot=user.is_bot)


def _photo(message: telegram.Message) -> PhotoRef | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return PhotoRef(largest.file_id, largest.file_size)
    document = message.document
    if document is None:
        return None
    image = (document.mime_type or "").startswith("image/")
    suffix = (document.file_name or "").lower().rpartition(".")[2]
    if image or suffix in ("jpg", "jpeg", "png", "webp", "heic", "heif"):
        return PhotoRef(document.file_id, document.file_size, as_file=True)
    return None


def _place(message: telegram.Message) -> Place | None:
    if message.venue is not None:
        where, venue = message.venue.location, message.venue
        label = ", ".join(part for part in (venue.title, venue.address) if part)
        return Place(where.latitude, where.longitude, where.horizontal_accuracy, label)
    if message.location is not None:
        where = message.location
        return Place(where.latitude, where.longitude, where.horizontal_accuracy)
    return None


def _message(message: telegram.Message, name: str, *, edited: bool) -> Incoming | None:
    chat = _chat(message.chat, message)
    if message.chat.type == ChatType.CHANNEL:
        return None
    if message.migrate_to_chat_id is not None:
        return Moved(chat, str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        old = ChatRef(CHANNEL, str(message.migrate_from_chat_id), "group", chat.title)
        return Moved(old, chat.address)
    photo, place = _photo(message), _place(message)
    text = message.text or message.caption or ""
    if photo is None and place is None and not text and not message.effective_attachment:
        return None
    text, named = unnamed(text, name)
    reply = message.reply_to_message
    by_bot = reply is not None and reply.from_user is not None and reply.from_user.is_bot
    return Message(
        chat=chat,
        sender=_sender(message),
        message_id=str(message.message_id),
        at=message.date.astimezone(UTC),
        text=text,
        photo=photo,
        place=place,
        album=message.media_group_id,
        reply_to=str(reply.message_id) if reply else None,
        reply_photo=_photo(reply) if reply else None,
        reply_sender=_sender(reply) if reply else None,
        reply_text=(reply.text or reply.caption or "") if reply and by_bot else "",
        edited=edited,
        named=named,
    )


def _press(query: telegram.CallbackQuery) -> Incoming | None:
    if query.message is None or not isinstance(query.data, str):
        return None
    topic = query.message if isinstance(query.message, telegram.Message) else None
    user = query.from_user
    return Press(
        chat=_chat(query.message.chat, topic),
        sender=Sender(str(user.id), user.full_name, is_bot=user.is_bot),
        message_id=str(query.message.message_id),
        data=query.data,
        query_id=query.id,
    )


def _membership(change: telegram.ChatMemberUpdated) -> Membership | None:
    if change.chat.type == ChatType.CHANNEL:
        return None
    new = change.new_chat_member
    present = new.status not in ("left", "kicked") and getattr(new, "is_member", True)
    user = change.from_user
    return Membership(
        _chat(change.chat),
        Sender(str(user.id), user.full_name),
        present=present,
        is_admin=new.status in ("administrator", "creator"),
    )


def _probe(answer: dict[str, Any]) -> Membership:
    chat = ChatRef(CHANNEL, str(answer["chat"]), "group")
    status = answer["status"]
    return Membership(
        chat,
        None,
        present=status not in ("left", "kicked"),
        is_admin=status in ("administrator", "creator"),
        probed=True,
    )


def probe_answer(chat: str, status: str, now: datetime) -> Raw:
    """What the bot may do in a group, as a row that comes in like an update."""
    body = json.dumps({"probe": {"chat": chat, "status": status}})
    return Raw(f"probe:{chat}:{now.timestamp()}", chat, body)
