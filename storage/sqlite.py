"""SQLite under asyncio without a thread a statement: only waits for locks and disk have threads.

The usual driver passes every call of every statement through a queue to a thread and back, which
costs more than the statement: 260 switches a report, and two thirds of the process's time. Here
statements, which take microseconds, run where they stand. What can wait goes to a thread: taking
the write lock when another process has it, and a commit, which waits for the disk."""

import asyncio
import sqlite3
from typing import Any

from sqlalchemy import URL, event, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

LOCK_SECONDS = 30


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks this of an asyncio driver; rows here are not fetched from afar."""


class _Connection(sqlite3.Connection):
    def cursor(self, *_: Any) -> Any:
        return super().cursor(_Cursor)


class DirectDialect(SQLiteDialect_pysqlite):
    """SQLite's standard driver, for the asyncio engine."""

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        return pool.AsyncAdaptedQueuePool

    def do_commit(self, dbapi_connection: DBAPIConnection) -> None:
        connection: Any = dbapi_connection
        if connection.in_transaction:
            await_only(asyncio.to_thread(connection.commit))


registry.register("sqlite.direct", __name__, "DirectDialect")


def sqlite_engine(path: str, *, writes: bool) -> AsyncEngine:
    """An engine on a file: one connection that writes, or a few that read.

    Transactions are serial in SQLite anyway, and a queue in front of one connection is fair where
    lock retries are not."""
    engine = create_async_engine(
        URL.create("sqlite+direct", database=path),
        pool_size=1 if writes else 3,
        max_overflow=0,
        pool_timeout=600,
        connect_args={"check_same_thread": False, "factory": _Connection},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own transactions start at the first write, after the read they depend on.
        connection.isolation_level = None
        # FULL, because "acknowledged" has to mean "on disk", also after a power cut.
        only = "OFF" if writes else "ON"
        pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={only}")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        raw = connection.connection.dbapi_connection
        if writes:
            _take_write_lock(raw)
        else:
            raw.execute("BEGIN")

    return engine


def _take_write_lock(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
        await_only(asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE"))
