"""The bot at work with a Zalo Official Account before it, and a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from structlog.testing import capture_logs

from bot.clock import FixedClock
from bot.limits import Budget, Pace
from bot.process import Process, opened
from bot.web import serving
from storage.tables import Outbox, Report
from tests.harness import MORNING, all_sent
from tests.installation import settings_for
from tests.zalo_oa_standin import OaStandIn

ADMIN, MEMBER, OFFICER = "9000000000000000001", "9000000000000000002", "9000000000000000003"


@dataclass
class OaBot:
    """The process, the account and who uses it."""

    oa: OaStandIn
    settings: Any
    clock: FixedClock
    logs: list[Any]
    expected: set[str] = field(default_factory=set)
    """errors that this test provokes"""
    process: Process = field(init=False)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _talking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.process = await self._stack.enter_async_context(opened(self.settings, self.clock))
        self.process.budgets["zalo_oa"] = Budget(Pace(0, 0, 0))
        self.process.sender._budgets = self.process.budgets
        await self.process.prepare()
        self.oa.bot_url = await self._stack.enter_async_context(serving(self.process))
        self._talking = asyncio.create_task(self.process._talk())

    async def stop(self) -> None:
        """Stop it where it stands, as a kill would."""
        assert self._talking is not None
        self._talking.cancel()
        await asyncio.gather(self._talking, return_exceptions=True)
        await self.process.receiver.stop()
        await self.process.sender.stop()
        await self._stack.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        await self.settle()

    async def settle(self) -> None:
        async with asyncio.timeout(15):
            while not await self._settled():  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def _settled(self) -> bool:
        process = self.process
        if "zalo_oa" not in process.opened_channels or process.receiver._lanes:
            return False
        return await all_sent(process)

    async def wait(self, **time: float) -> None:
        self.clock.at += timedelta(**time)
        self.process.sender.wake()
        await self.settle()

    async def reports(self) -> Sequence[Report]:
        async with self.process.db.read() as session:
            return (await session.exec(select(Report).order_by(col(Report.id)))).all()

    async def posts(self) -> Sequence[Outbox]:
        async with self.process.db.read() as session:
            return (await session.exec(select(Outbox).order_by(col(Outbox.id)))).all()


@asynccontextmanager
async def at_work(database_url: str, folder: Path, **settings: Any) -> AsyncIterator[OaBot]:
    """A bot at work. At the end, errors in its log that the test did not expect are failures."""
    async with OaStandIn() as oa:
        with capture_logs() as logs:
            clock = FixedClock(MORNING)
            oa.wall = lambda: clock.now().timestamp()
            everything = oa.settings() | {"admins": f"zalo_oa:{ADMIN}", "port": 0} | settings
            bot = OaBot(oa, settings_for(database_url, folder, **everything), clock, logs)
            await bot.start()
            try:
                yield bot
            finally:
                await bot.stop()
        bad = [log for log in logs if log["log_level"] in ("error", "critical")]
        assert not [log for log in bad if log["event"] not in bot.expected], bad
