"""The sender: delivers due outbox rows in order a chat, within limits, and records each."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import random

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channel import (
    Channel,
    ChatClosed,
    ChatGone,
    ChatMoved,
    Refused,
    SendError,
    Sent,
    StaleReference,
    Store,
    Target,
    TooFast,
)
from bot.clock import Clock
from bot.limits import Budget
from bot.logs import log
from bot.picture_source import PictureSource
from bot.recorder import Outcome, Recorder
from handlers.messages import outgoing
from handlers.work import World
from storage import delivery, uploads
from storage.database import Database
from storage.delivery import Head
from storage.photos import PhotoStore
from storage.tables import Outbox

AT_ONCE = 16
SERVER_ERRORS = 30
"""failures of one message after which it is given up, if others arrive meanwhile: 25 minutes"""
PATIENCE = 9
"""failures of one message after which it goes out without a photo that cannot be read"""
BREATH = 0.025
"""seconds between two looks at the outbox"""
OWN_FAULTS = 6
"""unexpected errors with one message after which it is given up"""

Known = Mapping[str, Mapping[str, str]]
"""by channel and our key, what the platform calls a picture"""


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
        self._db, self._channels, self._clock = db, channels, clock
        self._budgets, self._store = budgets, store
        self._pictures, self._recorder = PictureSource(db, photos), Recorder(db, clock, world)
        self._wake = asyncio.Event()
        self._busy: set[tuple[int, bool]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived: dict[str, float] = {}
        self._failed: dict[int, float] = {}

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            self._wake.clear()
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
        # Before the look at the rows: what ends during it may still look unsent in it.
        busy = frozenset(self._busy)
        async with self._db.read() as session:
            heads = [
                head
                for head in await delivery.heads(session, now)
                if (head.chat_id, head.aside) not in busy
            ]
            ready, wait = self._choose(heads, now, ticks)
            rows = await delivery.rows(session, [head.id for head in ready]) if ready else {}
            known = await self._known(session, ready, rows)
            soon = await delivery.next_due(session) if not heads else None
        if soon is not None and soon > now:
            wait = min(wait, (soon - now).total_seconds())
        for head in ready:
            self._start(head, *rows[head.id], known)
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
        self._busy.add((head.chat_id, head.aside))
        task = asyncio.create_task(self._deliver(head, row, code, known))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, head: Head, row: Outbox, code: str | None, known: Known) -> None:
        done = await self._attempt(head, row, known)
        if (budget := self._budgets.get(head.channel)) and not head.aside:
            budget.finish(head.chat_id, time.monotonic(), head.items)
        # Until this is on disk the chat gets nothing more: it would be the same again.
        await self._recorder.record(done)
        self._busy.discard((head.chat_id, head.aside))
        self._wake.set()
        if done.sent is not None and not head.aside:
            log().info("sent", outbox=row.id, kind=row.kind, chat=head.address, code=code)

    async def _attempt(self, head: Head, row: Outbox, known: Known) -> Outcome:
        """Try to deliver one row; every way in which it may fail becomes a decision."""
        channel = self._channels.get(head.channel)
        now = self._clock.now()
        if channel is None:
            return Outcome(
                head, row, error=f"no channel {head.channel!r}", retry_at=now + _backoff(6)
            )
        if row.expires_at is not None and row.expires_at < now:
            return Outcome(head, row, error="too late")
        try:
            done = await self._send(channel, head, row, known)
            if done.sent is not None and not head.aside:
                self._arrived[head.channel] = time.monotonic()
            return done
        except TooFast as error:
            log().warning("too_fast", chat=head.address, wait=error.wait.total_seconds())
            wait = error.wait + timedelta(seconds=1)
            return Outcome(head, row, error=str(error), retry_at=self._clock.now() + wait)
        except ChatMoved as error:
            return Outcome(head, row, error=str(error), moved_to=error.address)
        except ChatClosed as error:
            log().warning("chat_closed", chat=head.address, error=str(error))
            return Outcome(head, row, error=str(error), retry_at=delivery.WHEN_THEY_WRITE)
        except ChatGone as error:
            return Outcome(head, row, error=str(error), chat_gone=True)
        except (Refused, StaleReference) as error:
            log().error("message_refused", outbox=row.id, kind=row.kind, error=str(error))
            return Outcome(head, row, error=str(error) or type(error).__name__)
        except SendError as error:
            log().warning("send_failed", outbox=row.id, attempts=row.attempts, error=str(error))
            if head.aside or (row.attempts >= SERVER_ERRORS and self._others_arrive(head)):
                return Outcome(head, row, error=str(error))
            retry_at = self._clock.now() + _backoff(row.attempts)
            return Outcome(head, row, error=str(error), retry_at=retry_at)
        except Exception as error:
            # A fault of ours must not hold up the chat for ever.
            log().error("sender_failed", outbox=row.id, exc_info=error)
            retry_at = self._clock.now() + _backoff(row.attempts)
            give_up = row.attempts + 1 >= OWN_FAULTS
            return Outcome(head, row, error=repr(error), retry_at=None if give_up else retry_at)

    def _others_arrive(self, head: Head) -> bool:
        """Whether anything was delivered since this chat's last failure, so that the trouble is
        with the message and not with the platform or the line."""
        last, self._failed[head.chat_id] = self._failed.get(head.chat_id), time.monotonic()
        return last is not None and self._arrived.get(head.channel, 0) > last

    async def _send(self, channel: Channel, head: Head, row: Outbox, known: Known) -> Outcome:
        message = outgoing.validate_python(row.payload)
        if row.kind == "toast":
            await channel.answer_press(message)
            return Outcome(head, row, Sent(None))
        target = Target(head.address, head.is_group, head.topic)
        if row.kind == "probe":
            await channel.probe(target, self._store(channel.name))
            return Outcome(head, row, Sent(None))
        if row.kind == "edit":
            async with self._db.read() as session:
                original = await session.get_one(Outbox, row.original_id)
            has_picture = bool(original.payload.get("photo") or original.payload.get("picture"))
            if original.dead_at is not None and original.sent_at is None:
                return Outcome(head, row, error="the message it changes was never sent")
            if original.message_id is not None and await channel.edit(
                target, original.message_id, message, has_picture
            ):
                return Outcome(head, row, Sent(None))
            # The message is gone or its number is forgotten: what it says is still true.
        reply_to = message.reply_to
        if message.reply_to_post is not None:
            async with self._db.read() as session:
                post = await session.get(Outbox, message.reply_to_post)
            reply_to = post.message_id if post is not None else None
        patient = row.attempts < PATIENCE
        names = known.get(channel.name, {})
        shown, keys = await self._pictures.of(channel, message, patient, names)
        try:
            sent = await channel.send(target, message, shown, reply_to)
        except StaleReference:
            async with self._db.write() as session:
                await uploads.forget(session, channel.name, keys)
            shown, keys = await self._pictures.of(channel, message, patient, {})
            sent = await channel.send(target, message, shown, reply_to)
        uploaded = tuple(
            (key, ref)
            for key, ref, known in zip(keys, sent.refs, shown.refs, strict=False)
            if ref is not None and known is None
        )
        return Outcome(head, row, sent, uploaded=uploaded)


def _backoff(attempts: int) -> timedelta:
    """Waits that grow to a minute, spread so that chats do not come back all at once."""
    return timedelta(seconds=min(0.5 * 2 ** min(attempts, 7), 60) * (0.75 + random() / 2))  # noqa: S311
