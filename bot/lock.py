"""One working process a database and a token: locks that the system drops when a process dies."""

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

WATCH_SECONDS = 5
"""between looks whether the server still holds our lock"""


class AlreadyRunning(Exception):
    """Another process is at work."""


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@asynccontextmanager
async def working_on(db: Database, patience: float = 0) -> AsyncIterator[asyncio.Event]:
    """Be the one process that handles and sends for a database; the event tells that this is over.

    Raises `AlreadyRunning` when another one is, on PostgreSQL after so many seconds: a server may
    need a moment to notice that a process was killed."""
    lost = asyncio.Event()
    if db.path is not None:
        with _file(db.path.with_name(db.path.name + ".lock"), f"the database {db.path}"):
            yield lost
        return
    async with _advisory(db, "work", "works on", patience) as connection:
        watching = asyncio.create_task(_watch(connection, lost))
        try:
            yield lost
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


@asynccontextmanager
async def alone(db: Database, what: str, patience: float) -> AsyncIterator[None]:
    """Be the one process that does a thing with a database, beside the one that works on it and
    without keeping anybody from writing. Raises `AlreadyRunning` after so many seconds."""
    if db.path is None:
        async with _advisory(db, what, f"is at the {what} of", patience):
            yield
        return
    path = db.path.with_name(f"{db.path.name}.{what}.lock")
    give_up = time.monotonic() + patience
    while True:
        try:
            held = _file(path, f"the {what} of the database {db.path}")
            held.__enter__()
            break
        except AlreadyRunning:
            if time.monotonic() >= give_up:
                raise
            await asyncio.sleep(0.1)
    try:
        yield
    finally:
        held.__exit__()


@asynccontextmanager
async def _advisory(
    db: Database, name: str, does: str, patience: float
) -> AsyncIterator[AsyncConnection]:
    """A lock on PostgreSQL, which lives as long as the connection that comes with it."""
    async with db.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        query = text("SELECT pg_try_advisory_lock(:number)")
        give_up = time.monotonic() + patience
        while not (await connection.execute(query, {"number": _number(name)})).scalar():
            if time.monotonic() >= give_up:
                raise AlreadyRunning(f"another process {does} this PostgreSQL database")
            await asyncio.sleep(0.1)
        try:
            yield connection
        finally:
            # Back in the pool it would go on holding the lock.
            await connection.invalidate()


async def _watch(connection: AsyncConnection, lost: asyncio.Event) -> None:
    try:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        lost.set()


@asynccontextmanager
async def using_token(token: str) -> AsyncIterator[None]:
    """Be the one process on this machine that uses a token, whatever its database."""
    if not token:
        yield
        return
    name = hashlib.sha256(token.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"street-report-bot-{name}.lock"
    with _file(path, "this bot token"):
        yield


class _file:  # noqa: N801  (used as a function)
    def __init__(self, path: Path, what: str) -> None:
        self._path, self._what = path, what
        self._lock = FileLock(str(path), timeout=0)

    def __enter__(self) -> None:
        try:
            self._lock.acquire()
        except Timeout:
            holder = _holder(self._path)
            who = f" (process {holder})" if holder else ""
            raise AlreadyRunning(f"another process{who} works with {self._what}") from None
        self._path.with_suffix(".pid").write_text(str(os.getpid()))

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _holder(path: Path) -> str:
    try:
        return path.with_suffix(".pid").read_text().strip()
    except OSError:
        return ""
