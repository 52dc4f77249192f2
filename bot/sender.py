"""The sender: delivers due outbox rows in order a chat, within limits, and records each."""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from typing import Any

from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channel import (
    Channel,
    ChatGone,
    ChatMoved,
    Pictures,
    Refused,
    SendError,
    Sent,
    StaleReference,
    Store,
    Target,
    TooFast,
    Unreachable,
)
from bot.clock import Clock
from bot.limits import Budget
from bot.logs import log
from handlers import groups, pictures
from handlers.messages import ChatRef, Moved, Outgoing, outgoing
from handlers.work import Work, World
from storage import outbox, uploads
from storage.database import Database
from storage.outbox import Head
from storage.photos import PhotoMissing, PhotoStore
from storage.tables import Chat, Outbox

AT_ONCE = 16
SERVER_ERRORS = 30
"""failures of one message after which it is given up, if others arrive meanwhile: 25 minutes"""
PATIENCE = 9
"""failures of one message after which it goes out without a photo that cannot be read"""
BREATH = 0.015
"""seconds between two looks at the outbox"""
OWN_FAULTS = 6
"""unexpected errors with one message after which it is given up"""


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a row, to be recorded."""

    head: Head
    row: Outbox
    sent: Sent | None = None
    error: str = ""
    retry_at: datetime | None = None
    moved_to: str | None = None
    chat_gone: bool = False
    uploaded: tuple[tuple[str, str], ...] = ()


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
        self._db, self._photos, self._channels, self._clock = db, photos, channels, clock
        self._budgets, self._store, self._world = budgets, store, world
        self._wake = asyncio.Event()
        self._busy: set[tuple[int, bool]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._done: list[tuple[_Done, asyncio.Future[None]]] = []
        self._arrived: dict[str, float] = {}
        self._failed: dict[int, float] = {}
        self._recording: asyncio.Task[None] | None = None

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
            # A moment in which more becomes due or free is seen by one look at the outbox, not many.
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
            for chat_id, channel, at in await outbox.recent(session, now - timedelta(seconds=70)):
                if budget := self._budgets.get(channel):
                    budget.spend(chat_id, ticks - max((now - at).total_seconds(), 0))
            for head in await outbox.heads(session, now):
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
                    if not await outbox.heads(session, self._clock.now()):
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
        if self._recording is not None:
            await asyncio.wait([self._recording], timeout=patience + 1)
            self._recording.cancel()
            await asyncio.gather(self._recording, return_exceptions=True)

    async def _round(self) -> float:
        """Start what may go now; seconds until there may be more to start."""
        now, ticks = self._clock.now(), time.monotonic()
        # Before the look at the rows: what ends during it may still look unsent in it.
        busy = frozenset(self._busy)
        async with self._db.read() as session:
            heads = [
                head
                for head in await outbox.heads(session, now)
                if (head.chat_id, head.aside) not in busy
            ]
            ready, wait = self._choose(heads, now, ticks)
            rows = await outbox.rows(session, [head.id for head in ready]) if ready else {}
            soon = await outbox.next_due(session) if not heads else None
        if soon is not None and soon > now:
            wait = min(wait, (soon - now).total_seconds())
        for head in ready:
            self._start(head, *rows[head.id])
        return max(wait, 0.005)

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

    def _start(self, head: Head, row: Outbox, code: str | None) -> None:
        self._busy.add((head.chat_id, head.aside))
        task = asyncio.create_task(self._deliver(head, row, code))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, head: Head, row: Outbox, code: str | None) -> None:
        done = await self._attempt(head, row)
        if (budget := self._budgets.get(head.channel)) and not head.aside:
            budget.finish(head.chat_id, time.monotonic(), head.items)
        # Until this is on disk the chat gets nothing more: it would be the same again.
        await self._record(done)
        self._busy.discard((head.chat_id, head.aside))
        self._wake.set()
        if done.sent is not None and not head.aside:
            log().info("sent", outbox=row.id, kind=row.kind, chat=head.address, code=code)

    async def _attempt(self, head: Head, row: Outbox) -> _Done:
        """Try to deliver one row; every way in which it may fail becomes a decision."""
        channel = self._channels.get(head.channel)
        now = self._clock.now()
        if channel is None:
            return _Done(
                head, row, error=f"no channel {head.channel!r}", retry_at=now + _backoff(6)
            )
        if row.expires_at is not None and row.expires_at < now:
            return _Done(head, row, error="too late")
        try:
            done = await self._send(channel, head, row)
            if done.sent is not None and not head.aside:
                self._arrived[head.channel] = time.monotonic()
            return done
        except TooFast as error:
            log().warning("too_fast", chat=head.address, wait=error.wait.total_seconds())
            wait = error.wait + timedelta(seconds=1)
            return _Done(head, row, error=str(error), retry_at=self._clock.now() + wait)
        except ChatMoved as error:
            return _Done(head, row, error=str(error), moved_to=error.address)
        except ChatGone as error:
            return _Done(head, row, error=str(error), chat_gone=True)
        except (Refused, StaleReference) as error:
            log().error("message_refused", outbox=row.id, kind=row.kind, error=str(error))
            return _Done(head, row, error=str(error) or type(error).__name__)
        except SendError as error:
            log().warning("send_failed", outbox=row.id, attempts=row.attempts, error=str(error))
            if head.aside or (row.attempts >= SERVER_ERRORS and self._others_arrive(head)):
                return _Done(head, row, error=str(error))
            retry_at = self._clock.now() + _backoff(row.attempts)
            return _Done(head, row, error=str(error), retry_at=retry_at)
        except Exception as error:
            # A fault of ours must not hold up the chat for ever.
            log().error("sender_failed", outbox=row.id, exc_info=error)
            retry_at = self._clock.now() + _backoff(row.attempts)
            give_up = row.attempts + 1 >= OWN_FAULTS
            return _Done(head, row, error=repr(error), retry_at=None if give_up else retry_at)

    def _others_arrive(self, head: Head) -> bool:
        """Whether anything was delivered since this chat's last failure, so that the trouble is
        with the message and not with the platform or the line."""
        last, self._failed[head.chat_id] = self._failed.get(head.chat_id), time.monotonic()
        return last is not None and self._arrived.get(head.channel, 0) > last

    async def _send(self, channel: Channel, head: Head, row: Outbox) -> _Done:
        message = outgoing.validate_python(row.payload)
        if row.kind == "toast":
            await channel.answer_press(message)
            return _Done(head, row, Sent(None))
        target = Target(head.address, head.is_group, head.topic)
        if row.kind == "probe":
            await channel.probe(target, self._store(channel.name))
            return _Done(head, row, Sent(None))
        if row.kind == "edit":
            async with self._db.read() as session:
                original = await session.get_one(Outbox, row.original_id)
            has_picture = bool(original.payload.get("photo") or original.payload.get("picture"))
            if original.dead_at is not None and original.sent_at is None:
                return _Done(head, row, error="the message it changes was never sent")
            if original.message_id is not None and await channel.edit(
                target, original.message_id, message, has_picture
            ):
                return _Done(head, row, Sent(None))
            # The message is gone or its number is forgotten: what it says is still true.
        reply_to = message.reply_to
        if message.reply_to_post is not None:
            async with self._db.read() as session:
                post = await session.get(Outbox, message.reply_to_post)
            reply_to = post.message_id if post is not None else None
        shown, keys = await self._pictures(channel, message, row.attempts < PATIENCE)
        try:
            sent = await channel.send(target, message, shown, reply_to)
        except StaleReference:
            async with self._db.write() as session:
                await uploads.forget(session, channel.name, keys)
            shown, keys = await self._pictures(channel, message, row.attempts < PATIENCE)
            sent = await channel.send(target, message, shown, reply_to)
        uploaded = tuple(
            (key, ref)
            for key, ref, known in zip(keys, sent.refs, shown.refs, strict=False)
            if ref is not None and known is None
        )
        return _Done(head, row, sent, uploaded=uploaded)

    async def _pictures(
        self, channel: Channel, message: Outgoing, patient: bool
    ) -> tuple[Pictures, list[str]]:
        """The pictures of a message: by the platform's name where it has them, otherwise drawn or
        read."""
        drawn = ""
        if message.picture is not None:
            text = json.dumps(message.picture, sort_keys=True)
            drawn = hashlib.sha256(text.encode()).hexdigest()
        keys = [key for key in (drawn, message.photo, *message.more_photos) if key]
        if not keys:
            return Pictures(), []
        async with self._db.read() as session:
            known = await uploads.known(session, channel.name, keys)
        data: list[bytes | None] = []
        for key in keys:
            if key in known:
                data.append(None)
            elif key == drawn and message.picture is not None:
                data.append(await self._draw(message.picture))
            else:
                data.append(await self._stored(key, patient))
        have = [n for n, key in enumerate(keys) if key in known or data[n] is not None]
        keys = [keys[n] for n in have]
        refs = tuple(known.get(key) for key in keys)
        return Pictures(tuple(keys), refs, tuple(data[n] for n in have)), keys

    async def _stored(self, key: str, patient: bool) -> bytes | None:
        """A stored photo; None where it is lost, or the store does not give it for a long time, as
        a card without its photo is better than none."""
        try:
            return await self._photos.get(key)
        except PhotoMissing:
            log().error("photo_missing", photo=key)
        except (OSError, BaseError) as error:
            if patient:
                raise Unreachable(f"the photo store: {str(error).partition(chr(10))[0]}") from error
            log().error("photo_unreadable", photo=key, error=str(error))
        return None

    async def _draw(self, spec: dict[str, Any]) -> bytes | None:
        """A drawn picture; None where it cannot be drawn, as the words say the same."""
        try:
            return await asyncio.to_thread(pictures.draw, spec, self._photos.get_sync)
        except Exception as error:
            log().error("not_drawn", picture=spec.get("kind"), exc_info=error)
            return None

    async def _record(self, done: _Done) -> None:
        """Record together whatever was delivered while the last record was written."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._done.append((done, future))
        if self._recording is None or self._recording.done():
            self._recording = asyncio.create_task(self._write_records())
        await asyncio.shield(future)

    async def _write_records(self) -> None:
        wait = 0.0
        while self._done:
            # In one order everywhere, so that transactions do not wait for each other in a ring.
            batch, self._done = sorted(self._done, key=lambda one: one[0].head.id), []
            failed = []
            # After a failure one by one, so that one bad record does not hold up the others.
            for part in [[one] for one in batch] if wait else [batch]:
                try:
                    async with self._db.write() as session:
                        for done, _ in part:
                            await self._write(session, done)
                except Exception as error:
                    log().error("not_recorded", rows=[d.head.id for d, _ in part], exc_info=error)
                    if len(part) > 1 or isinstance(error, SQLAlchemyError | OSError):
                        failed += part
                    # A fault of ours closes the chat until the next start: better silent than
                    # the same message for ever.
                    continue
                for _, future in part:
                    if not future.done():
                        future.set_result(None)
            self._done += failed
            wait = min(2 * wait, 5) or 0.1 if failed else 0.0
            await asyncio.sleep(wait)

    async def _write(self, session: AsyncSession, done: _Done) -> None:
        row, now = done.row, self._clock.now()
        assert row.id is not None
        if done.sent is not None:
            await outbox.record_sent(session, row, done.sent.message_id, now)
            for key, ref in done.uploaded:
                await uploads.remember(session, done.head.channel, key, ref, now)
        elif done.moved_to is not None:
            chat = await session.get_one(Chat, row.chat_id)
            log().warning("chat_moved", old=chat.address, new=done.moved_to)
            old = ChatRef(chat.channel, chat.address, "group")
            await groups.moved(Work(session, now, self._world()), Moved(old, done.moved_to))
        elif done.chat_gone:
            chat = await session.get_one(Chat, row.chat_id)
            log().warning("chat_gone", chat=chat.address, error=done.error)
            await groups.lost(Work(session, now, self._world()), chat, done.error)
        else:
            await outbox.record_failure(session, row, done.error, now, done.retry_at)


def _backoff(attempts: int) -> timedelta:
    """Waits that grow to a minute, spread so that chats do not come back all at once."""
    return timedelta(seconds=min(0.5 * 2 ** min(attempts, 7), 60) * (0.75 + random() / 2))  # noqa: S311
