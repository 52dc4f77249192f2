"""Records what became of posts, together whatever was delivered meanwhile."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channel import Sent
from bot.clock import Clock
from bot.logs import log
from bot.together import Together, one_by_one
from handlers import groups, telling
from handlers.messages import ChatRef, Moved
from handlers.work import Work, World
from storage import delivery, uploads
from storage.database import Database
from storage.delivery import Head
from storage.tables import WHEN_THEY_WRITE, Chat, Outbox


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row, to be recorded."""

    head: Head
    row: Outbox
    sent: Sent | None = None
    error: str = ""
    retry_at: datetime | None = None
    moved_to: str | None = None
    chat_gone: bool = False
    uploaded: tuple[tuple[str, str], ...] = ()

    @property
    def takes(self) -> tuple[int, int]:
        """The rows that recording it locks, in that order."""
        return self.row.original_id or self.head.id, self.head.id

    @property
    def is_plain(self) -> bool:
        """Whether a message was delivered, and nothing follows from it unless it changed
        meanwhile."""
        sent = self.sent is not None and not self.bare and not self.uploaded
        return sent and self.row.kind != "edit"

    bare: bool = False
    """whether to record nothing but the delivery, as a fault of ours is in what follows from it"""

    def bared(self, fault: str, retry_at: datetime) -> "Outcome":
        """What can be recorded all the same. A chat that moved or is gone is tried again."""
        lost = self.chat_gone or self.moved_to is not None
        return replace(
            self,
            error=fault,
            retry_at=retry_at if lost else self.retry_at,
            moved_to=None,
            chat_gone=False,
            uploaded=(),
            bare=True,
        )


FAULT_PAUSE = timedelta(minutes=1)
"""how long a chat waits whose move or end could not be recorded by a fault of ours"""


class Recorder:
    """Writes outcomes, several at once where several wait."""

    def __init__(self, db: Database, clock: Clock, world: Callable[[], World]) -> None:
        self._db, self._clock, self._world = db, clock, world
        # In one order everywhere, so that transactions do not wait for each other in a ring: an
        # edit takes the post that it changes first.
        self._together = Together(self._write, order=lambda done: done.takes)

    async def stop(self, patience: float) -> None:
        """Wait so many seconds for what is being written."""
        await self._together.stop(patience)

    async def record(self, done: Outcome) -> None:
        """Record it, however long it takes until the database can be written."""
        wait = 0.1
        while True:
            try:
                await self._together(done)
                return
            except Exception as error:
                log().error("not_recorded", rows=[done.head.id], exc_info=error)
                if not isinstance(error, SQLAlchemyError | OSError):
                    if done.bare:
                        # The chat stays closed until the next start: better silent than the same
                        # message for ever.
                        await asyncio.get_running_loop().create_future()
                    done = done.bared(repr(error), self._clock.now() + FAULT_PAUSE)
            await asyncio.sleep(wait)
            wait = min(2 * wait, 5)

    async def _write(self, batch: Sequence[Outcome]) -> Sequence[None]:
        now = self._clock.now()
        plain = [(done.row, done.sent.message_id) for done in batch if done.sent and done.is_plain]
        changed: Collection[int] = ()
        if plain:
            async with self._db.write(one_statement=True) as session:
                changed = await delivery.record_unchanged(session, plain, now)
        others = [done for done in batch if not done.is_plain or done.head.id in changed]
        if others:
            async with self._db.write() as session:
                names = ((done.head.channel, *name) for done in others for name in done.uploaded)
                await uploads.remember(session, names, now)
                await one_by_one(session, others, lambda done: self._record(session, done, now))
        return [None] * len(batch)

    async def _record(self, session: AsyncSession, done: Outcome, now: datetime) -> None:
        row = done.row
        if done.sent is not None and done.bare:
            await delivery.record_bare(session, row, done.sent.message_id, now, done.error)
        elif done.sent is not None:
            await delivery.record_sent(session, row, done.sent.message_id, now)
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
            await delivery.record_failure(session, row, done.error, now, done.retry_at)
            if done.retry_at == WHEN_THEY_WRITE and not done.bare:
                chat = await session.get_one(Chat, row.chat_id)
                await telling.tell_elsewhere(Work(session, now, self._world()), chat)
