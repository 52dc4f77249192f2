"""What people do in the stand-in's chats, each deed an update that the bot gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import updates as say
from tests.standin_chats import Chats, Kept, Said, Shown
from tests.standin_faults import BLOCKED, KICKED, upgraded
from tests.updates import TELEGRAM, Chat, Json, User


class People:
    bot: User
    chats: Chats
    wall: Callable[[], float]
    _queries: dict[str, int]

    async def raw(self, update: Json) -> int:
        """Queue an update as it stands; returns its id."""
        raise NotImplementedError

    def member(self, chat: Chat, user: User, status: str = "administrator") -> None:
        self.chats.meet(chat, user)
        self.chats.members[chat.id, user.id] = status

    async def _say(
        self,
        chat: Chat,
        user: User,
        *,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
        **content: Any,
    ) -> Said:
        self.chats.meet(chat, user)
        replied: Kept | None = None
        if reply_to is not None:
            number = reply_to if isinstance(reply_to, int) else reply_to.message_id
            replied = self.chats.find(chat.id, number, "message to be replied not found")
        body = say.message(
            chat,
            user,
            self.chats.number(chat.id),
            int(self.wall()),
            reply_to=replied.body if replied else None,
            thread=thread,
            **content,
        )
        self.chats.keep(body)
        return Said(await self.raw({"message": body}), chat.id, body["message_id"], body)

    async def text(
        self,
        chat: Chat,
        user: User,
        text: str,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        entities = say.command_entities(text)
        return await self._say(
            chat, user, reply_to=reply_to, thread=thread, text=text, entities=entities
        )

    async def photo(
        self,
        chat: Chat,
        user: User,
        file_id: str,
        caption: str | None = None,
        album: str | None = None,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        sizes = self.chats.sizes(self.chats.files[file_id])
        return await self._say(
            chat,
            user,
            reply_to=reply_to,
            thread=thread,
            photo=sizes,
            caption=caption,
            media_group_id=album,
        )

    async def document(
        self,
        chat: Chat,
        user: User,
        file_id: str,
        name: str,
        mime: str,
        caption: str | None = None,
        reply_to: Said | Shown | int | None = None,
        album: str | None = None,
        thread: int | None = None,
    ) -> Said:
        file = self.chats.files[file_id]
        document = {
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_name": name,
            "mime_type": mime,
            "file_size": len(file.data),
        }
        return await self._say(
            chat,
            user,
            reply_to=reply_to,
            thread=thread,
            document=document,
            caption=caption,
            media_group_id=album,
        )

    async def location(
        self,
        chat: Chat,
        user: User,
        lat: float,
        lon: float,
        accuracy: float | None = None,
        live_period: int | None = None,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        place = say.location(lat, lon, accuracy, live_period)
        return await self._say(chat, user, reply_to=reply_to, thread=thread, location=place)

    async def venue(
        self,
        chat: Chat,
        user: User,
        lat: float,
        lon: float,
        title: str,
        address: str,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        place = say.location(lat, lon)
        # A venue fills `location` as well, for bots that know no venues.
        return await self._say(
            chat,
            user,
            reply_to=reply_to,
            thread=thread,
            location=place,
            venue={"location": place, "title": title, "address": address},
        )

    async def channel_post(
        self, chat: Chat, channel: Chat, text: str | None = None, file_id: str | None = None
    ) -> Said:
        """A post of the linked channel, forwarded into the group by Telegram itself."""
        origin = {
            "type": "channel",
            "chat": channel.api(),
            "message_id": self.chats.number(channel.id),
            "date": int(self.wall()),
        }
        photo = self.chats.sizes(self.chats.files[file_id]) if file_id else None
        return await self._say(
            chat,
            TELEGRAM,
            sender_chat=channel.api(),
            is_automatic_forward=True,
            forward_origin=origin,
            photo=photo,
            **({"caption": text} if photo else {"text": text or ""}),
        )

    async def press(
        self, user: User, message: Shown, data: str, inaccessible: bool = False
    ) -> Said:
        """A person presses a button under a message of the bot; `inaccessible` is an old one."""
        chat = self.chats.chat(message.chat_id)
        self.chats.meet(chat, user)
        kept = self.chats.kept.get(message.chat_id, {}).get(message.message_id)
        body: Json = {"chat": chat.api(), "message_id": message.message_id, "date": 0}
        if kept is not None and not inaccessible:
            body = kept.body
        query_id = f"{user.id}{len(self._queries) + 1:06}"
        self._queries[query_id] = user.id
        query = say.callback_query(query_id, user, body, data)
        made = await self.raw({"callback_query": query})
        return Said(made, chat.id, message.message_id, query)

    async def edit(
        self,
        said: Said,
        text: str | None = None,
        caption: str | None = None,
        location: tuple[float, float] | None = None,
    ) -> Said:
        """A person changes their message, or their live location moves on."""
        kept = self.chats.find(said.chat_id, said.message_id, "message to edit not found")
        body = {**kept.body, "edit_date": int(self.wall())}
        if text is not None:
            body["text"] = text
        if caption is not None:
            body["caption"] = caption
        if location is not None:
            latitude, longitude = location
            body["location"] = {**body["location"], "latitude": latitude, "longitude": longitude}
        kept.body = body
        kept.edits += 1
        made = await self.raw({"edited_message": body})
        return Said(made, said.chat_id, said.message_id, body)

    async def react(
        self, chat: Chat, user: User, message: Said | Shown, emoji: str = "👍", old: str = ""
    ) -> Said:
        self.chats.meet(chat, user)
        body = say.reaction(chat, user, message.message_id, int(self.wall()), emoji, old)
        made = await self.raw({"message_reaction": body})
        return Said(made, chat.id, message.message_id, body)

    async def _membership(self, chat: Chat, by: User, status: str) -> Said:
        self.chats.meet(chat, by)
        old = self.chats.status(chat.id, self.bot.id)
        self.chats.members[chat.id, self.bot.id] = status
        body = say.membership(chat, by, self.bot, int(self.wall()), old, status)
        return Said(await self.raw({"my_chat_member": body}), chat.id, 0, body)

    async def joined(self, chat: Chat, by: User) -> Said:
        self.chats.refusing.pop(chat.id, None)
        return await self._membership(chat, by, "member")

    async def promoted(self, chat: Chat, by: User) -> Said:
        return await self._membership(chat, by, "administrator")

    async def removed(self, chat: Chat, by: User) -> Said:
        """The bot is removed from a group, or blocked by a person; sending there fails from now."""
        self.chats.refusing[chat.id] = BLOCKED if chat.type == "private" else KICKED
        return await self._membership(chat, by, "kicked")

    async def migrate(self, chat: Chat, new_id: int, by: User, new_first: bool = False) -> Chat:
        """A group becomes a supergroup; sending to the old id fails from now on."""
        new = Chat(new_id, "supergroup", chat.title, chat.is_forum)
        for (where, user), status in list(self.chats.members.items()):
            if where == chat.id:
                self.chats.members[new_id, user] = status
        self.chats.refusing[chat.id] = upgraded(new_id)
        left = (chat, {"migrate_to_chat_id": new_id})
        came = (new, {"migrate_from_chat_id": chat.id})
        for where_to, content in (came, left) if new_first else (left, came):
            await self._say(where_to, by, **content)
        return new
