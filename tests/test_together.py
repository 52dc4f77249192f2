"""Shared transactions: what waits is written at once, and nobody suffers from a bad neighbour."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import pytest
from sqlalchemy import event
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.together import Together, one_by_one
from storage import people
from storage.database import Database
from storage.tables import Setting

T = TypeVar("T")
R = TypeVar("R")


def each(
    db: Database, do: Callable[[AsyncSession, T], Awaitable[R]]
) -> Callable[[Sequence[T]], Awaitable[Sequence[R]]]:
    async def write(items: Sequence[T]) -> Sequence[R]:
        async with db.write() as session:
            return await one_by_one(session, items, lambda item: do(session, item))

    return write


async def write(session: AsyncSession, item: str) -> str:
    await people.remember(session, item, "yes")
    if item == "bad":
        raise ZeroDivisionError(item)
    return item.upper()


async def settings(db: Database) -> Sequence[str]:
    async with db.read() as session:
        return (await session.exec(select(Setting.key).order_by(Setting.key))).all()


async def test_what_waits_is_written_in_one_transaction(db: Database) -> None:
    commits: list[object] = []
    event.listen(db.engine.sync_engine, "commit", commits.append)
    together = Together(each(db, write))
    assert await asyncio.gather(*(together(item) for item in "abcde")) == list("ABCDE")
    assert await settings(db) == list("abcde")
    assert len(commits) == 1


async def test_one_that_fails_takes_nobody_with_it(db: Database) -> None:
    together = Together(each(db, write))
    items = ("a", "bad", "c")
    found = await asyncio.gather(*(together(item) for item in items), return_exceptions=True)
    assert found[0] == "A"
    assert isinstance(found[1], ZeroDivisionError)
    assert found[2] == "C"
    assert await settings(db) == ["a", "c"]
    assert await together("later") == "LATER"


async def test_each_one_reads_what_the_one_before_it_wrote(db: Database) -> None:
    kept: list[Setting] = []

    async def count(session: AsyncSession, item: int) -> str:
        row = await session.get_one(Setting, "n")
        kept.append(row)
        # Past the objects of the session, as the most frequent statements are.
        value = str(int(row.value) + item)
        await session.exec(
            update(Setting).where(col(Setting.key) == "n").values(value=value),
            execution_options={"synchronize_session": False},
        )
        return value

    async with db.write() as session:
        await people.remember(session, "n", "0")
    together = Together(each(db, count))
    assert await asyncio.gather(*(together(1) for _ in range(5))) == list("12345")


async def test_they_are_taken_in_the_order_that_is_asked_for(db: Database) -> None:
    taken: list[str] = []

    async def take(session: AsyncSession, item: str) -> None:
        taken.append(item)

    together = Together(each(db, take), order=lambda item: item)
    await asyncio.gather(*(together(item) for item in "cab"))
    assert taken == list("abc")


async def test_nobody_is_forgotten_between_two_transactions(db: Database) -> None:
    async def nothing(session: AsyncSession, item: int) -> None:
        pass

    together = Together(each(db, nothing))
    async with asyncio.timeout(30):
        for _ in range(50):
            first = asyncio.create_task(together(1))
            await asyncio.sleep(0)
            (transaction,) = together._tasks
            while not transaction.done():  # noqa: ASYNC110
                await asyncio.sleep(0)
            # The moment at which its end is known to itself alone.
            await together(2)
            await first


async def test_what_cannot_be_committed_is_told_to_each(db: Database) -> None:
    async def broken(session: AsyncSession, item: str) -> None:
        await people.remember(session, item, "yes")

        def fail(_: object) -> None:
            raise OSError("no room on the disk")

        event.listen(session.sync_session, "before_commit", fail)

    found = await asyncio.gather(
        *(Together(each(db, broken))(item) for item in "ab"), return_exceptions=True
    )
    assert [type(error) for error in found] == [OSError, OSError]
    assert await settings(db) == []


@pytest.mark.parametrize("patience", [0, 5])
async def test_a_stop_waits_for_what_is_being_written(db: Database, patience: float) -> None:
    go = asyncio.Event()

    async def slow(session: AsyncSession, item: str) -> None:
        await people.remember(session, item, "yes")
        await go.wait()

    together = Together(each(db, slow))
    waiting = asyncio.create_task(together("a"))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(together.stop(patience))
    await asyncio.sleep(0)
    if patience:
        go.set()
    await stopping
    assert await settings(db) == (["a"] if patience else [])
    waiting.cancel()
