"""Telegram updates as the Bot API words them: people, chats, messages, buttons pressed.

Pure building of JSON objects; what a chat remembers is in `standin_chats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class User:
    id: int
    name: str
    language_code: str | None = "vi"
    is_bot: bool = False
    username: str | None = None

    def api(self) -> Json:
        person: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            person["username"] = self.username
        if self.language_code:
            person["language_code"] = self.language_code
        return person


@dataclass(frozen=True)
class Chat:
    id: int
    type: str = "supergroup"
    title: str = ""
    is_forum: bool = False

    def api(self) -> Json:
        if self.type == "private":
            return {"id": self.id, "type": self.type, "first_name": self.title or "A person"}
        chat: Json = {"id": self.id, "type": self.type, "title": self.title or f"Chat {self.id}"}
        if self.is_forum:
            chat["is_forum"] = True
        return chat


ANONYMOUS = User(1087968824, "Group", None, is_bot=True, username="GroupAnonymousBot")
CHANNEL_BOT = User(136817688, "Channel", None, is_bot=True, username="Channel_Bot")
TELEGRAM = User(777000, "Telegram", None)


def private(user: User) -> Chat:
    return Chat(user.id, "private", user.name)


def guessed(chat_id: int) -> Chat:
    """The chat a bare id must be, by Telegram's numbering."""
    if chat_id > 0:
        return Chat(chat_id, "private")
    return Chat(chat_id, "supergroup" if str(chat_id).startswith("-100") else "group")


def message(
    chat: Chat,
    user: User,
    message_id: int,
    date: int,
    *,
    reply_to: Json | None = None,
    thread: int | None = None,
    **content: Any,
) -> Json:
    body: Json = {
        "message_id": message_id,
        "from": user.api(),
        "chat": chat.api(),
        "date": date,
        **{name: value for name, value in content.items() if value is not None},
    }
    if user == ANONYMOUS:
        body["sender_chat"] = chat.api()
    if reply_to is not None:
        # Telegram shows one level only: a reply inside a reply is cut off.
        body["reply_to_message"] = {
            name: value for name, value in reply_to.items() if name != "reply_to_message"
        }
    if thread is not None:
        body["message_thread_id"] = thread
        body["is_topic_message"] = True
    elif reply_to is not None and chat.type == "supergroup":
        # A plain reply in a supergroup carries a thread id as well, which is no topic.
        body["message_thread_id"] = reply_to.get("message_thread_id", reply_to["message_id"])
    return body


def command_entities(text: str) -> list[Json] | None:
    if not text.startswith("/"):
        return None
    word = text.split(maxsplit=1)[0]
    return [{"type": "bot_command", "offset": 0, "length": len(word.encode("utf-16-le")) // 2}]


def location(
    lat: float, lon: float, accuracy: float | None = None, live_period: int | None = None
) -> Json:
    place: Json = {"latitude": lat, "longitude": lon}
    if accuracy is not None:
        place["horizontal_accuracy"] = accuracy
    if live_period is not None:
        place["live_period"] = live_period
    return place


def callback_query(query_id: str, user: User, pressed: Json, data: str) -> Json:
    return {
        "id": query_id,
        "from": user.api(),
        "chat_instance": f"instance{pressed['chat']['id']}",
        "message": pressed,
        "data": data,
    }


def reaction(chat: Chat, user: User, message_id: int, date: int, new: str, old: str) -> Json:
    def kinds(emoji: str) -> list[Json]:
        return [{"type": "emoji", "emoji": emoji}] if emoji else []

    return {
        "chat": chat.api(),
        "message_id": message_id,
        "date": date,
        **({"actor_chat": chat.api()} if user == ANONYMOUS else {"user": user.api()}),
        "old_reaction": kinds(old),
        "new_reaction": kinds(new),
    }


ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
)


def member(user: User, status: str) -> Json:
    body: Json = {"user": user.api(), "status": status}
    if status == "creator":
        body["is_anonymous"] = False
    elif status == "administrator":
        body |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(ADMIN_RIGHTS, True)}
    elif status == "kicked":
        body["until_date"] = 0
    return body


def membership(chat: Chat, by: User, who: User, date: int, old: str, new: str) -> Json:
    return {
        "chat": chat.api(),
        "from": by.api(),
        "date": date,
        "old_chat_member": member(who, old),
        "new_chat_member": member(who, new),
    }


def full_chat(chat: Chat) -> Json:
    """What getChat answers."""
    return {
        **chat.api(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
