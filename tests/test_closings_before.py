"""Closings of the time before they had rows of their own: what two buttons said of them is kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlmodel import col, select

from storage import migrations
from storage.database import Database
from storage.tables import Closing

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
BEFORE = "0011"


@pytest.fixture
async def old(empty_url: str) -> AsyncIterator[Database]:
    """A database as it was, with a report."""
    database = Database(empty_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(migrations.go_to, BEFORE)
        await connection.run_sync(_fill)
    yield database
    await database.close()


def _insert(connection: Connection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), values)


def _fill(connection: Connection) -> None:
    at = NOW if connection.dialect.name == "postgresql" else NOW.replace(tzinfo=None).isoformat(" ")
    _insert(connection, "person", id=1, name="An", nudge=False, created_at=at)
    _insert(connection, "chat", id=1, channel="telegram", address="1", kind="private", title="",
            lang="vi", role="", active=True)  # fmt: skip
    for number in (1, 2):
        _insert(connection, "ward", id=number, code=str(number), name="Đồi Cao", geometry=b"",
                approximate=True, source="", licence="", successors="")  # fmt: skip
    _insert(connection, "report", id=1, code="K7P2", state="resolved", sort="problem", person_id=1,
            ward_id=2, kind="waste", urgent=False, description="", lat=16.0, lon=108.0, place="",
            chat_id=1, message_id="1", hops=0, created_at=at, filed_at=at, accept_due=at,
            resolve_due=at, reason="")  # fmt: skip


def happened(connection: Connection, kind: str, minutes: int, **more: Any) -> None:
    undone, data = more.pop("undone", False), more
    at: Any = NOW + timedelta(minutes=minutes)
    if connection.dialect.name != "postgresql":
        at = at.replace(tzinfo=None).isoformat(" ")
    _insert(connection, "event", report_id=1, kind=kind, at=at, data=json.dumps(data),
            undone_at=at if undone else None)  # fmt: skip


async def kept(db: Database) -> list[Closing]:
    await migrations.upgrade(db)
    async with db.read() as session:
        return list(await session.exec(select(Closing).order_by(col(Closing.id))))


async def test_each_closing_has_a_row_with_what_was_said_to_it(old: Database) -> None:
    def fill(connection: Connection) -> None:
        happened(connection, "filed", 0)
        happened(connection, "resolved", 5, before={"ward_id": 1}, undone=True)
        happened(connection, "resolved", 10, before={"ward_id": 1}, own=False)
        happened(connection, "reopened", 20, ward=1)
        happened(connection, "resolved", 30, before={"ward_id": 2}, own=False)
        happened(connection, "confirmed", 40, by="reporter")

    async with old.engine.begin() as connection:
        await connection.run_sync(fill)
    first, second = await kept(old)
    assert (first.ward_id, first.mood, first.reason) == (1, "bad", "undone")
    assert first.ended_at == NOW + timedelta(minutes=20)
    assert (second.ward_id, second.mood, second.confirmed_by) == (2, "good", "reporter")
    assert (second.at, second.asked_at) == (NOW + timedelta(minutes=30),) * 2
    assert second.ended_at is None


async def test_a_closing_that_nobody_said_anything_to_has_no_word(old: Database) -> None:
    def fill(connection: Connection) -> None:
        happened(connection, "resolved", 10, before={"ward_id": 2}, own=True)
        happened(connection, "confirmed", 99, by="silence")

    async with old.engine.begin() as connection:
        await connection.run_sync(fill)
    [closing] = await kept(old)
    assert (closing.mood, closing.own, closing.asked_at) == ("", True, None)
    assert closing.confirmed_by == "silence"


async def test_where_nothing_was_closed_there_is_none(old: Database) -> None:
    assert await kept(old) == []
