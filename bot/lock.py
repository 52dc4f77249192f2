"""One working process a database and a token: locks that the system drops when a process dies."""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import text

from storage.database import Database


class AlreadyRunning(Exception):
    """Another process is at work."""


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@asynccontextmanager
async def working_on(db: Database) -> AsyncIterator[None]:
    """Be the one process that handles and sends for a database.

    Raises `AlreadyRunning` when another one is."""
    if db.path is not None:
        with _file(db.path.with_name(db.path.name + ".lock"), f"the database {db.path}"):
            yield
        return
    async with db.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        query = text("SELECT pg_try_advisory_lock(:number)")
        if not (await connection.execute(query, {"number": _number("work")})).scalar():
            raise AlreadyRunning("another process works on this PostgreSQL database")
        # The lock lives as long as this connection does.
        yield


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
