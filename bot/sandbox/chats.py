"""The sandbox's platform side: the messages in its chats as rows, and the news of their changes."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.sandbox import updates
from bot.sandbox.updates import Where
from storage.database import Database
from storage.inbox import Raw
from storage.tables import SandboxMessage

SHOWN = 80
"""messages of each chat that a page gets when it opens"""
Sent = tuple[str, bool, int]
"""a sample that was sent: its name, whether it shows what was put right, and its time"""


class Chats:
    """Rows are written one transaction after the other, so that their numbers appear in order."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = asyncio.Lock()
        self._news = asyncio.Event()

    def news(self) -> asyncio.Event:
        """Set at the next change. Ask for it before reading, so that none is missed."""
        return self._news

    def tell(self) -> None:
        """Wake every page that waits for news."""
        self._news.set()
        self._news = asyncio.Event()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[tuple[AsyncSession, Iterator[int]]]:
        async with self._lock, self._db.write() as session:
            newest = select(func.max(col(SandboxMessage.changed)))
            top = (await session.exec(newest)).one() or 0
            yield session, itertools.count(top + 1)
        self.tell()

    async def post(self, address: str, body: dict[str, Any], now: datetime) -> str:
        """Show a message of the bot; its id."""
        async with self._writing() as (session, numbers):
            row = SandboxMessage(address=address, body=body, at=now, changed=next(numbers))
            session.add(row)
            await session.flush()
            return str(row.id)

    async def say(
        self, where: Where, bodies: Sequence[dict[str, Any]], reply_to: str | None, now: datetime
    ) -> list[str]:
        """Show what a person sends, and keep it for the bot in the same transaction."""
        async with self._writing() as (session, numbers):
            replied = await _at(session, where.address, reply_to)
            ids = []
            for body in bodies:
                extra = {"reply_to": str(replied.id)} if replied is not None else {}
                row = SandboxMessage(
                    address=where.address, body=body | extra, at=now, changed=next(numbers)
                )
                session.add(row)
                await session.flush()
                row.waiting = updates.message_update(row, where, replied)
                ids.append(str(row.id))
            return ids

    async def correct(self, where: Where, sender: str, message_id: str, text: str) -> bool:
        """Give a person's own message other words; False when there is none like that."""
        async with self._writing() as (session, numbers):
            row = await _at(session, where.address, message_id)
            if row is None or row.body["from"] != sender:
                return False
            row.body = row.body | {"text": text, "edited": True}
            row.changed = next(numbers)
            replied = await _at(session, where.address, row.body.get("reply_to"))
            row.waiting = updates.message_update(row, where, replied, edited=True)
            return True

    async def change(self, address: str, message_id: str, body: dict[str, Any]) -> bool:
        """Give a message of the bot new contents; its pictures stay."""
        async with self._writing() as (session, numbers):
            row = await _at(session, address, message_id)
            if row is None or row.body["from"] != updates.BOT:
                return False
            row.body = row.body | body | {"edited": True}
            row.changed = next(numbers)
            return True

    async def shows(self, address: str, message_id: str, data: str) -> bool:
        """Whether a message has this button now."""
        async with self._db.read() as session:
            row = await _at(session, address, message_id)
        if row is None or row.body["from"] != updates.BOT:
            return False
        return any(button.get("data") == data for line in row.body["buttons"] for button in line)

    async def samples(self) -> list[Sent]:
        """The samples that people have sent."""
        async with self._db.read() as session:
            bodies = (await session.exec(select(SandboxMessage.body))).all()
        photos = (body.get("photo") or {} for body in bodies)
        return [(*photo["sample"],) for photo in photos if "sample" in photo]

    async def waiting(self) -> list[tuple[int, Raw]]:
        """What people did and the bot has not stored, oldest first."""
        async with self._db.read() as session:
            rows = await session.exec(
                select(SandboxMessage)
                .where(SandboxMessage.waiting != "")
                .order_by(col(SandboxMessage.id))
            )
            return [(row.id or 0, updates.waiting(row)) for row in rows]

    async def taken(self, done: Sequence[tuple[int, Raw]]) -> None:
        """The bot has stored these."""
        async with self._db.write() as session:
            for row_id, raw in done:
                # A message that was corrected meanwhile goes on waiting.
                await session.exec(
                    update(SandboxMessage)
                    .where(
                        col(SandboxMessage.id) == row_id, col(SandboxMessage.waiting) == raw.body
                    )
                    .values(waiting="")
                )

    async def since(self, number: int) -> tuple[int, list[SandboxMessage]]:
        """What changed after a number, and the newest number; from 0, and from a number that is
        not of this database, the last of every chat."""
        rank = (
            func.row_number()
            .over(partition_by=col(SandboxMessage.address), order_by=col(SandboxMessage.id).desc())
            .label("rank")
        )
        numbered = select(SandboxMessage.id, rank).subquery()
        last = select(numbered.c.id).where(numbered.c.rank <= SHOWN)
        async with self._db.read() as session:
            newest = (await session.exec(select(func.max(col(SandboxMessage.changed))))).one() or 0
            query = select(SandboxMessage)
            if 0 < number <= newest:
                query = query.where(SandboxMessage.changed > number)
            else:
                query = query.where(col(SandboxMessage.id).in_(last))
            rows = list(await session.exec(query.order_by(col(SandboxMessage.id))))
        return max([newest, *(row.changed for row in rows)]), rows


async def _at(session: AsyncSession, address: str, message_id: str | None) -> SandboxMessage | None:
    if message_id is None or not message_id.isdecimal() or len(message_id) > 18:
        return None
    row = await session.get(SandboxMessage, int(message_id))
    return row if row is not None and row.address == address else None
