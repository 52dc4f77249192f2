"""All rows of all tables as plain JSON values and back, the same from and for either database."""

import base64
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    column,
    func,
    insert,
    table,
    text,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.sqltypes import AutoString

from storage import migrations, outbox
from storage.database import Database, UtcTime
from storage.tables import Report

CHUNK = 1000
"""rows in memory at a time"""

Row = dict[str, Any]

# In this order, as some are kinds of others.
_KINDS: tuple[tuple[str, type[TypeEngine[Any]], TypeEngine[Any]], ...] = (
    ("moment", UtcTime, UtcTime()),
    ("json", JSON, JSON(none_as_null=True)),
    ("bytes", LargeBinary, LargeBinary()),
    ("bool", Boolean, Boolean()),
    ("time", DateTime, DateTime()),
    ("date", Date, Date()),
    ("float", Float, Float()),
    ("int", Integer, BigInteger()),
    ("text", AutoString, Text()),
    ("text", String, Text()),
)
KINDS = {name: stored for name, _, stored in _KINDS}


@dataclass(frozen=True, slots=True)
class Dumped:
    """A table as it was written down: its columns with their kinds, and its rows."""

    name: str
    columns: Mapping[str, str]
    rows: Iterable[Row]


def tables() -> list[Table]:
    """All tables, each after those that it refers to."""
    return list(SQLModel.metadata.sorted_tables)


def columns(of: Table) -> dict[str, str]:
    """Names and kinds of a table's columns."""
    return {c.name: _kind(c.type) for c in of.columns}


def _kind(stored: TypeEngine[Any]) -> str:
    return next(name for name, type_, _ in _KINDS if isinstance(stored, type_))


async def rows(session: AsyncSession, of: Table) -> AsyncIterator[Row]:
    """All rows in the order of their keys."""
    (key,) = of.primary_key.columns
    query = sqlalchemy.select(of).order_by(key).limit(CHUNK)
    chunk = (await session.exec(query)).mappings().all()  # type: ignore[call-overload]
    while chunk:
        for row in chunk:
            yield {name: _out(value) for name, value in row.items()}
        after = query.where(key > chunk[-1][key.name])
        chunk = (await session.exec(after)).mappings().all()  # type: ignore[call-overload]


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _in(value: Any, kind: str) -> Any:
    if value is None:
        return None
    match kind:
        case "bytes":
            return base64.b64decode(value, validate=True)
        case "moment" | "time":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "text":
            # SQLite takes a NUL in a text, and PostgreSQL does not.
            return value.replace("\x00", "")
        case _:
            return value


async def count_reports(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(Report))).one()


async def count_unsent(session: AsyncSession) -> int:
    """Messages that still wait to be sent."""
    query = select(func.count()).where(*outbox.PENDING)
    return (await session.exec(query)).one()


async def replace(db: Database, revision: str, dumped: Iterable[Dumped]) -> None:
    """Put these rows, written down when the tables had a revision, in the place of everything that
    is there: all of it, or on any exception nothing."""

    def run(connection: Connection) -> None:
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrations.go_to(connection, revision)
        for one in dumped:
            _load(connection, one)
        migrations.go_to(connection, "head")
        if not db.is_sqlite:
            _number_on(connection)

    async with db.engine.begin() as connection:
        await connection.run_sync(run)


def _load(connection: Connection, one: Dumped) -> None:
    statement = insert(
        table(one.name, *(column(name, KINDS[kind]) for name, kind in one.columns.items()))
    )
    left = iter(one.rows)
    while chunk := list(islice(left, CHUNK)):
        values = [
            {name: _in(row[name], kind) for name, kind in one.columns.items()} for row in chunk
        ]
        connection.execute(statement, values)


def _number_on(connection: Connection) -> None:
    """Let new rows be numbered after those that came with their numbers."""
    for one in tables():
        if "id" not in one.columns:
            continue
        sequence = func.pg_get_serial_sequence(f'"{one.name}"', "id")
        last = func.max(one.c.id)
        connection.execute(
            sqlalchemy.select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None)))
        )
