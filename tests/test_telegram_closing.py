"""A connection to Telegram that is closed while it is being opened."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest

from bot.telegram import Telegram
from tests.standin import StandIn


@pytest.mark.parametrize("steps", range(12))
async def test_whatever_moment_its_opening_is_stopped_at_nothing_stays_open(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[aiohttp.ClientSession] = []
    begin = aiohttp.ClientSession.__init__

    def noted(session: aiohttp.ClientSession, **how: object) -> None:
        begin(session, **how)  # type: ignore[arg-type]
        made.append(session)

    async with StandIn() as tg:
        monkeypatch.setattr(aiohttp.ClientSession, "__init__", noted)
        channel = Telegram(tg.token, tg.url)
        opening = asyncio.create_task(channel.open())
        for _ in range(steps):
            await asyncio.sleep(0)
        opening.cancel()
        with suppress(asyncio.CancelledError):
            await opening
        await channel.close()
        assert all(session.closed for session in made)
