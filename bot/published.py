"""Pictures by public address, for platforms that take an address and fetch it themselves.

The address is signed and names one picture; there is no list of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from secrets import token_urlsafe
from urllib.parse import urlsplit

from aiohttp import web
from obstore.exceptions import BaseError

from bot.errors import StartError
from bot.logs import log
from bot.settings import Settings
from bot.signing import Signer
from storage.photos import KEY, PhotoMissing, PhotoStore

GOOD_FOR = timedelta(days=60)
PURPOSE = "photo"
_REMEMBERED = 1000
"""addresses given out of which it is known whether somebody asked for them"""
_SOON = 30
"""seconds after which a picture that nobody fetched is not fetched any more"""
_PNG = b"\x89PNG\r\n\x1a\n"
_HEADERS = {
    # Not for long: what it shows may be taken back.
    "Cache-Control": "public, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def require_public_address(settings: Settings) -> None:
    """Zalo fetches pictures from us. Raises `StartError` where it could not."""
    if not settings.zalo_bot_token or settings.public_url.startswith("https://"):
        return
    if _is_loopback(settings.public_url or settings.zalo_bot_api_url):
        # A stand-in on this machine.
        return
    raise StartError(
        "PUBLIC_URL: with ZALO_BOT_TOKEN an https address is needed at which Zalo can fetch "
        f"pictures, such as https://bot.example.org{_instead_of(settings.public_url)}"
    )


def _instead_of(url: str) -> str:
    return f", not {url!r}" if url else ""


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


class Published:
    """Gives out addresses of stored pictures, and answers whoever asks there."""

    def __init__(
        self,
        photos: PhotoStore,
        signer: Callable[[], Signer],
        base_url: Callable[[], str],
        may_be_shown: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._photos, self._signer, self._base_url = photos, signer, base_url
        self._may_be_shown = may_be_shown
        self._asked: dict[str, tuple[float, asyncio.Event]] = {}
        """since when whoever may ask for a watched address is waited for"""

    async def keep(self, data: bytes) -> str:
        """Store a drawn picture; the name under which it is published."""
        key = await self._photos.put(data)
        return f"{key}.png" if data.startswith(_PNG) else f"{key}.jpg"

    def address(self, name: str) -> str:
        """Where a picture can be fetched for the next weeks, by its key or its name."""
        key, _, suffix = name.partition(".")
        token = self._signer().sign(PURPOSE, key)
        return f"{self._base_url()}/a/{token}.{suffix or 'jpg'}"

    def watched_address(self, name: str) -> str:
        """One that nobody else has, so that it shows whether what it was sent with arrived."""
        once = token_urlsafe(6)
        self._asked[once] = time.monotonic(), asyncio.Event()
        if len(self._asked) > _REMEMBERED:
            del self._asked[next(iter(self._asked))]
        return f"{self.address(name)}?{once}"

    async def fetched(self, seconds: float) -> None:
        """Wait so many seconds for all that was sent just now to be fetched."""
        since = time.monotonic() - _SOON
        waiting = [
            asyncio.ensure_future(asked.wait())
            for given, asked in self._asked.values()
            if given > since and not asked.is_set()
        ]
        if waiting:
            log().info("pictures_awaited", count=len(waiting))
            _, late = await asyncio.wait(waiting, timeout=seconds)
            for one in late:
                one.cancel()

    async def was_asked_for(self, address: str, seconds: float) -> bool:
        """Whether anybody asks for what was published at an address, until so many seconds from
        now."""
        _, asked = self._asked.get(address.rpartition("?")[2], (0, None))
        if asked is None:
            return False
        try:
            async with asyncio.timeout(seconds):
                await asked.wait()
        except TimeoutError:
            return False
        return True

    async def answer(self, request: web.Request) -> web.Response:
        """The picture, or the same nothing for whatever else is asked for."""
        token, _, suffix = request.match_info["name"].rpartition(".")
        key = self._signer().read(PURPOSE, token, GOOD_FOR) if suffix in ("jpg", "png") else None
        if key is None or not KEY.fullmatch(key):
            return _nothing()
        if request.query_string in self._asked:
            self._asked[request.query_string][1].set()
        if not await self._may_be_shown(key):
            return _nothing()
        headers = _HEADERS | {"ETag": f'"{key}"'}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        try:
            data = await self._photos.get(key)
        except PhotoMissing:
            return _nothing()
        except (OSError, BaseError):
            return web.Response(status=503, text="503\n", headers={"Retry-After": "60"})
        kind = "image/png" if data.startswith(_PNG) else "image/jpeg"
        return web.Response(body=data, content_type=kind, headers=headers)


def _nothing() -> web.Response:
    return web.Response(status=404, text="404\n", headers={"Cache-Control": "no-store"})
