"""The receiver: takes stored updates one at a time a chat, has them handled, parks bad ones."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import albums
from bot.channel import Channel, Unreachable, Unreadable
from bot.clock import Clock
from bot.fetcher import Fetcher
from bot.geocoder import Geocoder
from bot.logs import log
from bot.quota import Quota
from bot.together import Together, one_by_one
from bot.typed_places import with_place
from handlers import dispatch
from handlers.drafts import BadPhoto, StoredPhoto
from handlers.floods import MOST_AN_HOUR, makes_work
from handlers.messages import Incoming, Message
from handlers.work import Work, World
from storage import inbox, uploads
from storage.database import Database, gave_way
from storage.inbox import Raw
from storage.photos import PhotoStore
from storage.tables import Inbox

FRESH = 4000
"""updates kept in memory between being stored and being handled; beyond it they are read again"""
AT_ONCE = 24
"""lanes at the database at the same time; nobody waits for a network there"""


class Taken(NamedTuple):
    """An update in hand: read, with its photo."""

    row_id: int
    channel: Channel
    incoming: Incoming | None
    photo: StoredPhoto | BadPhoto | None
    ref: str | None
    """the platform's name for the photo, where that may be sent on"""
    wait: int = 0
    """seconds that its sender has to wait: one of too many messages"""
    then_id: int | None = None
    then: Incoming | None = None
    """what comes next from the same chat, where that is in line"""


class Written(NamedTuple):
    """What handling an update came to."""

    recorded: Sequence[tuple[str, str]] = ()
    """(kind, code) of what happened to reports"""
    again: Sequence[tuple[int, str]] = ()
    """(id, lane) of updates to be handled again"""
    took_then: bool = False
    """whether what comes next was handled with it"""


class Receiver:
    """From inbox rows to handled messages."""

    def __init__(
        self,
        db: Database,
        photos: PhotoStore,
        channels: Mapping[str, Channel],
        world: Callable[[], World],
        clock: Clock,
        geocoder: Geocoder | None = None,
    ) -> None:
        self._db, self._channels = db, channels
        self._world, self._clock = world, clock
        self._geocoder = geocoder
        self._people = Quota(MOST_AN_HOUR, 3600, lambda: clock.now().timestamp())
        self._lanes: dict[str, deque[int]] = {}
        self._fresh: dict[int, tuple[str, str]] = {}
        self._ahead: dict[int, Incoming | None] = {}
        """what was read before its turn"""
        self._early: list[tuple[int, str]] | None = []
        """what came in before the rows of an earlier process were in line; then None"""
        self._tasks: set[asyncio.Task[None]] = set()
        at_once = min(db.writers, AT_ONCE)
        self._write_together = Together(self._write, at_once=at_once)
        self._fetcher = Fetcher(photos, clock)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._idle = asyncio.Event()
        self._idle.set()

    async def store(self, source: str, updates: Sequence[Raw]) -> None:
        """Put raw updates on disk, and then in line. What is known already is left out."""
        if not updates:
            return
        async with self._db.write(one_statement=True) as session:
            stored = await inbox.store(session, source, updates, self._clock.now())
        if len(self._fresh) < FRESH:
            # What was just written need not be read again.
            bodies = {raw.event_id: raw.body for raw in updates}
            self._fresh |= {row: (source, bodies[event]) for row, _, event in stored}
        rows = [(row, lane) for row, lane, _ in stored]
        if self._early is None:
            self._offer(rows)
        else:
            self._early += rows

    async def resume(self) -> None:
        """Put in line what an earlier process left undone, before anything that came in since."""
        async with self._db.read() as session:
            undone = await inbox.undone(session)
        early, self._early = self._early or [], None
        self._offer(sorted({*undone, *early}))

    def _offer(self, rows: Sequence[tuple[int, str]]) -> None:
        for row_id, lane in rows:
            waiting = self._lanes.get(lane)
            if waiting is not None:
                waiting.append(row_id)
                continue
            self._lanes[lane] = deque([row_id])
            self._idle.clear()
            task = asyncio.create_task(self._work_off(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Wait until nothing is in line."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Stop where it stands: what is undone is taken up by the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._write_together.stop(0)

    async def _work_off(self, lane: str) -> None:
        waiting = self._lanes[lane]
        wait = 0.5
        while waiting:
            try:
                for _ in range(await self._take(waiting)):
                    waiting.popleft()
                wait = 0.5
            except Unreachable as error:
                log().warning("photo_unreachable", lane=lane, error=str(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60)
            except Exception as error:
                if gave_way(error):
                    log().warning("handler_gave_way", inbox=waiting[0])
                    continue
                if await self._failed(waiting[0], error):
                    waiting.popleft()
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60)
        del self._lanes[lane]
        if not self._lanes:
            self._idle.set()

    async def _take(self, line: Sequence[int]) -> int:
        """Handle the first update of a lane; how many were handled with it."""
        started, row_id = time.perf_counter(), line[0]
        known = self._fresh.pop(row_id, None)
        async with self._slots:
            source, body = known or await self._stored(row_id)
        channel = self._channels.get(source)
        if channel is None:
            await self._park(row_id, f"no channel {source!r}")
            return 1
        try:
            incoming = self._ahead.pop(row_id) if row_id in self._ahead else channel.read(body)
        except Unreadable as error:
            await self._park(row_id, str(error))
            return 1
        who = f"{source}:{incoming.sender.address}" if makes_work(incoming) else ""
        taken = Taken(row_id, channel, incoming, None, None, self._people.left(who))
        if taken.wait:
            log().warning("too_many_messages", inbox=row_id)
        else:
            incoming = await with_place(incoming, self._db, self._world(), self._geocoder)
            if isinstance(incoming, Message) and incoming.photo and not self._tells(channel):
                async with self._db.read() as session:
                    incoming = await albums.in_album(session, channel, row_id, incoming)
            photo, ref = await self._photo(channel, incoming)
            taken = Taken(row_id, channel, incoming, photo, ref)
        async with self._slots:
            if isinstance(taken.photo, StoredPhoto):
                await self._world().looks.load(self._db)
                # Once it failed, it is done alone: what comes next may be why.
                then_id = line[1] if known is not None and len(line) > 1 else None
                taken = taken._replace(then_id=then_id, then=self._next(then_id))
            recorded, again, took_then = await self._write_together(taken)
        if who and not taken.wait:
            # Not before it is done: what has to be done again counts once.
            for _ in range(1 + took_then):
                self._people.count(who)
        self._offer(again)
        for kind, code in recorded:
            log().info(f"report_{kind}", code=code, inbox=row_id)
        took = round((time.perf_counter() - started) * 1000)
        log().debug("handled", inbox=row_id, ms=took)
        if not took_then:
            return 1
        for known_ahead in (self._fresh, self._ahead):
            known_ahead.pop(taken.then_id or 0, None)
        return 2

    def _next(self, row_id: int | None) -> Incoming | None:
        """What comes next in a lane, where that just came in."""
        if row_id is None or row_id not in self._fresh:
            return None
        if row_id not in self._ahead:
            source, body = self._fresh[row_id]
            try:
                self._ahead[row_id] = self._channels[source].read(body)
            except (KeyError, Unreadable):
                # It says so itself when it is its turn.
                return None
        return self._ahead[row_id]

    async def _write(self, batch: Sequence[Taken]) -> Sequence[Written]:
        now = self._clock.now()
        async with self._db.write() as session:
            undone = await inbox.finish(session, [taken.row_id for taken in batch], now)
            names = (
                (taken.channel.name, taken.photo.key, taken.ref)
                for taken in batch
                if taken.row_id in undone and isinstance(taken.photo, StoredPhoto) and taken.ref
            )
            await uploads.remember(session, names, now)

            async def write(taken: Taken) -> Written:
                if taken.row_id not in undone:
                    return Written()
                return await self._handle(session, taken, now)

            written = await one_by_one(session, batch, write)
            both = zip(batch, written, strict=True)
            too = [taken.then_id for taken, one in both if one.took_then and taken.then_id]
            if too:
                await inbox.finish(session, too, now)
            return written

    async def _handle(self, session: AsyncSession, taken: Taken, now: datetime) -> Written:
        work, again = Work(session, now, self._world(), then=taken.then), []
        if taken.incoming is not None:
            await dispatch.handle(work, taken.incoming, taken.photo, taken.wait)
        if work.album is not None:
            again = await albums.put_back(
                session, taken.channel, taken.row_id, work.album, tells=self._tells(taken.channel)
            )
        return Written(work.recorded, again, work.took_then)

    def _tells(self, channel: Channel) -> bool:
        """Whether a platform says which photos are an album."""
        return self._world().bot(channel.name).tells_albums

    async def _stored(self, row_id: int) -> tuple[str, str]:
        async with self._db.read() as session:
            row = await session.get_one(Inbox, row_id)
            return row.source, row.body

    async def _park(self, row_id: int, error: str) -> None:
        log().error("update_parked", inbox=row_id, error=error)
        async with self._db.write() as session:
            await inbox.park(session, row_id, error, self._clock.now())

    async def _failed(self, row_id: int, error: Exception) -> bool:
        log().error("handler_failed", inbox=row_id, exc_info=error)
        try:
            async with self._db.write() as session:
                text = f"{type(error).__name__}: {error}"
                return await inbox.fail(session, row_id, text, self._clock.now())
        except Exception as again:
            # The database itself is in trouble: the row stays in line.
            log().error("inbox_unwritable", inbox=row_id, error=str(again))
            return False

    async def _photo(
        self, channel: Channel, incoming: Incoming | None
    ) -> tuple[StoredPhoto | BadPhoto | None, str | None]:
        """Fetch, check and store the photo that a handler will want; also the platform's name for
        it where that may be sent on: the platform compressed it and took its metadata out."""
        if not isinstance(incoming, Message):
            return None, None
        wanted = incoming.photo
        if wanted is None and incoming.reply_photo is None:
            return None, None
        if wanted is None or incoming.chat.kind != "private":
            async with self._db.read() as session:
                wanted = await dispatch.wanted_photo(session, self._world(), incoming)
        if wanted is None or incoming.edited:
            return None, None
        photo = await self._fetcher.fetch(channel, wanted)
        return photo, None if wanted.as_file else wanted.ref
