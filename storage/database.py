"""The database: engines, transactions, and the few differences between SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Executable,
    Integer,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sqlite import sqlite_engine

# Chat ids pass 2^31; SQLite only numbers rows by itself in an INTEGER column.
Id = BigInteger().with_variant(Integer, "sqlite")

_CONNECTION = "connection"
_NEWS = "news"

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def normal_url(url: str) -> str:
    """The URL with its asyncio driver: plain ``sqlite:///`` and ``postgresql://`` are accepted, and
    so is the usual driver of SQLite, in whose place ours works (storage/sqlite.py)."""
    scheme, colon, rest = url.partition("://")
    drivers = {
        "sqlite": "sqlite+direct",
        "sqlite+aiosqlite": "sqlite+direct",
        "postgres": "postgresql+asyncpg",
        "postgresql": "postgresql+asyncpg",
    }
    return drivers.get(scheme, scheme) + colon + rest


class Database:
    """Engines and transactions."""

    def __init__(self, url: str) -> None:
        self.url = normal_url(url)
        self.on_news: Callable[[], None] = lambda: None
        """called when a transaction is committed in which something was announced"""
        parsed = make_url(self.url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.writers = 1 if self.is_sqlite else 2
        """how many transactions should write at the same time: in one more each has less to share
        with others that wait"""
        self.path = Path(parsed.database) if self.is_sqlite and parsed.database else None
        if self.is_sqlite:
            if self.path is None or parsed.database == ":memory:":
                raise ValueError("SQLite needs a file: sqlite:///PATH")
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = sqlite_engine(str(self.path), writes=True)
            self._reader = sqlite_engine(str(self.path), writes=False)
            self._single = self._writer
        else:
            self._writer = create_async_engine(
                self.url, pool_size=10, max_overflow=0, pool_timeout=600
            )
            # Without a transaction nothing has to be begun and ended, at the price of a statement
            # each.
            self._single = self._writer.execution_options(isolation_level="AUTOCOMMIT")
            self._reader = create_async_engine(
                self.url,
                pool_size=10,
                max_overflow=5,
                pool_timeout=600,
                isolation_level="AUTOCOMMIT",
                connect_args={"server_settings": {"default_transaction_read_only": "on"}},
            )

    @property
    def engine(self) -> AsyncEngine:
        """The engine that writes; for migrations and advisory locks."""
        return self._writer

    @asynccontextmanager
    async def write(self, *, one_statement: bool = False) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on any exception. One statement, that
        changes nothing or all, may do without."""
        engine = self._single if one_statement else self._writer
        async with AsyncSession(engine, expire_on_commit=False) as session:
            async with session.begin():
                yield session
            if _NEWS in session.info:
                self.on_news()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A view in which nothing can be written. In SQLite it stands still; on PostgreSQL each
        statement sees what was committed before it (see `snapshot`)."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A view that stands still from its first statement to its last, while others write."""
        async with self.read() as session:
            if not self.is_sqlite:
                # SQLite's reading transactions are like that anyway.
                level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                await session.connection(execution_options=level)
            yield session

    async def check(self) -> None:
        """Raise what the driver raises when the database does not answer."""
        async with self.read() as session:
            await session.exec(text("SELECT 1"))  # type: ignore[call-overload]

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def gave_way(error: Exception) -> bool:
    """Whether the database gave a transaction up because another one stood in its way and it stood
    in the other's: done again, it goes through."""
    # https://www.postgresql.org/docs/current/errcodes-appendix.html
    codes = ("40001", "40P01")
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in codes


def columns(table: type[SQLModel]) -> Any:
    """The columns of a table for statements that need no objects: those cost half as much."""
    return table.__table__.c  # type: ignore[attr-defined]


def announce(session: AsyncSession) -> None:
    """Let it be known once this transaction is committed that there is something to send."""
    session.info[_NEWS] = True


async def run(session: AsyncSession, statement: Executable, params: Any = None) -> Any:
    """Run a statement on columns in the session's transaction, past its objects."""
    return await session.run_sync(_execute, statement, params)


def _execute(session: Session, statement: Executable, params: Any) -> Any:
    connection = session.info.get(_CONNECTION)
    if connection is None:
        # Kept, because to ask for it takes as long as a small statement.
        connection = session.info[_CONNECTION] = session.connection()
    return connection.execute(statement, params)


T = TypeVar("T", bound=SQLModel)


async def first(
    session: AsyncSession, table: type[T], ids: Executable, params: Mapping[str, Any]
) -> T | None:
    """The object of the first id that a statement finds. Where mostly nothing is found this costs
    half as much as to ask for the object at once."""
    found = (await run(session, ids, params)).scalar()
    return None if found is None else await session.get(table, found)


async def create(session: AsyncSession, row: SQLModel) -> None:
    """Insert one new object at once. The session's own way gathers, sorts and reads back, at three
    times the price."""
    await _create(session, row, _insert(type(row)))


async def create_new(session: AsyncSession, row: SQLModel) -> bool:
    """The same, unless a unique key forbids it: then False, and nothing is written."""
    statement = _insert_new(type(row), session.get_bind().dialect.name)
    return await _create(session, row, statement)


async def _create(session: AsyncSession, row: SQLModel, statement: Any) -> bool:
    values = {c.name: getattr(row, c.name) for c in columns(type(row)) if c.name != "id"}
    new = (await run(session, statement, values)).scalar()
    if new is None:
        return False
    row.id = new
    make_transient_to_detached(row)
    session.add(row)
    return True


@cache
def _insert(table: type[SQLModel]) -> Any:
    return insert(table.__table__).returning(columns(table).id)  # type: ignore[attr-defined]


async def insert_new(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Insert the rows that no unique key forbids; the ids of those that went in, in order."""
    return [id_ for (id_,) in await inserted(session, table, rows, "id")]


async def inserted(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[dict[str, Any]], *names: str
) -> list[tuple[Any, ...]]:
    """The same; these columns of what went in, sorted by them."""
    if not rows:
        return []
    statement = _insert_new(table, session.get_bind().dialect.name, names)
    # One by itself is spared what SQLAlchemy does to write many.
    found = await run(session, statement, rows if len(rows) > 1 else rows[0])
    return sorted(map(tuple, found))


@cache
def _insert_new(table: type[SQLModel], dialect: str, names: Sequence[str] = ("id",)) -> Any:
    # Built once: an insert of rows that differ in number could not be kept by SQLAlchemy either.
    insert_ = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = table.__table__  # type: ignore[attr-defined]
    found = (rows.c[name] for name in names)
    return insert_(rows).on_conflict_do_nothing().returning(*found)
