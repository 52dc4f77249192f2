"""What the chats of the stand-in hold: people's and the bot's messages, members, files.

A request that the emulator has accepted is applied here, as Telegram would apply it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from lo_bot_api_emulator import ApiRefusal

from tests.standin_faults import NOT_MODIFIED
from tests.updates import Chat, Json, User, guessed, message

# A grey picture of 1 x 1: who takes a small size instead of the photo gets to see this.
TINY = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
TAGS = frozenset(
    {
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "span",
        "tg-spoiler",
        "a",
        "code",
        "pre",
        "blockquote",
        "tg-emoji",
    }
)
MAX_DOWNLOAD = 20 << 20


@dataclass(frozen=True)
class File:
    id: str
    unique_id: str
    path: str
    name: str
    data: bytes
    width: int = 1280
    height: int = 960

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Said:
    """An update that was made, and the message in it."""

    update_id: int
    chat_id: int
    message_id: int
    body: Json


@dataclass(frozen=True)
class Shown:
    """A message as a person sees it now."""

    chat_id: int
    message_id: int
    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    keyboard: tuple[str, ...]
    photo: str | None
    document: str | None
    reply_to: int | None
    thread: int | None
    edits: int
    by_bot: bool

    @property
    def buttons(self) -> dict[str, str]:
        return {label: action for row in self.rows for label, action in row}

    def button(self, label: str) -> str:
        """The data of the button whose label contains this."""
        for name, action in self.buttons.items():
            if label in name:
                return action
        raise LookupError(f"no button {label!r} among {list(self.buttons)} of {self.text!r}")


@dataclass
class Kept:
    body: Json
    raw: str = ""
    keyboard: Json | None = None
    edits: int = 0
    by_bot: bool = False

    def shown(self) -> Shown:
        body = self.body
        markup = body.get("reply_markup") or {}
        rows = tuple(
            tuple(
                (str(button["text"]), str(button.get("callback_data") or button.get("url") or ""))
                for button in row
            )
            for row in markup.get("inline_keyboard", [])
        )
        keyboard = tuple(
            button if isinstance(button, str) else str(button["text"])
            for row in (self.keyboard or {}).get("keyboard", [])
            for button in row
        )
        return Shown(
            chat_id=body["chat"]["id"],
            message_id=body["message_id"],
            text=body.get("text") or body.get("caption") or "",
            rows=rows,
            keyboard=keyboard,
            photo=body["photo"][-1]["file_id"] if "photo" in body else None,
            document=body["document"].get("file_name") if "document" in body else None,
            reply_to=(body.get("reply_to_message") or {}).get("message_id"),
            thread=body.get("message_thread_id") if body.get("is_topic_message") else None,
            edits=self.edits,
            by_bot=self.by_bot,
        )


def visible(text: str, parse_mode: str | None) -> str:
    """What is left of HTML for the reader; refuses what Telegram refuses."""
    if (parse_mode or "").lower() != "html":
        return text
    opened: list[str] = []
    for found in re.finditer(r"<(/?)([a-zA-Z-]*)([^<>]*)>|<", text):
        slash, name = found[1], (found[2] or "").lower()
        if name not in TAGS:
            raise ApiRefusal(
                f'Bad Request: can\'t parse entities: Unsupported start tag "{name}" '
                f"at byte offset {len(text[: found.start()].encode())}"
            )
        if not slash:
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise ApiRefusal(
                "Bad Request: can't parse entities: Unmatched end tag "
                f"at byte offset {len(text[: found.start()].encode())}"
            )
    if opened:
        raise ApiRefusal(
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag "
            f'"{opened[-1]}"'
        )
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


@dataclass
class Chats:
    bot: User
    wall: Callable[[], float]
    known: dict[int, Chat] = field(default_factory=dict)
    kept: dict[int, dict[int, Kept]] = field(default_factory=dict)
    members: dict[tuple[int, int], str] = field(default_factory=dict)
    people: dict[int, User] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    refusing: dict[int, dict[str, Any]] = field(default_factory=dict)
    _numbers: dict[int, int] = field(default_factory=dict)
    _bytes: dict[str, bytes] = field(default_factory=dict)

    def number(self, chat_id: int) -> int:
        """Numbers rise within a chat and repeat between chats, as in supergroups."""
        self._numbers[chat_id] = self._numbers.get(chat_id, 0) + 1
        return self._numbers[chat_id]

    def meet(self, chat: Chat, user: User | None = None) -> None:
        self.known[chat.id] = chat
        if user is not None:
            self.people[user.id] = user
            self.members.setdefault((chat.id, user.id), "member")

    def chat(self, chat_id: int) -> Chat:
        return self.known.get(chat_id) or guessed(chat_id)

    def keep(self, body: Json, **more: Any) -> Kept:
        kept = Kept(body, **more)
        self.kept.setdefault(body["chat"]["id"], {})[body["message_id"]] = kept
        return kept

    def find(self, chat_id: int, message_id: int, refusal: str) -> Kept:
        try:
            return self.kept[chat_id][message_id]
        except KeyError:
            raise ApiRefusal(f"Bad Request: {refusal}") from None

    def add(self, data: bytes, name: str, file_id: str | None = None, **size: int) -> File:
        digest = hashlib.sha256(data).hexdigest()
        # The same photo sent a thousand times is held once.
        data = self._bytes.setdefault(digest, data)
        number = len(self.files) + 1
        kind = "photos" if re.search(r"\.(jpe?g|png|webp)$", name.lower()) else "documents"
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        file = File(
            file_id or f"AgACAgUAAxkBAAI{number}",
            f"AQAD{digest[:12]}",
            f"{kind}/file_{number}.{suffix}",
            name,
            data,
            **size,
        )
        self.files[file.id] = file
        for mark in "sm":
            self.files[f"{file.id}-{mark}"] = replace(
                file,
                id=f"{file.id}-{mark}",
                unique_id=f"{file.unique_id}{mark}",
                path=f"{kind}/small_{number}{mark}.{suffix}",
                data=TINY,
            )
        return file

    def sizes(self, file: File) -> list[Json]:
        return [
            {
                "file_id": file.id + mark,
                "file_unique_id": file.unique_id + mark.strip("-"),
                "width": max(1, file.width // part),
                "height": max(1, file.height // part),
                "file_size": len(file.data) if part == 1 else len(TINY),
            }
            for mark, part in (("-s", 14), ("-m", 4), ("", 1))
        ]

    def file(self, file_id: str) -> Json:
        file = self.files.get(file_id)
        if file is None:
            raise ApiRefusal("Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(file.data) > MAX_DOWNLOAD:
            raise ApiRefusal("Bad Request: file is too big")
        return {
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.data),
            "file_path": file.path,
        }

    def accept(self, fields: Json) -> None:
        """Refuse what Telegram would refuse to send here."""
        chat_id = fields["chat_id"]
        if chat_id in self.refusing:
            refusal = self.refusing[chat_id]
            raise ApiRefusal(refusal["description"], refusal["status"], refusal["parameters"])
        reply = fields.get("reply_parameters") or {}
        target = reply.get("message_id") or fields.get("reply_to_message_id")
        lenient = reply.get("allow_sending_without_reply") or fields.get(
            "allow_sending_without_reply"
        )
        if target and not lenient:
            self.find(chat_id, int(target), "message to be replied not found")

    def sent(self, fields: Json, answer: Json) -> Json:
        """Put a message of the bot in its chat; returns it as the Bot API answers."""
        chat_id = fields["chat_id"]
        raw = answer.get("text") or answer.get("caption") or ""
        text = visible(raw, fields.get("parse_mode"))
        content: Json = {}
        if raw:
            content["text" if "text" in answer else "caption"] = text
        for kind in ("photo", "document"):
            if kind not in answer:
                continue
            asset = answer[kind][-1] if kind == "photo" else answer[kind]
            file = self.files[asset["file_id"]]
            content[kind] = (
                self.sizes(file)
                if kind == "photo"
                else {
                    "file_id": file.id,
                    "file_unique_id": file.unique_id,
                    "file_name": file.name,
                    "file_size": len(file.data),
                }
            )
        markup = fields.get("reply_markup")
        inline = markup if isinstance(markup, dict) and "inline_keyboard" in markup else None
        reply = fields.get("reply_parameters") or {}
        target = reply.get("message_id") or fields.get("reply_to_message_id")
        replied = self.kept.get(chat_id, {}).get(int(target)) if target else None
        thread = fields.get("message_thread_id")
        body = message(
            self.chat(chat_id),
            self.bot,
            self.number(chat_id),
            int(self.wall()),
            reply_to=replied.body if replied else None,
            thread=int(thread) if thread else None,
            reply_markup=inline,
            media_group_id=answer.get("media_group_id"),
            **content,
        )
        self.keep(body, raw=raw, by_bot=True, keyboard=None if inline else markup)
        return body

    def edited(self, method: str, fields: Json) -> Json:
        kept = self.find(fields["chat_id"], int(fields["message_id"]), "message to edit not found")
        if not kept.by_bot:
            raise ApiRefusal("Bad Request: message can't be edited")
        body = dict(kept.body)
        raw = kept.raw
        if method == "editMessageText":
            if "text" not in body:
                raise ApiRefusal("Bad Request: there is no text in the message to edit")
            raw = fields["text"]
            body["text"] = visible(raw, fields.get("parse_mode"))
        elif method == "editMessageCaption":
            if "text" in body:
                raise ApiRefusal("Bad Request: there is no caption in the message to edit")
            raw = fields.get("caption") or ""
            body["caption"] = visible(raw, fields.get("parse_mode"))
        markup = fields.get("reply_markup")
        # Leaving the buttons out of an edit takes them away.
        body.pop("reply_markup", None)
        if markup and markup.get("inline_keyboard"):
            body["reply_markup"] = markup
        if raw == kept.raw and body.get("reply_markup") == kept.body.get("reply_markup"):
            raise ApiRefusal(NOT_MODIFIED["description"])
        body["edit_date"] = int(self.wall())
        kept.body, kept.raw = body, raw
        kept.edits += 1
        return body

    def deleted(self, fields: Json) -> bool:
        self.find(fields["chat_id"], int(fields["message_id"]), "message to delete not found")
        del self.kept[fields["chat_id"]][int(fields["message_id"])]
        return True

    def status(self, chat_id: int, user_id: int) -> str:
        return self.members.get((chat_id, user_id), "left")
