"""One tick from the command line: what is due is done, delivered, and that is all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from bot import lock
from bot.process import STOP_SECONDS, Process

FETCH_SECONDS = 15
"""for a platform to fetch what was sent to it, where nothing serves afterwards"""


async def tick(process: Process, patience: float = 120) -> tuple[str, bool]:
    """Do what is due, deliver it and stop; what was done, and False when not all could be
    done or delivered in time. Where a running process delivers already, it is left to it."""
    await process.prepare()
    try:
        async with lock.working_on(process.db), _pictures(process):
            reachable = await _reachable(process, patience)
            await process.sender.recall()
            ticked = await process.ticker.tick()
            if not reachable:
                return str(ticked), False
            await process.receiver.resume()
            await process.receiver.idle()
            done = await process.sender.drain(patience)
            await process.receiver.stop()
            await process.sender.stop(STOP_SECONDS)
            return str(ticked), done and ticked.whole
    except lock.AlreadyRunning:
        # Its own clock would hold back what is due only as of our time.
        ticked = await process.ticker.tick(due=datetime.now(process.settings.zone))
        return f"{ticked}; the running bot delivers", ticked.whole


@contextlib.asynccontextmanager
async def _pictures(process: Process) -> AsyncIterator[None]:
    """Have pictures fetched from us where a platform does that. `run` serves all the time."""
    from bot.web import serving

    if process.zalo_bot is None:
        yield
        return
    async with serving(process):
        yield
        await process.published.fetched(FETCH_SECONDS)


async def _reachable(process: Process, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            await process.open_channels()
    except TimeoutError:
        return False
    return True
