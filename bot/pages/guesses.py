"""Pages behind a code: whoever guesses is slowed down, and the time it takes tells nothing."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.pages.shell import Shell
from bot.quota import Quota, address

SECONDS = 0.1
"""what every answer takes, so that its time does not tell whether there is such a page"""
MISSES_A_MINUTE = 30


class Guesses:
    """The misses at one kind of page, by the address that they came from."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._misses = Quota(MISSES_A_MINUTE, 60)

    async def answer(
        self, request: web.Request, show: Callable[[web.Request], Awaitable[web.Response | None]]
    ) -> web.Response:
        """What ``show`` makes of the request; None from it is a code that leads nowhere."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        answer = await self._answer(request, show)
        await asyncio.sleep(started + SECONDS - loop.time())
        return answer

    async def _answer(
        self, request: web.Request, show: Callable[[web.Request], Awaitable[web.Response | None]]
    ) -> web.Response:
        # Counted before it is known to be a miss: of many that ask at once none may be too early.
        who = address(request, self._shell.process.settings)
        if self._misses.wait(who):
            return self._shell.page(request, "no_report.html", status=429)
        answer = await show(request)
        if answer is None:
            return self._shell.page(request, "no_report.html", status=404)
        self._misses.forgive(who)
        return answer
