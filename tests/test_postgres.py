"""The PostgreSQL that the tests use."""

from __future__ import annotations

from pathlib import Path

import psutil  # type: ignore[import-untyped,unused-ignore]
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests import postgres
from tests.postgres import NoPostgresError, PostgresServer, start_postgres


async def query(url: str, statement: str) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return (await connection.execute(text(statement))).scalar()
    finally:
        await engine.dispose()


async def tables(url: str) -> object:
    return await query(url, "SELECT count(*) FROM pg_stat_user_tables")


async def make_table(url: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE remark (words TEXT)"))
    finally:
        await engine.dispose()


async def test_a_database_is_empty_and_takes_tables(pg_server: PostgresServer) -> None:
    url = pg_server.new_database()
    assert await tables(url) == 0
    await make_table(url)
    assert await tables(url) == 1


async def test_two_databases_share_nothing(pg_server: PostgresServer) -> None:
    first, second = pg_server.new_database(), pg_server.new_database()
    await make_table(first)
    assert await tables(second) == 0


async def test_text_is_stored_as_unicode(pg_server: PostgresServer) -> None:
    url = pg_server.new_database()
    assert await query(url, "SELECT 'phường Thạch Thang'") == "phường Thạch Thang"
    assert await query(url, "SHOW server_encoding") == "UTF8"


async def test_nobody_can_reach_it_over_the_network(pg_server: PostgresServer) -> None:
    assert await query(pg_server.new_database(), "SHOW listen_addresses") == ""


def test_stopping_leaves_neither_a_process_nor_a_folder() -> None:
    try:
        with start_postgres() as server:
            folder = server.folder
            pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
            assert psutil.pid_exists(pid)
    except NoPostgresError as reason:
        pytest.skip(f"no PostgreSQL here: {reason}")
    assert not folder.exists()
    # Where nobody collects orphans the ended process stays listed, as a zombie.
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_machine_without_postgres_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_programs", lambda: [])
    with pytest.raises(NoPostgresError, match="neither initdb nor"), start_postgres():
        pass


def test_a_broken_installation_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = postgres._programs()
    if not real:
        pytest.skip("no PostgreSQL here")
    monkeypatch.setattr(postgres, "_programs", lambda: [tmp_path / "nowhere", *real])
    with start_postgres() as server:
        assert server.programs != tmp_path / "nowhere"
