"""The ticker: asks every few seconds what is due. It remembers nothing: what is due is in rows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.amounts import amount
from bot.clock import Clock
from bot.logs import log
from handlers.work import Work, World
from scheduler.due import DUTIES, Duty
from storage.database import Database

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Ticked:
    """How often each duty did something, and whether none of them failed."""

    whole: bool
    counts: tuple[tuple[Duty, int], ...]

    def __str__(self) -> str:
        done = [amount(count, duty.one, duty.many) for duty, count in self.counts if count]
        return ", ".join(done) or "nothing was due"


class Ticker:
    """Runs the scheduler's duties, each in its own transaction."""

    def __init__(
        self,
        db: Database,
        world: Callable[[], World],
        clock: Clock,
        wake_sender: Callable[[], None],
        renew_world: Callable[[], Awaitable[None]],
    ) -> None:
        self._db, self._world, self._clock = db, world, clock
        self._wake_sender, self._renew_world = wake_sender, renew_world
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._one = asyncio.Lock()
        self.last: datetime | None = None

    def start(self) -> None:
        # One at a time; a tick that was missed is made up for by the next one.
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=SECONDS,
            next_run_time=datetime.now().astimezone(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop between two ticks: one that is under way ends as it should."""
        if self._scheduler.running:
            self._scheduler.pause()
            async with self._one:
                self._scheduler.shutdown(wait=False)

    async def tick(self, due: datetime | None = None) -> Ticked:
        """Do everything that is due now. ``due`` is when the messages may go, if not now."""
        async with self._one:
            done = await self._tick(due)
        self.last = self._clock.now()
        self._wake_sender()
        return done

    async def _tick(self, due: datetime | None) -> Ticked:
        whole = True
        counts: list[tuple[Duty, int]] = []
        await self._renew_world()
        for duty in DUTIES:
            try:
                async with self._db.write() as session:
                    work = Work(session, self._clock.now(), self._world(), post_due=due)
                    count = await duty.do(work)
                counts.append((duty, count))
                for kind, code in work.recorded:
                    log().info(f"report_{kind}", code=code, duty=duty.do.__name__)
            except Exception as error:
                log().error("duty_failed", duty=duty.do.__name__, exc_info=error)
                whole = False
        return Ticked(whole, tuple(counts))
