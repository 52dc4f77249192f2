"""A town for many examples one after the other: each lives in one transaction, which is undone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.points import PointRules
from storage.database import Database
from tests.town import BUILT_IN, Town, rules_of

CHANGES = (("cap = 10", "cap = 2"), ("[version.kinds]", "[version.kinds]\nwater = 1.75"))
CHANGED_ON = date(2026, 11, 25)


class Undone(Database):
    """A database whose transactions are parts of one that is undone in the end. So nothing waits
    for the disk, and the next example finds what this one found."""

    within: AsyncConnection

    @asynccontextmanager
    async def write(self, *, one_statement: bool = False) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(
            self.within, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        async with session, session.begin():
            yield session

    read = write


class Ground:
    """A town with a cap that few reports reach and a kind that is worth more, and one loop for all
    that happens in it: what was compiled for one example is there for the next."""

    def __init__(self, url: str, folder: Path) -> None:
        rules = rules_of(folder, *CHANGES)
        others = BUILT_IN.partition("[[version]]")[2]
        for old, new in (("2026-01-01", str(CHANGED_ON)), ("report = 1.0", "report = 7.0"),
                         ("metres = 30", "metres = 90"), ("day = 0.0", "day = 0.5")):  # fmt: skip
            assert old in others
            others = others.replace(old, new)
        self.changed = rules_of(folder, *CHANGES, more="\n[[version]]" + others)
        """the same, and others from a day on"""
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._db = Undone(url)
        self._town = self._runner.run(self._build(Database(url), rules))

    async def _build(self, db: Database, rules: PointRules) -> Town:
        town = await Town.build(db, rules)
        await db.close()
        return town

    def try_out(self, live: Callable[[Town], Awaitable[None]]) -> None:
        """Let something happen in the town as it was built."""

        async def run() -> None:
            async with self._db.engine.connect() as connection, connection.begin() as everything:
                self._db.within = connection
                await live(replace(self._town, db=self._db))
                await everything.rollback()

        self._runner.run(run())

    def close(self) -> None:
        self._runner.run(self._db.close())
        self._runner.close()
