"""What all webhooks have in common: bodies that have an end, and strangers who are turned away."""

import asyncio

from aiohttp import web

from bot.logs import log
from bot.quota import Quota, address
from bot.settings import Settings

BODY_SECONDS = 10.0
"""for the few kilobytes of an update"""
MOST_UNKNOWN = 256 * 1024
"""bytes of a body that has to be read before it is known who sends it"""
MISSES_A_MINUTE = 20
"""from one address, before it is asked to stay away"""


async def read(request: web.Request) -> bytes:
    """The body, as large as the server takes one and in no longer than it may take. Raises what
    answers the request otherwise."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


class Strangers:
    """Whoever cannot show that a platform sends them. They are counted only once that is known:
    behind a proxy that names nobody they come from the same address as the platform."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._misses = Quota(MISSES_A_MINUTE, 60)

    def turn_away(self, request: web.Request, status: int = 403) -> web.Response:
        """The answer to one of them. Of those who come too often nothing is written down."""
        wait = self._misses.wait(address(request, self._settings))
        if wait:
            return web.Response(status=429, headers={"Retry-After": str(wait)})
        log().warning("webhook_turned_away", path=request.path)
        return web.Response(status=status)
