"""The channel of a Zalo Official Account: people one by one, and the groups that it owns (GMF).

Events come by the webhook (bot/zalo_oa_webhook.py)."""

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bot import remote_photos, zalo_oa_updates
from bot.channel import (
    Pictures,
    Refused,
    SendError,
    Sent,
    StaleReference,
    Store,
    Target,
    Unreachable,
)
from bot.clock import Clock
from bot.limits import Pace
from bot.logs import hide, log
from bot.settings import Settings
from bot.zalo_oa_api import ACCOUNT, BAD_PARAMETER, TOKEN_DEAD, Api, OaError, failure
from bot.zalo_oa_pictures import fitting
from bot.zalo_oa_token import Token
from bot.zalo_text import words
from handlers.messages import BotProfile, Incoming, Outgoing, PhotoRef
from storage.database import Database

UPLOADS_LIVE = timedelta(days=6)
"""how long an uploaded picture is used again; the platform forgets it after seven days"""
PACE = Pace(1, 1, 20)
"""what accounts of the small packages may: a hundred calls a minute, and a picture takes two"""
LOOK_SECONDS = 300
NAME_SECONDS = 1
"""Zalo waits two seconds for us to take an event."""
NAMES = 5000


class ZaloOA:
    """One account, through its app."""

    name = zalo_oa_updates.CHANNEL

    def __init__(self, settings: Settings, db: Database, clock: Clock) -> None:
        self._api = Api(settings.zalo_oa_api_url, settings.zalo_oa_oauth_url)
        self._clock = clock
        self.app_id = settings.zalo_oa_app_id
        self.keys = {
            "secret_key": settings.zalo_oa_secret_key,
            "app_secret": settings.zalo_oa_app_secret,
        }
        self.token = Token(
            db,
            self._api,
            clock,
            self.app_id,
            settings.zalo_oa_app_secret,
            settings.zalo_oa_refresh_token,
        )
        for secret in (*self.keys.values(), settings.zalo_oa_refresh_token):
            hide(secret)
        own = urlsplit(settings.zalo_oa_api_url).hostname
        self._hosts = (*remote_photos.ZALO_HOSTS, *([own] if own else []))
        self.profile = BotProfile(
            platform="Zalo OA",
            buttons=False,
            edits=False,
            places="plus",
            tells_albums=False,
            monthly=settings.zalo_oa_monthly,
        )
        self.trouble = ""
        """what keeps the account from sending until somebody acts"""
        self._names: dict[str, str] = {}

    async def open(self) -> BotProfile:
        """There is nothing to connect to. Without access, because a grant is lost, messages wait,
        and nothing else does."""
        try:
            return await self.who()
        except Unreachable as error:
            log().warning("zalo_oa_unreachable", error=str(error))
            return self.profile

    async def who(self) -> BotProfile:
        """Who the account is, asked for without touching anything."""
        about = await self.account()
        self.profile = replace(self.profile, username=str(about.get("name") or ""))
        return self.profile

    async def close(self) -> None:
        await self.token.close()
        await self._api.close()

    async def receive(self, store: Store) -> None:
        """Events come by themselves; what is left is to keep the access alive in quiet weeks."""
        while True:
            with contextlib.suppress(Unreachable):
                # Also so that groups can name the account, where it was out of reach before.
                await (self.token.access() if self.profile.username else self.who())
            await asyncio.sleep(LOOK_SECONDS)

    def read(self, body: str) -> Incoming | None:
        return zalo_oa_updates.read(body, self.profile.username)

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        # Addresses of Zalo's photos often begin with http.
        return await remote_photos.fetch(photo.ref, self._hosts, limit, plain=True)

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        text = words(message)
        refs = [await self._reference(pictures, n) for n in range(len(pictures.keys))]
        if not text and not refs:
            raise Refused("there is nothing to send")
        sent = await self._send(target, text, refs[0] if refs else None, reply_to)
        for ref in refs[1:]:
            try:
                await self._send(target, "", ref, None)
            except SendError as error:
                # The others would come twice if all of it were sent again.
                log().error("picture_not_sent", chat=target.address, error=str(error))
        return Sent(sent, tuple(refs))

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        return False

    async def answer_press(self, message: Outgoing) -> None:
        return

    async def probe(self, target: Target, store: Store) -> None:
        """Nothing to ask: the account owns its groups."""

    async def account(self) -> dict[str, Any]:
        """What the platform says of the account. Raises `Unreachable`."""
        return await self.ask(lambda token: self._api.get(token, "/v2.0/oa/getoa"))

    async def name_of(self, user: str) -> str:
        """What a person is called, which events do not say; empty where that takes long or who does
        not follow the account."""
        if user not in self._names:
            about = json.dumps({"user_id": user})

            async def call(token: str) -> dict[str, Any]:
                return await self._api.get(token, "/v3.0/oa/user/detail", data=about)

            try:
                async with asyncio.timeout(NAME_SECONDS):
                    found = await self._with_token(call)
            except OaError:
                found = {}
            except (Unreachable, TimeoutError):
                return ""
            if len(self._names) >= NAMES:
                self._names.clear()
            self._names[user] = str(found.get("display_name") or "")
        return self._names[user]

    async def groups(self) -> dict[str, Any]:
        """The account's groups. Raises `Unreachable`."""
        path, page = "/v3.0/oa/group/getgroupsofoa", {"offset": "0", "count": "50"}
        return await self.ask(lambda token: self._api.get(token, path, **page))

    async def ask(self, call: Callable[[str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """A call that is no message. Raises `Unreachable`."""
        try:
            return await self._with_token(call)
        except OaError as error:
            raise Unreachable(f"Zalo: {error}") from error

    async def _with_token(self, call: Callable[[str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        token = await self.token.access()
        try:
            return await call(token)
        except OaError as error:
            if error.code not in TOKEN_DEAD:
                raise
        return await call(await self.token.access(refused=token))

    async def _send(
        self, target: Target, text: str, ref: str | None, reply_to: str | None
    ) -> str | None:
        message: dict[str, Any] = {}
        if text:
            # Zalo takes [@id] for a mention, and people's words may hold one.
            message["text"] = re.sub(r"\[(?=@)", "[ ", text)
        if ref is not None:
            element = {"media_type": "image", "attachment_id": ref.partition(".")[2]}
            payload = {"template_type": "media", "elements": [element]}
            message["attachment"] = {"type": "template", "payload": payload}
        elif reply_to is not None and not target.is_group:
            message["quote_message_id"] = reply_to
        path = "/v3.0/oa/group/message" if target.is_group else "/v3.0/oa/message/cs"
        who = {"group_id" if target.is_group else "user_id": target.address}

        async def call(token: str) -> dict[str, Any]:
            return await self._api.post(token, path, {"recipient": who, "message": message})

        try:
            answer = await self._with_token(call)
        except OaError as error:
            if error.code != BAD_PARAMETER or "quote_message_id" not in message:
                raise self._failed(error, to_person=not target.is_group) from error
            # What it answers is forgotten; what it says is still true.
            return await self._send(target, text, ref, None)
        self.trouble = ""
        number = answer.get("message_id")
        return str(number) if number else None

    def _failed(self, error: OaError, *, to_person: bool = False) -> SendError:
        if error.code in ACCOUNT:
            self.trouble = f"{ACCOUNT[error.code]} ({error})"
        return failure(error, to_person=to_person)

    async def _reference(self, pictures: Pictures, number: int) -> str:
        """The platform's name of a picture, with the second of its upload before it."""
        now, known = self._clock.now(), pictures.refs[number]
        if known is not None:
            uploaded = known.partition(".")[0]
            live = UPLOADS_LIVE.total_seconds()
            if not uploaded.isdigit() or now.timestamp() - int(uploaded) > live:
                raise StaleReference("the platform forgets it soon")
            return known
        return await self.upload(pictures.data[number] or b"")

    async def upload(self, picture: bytes) -> str:
        """Give the platform a picture; its name there. Raises what sending raises."""
        data, kind = await asyncio.to_thread(fitting, picture)

        async def call(token: str) -> dict[str, Any]:
            return await self._api.upload(token, "/v2.0/oa/upload/image", data, kind)

        try:
            answer = await self._with_token(call)
        except OaError as error:
            raise self._failed(error) from error
        attachment = answer.get("attachment_id")
        if not attachment:
            raise Unreachable("Zalo takes a picture without naming it")
        return f"{self._clock.now().timestamp():.0f}.{attachment}"
