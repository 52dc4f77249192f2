"""The Zalo Bot Platform channel: photos in, messages out. Updates come by webhook or poller."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from bot import zalo_bot_updates
from bot.channel import Pictures, Refused, Sent, Store, Target, Unreachable
from bot.limits import Pace
from bot.logs import hide, log
from bot.published import Published
from bot.remote_photos import ZALO_HOSTS, StrangePlace, fetch
from bot.settings import Settings
from bot.zalo_bot_api import Failed, Silent, ZaloBotApi
from bot.zalo_bot_poller import Poller
from bot.zalo_bot_updates import Me
from bot.zalo_text import words
from handlers.messages import BotProfile, Incoming, Outgoing, PhotoRef

PACE = Pace(overall=10, chat=1, group=30)
"""No limit is published. One message a second to a chat is what others keep to."""
PHOTO_SECONDS = 60
"""that an answer to a photo may take"""
DOUBT_SECONDS = 10
"""to wait, after a photo was sent and nothing was answered, for Zalo to fetch it"""
PROFILE = BotProfile(
    platform="Zalo",
    reads_groups=False,
    buttons=False,
    edits=False,
    only_when_named=True,
    places="",
    tells_albums=False,
    albums_as_one=True,
    counts_received=True,
)


class ZaloBot:
    """One bot account on the Zalo Bot Platform."""

    name = zalo_bot_updates.CHANNEL

    def __init__(
        self,
        settings: Settings,
        published: Published,
        webhook_url: Callable[[], str] | None = None,
    ) -> None:
        token = settings.zalo_bot_token
        # Derived, so that nothing has to be kept, and of no use without the token.
        derived = hashlib.sha256(b"webhook secret of " + token.encode()).hexdigest()
        self.secret = settings.zalo_bot_webhook_secret or derived
        for one in (token, self.secret):
            hide(one)
        self.api = ZaloBotApi(token, settings.zalo_bot_api_url)
        self.poller = Poller(self.api)
        self.profile = replace(
            PROFILE, monthly=settings.zalo_bot_monthly, most_groups=settings.zalo_bot_groups
        )
        self.can_join_groups: bool | None = None
        self.webhook_trouble = ""
        """what Zalo said when it tried the webhook, if that did not work"""
        self.strange_photo = ""
        """why the last photo was not fetched that stood somewhere unexpected"""
        self._called = settings.zalo_bot_name
        self._me = Me(names=tuple(filter(None, (self._called,))))
        self._published, self._webhook_url = published, webhook_url
        self._photo_hosts = settings.zalo_bot_photo_hosts or ZALO_HOSTS

    @property
    def is_named(self) -> bool:
        """Whether it is known how people call the bot in groups."""
        return len(self._me.names) > 1 or bool(self._called)

    async def who(self) -> BotProfile:
        """Who the bot is, asked for without touching anything."""
        try:
            me = _object(await self.api.call("getMe", {}))
        except Failed as error:
            if error.code in (401, 404):
                raise Refused(f"Zalo does not know this ZALO_BOT_TOKEN ({error})") from error
            raise Unreachable(str(error)) from error
        except Silent as error:
            raise Unreachable(str(error)) from error
        account, shown = (str(me.get(key) or "") for key in ("account_name", "display_name"))
        names = tuple(filter(None, (account, shown, self._called)))
        self._me = Me(ids=(str(me.get("id") or ""),), names=names)
        joins = me.get("can_join_groups")
        self.can_join_groups = joins if isinstance(joins, bool) else None
        self.profile = replace(self.profile, username=account)
        return self.profile

    @property
    def webhook_url(self) -> str:
        """Where Zalo should deliver to; empty where messages are polled."""
        return self._webhook_url() if self._webhook_url else ""

    async def webhook(self) -> str:
        """The address that Zalo delivers to now; empty where there is none."""
        try:
            return str(_object(await self.api.call("getWebhookInfo", {})).get("url") or "")
        except Failed as error:
            if error.code == 404:
                return ""
            raise Unreachable(str(error)) from error
        except Silent as error:
            raise Unreachable(str(error)) from error

    async def open(self) -> BotProfile:
        profile = await self.who()
        try:
            if self._webhook_url:
                fields = {"url": self.webhook_url, "secret_token": self.secret}
                self._see(_object(await self.api.call("setWebhook", fields)).get("verification"))
            else:
                await self._delete_webhook()
        except Failed as error:
            if isinstance(error.meaning, Refused):
                raise Refused(f"Zalo refuses the webhook at PUBLIC_URL: {error}") from error
            raise Unreachable(str(error)) from error
        except Silent as error:
            raise Unreachable(str(error)) from error
        return profile

    def _see(self, verification: Any) -> None:
        tried = _object(verification)
        works = tried.get("ok", True) is True
        self.webhook_trouble = "" if works else str(tried.get("outcome") or "it does not answer")
        if self.webhook_trouble:
            log().warning("zalo_webhook_unreachable", outcome=self.webhook_trouble)

    async def _delete_webhook(self) -> None:
        try:
            await self.api.call("deleteWebhook", {})
        except Failed as error:
            if error.code not in (400, 404):
                raise
            # There was none.

    async def close(self) -> None:
        await self.api.close()

    async def receive(self, store: Store) -> None:
        if not self._webhook_url:
            await self.poller.run(store)

    def read(self, body: str) -> Incoming | None:
        return zalo_bot_updates.read(body, self._me)

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        try:
            return await fetch(_secured(photo.ref, self._photo_hosts), self._photo_hosts, limit)
        except StrangePlace as error:
            self.strange_photo = str(error)
            log().error("photo_not_fetched", error=str(error))
            raise

    async def send(
        self, target: Target, message: Outgoing, pictures: Pictures, reply_to: str | None
    ) -> Sent:
        names, drawn = await self._names(message, pictures)
        # All in one message, since what fails is tried again as a whole. Further photos are links.
        links = [self._published.address(name) for name in names[1:]]
        text = words(message, links)
        if not names:
            return Sent(await self._send("sendMessage", target, text=text))
        address = self._published.watched_address(names[0])
        fields = {"photo": address} | ({"caption": text} if text else {})
        try:
            number = await self._send("sendPhoto", target, **fields)
        except _InDoubt as doubt:
            # Sent again it might come twice. That Zalo fetched the photo shows that it was taken.
            if not await self._published.was_asked_for(address, DOUBT_SECONDS):
                raise Unreachable(str(doubt)) from doubt
            log().warning("sent_without_answer", chat=target.address, error=str(doubt))
            number = None
        except Refused as error:
            # Better without a picture than not at all.
            log().warning("photo_refused", chat=target.address, error=str(error))
            number = await self._send("sendMessage", target, text=words(message, [address, *links]))
        return Sent(number, drawn)

    async def _names(
        self, message: Outgoing, pictures: Pictures
    ) -> tuple[Sequence[str], tuple[str | None, ...]]:
        """Under which names the pictures can be published, and those of drawn ones to be kept, so
        that they are drawn once."""
        stored = {message.photo, *message.more_photos}
        names: list[str] = []
        drawn: list[str | None] = []
        for key, ref, data in zip(pictures.keys, pictures.refs, pictures.data, strict=True):
            if key in stored:
                names.append(key)
                drawn.append(None)
            else:
                name = ref if ref is not None else await self._published.keep(data or b"")
                names.append(name)
                drawn.append(name)
        return names, tuple(drawn)

    async def _send(self, method: str, target: Target, **fields: str) -> str | None:
        photo = method == "sendPhoto"
        seconds = PHOTO_SECONDS if photo else 30
        try:
            sent = await self.api.call(method, {"chat_id": target.address, **fields}, seconds)
        except Failed as error:
            if photo and (error.code == 408 or error.code >= 500):
                raise _InDoubt(str(error)) from error
            raise error.meaning from error
        except Silent as error:
            raise (_InDoubt if photo and error.reached else Unreachable)(str(error)) from error
        number = _object(sent).get("message_id")
        return str(number) if number else None

    async def edit(self, target: Target, message_id: str, message: Outgoing, photo: bool) -> bool:
        # Nothing that was sent can be changed: it is sent anew.
        return False

    async def answer_press(self, message: Outgoing) -> None:
        return

    async def probe(self, target: Target, store: Store) -> None:
        # There is nothing to find out: no method tells of groups.
        return


def _secured(url: str, hosts: Collection[str]) -> str:
    """An address with https, which Zalo's hosts offer also where they name another one."""
    try:
        named = urlsplit(url).hostname in hosts
    except ValueError:
        return url
    return url if named or not url.startswith("http://") else "https" + url.removeprefix("http")


class _InDoubt(Exception):
    """A photo was sent and nobody knows whether it arrived."""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
