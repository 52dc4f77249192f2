"""The Telegram channel: photos in, messages out. Updates come by telegram_poller or the webhook."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

# Otherwise the library warns at each 429 that waits will become timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "1")

import telegram
from telegram import error as errors

from bot import telegram_updates
from bot.channel import (
    PhotoGone,
    PhotoTooBig,
    Pictures,
    Refused,
    Sent,
    Store,
    Target,
    Unreachable,
)
from bot.logs import hide
from bot.telegram_messages import (
    ADMIN_COMMANDS,
    CAPTION,
    COMMANDS,
    TEXT,
    addressed,
    failure,
    keyboard,
    markup,
    reference,
    words,
)
from bot.telegram_poller import Poller
from handlers.messages import BotProfile, Incoming, Outgoing, PhotoRef


def secret_for(token: str) -> str:
    """The webhook's secret: derived, so that nothing has to be kept, and of no use without it."""
    return hashlib.sha256(b"webhook secret of " + token.encode()).hexdigest()


class Telegram:
    """One bot account on Telegram."""

    name = telegram_updates.CHANNEL

    def __init__(
        self, token: str, api_url: str, webhook_url: Callable[[], str] | None = None
    ) -> None:
        from bot.telegram_http import AiohttpRequest

        self.secret = secret_for(token)
        for secret in (token, self.secret):
            hide(secret)
        self._requests = AiohttpRequest(api_url), AiohttpRequest(api_url, connections=2)
        self._bot = telegram.Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._webhook_url = webhook_url
        self.poller = Poller(self._bot)
        self.profile: BotProfile | None = None

    async def who(self) -> BotProfile:
        """Who the bot is, asked for without touching anything."""
        try:
            async with self._bot as bot:
                return _profile(bot.bot)
        except errors.InvalidToken as error:
            raise Refused("Telegram does not know this TELEGRAM_BOT_TOKEN") from error
        except errors.TelegramError as error:
            raise Unreachable(str(error)) from error

    async def open(self) -> BotProfile:
        try:
            await self._bot.initialize()
            me = self._bot.bot
            if self._webhook_url:
                await self._bot.set_webhook(
                    self._webhook_url(),
                    secret_token=self.secret,
                    allowed_updates=telegram_updates.ALLOWED_UPDATES,
                    max_connections=20,
                )
            else:
                await self._bot.delete_webhook(drop_pending_updates=False)
            await self._tell_commands()
        except errors.InvalidToken as error:
            raise Refused("Telegram does not know this TELEGRAM_BOT_TOKEN") from error
        except errors.NetworkError as error:
            if isinstance(error, errors.BadRequest):
                raise Refused(f"Telegram refuses: {error}") from error
            raise Unreachable(str(error)) from error
        except errors.TelegramError as error:
            raise Unreachable(str(error)) from error
        self.profile = _profile(me)
        return self.profile

    async def _tell_commands(self) -> None:
        scopes = (
            telegram.BotCommandScopeAllPrivateChats(),
            telegram.BotCommandScopeAllGroupChats(),
        )
        for language, commands in COMMANDS.items():
            for scope in scopes:
                await self._bot.set_my_commands(
                    list(commands.items()), scope=scope, language_code=language or None
                )
        everything = COMMANDS["vi"] | ADMIN_COMMANDS
        await self._bot.set_my_commands(
            list(everything.items()), scope=telegram.BotCommandScopeAllChatAdministrators()
        )

    async def close(self) -> None:
        await self._bot.shutdown()
        # The library knows nothing of them when its opening was stopped in an unlucky moment.
        for request in self._requests:
            await request.shutdown()

    async def receive(self, store: Store) -> None:
        if not self._webhook_url:
            await self.poller.run(store)

    def read(self, body: str) -> Incoming | None:
        return telegram_updates.read(body, self.profile.username if self.profile else "")

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        if photo.size is not None and photo.size > limit:
            raise PhotoTooBig
        try:
            file = await self._bot.get_file(photo.ref)
            if file.file_size is not None and file.file_size > limit:
                raise PhotoTooBig
            data = bytes(await file.download_as_bytearray())
        except errors.BadRequest as error:
            if "too big" in str(error).lower():
                raise PhotoTooBig from error
            raise PhotoGone(str(error)) from error
        except (errors.InvalidToken, errors.Forbidden) as error:
            # Telegram answers 404 for a file it has no more.
            raise PhotoGone(str(error)) from error
        except errors.TelegramError as error:
            raise Unreachable(str(error)) from error
        if len(data) > limit:
            raise PhotoTooBig
        return data

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        common = addressed(target, reply_to)
        try:
            return await self._send(common, message, pictures)
        except errors.BadRequest as error:
            text = str(error).lower()
            if target.topic and "thread not found" in text:
                common.pop("message_thread_id")
                return await self._again(common, message, pictures)
            raise failure(error) from error
        except errors.TelegramError as error:
            raise failure(error) from error

    async def _again(self, common: dict[str, Any], message: Outgoing, pictures: Pictures) -> Sent:
        try:
            return await self._send(common, message, pictures)
        except errors.TelegramError as error:
            raise failure(error) from error

    async def _send(self, common: dict[str, Any], message: Outgoing, pictures: Pictures) -> Sent:
        files = [
            ref if ref is not None else data
            for ref, data in zip(pictures.refs, pictures.data, strict=True)
        ]
        if len(files) > 1:
            caption, entities = words(message, CAPTION)
            media = [
                telegram.InputMediaPhoto(
                    file,
                    caption=caption if n == 0 else None,
                    caption_entities=entities if n == 0 else None,
                )
                for n, file in enumerate(files)
                if file is not None
            ]
            sent = await self._bot.send_media_group(media=media, **common)
            return Sent(str(sent[0].message_id), tuple(reference(item) for item in sent))
        shown = markup(message)
        if files:
            caption, entities = words(message, CAPTION)
            photo = await self._bot.send_photo(
                photo=files[0],  # type: ignore[arg-type]
                caption=caption,
                caption_entities=entities,
                reply_markup=shown if isinstance(shown, telegram.InlineKeyboardMarkup) else None,
                **common,
            )
            return Sent(str(photo.message_id), (reference(photo),))
        text, entities = words(message, TEXT)
        plain = await self._bot.send_message(
            text=text, entities=entities, reply_markup=shown, **common
        )
        return Sent(str(plain.message_id))

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        # Leaving them out takes the buttons away.
        shown = telegram.InlineKeyboardMarkup(keyboard(message)) if message.buttons else None
        where: dict[str, Any] = {"chat_id": int(target.address), "message_id": int(message_id)}
        try:
            if photo:
                caption, entities = words(message, CAPTION)
                await self._bot.edit_message_caption(
                    caption=caption, caption_entities=entities, reply_markup=shown, **where
                )
            else:
                text, entities = words(message, TEXT)
                await self._bot.edit_message_text(
                    text=text, entities=entities, reply_markup=shown, **where
                )
        except errors.BadRequest as error:
            said = str(error).lower()
            if "not modified" in said:
                return True
            if "message to edit not found" in said or "message can't be edited" in said:
                return False
            if photo and "no caption in the message" in said:
                # It went out without its picture.
                return await self.edit(target, message_id, message, photo=False)
            raise failure(error) from error
        except errors.TelegramError as error:
            raise failure(error) from error
        return True

    async def answer_press(self, message: Outgoing) -> None:
        try:
            await self._bot.answer_callback_query(
                message.query_id, text=message.text or None, show_alert=message.alert
            )
        except errors.BadRequest:
            # Too old to be answered: nobody waits for it any more.
            return
        except errors.TelegramError as error:
            raise failure(error) from error

    async def probe(self, target: Target, store: Store) -> None:
        if self.profile is None:
            raise Unreachable("the channel is not open yet")
        try:
            member = await self._bot.get_chat_member(int(target.address), self._bot.id)
        except errors.BadRequest as error:
            raise Refused(str(error)) from error
        except errors.TelegramError as error:
            raise failure(error) from error
        answer = telegram_updates.probe_answer(target.address, member.status, datetime.now(UTC))
        await store([answer])


def _profile(me: telegram.User) -> BotProfile:
    link = f"https://t.me/{me.username}?start={{payload}}" if me.username else ""
    return BotProfile(
        username=me.username or "",
        reads_groups=bool(me.can_read_all_group_messages),
        invite_link=link,
    )
