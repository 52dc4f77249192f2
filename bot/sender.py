"""The sender: chooses due outbox rows in order a chat, within limits, and has each delivered."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channel import Channel, Store
from bot.clock import Clock
from bot.deliverer import Deliverer, Known
from bot.limits import Budget
from bot.logs import log
from bot.recorder import Recorder
from handlers.work import World
from storage import delivery, uploads
from storage.database import Database
from storage.delivery import Head
from storage.photos import PhotoStore
from storage.tables import Outbox

AT_ONCE = 16
BREATH = 0.025
"""seconds between two looks at the outbox"""
PAUSE = 0.1
"""seconds after a look that found something to send; one that finds nothing asks when there is"""


class Sender:
    """From outbox rows to deliveries."""

    def __init__(
        self,
        db: Database,
        photos: PhotoStore,
        channels: Mapping[str, Channel],
        budgets: Mapping[str, Budget],
        clock: Clock,
        store: Callable[[str], Store],
        world: Callable[[], World],
    ) -> None:
        self._db, self._budgets, self._clock = db, budgets, clock
        self._deliverer = Deliverer(db, photos, channels, clock, store)
        self._recorder = Recorder(db, clock, world)
        self._wake = asyncio.Event()
        self._called = False
        """whether there may be more to send than the last look at the outbox saw"""
        self._held = False
        """whether that look left something that waits for what is under way"""
        self._busy: dict[tuple[int, bool], int] = {}
        """by lane, the row that is under way"""
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something may be due."""
        self._called = True
        self._wake.set()

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            try:
                wait = await self._round()
            except Exception as error:
                log().error("outbox_unreadable", exc_info=error)
                await asyncio.sleep(1)
                continue
            # What becomes due or free in one moment is seen by one look at the outbox, not many.
            await asyncio.sleep(BREATH)
            try:
                async with asyncio.timeout(max(wait - BREATH, 0)):
                    while not self._called:
                        self._wake.clear()
                        await self._wake.wait()
            except TimeoutError:
                pass

    async def recall(self) -> None:
        """Count what an earlier process sent in the last minutes against the limits. What was under
        way when it died may have arrived without a record, just now."""
        now, ticks = self._clock.now(), time.monotonic()
        async with self._db.read() as session:
            for chat_id, channel, at in await delivery.recent(session, now - timedelta(seconds=70)):
                if budget := self._budgets.get(channel):
                    budget.spend(chat_id, ticks - max((now - at).total_seconds(), 0))
            for head in await delivery.heads(session, now):
                if (budget := self._budgets.get(head.channel)) and not head.aside:
                    budget.spend(head.chat_id, ticks, head.items)

    async def drain(self, give_up: float) -> bool:
        """Deliver until nothing is due; False when that took longer than so many seconds."""
        deadline = time.monotonic() + give_up
        while time.monotonic() < deadline:
            self._wake.clear()
            wait = await self._round()
            if not self._busy:
                async with self._db.read() as session:
                    if not await delivery.heads(session, self._clock.now()):
                        return True
            try:
                async with asyncio.timeout(min(wait, 1)):
                    await self._wake.wait()
            except TimeoutError:
                pass
        return False

    async def stop(self, patience: float = 0) -> None:
        """Wait so many seconds for what is under way, which would otherwise be sent again, and stop
        where it stands."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._recorder.stop(patience + 1)

    async def _round(self) -> float:
        """Start what may go now; seconds until there may be more to start."""
        now, ticks = self._clock.now(), time.monotonic()
        self._called, self._held = False, True
        # Before the look at the rows: what ends during it may still look unsent in it.
        busy = dict(self._busy)
        async with self._db.read() as session:
            due = await delivery.heads(session, now)
            heads = [head for head in due if (head.chat_id, head.aside) not in busy]
            ready, wait = self._choose(heads, now, ticks)
            rows = await delivery.rows(session, [head.id for head in ready]) if ready else {}
            known = await self._known(session, ready, rows)
            soon = await delivery.next_due(session, now) if not ready else None
        if ready:
            wait = min(wait, PAUSE)
        elif soon is not None:
            wait = min(wait, (soon - now).total_seconds())
        for head in ready:
            self._start(head, *rows[head.id], known)
        under_way = busy | self._busy
        self._held = len(ready) < len(heads) or any(
            not head.id == head.last == under_way[head.chat_id, head.aside] for head in due
        )
        return max(wait, 0.005)

    @staticmethod
    async def _known(
        session: AsyncSession, ready: list[Head], rows: dict[int, tuple[Outbox, str | None]]
    ) -> Known:
        """The platforms' names of stored photos that these rows show, asked for all at once."""
        wanted: dict[str, list[str]] = {}
        for head in ready:
            payload = rows[head.id][0].payload
            keys = [payload.get("photo"), *payload.get("more_photos", ())]
            wanted.setdefault(head.channel, []).extend(key for key in keys if key)
        return {
            channel: await uploads.known(session, channel, keys)
            for channel, keys in wanted.items()
            if keys
        }

    def _choose(self, heads: list[Head], now: datetime, ticks: float) -> tuple[list[Head], float]:
        ready: list[Head] = []
        full: set[str] = set()
        wait = 1.0
        for head in heads:
            if len(self._busy) + len(ready) >= AT_ONCE:
                break
            if head.not_before is not None and head.not_before > now and not head.aside:
                wait = min(wait, (head.not_before - now).total_seconds())
                continue
            budget = self._budgets.get(head.channel)
            if budget is not None and not head.aside:
                at = budget.ready_at(head.chat_id, head.is_group, head.items)
                if at <= ticks and head.channel not in full:
                    at = budget.room_at(head.items)
                    if at > ticks:
                        # Or else messages to others would take an album's room for ever.
                        full.add(head.channel)
                if at > ticks:
                    wait = min(wait, at - ticks)
                if at > ticks or head.channel in full:
                    continue
                budget.start(head.items)
            ready.append(head)
        return ready, wait

    def _start(self, head: Head, row: Outbox, code: str | None, known: Known) -> None:
        self._busy[head.chat_id, head.aside] = head.id
        task = asyncio.create_task(self._deliver(head, row, code, known))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, head: Head, row: Outbox, code: str | None, known: Known) -> None:
        done = await self._deliverer.deliver(head, row, known)
        if (budget := self._budgets.get(head.channel)) and not head.aside:
            budget.finish(head.chat_id, time.monotonic(), head.items)
        # Until this is on disk the chat gets nothing more: it would be the same again.
        await self._recorder.record(done)
        del self._busy[head.chat_id, head.aside]
        self._called = self._called or self._held or done.sent is None
        self._wake.set()
        if done.sent is not None and not head.aside:
            log().info("sent", outbox=row.id, kind=row.kind, chat=head.address, code=code)
