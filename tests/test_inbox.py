"""The inbox: each update once, in order, handled once, parked when it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from storage import inbox
from storage.database import Database
from storage.inbox import ATTEMPTS, Raw
from storage.tables import Inbox

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def raw(number: int, lane: str = "5") -> Raw:
    return Raw(str(number), lane, f'{{"update_id": {number}}}')


async def store(db: Database, *updates: Raw, source: str = "telegram") -> list[tuple[int, str]]:
    async with db.write() as session:
        found = await inbox.store(session, source, updates, NOW)
    return [(row[0], row[1]) for row in found]


async def undone(db: Database) -> list[tuple[int, str]]:
    async with db.read() as session:
        return await inbox.undone(session)


async def row(db: Database, row_id: int) -> Inbox:
    async with db.read() as session:
        return await session.get_one(Inbox, row_id)


async def test_updates_are_stored_in_order_with_their_lanes(db: Database) -> None:
    stored = await store(db, raw(9), raw(3, "-100"), raw(7))
    assert [lane for _, lane in stored] == ["telegram:5", "telegram:-100", "telegram:5"]
    assert [(await row(db, id_)).event_id for id_, _ in stored] == ["9", "3", "7"]
    assert await undone(db) == stored


async def test_a_hundred_at_once_keep_their_order(db: Database) -> None:
    stored = await store(db, *(raw(1000 - n) for n in range(100)))
    assert [(await row(db, id_)).event_id for id_, _ in stored] == [
        str(1000 - n) for n in range(100)
    ]


async def test_what_is_known_is_left_out(db: Database) -> None:
    await store(db, raw(1), raw(2))
    again = await store(db, raw(2), raw(3), raw(1))
    assert [(await row(db, id_)).event_id for id_, _ in again] == ["3"]
    assert await store(db, raw(1), raw(2), raw(3)) == []
    assert len(await undone(db)) == 3


async def test_the_same_update_twice_in_a_batch_is_one_row(db: Database) -> None:
    assert len(await store(db, raw(1), raw(1), raw(2), raw(1))) == 2


async def test_two_platforms_may_number_alike(db: Database) -> None:
    await store(db, raw(1))
    assert len(await store(db, raw(1), source="sandbox")) == 1


async def test_nothing_to_store_is_no_row(db: Database) -> None:
    assert await store(db) == []


async def test_a_row_is_finished_once(db: Database) -> None:
    ((id_, _),) = await store(db, raw(1))
    finished: list[Collection[int]] = []

    async def finish() -> None:
        async with db.write() as session:
            finished.append(await inbox.finish(session, [id_], NOW))

    await asyncio.gather(*(finish() for _ in range(5)))
    assert sorted(finished, key=len) == [set()] * 4 + [{id_}]
    assert await undone(db) == []
    assert (await row(db, id_)).done_at == NOW


async def test_a_row_is_parked_after_so_many_failures(db: Database) -> None:
    ((id_, _), other) = await store(db, raw(1), raw(2))
    parked = []
    for _ in range(ATTEMPTS):
        assert (await undone(db))[0][0] == id_
        async with db.write() as session:
            parked.append(await inbox.fail(session, id_, "x" * 5000, NOW))
    assert parked == [False] * (ATTEMPTS - 1) + [True]
    assert await undone(db) == [other]
    assert (await row(db, id_)).error == "x" * 2000


async def test_what_cannot_be_read_is_parked_at_once(db: Database) -> None:
    ((id_, _),) = await store(db, raw(1))
    async with db.write() as session:
        await inbox.park(session, id_, "not JSON", NOW)
    assert await undone(db) == []
    assert await store(db, raw(1)) == []


async def test_the_backlog_knows_the_oldest(db: Database) -> None:
    async with db.read() as session:
        assert await inbox.backlog(session) == (0, None, 0)
    ((first, _), (second, _), _) = await store(db, raw(1), raw(2), raw(3))
    async with db.write() as session:
        await inbox.finish(session, [first], NOW + timedelta(seconds=1))
        await inbox.park(session, second, "no", NOW)
    async with db.read() as session:
        assert await inbox.backlog(session) == (1, NOW, 1)
