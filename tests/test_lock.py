"""One working process a database and a token, also right after the one before was killed."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import lock
from bot.lock import AlreadyRunning
from storage.database import Database
from tests import process
from tests.postgres import PostgresServer
from tests.standin import StandIn


def settings(tg: StandIn, database_url: str) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": tg.token,
        "TELEGRAM_API_URL": tg.url,
        "DATABASE_URL": database_url,
        "PHOTO_STORE": "photos",
        "PORT": "0",
    }


async def test_a_second_holder_is_refused_at_once(database_url: str) -> None:
    one, other = Database(database_url), Database(database_url)
    async with lock.working_on(one):
        with pytest.raises(AlreadyRunning, match="another process"):
            async with lock.working_on(other):
                raise AssertionError
    async with lock.working_on(other):
        pass
    await one.close()
    await other.close()


async def test_a_patient_holder_gets_what_becomes_free(pg_server: PostgresServer) -> None:
    one, other = (Database(url) for url in [pg_server.new_database()] * 2)
    taken = asyncio.Event()

    async def wait_for_it() -> None:
        async with lock.working_on(other, patience=20):
            taken.set()

    async with lock.working_on(one):
        waiting = asyncio.create_task(wait_for_it())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(taken.wait(), 0.5)
    await asyncio.wait_for(waiting, 20)
    await one.close()
    await other.close()


async def test_who_loses_the_connection_is_told(
    pg_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WATCH_SECONDS", 0.05)
    db, other = (Database(url) for url in [pg_server.new_database()] * 2)
    async with lock.working_on(db) as lost:
        async with other.engine.connect() as connection:
            query = text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            await connection.execute(query)
        await asyncio.wait_for(lost.wait(), 10)
    await db.close()
    await other.close()


async def test_another_token_is_another_lock() -> None:
    async with lock.using_token("1:lock-test-a"), lock.using_token("1:lock-test-b"):
        with pytest.raises(AlreadyRunning, match="this bot token"):
            async with lock.using_token("1:lock-test-a"):
                raise AssertionError


async def test_a_second_run_says_who_is_there_and_a_killed_one_holds_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with StandIn() as tg:
        environment = settings(tg, database_url)
        first = await process.start(tmp_path, environment)
        try:
            await first.says("channel_open")
            second = await process.start(tmp_path, environment)
            assert await second.ended() == 1
            said = "\n".join(second.words)
            assert re.search("error: another process .*(database|token)", said), second.story()
            if "sqlite" in database_url:
                assert str(first.pid) in said
            # Killed, and started again before anybody could notice.
            first.kill()
            third = await process.start(tmp_path, environment)
            await third.says("channel_open")
            assert await third.stop() == 0, third.story()
        finally:
            first.kill()
            await first.ended()


async def test_one_thing_is_done_by_one_at_a_time_while_others_write(database_url: str) -> None:
    one, other = Database(database_url), Database(database_url)
    order: list[str] = []

    async def wait_for_it() -> None:
        async with lock.alone(other, "token", patience=20):
            order.append("other")

    async with lock.working_on(one), lock.alone(one, "token", patience=0):
        with pytest.raises(AlreadyRunning, match="token"):
            async with lock.alone(other, "token", patience=0):
                raise AssertionError
        waiting = asyncio.create_task(wait_for_it())
        async with other.write() as session:
            await session.exec(text("SELECT 1"))  # type: ignore[call-overload]
        order.append("one")
    await asyncio.wait_for(waiting, 20)
    assert order == ["one", "other"]
    await one.close()
    await other.close()
